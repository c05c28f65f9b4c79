"""The sentences of the moderators' conversation: drafts, changes, the gate, the log."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "button_approve": ("Approve", "Опубликовать", "Опублікувати"),
    "button_publish": ("Approve", "Опубликовать", "Опублікувати"),
    "button_decline": ("Refuse", "Отказать", "Відмовити"),
    "button_edit": ("Edit", "Изменить", "Змінити"),
    "button_take_title": (
        "Title = paragraph {number}",
        "Заголовок = абзац {number}",
        "Заголовок = абзац {number}",
    ),
    "button_take_author": ("Author: {about}", "Автор: {about}", "Автор: {about}"),
    "button_take_date": ("Date: {about}", "Дата: {about}", "Дата: {about}"),
    "button_as_new": ("Add as new", "Добавить как новый", "Додати як новий"),
    "button_replace": ("Replace «{about}»", "Заменить «{about}»", "Замінити «{about}»"),
    "button_reopen": ("Edit the fields", "Изменить поля", "Змінити поля"),
    "button_take_out": ("Remove", "Убрать", "Прибрати"),
    "button_changes": ("All changes", "Все изменения", "Усі зміни"),
    "button_skips": ("Skip paragraphs", "Пропустить абзацы", "Пропустити абзаци"),
    "button_skip_one": ("Skip {number}", "Пропустить {number}", "Пропустити {number}"),
    "button_keep_one": ("Keep {number}", "Оставить {number}", "Залишити {number}"),
    "button_cancel": ("Cancel", "Отменить", "Скасувати"),
    "button_publish_anyway": ("Publish anyway", "Всё равно опубликовать", "Усе одно опублікувати"),
    "button_discard": ("Discard", "Отбросить", "Відкинути"),
    "button_undo": ("Undo", "Вернуть как было", "Повернути як було"),
    "button_recheck": ("Card {number}", "Карточка {number}", "Картка {number}"),
    "mod_help": (
        "For moderators, in this chat:\n"
        "Send a file (txt, md, html, pdf, docx, odt, rtf; up to 20 MB), or /add and an address: a"
        " card comes back, and nothing changes before it is approved. Write the fields under the"
        " file or below the card, a line each.\n"
        "/edit and an id: the fields of a source, and its id; /remove and an id takes it out\n"
        "/check looks whether the addresses still say the same\n"
        "/golden lists the golden questions; /golden add QUESTION => WORDS, /golden remove N\n"
        "/history, /diff A B, /undo or /undo N: what was published, what differs, going back\n"
        "/audit says who did what\n"
        "/reports lists the quotes called wrong; /people, /invite, /grant, /revoke: who is let in\n"
        "/allow and /disallow in a group: whether everybody there may ask",
        "Для модераторов, в этом чате:\n"
        "Пришлите файл (txt, md, html, pdf, docx, odt, rtf; до 20 МБ) или /add и адрес: придёт"
        " карточка, и до её одобрения ничего не изменится. Поля пишите в подписи к файлу или под"
        " карточкой, по строке на каждое.\n"
        "/edit и id — поля источника и сам id; /remove и id — убрать источник\n"
        "/check — проверить, не изменились ли тексты по адресам\n"
        "/golden — контрольные вопросы; /golden add ВОПРОС => СЛОВА, /golden remove N\n"
        "/history, /diff A B, /undo или /undo N — что опубликовано, чем отличается, возврат\n"
        "/audit — кто что сделал\n"
        "/reports — цитаты, названные неверными; /people, /invite, /grant, /revoke — кому открыто\n"
        "/allow и /disallow в группе — можно ли там спрашивать каждому",
        "Для модераторів, у цьому чаті:\n"
        "Надішліть файл (txt, md, html, pdf, docx, odt, rtf; до 20 МБ) або /add та адресу: надійде"
        " картка, і до її схвалення нічого не зміниться. Поля пишіть у підписі до файлу або під"
        " карткою, по рядку на кожне.\n"
        "/edit та id — поля джерела й сам id; /remove та id — прибрати джерело\n"
        "/check — перевірити, чи не змінилися тексти за адресами\n"
        "/golden — контрольні запитання; /golden add ЗАПИТАННЯ => СЛОВА, /golden remove N\n"
        "/history, /diff A B, /undo або /undo N — що опубліковано, чим відрізняється, повернення\n"
        "/audit — хто що зробив\n"
        "/reports — цитати, названі хибними; /people, /invite, /grant, /revoke — хто має доступ\n"
        "/allow і /disallow у групі — чи можна там запитувати кожному",
    ),
    "mod_not_by_editing": (
        "What moderators do is not done by editing a message. Please send it anew.",
        "Действия модераторов не выполняются при правке сообщения. Отправьте его заново.",
        "Дії модераторів не виконуються після редагування повідомлення. Надішліть його знову.",
    ),
    "mod_add_usage": (
        "Write /add and an address, as in /add https://example.org/story; or send a file.",
        "Напишите /add и адрес, например /add https://example.org/story; или пришлите файл.",
        "Напишіть /add та адресу, наприклад /add https://example.org/story; або надішліть файл.",
    ),
    "mod_too_large": (
        "{name} is larger than what I can be sent here. Send a smaller file, or a part of it; or"
        " send /add and the address of its page.",
        "{name} больше, чем мне можно прислать здесь. Пришлите файл поменьше или его часть; или"
        " отправьте /add и адрес страницы.",
        "{name} більший, ніж мені можна надіслати тут. Надішліть менший файл або його частину; або"
        " надішліть /add та адресу сторінки.",
    ),
    "mod_not_downloaded": (
        "{name} could not be downloaded ({reason}); please send it again.",
        "{name} не удалось скачать ({reason}); пришлите, пожалуйста, ещё раз.",
        "{name} не вдалося завантажити ({reason}); надішліть, будь ласка, ще раз.",
    ),
    "mod_mend_elsewhere": (
        "whoever runs this bot can mend it",
        "это может поправить тот, кто держит этого бота",
        "це може полагодити той, хто тримає цього бота",
    ),
    "mod_no_card": (
        "No card of yours waits for a decision.",
        "Ни одна ваша карточка не ждёт решения.",
        "Жодна ваша картка не чекає на рішення.",
    ),
    "mod_gone": (
        "This card is gone: it is older than seven days, or what it was about is not there any"
        " more. Send the file or the command again.",
        "Этой карточки больше нет: ей больше семи дней, или того, к чему она относилась, уже нет."
        " Пришлите файл или команду ещё раз.",
        "Цієї картки вже немає: їй понад сім днів, або того, чого вона стосувалася, вже немає."
        " Надішліть файл або команду ще раз.",
    ),
    "mod_not_yours": (
        "This card is another moderator's.",
        "Это карточка другого модератора.",
        "Це картка іншого модератора.",
    ),
    "mod_decided_published": (
        "This is published already: {title}",
        "Это уже опубликовано: {title}",
        "Це вже опубліковано: {title}",
    ),
    "mod_decided_removed": (
        "This is removed already: {title}",
        "Это уже убрано: {title}",
        "Це вже прибрано: {title}",
    ),
    "mod_decided_undone": (
        "This is undone already.",
        "Это уже отменено.",
        "Це вже скасовано.",
    ),
    "mod_decided_cancelled": (
        "This was cancelled already: {title}",
        "Это уже отменено: {title}",
        "Це вже скасовано: {title}",
    ),
    "mod_out_of_date": (
        "The card or the corpus has changed since this was shown, so nothing was done. Look at the"
        " card as it is now.",
        "С тех пор карточка или корпус изменились, поэтому ничего не сделано. Посмотрите на"
        " карточку в её нынешнем виде.",
        "Відтоді картка або корпус змінилися, тому нічого не зроблено. Подивіться на картку в її"
        " нинішньому вигляді.",
    ),
    "mod_how_to_edit": (
        "Write what you know, a line each, for example:\n"
        "title: The bridge at Kolomna\noutlet: Meduza\nauthor: Anna Smith\ndate: 2 March 2024\n"
        "link: https://…\nlanguage: English\nnote: a warning that stands under every quote\n"
        "skip 3 5-7\nkeep 2\n"
        "Nothing after the colon makes a field unknown. With several cards open, answer the one"
        " you mean.",
        "Напишите, что знаете, по строке на каждое, например:\n"
        "заголовок: Мост в Коломне\nиздание: Медуза\nавтор: Анна Иванова\nдата: 2 марта 2024\n"
        "ссылка: https://…\nязык: русский\nзаметка: предупреждение под каждой цитатой\n"
        "пропустить 3 5-7\nоставить 2\n"
        "Ничего после двоеточия — поле неизвестно. Если карточек несколько, ответьте на нужную.",
        "Напишіть, що знаєте, по рядку на кожне, наприклад:\n"
        "заголовок: Міст у Коломні\nвидання: Медуза\nавтор: Анна Іваненко\nдата: 2 березня 2024\n"
        "посилання: https://…\nмова: українська\nнотатка: застереження під кожною цитатою\n"
        "пропустити 3 5-7\nзалишити 2\n"
        "Нічого після двокрапки — поле невідоме. Якщо карток кілька, дайте відповідь на потрібну.",
    ),
    "mod_which_card": (
        "{count} cards are open. Answer the one you mean, so that I know which.",
        "Открыто карточек: {count}. Ответьте на нужную, чтобы было ясно, на какую.",
        "Відкрито карток: {count}. Дайте відповідь на потрібну, щоб було зрозуміло, на яку.",
    ),
    "mod_nothing_to_edit": (
        "There is nothing to edit in this card: it removes an article.",
        "В этой карточке менять нечего: она убирает статью.",
        "У цій картці змінювати нема чого: вона прибирає статтю.",
    ),
    "mod_no_skips": (
        "No paragraph looks like the page around the article. To skip one nevertheless, answer the"
        " card with skip and its number.",
        "Ни один абзац не похож на обрамление страницы. Чтобы всё же пропустить какой-то, ответьте"
        " на карточку: skip и его номер.",
        "Жоден абзац не схожий на обрамлення сторінки. Щоб усе ж пропустити якийсь, дайте на картку"
        " відповідь: skip і його номер.",
    ),
    "mod_skips": (
        "These paragraphs look like no part of the article. The buttons skip or keep each:",
        "Эти абзацы не похожи на часть статьи. Кнопки пропускают или оставляют каждый:",
        "Ці абзаци не схожі на частину статті. Кнопки пропускають або залишають кожен:",
    ),
    "mod_skips_left": (
        "And {count} more; answer the card with skip or keep and their numbers.",
        "И ещё {count}; ответьте на карточку: skip или keep и их номера.",
        "І ще {count}; дайте на картку відповідь: skip або keep і їхні номери.",
    ),
    "mod_kept": (
        "Paragraph {number} will be kept, though {reason}",
        "Абзац {number} останется, хотя {reason}",
        "Абзац {number} залишиться, хоча {reason}",
    ),
    "mod_removal": (
        "To be removed: {id}\n{title} · {outlet} · {published}\nNo longer quoted, until it is"
        " undone: {count:paragraph|paragraphs}.",
        "Будет убрано: {id}\n{title} · {outlet} · {published}\nАбзацев, которые больше не будут"
        " цитироваться: {count}; отмена вернёт их.",
        "Буде прибрано: {id}\n{title} · {outlet} · {published}\nАбзаців, які більше не"
        " цитуватимуться: {count}; скасування поверне їх.",
    ),
    "mod_remove_usage": (
        "Write /remove and an id, as /sources lists them.",
        "Напишите /remove и id; список: /sources",
        "Напишіть /remove та id; перелік: /sources",
    ),
    "mod_edit_usage": (
        "Write /edit and an id, as /sources lists them: its fields come back on a card.",
        "Напишите /edit и id; список: /sources. Поля источника придут на карточке.",
        "Напишіть /edit та id; перелік: /sources. Поля джерела надійдуть на картці.",
    ),
    "mod_only_source": (
        "{id} is the only source; a corpus cannot be empty, so it stays.",
        "{id} — единственный источник; корпус не может быть пустым, поэтому он остаётся.",
        "{id} — єдине джерело; корпус не може бути порожнім, тому воно залишається.",
    ),
    "mod_asks": (
        "{who} asks for approval:",
        "Просьба об одобрении от {who}:",
        "Прохання про схвалення від {who}:",
    ),
    "mod_asked": (
        "Asked: {who}. One of them has to approve.",
        "Запрос отправлен: {who}. Кто-то из них должен одобрить.",
        "Запит надіслано: {who}. Хтось із них має схвалити.",
    ),
    "mod_nobody_to_ask": (
        "Two people have to agree, and there is no other moderator. Whoever runs this bot can"
        " make somebody one.",
        "Нужны двое, а другого модератора нет. Его может назначить тот, кто держит этого бота.",
        "Потрібні двоє, а іншого модератора немає. Його може призначити той, хто тримає цього"
        " бота.",
    ),
    "mod_another_must": (
        "This is your own; another moderator has to decide.",
        "Это ваше; решать должен другой модератор.",
        "Це ваше; вирішувати має інший модератор.",
    ),
    "mod_no_moderator_any_more": (
        "Whoever made this is no moderator any more, so it cannot be published.",
        "Тот, кто это сделал, больше не модератор, поэтому опубликовать это нельзя.",
        "Той, хто це зробив, більше не модератор, тому опублікувати це не можна.",
    ),
    "mod_declined": (
        "Refused; whoever made it was told. To say why, answer the card with refuse: and the"
        " reason.",
        "Отказано; автор карточки об этом узнал. Чтобы объяснить, ответьте на карточку: отказать:"
        " и причина.",
        "Відмовлено; автор картки про це дізнався. Щоб пояснити, дайте на картку відповідь:"
        " відмовити: і причина.",
    ),
    "mod_refused_why": (
        "{by} on why {title} was refused: {reason}",
        "{by} о том, почему отказано по {title}: {reason}",
        "{by} про те, чому відмовлено щодо {title}: {reason}",
    ),
    "mod_was_declined": (
        "{by} has refused {title}. It can be edited and approved again, or cancelled.",
        "{by}: отказ по {title}. Карточку можно изменить и одобрить снова или отменить.",
        "{by}: відмова щодо {title}. Картку можна змінити та схвалити знову або скасувати.",
    ),
    "mod_was_published": (
        "Approved by {by}. {what}",
        "Одобрено, решение от {by}. {what}",
        "Схвалено, рішення від {by}. {what}",
    ),
    "mod_under_way": (
        "This is being published already.",
        "Это уже публикуется.",
        "Це вже публікується.",
    ),
    "mod_removing": (
        "Removing {title}. Asking goes on meanwhile.",
        "Убираю: {title}. Спрашивать можно и сейчас.",
        "Прибираю: {title}. Запитувати можна й зараз.",
    ),
    "mod_begun": (
        "Publishing {title}. Asking goes on meanwhile.",
        "Публикую: {title}. Спрашивать можно и сейчас.",
        "Публікую: {title}. Запитувати можна й зараз.",
    ),
    "mod_waits": (
        "{title} waits until the change before it is done.",
        "{title} ждёт, пока закончится предыдущее изменение.",
        "{title} чекає, доки завершиться попередня зміна.",
    ),
    "mod_progress": (
        "Publishing {title}: {done} of {total} texts embedded. Asking goes on meanwhile.",
        "Публикую: {title}, готово текстов {done} из {total}. Спрашивать можно и сейчас.",
        "Публікую: {title}, готово текстів {done} із {total}. Запитувати можна й зараз.",
    ),
    "mod_left": (
        "The bot was ended meanwhile, so nothing came of {title}. Approve the card again.",
        "Тем временем бот был остановлен, и с {title} ничего не сделано. Одобрите карточку ещё"
        " раз.",
        "Тим часом бота було зупинено, і з {title} нічого не зроблено. Схваліть картку ще раз.",
    ),
    "mod_interrupted": (
        "The bot was interrupted while it published this. Nothing is lost: approve the card again."
        " /history says what is live.",
        "Во время публикации бот был прерван. Ничего не потеряно: одобрите карточку ещё раз. Что"
        " действует, покажет /history",
        "Під час публікації бота було перервано. Нічого не втрачено: схваліть картку ще раз. Що"
        " чинне, покаже /history",
    ),
    "mod_replaced": (
        "Published: {title}, a new revision; paragraphs added {added}, changed {changed}, removed"
        " {removed}.",
        "Опубликовано: {title}, новая редакция; абзацев добавлено {added}, изменено {changed},"
        " убрано {removed}.",
        "Опубліковано: {title}, нова редакція; абзаців додано {added}, змінено {changed},"
        " прибрано {removed}.",
    ),
    "mod_edited": (
        "Published: {title}, with its fields as edited.",
        "Опубликовано: {title}, с изменёнными полями.",
        "Опубліковано: {title}, зі зміненими полями.",
    ),
    "mod_removed": (
        "Removed: {title}. No longer quoted: {count:paragraph|paragraphs}.",
        "Убрано: {title}. Больше не цитируется абзацев: {count}.",
        "Прибрано: {title}. Більше не цитується абзаців: {count}.",
    ),
    "mod_published": (
        "Published: {title}, {count:paragraph|paragraphs}.",
        "Опубликовано: {title}, абзацев: {count}.",
        "Опубліковано: {title}, абзаців: {count}.",
    ),
    "mod_unchanged": (
        "Nothing was to be changed: {title} is in the corpus just like this.",
        "Менять нечего: {title} в корпусе уже именно такой.",
        "Змінювати нема чого: {title} у корпусі вже саме такий.",
    ),
    "mod_golden_refused": (
        "Not published: fewer golden questions would be answered.",
        "Не опубликовано: ответов на контрольные вопросы стало бы меньше.",
        "Не опубліковано: відповідей на контрольні запитання стало б менше.",
    ),
    "mod_golden_lost": (
        "No longer answered: {question}",
        "Больше нет ответа: {question}",
        "Більше немає відповіді: {question}",
    ),
    "mod_golden_won": (
        "Now answered: {question}",
        "Теперь есть ответ: {question}",
        "Тепер є відповідь: {question}",
    ),
    "mod_discarded_new": (
        "Discarded: {title} was not added.",
        "Отброшено: {title} не добавлено.",
        "Відкинуто: {title} не додано.",
    ),
    "mod_discarded_removal": (
        "Discarded: {title} was not removed.",
        "Отброшено: {title} не убрано.",
        "Відкинуто: {title} не прибрано.",
    ),
    "mod_discarded": (
        "Discarded: {title} stays as it was.",
        "Отброшено: {title} остаётся как было.",
        "Відкинуто: {title} лишається як було.",
    ),
    "mod_undone_of": (
        "Undone: what {who} had published.",
        "Отменено то, что опубликовано от имени: {who}.",
        "Скасовано те, що опубліковано від імені: {who}.",
    ),
    "mod_undone_gone": (
        "No longer in the corpus: {titles}",
        "Больше не в корпусе: {titles}",
        "Більше не в корпусі: {titles}",
    ),
    "mod_undone_back": (
        "Back in the corpus: {titles}",
        "Снова в корпусе: {titles}",
        "Знову в корпусі: {titles}",
    ),
    "mod_undone_changed": (
        "As before: {titles}",
        "Как раньше: {titles}",
        "Як раніше: {titles}",
    ),
    "mod_titles_left": (
        "and {count} more",
        "и ещё {count}",
        "та ще {count}",
    ),
    "mod_undone": (
        "Undone.",
        "Отменено.",
        "Скасовано.",
    ),
    "mod_superseded": (
        "Generation {generation} is live by now, so nothing was undone. /history lists all, /undo"
        " goes back.",
        "Сейчас действует поколение {generation}, поэтому ничего не отменено. Список: /history,"
        " вернуться: /undo",
        "Зараз чинне покоління {generation}, тому нічого не скасовано. Перелік: /history,"
        " повернутися: /undo",
    ),
    "mod_golden_takes_two": (
        "Two people have to agree here, so a golden question is removed by whoever runs the bot:"
        " pullquote golden remove N",
        "Здесь должны договориться двое, поэтому золотой вопрос убирает тот, кто запускает бота:"
        " pullquote golden remove N",
        "Тут мають домовитися двоє, тому золоте питання прибирає той, хто запускає бота:"
        " pullquote golden remove N",
    ),
    "mod_drafting_begun": (
        "Comparing the text with the corpus. Nothing changes yet.",
        "Текст сравнивается с корпусом. Пока ничего не меняется.",
        "Текст порівнюється з корпусом. Поки нічого не змінюється.",
    ),
    "mod_drafting": (
        "Comparing the text with the corpus: {done} of {total}. Nothing changes yet.",
        "Текст сравнивается с корпусом: {done} из {total}. Пока ничего не меняется.",
        "Текст порівнюється з корпусом: {done} з {total}. Поки нічого не змінюється.",
    ),
    "mod_drafting_cancelled": (
        "Cancelled; nothing was added.",
        "Отменено, ничего не добавлено.",
        "Скасовано, нічого не додано.",
    ),
    "mod_undo_asks": (
        "Go back from generation {live} to {earlier}? Articles that would be others:"
        " {count}. Nothing has changed yet.",
        "Вернуться от поколения {live} к {earlier}? Статей станут другими: {count}. Пока ничего не"
        " изменилось.",
        "Повернутися від покоління {live} до {earlier}? Статей стануть іншими: {count}. Поки нічого"
        " не змінилося.",
    ),
    "mod_undo_more": ("and {count} more", "и ещё {count}", "та ще {count}"),
    "mod_undo_begun": (
        "Going back.",
        "Возвращаю.",
        "Повертаю.",
    ),
    "mod_undo_cancelled": (
        "Cancelled; generation {generation} stays live.",
        "Отменено, по-прежнему действует поколение {generation}.",
        "Скасовано, як і раніше чинне покоління {generation}.",
    ),
    "mod_undo_was_declined": (
        "{by} has refused to go back to generation {generation}.",
        "{by}: отказ возвращаться к поколению {generation}.",
        "{by}: відмова повертатися до покоління {generation}.",
    ),
    "mod_was_undone": (
        "Another moderator has agreed: generation {generation} is live again.",
        "Другой модератор согласился: снова действует поколение {generation}.",
        "Інший модератор погодився: знову чинне покоління {generation}.",
    ),
    "mod_undo_usage": (
        "Write /undo, or /undo and the number of a generation.",
        "Напишите /undo или /undo и номер поколения.",
        "Напишіть /undo або /undo та номер покоління.",
    ),
    "mod_undo_waits": (
        "A change is under way; please undo once it is done.",
        "Идёт изменение; отменяйте, когда оно закончится.",
        "Триває зміна; скасовуйте, коли вона завершиться.",
    ),
    "mod_check_begun": (
        "Reading {count:address|addresses} again. Asking goes on meanwhile.",
        "Читаю заново адресов: {count}. Спрашивать можно и сейчас.",
        "Читаю знову адрес: {count}. Запитувати можна й зараз.",
    ),
    "mod_check_progress": (
        "Reading addresses again: {done} of {total}.",
        "Читаю адреса заново: {done} из {total}.",
        "Читаю адреси знову: {done} із {total}.",
    ),
    "mod_check_under_way": (
        "The addresses are being read already.",
        "Адреса уже читаются.",
        "Адреси вже читаються.",
    ),
    "mod_check_left": (
        "The bot was ended meanwhile, so the addresses were not all read. /check begins again.",
        "Тем временем бот был остановлен, прочитаны не все адреса. Начать снова: /check",
        "Тим часом бота було зупинено, прочитано не всі адреси. Почати знову: /check",
    ),
    "mod_nothing_to_check": (
        "No source was read from an address.",
        "Ни один источник не прочитан по адресу.",
        "Жодне джерело не прочитано за адресою.",
    ),
    "mod_checked": (
        "Addresses: {count}, of which unchanged {unchanged}, changed {changed}, gone {gone}, could"
        " not be read {failed}.",
        "Адресов: {count}, из них без изменений {unchanged}, изменились {changed}, исчезли {gone},"
        " не прочитаны {failed}.",
        "Адрес: {count}, з них без змін {unchanged}, змінилися {changed}, зникли {gone}, не"
        " прочитано {failed}.",
    ),
    "mod_found_changed": (
        "{number}. {id} changed: paragraphs added {added}, changed {changed}, removed {removed}",
        "{number}. {id}: абзацев добавлено {added}, изменено {changed}, убрано {removed}",
        "{number}. {id}: абзаців додано {added}, змінено {changed}, прибрано {removed}",
    ),
    "mod_found_gone": (
        "{id} is gone: {reason}",
        "{id} больше нет: {reason}",
        "{id} уже немає: {reason}",
    ),
    "mod_found_failed": (
        "{id} could not be read: {reason}",
        "{id} не прочитать: {reason}",
        "{id} не прочитати: {reason}",
    ),
    "mod_checked_left": ("And {count} more.", "И ещё {count}.", "І ще {count}."),
    "mod_history": (
        "What was published, oldest first; * is live now:",
        "Что опубликовано, начиная с давнего; * — действует сейчас:",
        "Що опубліковано, починаючи з давнього; * — чинне зараз:",
    ),
    "mod_event_added": (
        "added {titles}",
        "добавлено {titles}",
        "додано {titles}",
    ),
    "mod_event_changed": (
        "changed {titles}",
        "изменено {titles}",
        "змінено {titles}",
    ),
    "mod_event_removed": (
        "removed {titles}",
        "убрано {titles}",
        "прибрано {titles}",
    ),
    "mod_event_nothing": (
        "no article is another",
        "статьи те же",
        "статті ті самі",
    ),
    "mod_event": (
        "{mark}{at}, no. {generation}, {by}: {what}",
        "{mark}{at}, № {generation}, {by}: {what}",
        "{mark}{at}, № {generation}, {by}: {what}",
    ),
    "mod_event_undone": (
        "{mark}{at}, back to no. {generation}, {by}: {what}",
        "{mark}{at}, возврат к № {generation}, {by}: {what}",
        "{mark}{at}, повернення до № {generation}, {by}: {what}",
    ),
    "mod_diff_usage": (
        "Write /diff and two generations, as /history lists them: /diff 3 4",
        "Напишите /diff и два поколения из /history: /diff 3 4",
        "Напишіть /diff і два покоління з /history: /diff 3 4",
    ),
    "mod_diff": (
        "Articles that differ between generations {old} and {new}: {count}",
        "Статей, которые отличаются в поколениях {old} и {new}: {count}",
        "Статей, що відрізняються в поколіннях {old} і {new}: {count}",
    ),
    "mod_diff_reread": (
        "{id}, read otherwise from the same file, so no edit of the outlet: paragraphs added"
        " {added}, changed {changed}, removed {removed}; fields changed {fields}",
        "{id}, тот же файл прочитан иначе, издание ничего не меняло: абзацев добавлено {added},"
        " изменено {changed}, убрано {removed}; полей изменено {fields}",
        "{id}, той самий файл прочитано інакше, видання нічого не змінювало: абзаців додано"
        " {added}, змінено {changed}, прибрано {removed}; полів змінено {fields}",
    ),
    "mod_diff_article": (
        "{id}: paragraphs added {added}, changed {changed}, removed {removed}; fields changed"
        " {fields}",
        "{id}: абзацев добавлено {added}, изменено {changed}, убрано {removed}; полей изменено"
        " {fields}",
        "{id}: абзаців додано {added}, змінено {changed}, прибрано {removed}; полів змінено"
        " {fields}",
    ),
    "mod_diff_left": (
        "And {count} more; the document holds all.",
        "И ещё {count}; все — в документе.",
        "І ще {count}; усі — в документі.",
    ),
    "mod_audit": (
        "The last entries of the audit log, the newest at the end:",
        "Последние записи журнала, самая новая в конце:",
        "Останні записи журналу, найновіший наприкінці:",
    ),
    "mod_golden": (
        "The golden questions: what every new generation must answer as well as the live one.",
        "Контрольные вопросы: новое поколение должно отвечать на них не хуже нынешнего.",
        "Контрольні запитання: нове покоління має відповідати на них не гірше за нинішнє.",
    ),
    "mod_golden_line": (
        "{number}. {question} ({expected})",
        "{number}. {question} ({expected})",
        "{number}. {question} ({expected})",
    ),
    "mod_no_golden": (
        "There are no golden questions. /golden add QUESTION => words that a quote must hold",
        "Контрольных вопросов нет. /golden add ВОПРОС => слова, которые должны быть в цитате",
        "Контрольних запитань немає. /golden add ЗАПИТАННЯ => слова, які мають бути в цитаті",
    ),
    "mod_golden_usage": (
        "Write /golden add QUESTION => words that a quote must hold (with commas between them), or"
        " /golden remove N.",
        "Напишите /golden add ВОПРОС => слова, которые должны быть в цитате (через запятую), или"
        " /golden remove N.",
        "Напишіть /golden add ЗАПИТАННЯ => слова, які мають бути в цитаті (через кому), або"
        " /golden remove N.",
    ),
    "mod_golden_added": (
        "Golden question: {question} ({expected})",
        "Контрольный вопрос: {question} ({expected})",
        "Контрольне запитання: {question} ({expected})",
    ),
    "mod_golden_there": (
        "There is this golden question already, as number {number}: {question} ({expected}). It"
        " stays as it is; /golden remove {number} takes it away.",
        "Такой контрольный вопрос уже есть под номером {number}: {question} ({expected}). Он"
        " остаётся как есть; убрать его: /golden remove {number}",
        "Таке контрольне запитання вже є під номером {number}: {question} ({expected}). Воно"
        " лишається як є; прибрати його: /golden remove {number}",
    ),
    "mod_golden_unanswered": (
        "The corpus of today does not answer it like this. Until it does, the question holds up"
        " no change.",
        "Сегодняшний корпус так на него не отвечает. Пока это так, вопрос не мешает изменениям.",
        "Сьогоднішній корпус так на нього не відповідає. Доки це так, запитання не заважає змінам.",
    ),
    "mod_golden_removed": (
        "No golden question any more: {question}",
        "Больше не контрольный вопрос: {question}",
        "Більше не контрольне запитання: {question}",
    ),
    "mod_expects_words": (
        "a quote with: {words}",
        "цитата со словами: {words}",
        "цитата зі словами: {words}",
    ),
    "mod_expects_answer": ("an answer", "есть ответ", "є відповідь"),
    "mod_expects_nothing": ("no answer", "ответа нет", "відповіді немає"),
    "command_add": ("add an address", "добавить адрес", "додати адресу"),
    "command_edit": (
        "edit the fields of a source",
        "изменить поля источника",
        "змінити поля джерела",
    ),
    "command_remove": ("remove a source", "убрать источник", "прибрати джерело"),
    "command_check": (
        "read the addresses again",
        "прочитать адреса заново",
        "прочитати адреси знову",
    ),
    "command_golden": ("golden questions", "контрольные вопросы", "контрольні запитання"),
    "command_history": ("what was published", "что опубликовано", "що опубліковано"),
    "command_diff": (
        "compare two generations",
        "сравнить два поколения",
        "порівняти два покоління",
    ),
    "command_undo": ("go back", "вернуть как было", "повернути як було"),
    "command_audit": ("who did what", "кто что сделал", "хто що зробив"),
}
