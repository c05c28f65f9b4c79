"""The sentences of the moderators' conversation: drafts, changes, the gate, the log."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "button_approve": ("Approve", "Опубликовать", "Опублікувати"),
    "button_publish": ("Approve", "Опубликовать", "Опублікувати"),
    "button_decline": ("Refuse", "Отказать", "Відмовити"),
    "button_edit": ("Edit", "Изменить", "Змінити"),
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
        "Send a file (txt, md, html, pdf, docx; up to 20 MB), or /add and an address: a card comes"
        " back, and nothing changes before it is approved. Answer the card to edit it.\n"
        "/remove and an id takes a source out\n"
        "/check looks whether the addresses still say the same\n"
        "/golden lists the golden questions; /golden add QUESTION => WORDS, /golden remove N\n"
        "/history, /diff A B, /undo or /undo N: what was published, what differs, going back\n"
        "/audit says who did what\n"
        "/reports lists the quotes called wrong; /people, /invite, /grant, /revoke: who is let in",
        "Для модераторов, в этом чате:\n"
        "Пришлите файл (txt, md, html, pdf, docx; до 20 МБ) или /add и адрес: придёт карточка, и до"
        " её одобрения ничего не изменится. Чтобы изменить карточку, ответьте на неё.\n"
        "/remove и id — убрать источник\n"
        "/check — проверить, не изменились ли тексты по адресам\n"
        "/golden — контрольные вопросы; /golden add ВОПРОС => СЛОВА, /golden remove N\n"
        "/history, /diff A B, /undo или /undo N — что опубликовано, чем отличается, возврат\n"
        "/audit — кто что сделал\n"
        "/reports — цитаты, названные неверными; /people, /invite, /grant, /revoke — у кого доступ",
        "Для модераторів, у цьому чаті:\n"
        "Надішліть файл (txt, md, html, pdf, docx; до 20 МБ) або /add та адресу: надійде картка, і"
        " до її схвалення нічого не зміниться. Щоб змінити картку, дайте на неї відповідь.\n"
        "/remove та id — прибрати джерело\n"
        "/check — перевірити, чи не змінилися тексти за адресами\n"
        "/golden — контрольні запитання; /golden add ЗАПИТАННЯ => СЛОВА, /golden remove N\n"
        "/history, /diff A B, /undo або /undo N — що опубліковано, чим відрізняється, повернення\n"
        "/audit — хто що зробив\n"
        "/reports — цитати, названі хибними; /people, /invite, /grant, /revoke — хто має доступ",
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
        "{name} is larger than the {most} MB that bots may download here; send a smaller file, or"
        " use pullquote sources add on the server.",
        "{name} больше {most} МБ, а больше ботам здесь не отдают; пришлите файл поменьше или"
        " добавьте его на сервере: pullquote sources add.",
        "{name} понад {most} МБ, а більше ботам тут не віддають; надішліть менший файл або додайте"
        " його на сервері: pullquote sources add.",
    ),
    "mod_not_downloaded": (
        "{name} could not be downloaded ({reason}); please send it again.",
        "{name} не удалось скачать ({reason}); пришлите, пожалуйста, ещё раз.",
        "{name} не вдалося завантажити ({reason}); надішліть, будь ласка, ще раз.",
    ),
    "mod_gone": (
        "This was decided already, or it is older than seven days. Nothing was done; send the file"
        " or the command again.",
        "Это уже решено, или прошло больше семи дней. Ничего не сделано; пришлите файл или команду"
        " ещё раз.",
        "Це вже вирішено, або минуло понад сім днів. Нічого не зроблено; надішліть файл або команду"
        " ще раз.",
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
        "Answer the card with a line such as outlet: Meduza (title, outlet, author, date, link,"
        " language, note; nothing after the colon: unknown), skip 3 5-7, or keep 2.",
        "Ответьте на карточку строкой вроде outlet: Meduza (title, outlet, author, date, link,"
        " language, note; ничего после двоеточия — неизвестно), skip 3 5-7 или keep 2.",
        "Дайте на картку відповідь на кшталт outlet: Meduza (title, outlet, author, date, link,"
        " language, note; нічого після двокрапки — невідомо), skip 3 5-7 або keep 2.",
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
        "Other moderators who are asked: {count}. One of them has to approve it.",
        "Спрошено других модераторов: {count}. Кто-то из них должен это одобрить.",
        "Запитано інших модераторів: {count}. Хтось із них має це схвалити.",
    ),
    "mod_nobody_to_ask": (
        "Two people have to agree, and there is no other moderator. /invite moderator or /grant"
        " makes one.",
        "Нужны двое, а другого модератора нет. Его можно добавить: /invite moderator или /grant.",
        "Потрібні двоє, а іншого модератора немає. Його можна додати: /invite moderator або"
        " /grant.",
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
        "Refused; whoever made it was told.",
        "Отказано; автор карточки об этом узнал.",
        "Відмовлено; автор картки про це дізнався.",
    ),
    "mod_was_declined": (
        "Another moderator has refused {id}. It can be edited and approved again, or cancelled.",
        "Другой модератор отклонил {id}. Карточку можно изменить и одобрить снова или отменить.",
        "Інший модератор відхилив {id}. Картку можна змінити та схвалити знову або скасувати.",
    ),
    "mod_was_published": (
        "Another moderator has published {id}: generation {generation}.",
        "Другой модератор опубликовал {id}: поколение {generation}.",
        "Інший модератор опублікував {id}: покоління {generation}.",
    ),
    "mod_under_way": (
        "This is being published already.",
        "Это уже публикуется.",
        "Це вже публікується.",
    ),
    "mod_begun": (
        "{id} is being published. Asking goes on meanwhile.",
        "{id}: идёт публикация. Спрашивать можно и сейчас.",
        "{id}: триває публікація. Запитувати можна й зараз.",
    ),
    "mod_waits": (
        "{id} waits until the change before it is done.",
        "{id} ждёт, пока закончится предыдущее изменение.",
        "{id} чекає, доки завершиться попередня зміна.",
    ),
    "mod_progress": (
        "{id} is being published: {done} of {total} texts embedded. Asking goes on meanwhile.",
        "{id}: идёт публикация, готово текстов {done} из {total}. Спрашивать можно и сейчас.",
        "{id}: триває публікація, готово текстів {done} із {total}. Запитувати можна й зараз.",
    ),
    "mod_left": (
        "The bot was ended meanwhile, so {id} was not published. Approve the card again.",
        "Тем временем бот был остановлен, и {id} не опубликовано. Одобрите карточку ещё раз.",
        "Тим часом бота було зупинено, і {id} не опубліковано. Схваліть картку ще раз.",
    ),
    "mod_interrupted": (
        "The bot was interrupted while it published this. Nothing is lost: approve the card again."
        " /history says what is live.",
        "Во время публикации бот был прерван. Ничего не потеряно: одобрите карточку ещё раз. Что"
        " действует, покажет /history",
        "Під час публікації бота було перервано. Нічого не втрачено: схваліть картку ще раз. Що"
        " чинне, покаже /history",
    ),
    "mod_published": (
        "Generation {generation} is live: {added} added, {changed} changed, {removed} removed;"
        " {embedded:text|texts} embedded.",
        "Действует поколение {generation}: добавлено {added}, изменено {changed}, убрано {removed};"
        " обработано текстов {embedded}.",
        "Чинне покоління {generation}: додано {added}, змінено {changed}, прибрано {removed};"
        " опрацьовано текстів {embedded}.",
    ),
    "mod_unchanged": (
        "Nothing was to be changed; generation {generation} is live.",
        "Менять нечего, действует поколение {generation}.",
        "Змінювати нема чого, чинне покоління {generation}.",
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
    "mod_discarded": (
        "Discarded; {id} was left as it was.",
        "Отброшено, {id} без изменений.",
        "Відкинуто, {id} без змін.",
    ),
    "mod_undone": (
        "Generation {generation} is live again.",
        "Снова действует поколение {generation}.",
        "Знову чинне покоління {generation}.",
    ),
    "mod_superseded": (
        "Generation {generation} is live by now, so nothing was undone. /history lists all, /undo"
        " goes back.",
        "Сейчас действует поколение {generation}, поэтому ничего не отменено. Список: /history,"
        " вернуться: /undo",
        "Зараз чинне покоління {generation}, тому нічого не скасовано. Перелік: /history,"
        " повернутися: /undo",
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
        "What was published, oldest first; * is live:",
        "Что опубликовано, начиная с давнего; * — действует:",
        "Що опубліковано, починаючи з давнього; * — чинне:",
    ),
    "mod_event": (
        "{mark}{at} generation {generation}: {added} added, {changed} changed, {removed} removed,"
        " by {by}",
        "{mark}{at} поколение {generation}: добавлено {added}, изменено {changed}, убрано"
        " {removed}, от {by}",
        "{mark}{at} покоління {generation}: додано {added}, змінено {changed}, прибрано {removed},"
        " від {by}",
    ),
    "mod_event_undone": (
        "{mark}{at} undone to generation {generation}: {added} added, {changed} changed, {removed}"
        " removed, by {by}",
        "{mark}{at} возврат к поколению {generation}: добавлено {added}, изменено {changed}, убрано"
        " {removed}, от {by}",
        "{mark}{at} повернення до покоління {generation}: додано {added}, змінено {changed},"
        " прибрано {removed}, від {by}",
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
    "mod_diff_article": (
        "{id}: paragraphs added {added}, changed {changed}, removed {removed}; fields changed"
        " {fields}",
        "{id}: абзацев добавлено {added}, изменено {changed}, убрано {removed}; полей изменено"
        " {fields}",
        "{id}: абзаців додано {added}, змінено {changed}, прибрано {removed}; полів змінено"
        " {fields}",
    ),
    "mod_diff_left": (
        "And {count} more; pullquote diff shows all.",
        "И ещё {count}; все покажет pullquote diff.",
        "І ще {count}; усі покаже pullquote diff.",
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
