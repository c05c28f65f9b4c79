"""The sentences of a card: what a moderator sees of a source before anything changes."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "card_new": ("New source: {id}", "Новый источник: {id}", "Нове джерело: {id}"),
    "card_own_id": (
        "There is a source {id} already ({title}). This becomes a source of its own, and nothing is"
        " taken over from that one.",
        "Источник {id} уже есть ({title}). Этот станет отдельным источником и ничего у того не"
        " унаследует.",
        "Джерело {id} вже є ({title}). Це стане окремим джерелом і нічого від того не успадкує.",
    ),
    "card_fields_of": (
        "The fields of {id}; its text stays as it is.",
        "Поля источника {id}; текст остаётся прежним.",
        "Поля джерела {id}; текст лишається таким, як є.",
    ),
    "card_renamed": (
        "{old} will be called {id} from now on.",
        "{old} отныне будет называться {id}.",
        "{old} відтепер називатиметься {id}.",
    ),
    "field_id": ("id", "id", "id"),
    "card_replaces": (
        "In place of {id}, revision {revision}: paragraphs added {added}, changed {changed},"
        " removed {removed}, unchanged {unchanged}.",
        "Вместо {id}, редакция {revision}: абзацев добавлено {added}, изменено {changed}, убрано"
        " {removed}, без изменений {unchanged}.",
        "Замість {id}, редакція {revision}: абзаців додано {added}, змінено {changed}, прибрано"
        " {removed}, без змін {unchanged}.",
    ),
    "card_reread": (
        "Its file is the same and only read otherwise: the outlet changed nothing.",
        "Файл тот же, только прочитан иначе: издание ничего не меняло.",
        "Файл той самий, лише прочитаний інакше: видання нічого не змінювало.",
    ),
    "card_field": ("{name}: {value}", "{name}: {value}", "{name}: {value}"),
    "card_paragraphs": (
        "Paragraphs: {count}, of which {skipped} will be skipped.",
        "Абзацев: {count}, из них будет пропущено {skipped}.",
        "Абзаців: {count}, з них буде пропущено {skipped}.",
    ),
    "remark_hidden": (
        "Left out, as readers do not see it: hidden passages {count}.",
        "Не вошло, потому что читатели этого не видят: скрытых мест {count}.",
        "Не увійшло, бо читачі цього не бачать: прихованих місць {count}.",
    ),
    "remark_struck": (
        "Left out, as it is struck out: passages {count}.",
        "Не вошло, потому что зачёркнуто: мест {count}.",
        "Не увійшло, бо закреслено: місць {count}.",
    ),
    "remark_prompt": (
        "Left out, as they only ask to be filled in: form fields {count}.",
        "Не вошло, потому что это лишь подсказки в полях формы: {count}.",
        "Не увійшло, бо це лише підказки в полях форми: {count}.",
    ),
    "remark_scanned": (
        "Only an image, so not read: {count} of {total} pages.",
        "Страницы-изображения, не прочитаны: {count} из {total}.",
        "Сторінки-зображення, не прочитані: {count} із {total}.",
    ),
    "remark_recognised": (
        "Read by a machine from an image, so compare quotes with it: {count} of {total} pages.",
        "Распознано машиной с изображения, сверяйте цитаты с ним: страниц {count} из {total}.",
        "Розпізнано машиною із зображення, звіряйте цитати з ним: сторінок {count} із {total}.",
    ),
    "remark_running": (
        "Left out, as they are no part of the text: heads, feet and page numbers {count}.",
        "Не вошли, потому что это не часть текста: колонтитулы и номера страниц, всего {count}.",
        "Не увійшли, бо це не частина тексту: колонтитули й номери сторінок, усього {count}.",
    ),
    "remark_commented": (
        "Left out, as somebody put them on the pages: comments {count}.",
        "Не вошло, потому что кем-то приписано к страницам: комментариев {count}.",
        "Не увійшло, бо кимось приписано до сторінок: коментарів {count}.",
    ),
    "remark_cut_off": (
        "The article looks cut off: “{detail}”",
        "Похоже, статья обрывается: «{detail}»",
        "Схоже, стаття обривається: «{detail}»",
    ),
    "remark_notes": (
        "Left out, as they only point to notes: raised marks {count}.",
        "Не вошло, потому что только отсылает к примечаниям: надстрочных знаков {count}.",
        "Не увійшло, бо лише відсилає до приміток: надрядкових знаків {count}.",
    ),
    "remark_elsewhere": (
        "Left out, as they lead to other articles or ask to sign up: lines {count}.",
        "Не вошло, потому что ведёт к другим статьям или зовёт подписаться: строк {count}.",
        "Не увійшло, бо веде до інших статей або закликає підписатися: рядків {count}.",
    ),
    "remark_damaged": (
        "Characters that arrived damaged, for which readers see “�”: {count}.",
        "Повреждённых знаков, вместо которых читатели видят «�»: {count}.",
        "Пошкоджених знаків, замість яких читачі бачать «�»: {count}.",
    ),
    "remark_modified": (
        "The page says that it was changed on {detail}; that is not its date of publication.",
        "На странице сказано, что она изменена {detail}; это не дата публикации.",
        "На сторінці сказано, що її змінено {detail}; це не дата публікації.",
    ),
    "remark_passed_over": (
        "Left unknown, as it may be wrong: {detail}",
        "Оставлено неизвестным, так как может быть ошибкой: {detail}",
        "Залишено невідомим, бо може бути помилкою: {detail}",
    ),
    "card_skipped": (
        "Paragraph {number} will be skipped: {reason}",
        "Абзац {number} будет пропущен: {reason}",
        "Абзац {number} буде пропущено: {reason}",
    ),
    "card_kept": (
        "Kept, though they look like no part of the article: paragraphs {numbers}",
        "Оставлены, хотя не похожи на часть статьи: абзацы {numbers}",
        "Залишено, хоча не схожі на частину статті: абзаци {numbers}",
    ),
    "skip_chosen": ("you chose it", "выбрано вами", "обрано вами"),
    "skip_skipped_before": (
        "it was skipped in the revision before",
        "пропущен и в прежней редакции",
        "пропущено і в попередній редакції",
    ),
    "skip_elsewhere": (
        "it stands word for word in other articles",
        "дословно стоит в других статьях",
        "дослівно є в інших статтях",
    ),
    "skip_said_twice": (
        "it stands here twice, as captions do",
        "стоит здесь дважды, как подписи к фото",
        "є тут двічі, як підписи до фото",
    ),
    "skip_links": ("it is a list of links", "это список ссылок", "це перелік посилань"),
    "skip_credit": (
        "it says who wrote or took something",
        "указан автор текста или снимка",
        "вказано автора тексту чи знімка",
    ),
    "skip_asks_reader": (
        "it speaks to the reader of the page",
        "обращение к читателю страницы",
        "звернення до читача сторінки",
    ),
    "skip_label": (
        "a label above or below the article",
        "надпись над статьёй или под ней",
        "напис над статтею або під нею",
    ),
    "card_same": (
        "The same text is in the corpus: {id} ({title})",
        "Такой же текст уже есть в корпусе: {id} ({title})",
        "Такий самий текст уже є в корпусі: {id} ({title})",
    ),
    "card_edited": (
        "Nearly the same text is in the corpus: {id} ({title}), {percent} % of the words in order",
        "Почти такой же текст уже есть в корпусе: {id} ({title}), совпадает {percent} % слов"
        " подряд",
        "Майже такий самий текст уже є в корпусі: {id} ({title}), збігається {percent} % слів"
        " поспіль",
    ),
    "card_reworded": (
        "Probably the same report in other words is in the corpus: {id} ({title}), {percent} % of"
        " the sentences in order",
        "Вероятно, это пересказ статьи из корпуса: {id} ({title}), совпадает по смыслу {percent} %"
        " предложений подряд",
        "Імовірно, це переказ статті з корпусу: {id} ({title}), збігається за змістом {percent} %"
        " речень поспіль",
    ),
    "card_no_duplicate": (
        "No copy of it was found in the corpus.",
        "Копий этого текста в корпусе не найдено.",
        "Копій цього тексту в корпусі не знайдено.",
    ),
    "card_rewordings_not_sought": (
        "Re-worded copies could not be looked for: the index is of another model, or the model does"
        " not read this text.",
        "Пересказы найти было нельзя: индекс сделан другой моделью или модель не читает этот"
        " текст.",
        "Перекази знайти було неможливо: індекс зроблено іншою моделлю або модель не читає цей"
        " текст.",
    ),
    "card_added": (
        "Added, paragraph {number}:",
        "Добавлен, абзац {number}:",
        "Додано, абзац {number}:",
    ),
    "card_removed": (
        "Removed, paragraph {number}:",
        "Убран, абзац {number}:",
        "Прибрано, абзац {number}:",
    ),
    "card_before": (
        "Changed, paragraph {number} before:",
        "Изменён, абзац {number} раньше:",
        "Змінено, абзац {number} раніше:",
    ),
    "card_after": ("and now:", "и теперь:", "і тепер:"),
    "card_more_changes": (
        "Further changes that are not shown: {count}",
        "Ещё изменений, которые не показаны: {count}",
        "Ще змін, яких не показано: {count}",
    ),
    "card_all_changes": (
        "What it changes, in all {count}:",
        "Что меняется, всего {count}:",
        "Що змінюється, разом {count}:",
    ),
    "card_noted": ("Noted. {what}", "Записано. {what}", "Записано. {what}"),
    "card_now_skipped": (
        "paragraphs that will be skipped: {numbers}",
        "будут пропущены абзацы: {numbers}",
        "буде пропущено абзаци: {numbers}",
    ),
    "card_refused_caption": (
        "Of what you wrote with the file nothing was recorded: {reason}",
        "Из подписи к файлу ничего не записано: {reason}",
        "З підпису до файлу нічого не записано: {reason}",
    ),
    "card_sample": (
        "Sample quote, from paragraph {number}:",
        "Пример цитаты, из абзаца {number}:",
        "Приклад цитати, з абзацу {number}:",
    ),
    "card_actions": (
        "approve, FIELD: value, skip 3 5-7, keep 2, cancel?",
        "approve, ПОЛЕ: значение, skip 3 5-7, keep 2, cancel?",
        "approve, ПОЛЕ: значення, skip 3 5-7, keep 2, cancel?",
    ),
    "card_refused_edit": (
        "Nothing was changed: {reason}",
        "Ничего не изменено: {reason}",
        "Нічого не змінено: {reason}",
    ),
    "card_rewordings_in_part": (
        "Re-worded copies were sought by the beginning; not compared: {count:sentence|sentences}.",
        "Пересказанные копии искали по началу; не сравнивались предложения: {count}.",
        "Переказані копії шукали за початком; не порівнювалися речення: {count}.",
    ),
    "card_cancelled": (
        "Cancelled: {title} stays as it is.",
        "Отменено: {title} остаётся как есть.",
        "Скасовано: {title} лишається як є.",
    ),
    "card_cancelled_new": (
        "Cancelled: {title} was not added.",
        "Отменено: {title} не добавлено.",
        "Скасовано: {title} не додано.",
    ),
    "card_cancelled_removal": (
        "Cancelled: {title} was not removed.",
        "Отменено: {title} не убрано.",
        "Скасовано: {title} не прибрано.",
    ),
}
