"""The sentences of a no: as it is cited, and what became of the corpus since it was given."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "button_cite": ("📋 Cite this no", "📋 Сослаться на «нет»", "📋 Послатися на «ні»"),
    "no_searched": (
        "{articles:article|articles}, {paragraphs:paragraph|paragraphs}, as of {day}",
        "статей: {articles}, абзацев: {paragraphs}, на {day}",
        "статей: {articles}, абзаців: {paragraphs}, на {day}",
    ),
    "no_searched_dated": (
        "{articles:article|articles}, {paragraphs:paragraph|paragraphs}, dated {dates}, as of"
        " {day}",
        "статей: {articles}, абзацев: {paragraphs}, даты {dates}, на {day}",
        "статей: {articles}, абзаців: {paragraphs}, дати {dates}, на {day}",
    ),
    "no_cited_nothing": (
        "The archive that was searched ({searched}) holds nothing on the question “{question}”."
        " Receipt: {receipt}",
        "В архиве, где искали ({searched}), нет ничего по вопросу «{question}». Квитанция:"
        " {receipt}",
        "В архіві, де шукали ({searched}), немає нічого за запитанням «{question}». Квитанція:"
        " {receipt}",
    ),
    "no_cited_related": (
        "The archive that was searched ({searched}) holds nothing that clearly answers the question"
        " “{question}”. Receipt: {receipt}",
        "В архиве, где искали ({searched}), нет ясного ответа на вопрос «{question}». Квитанция:"
        " {receipt}",
        "В архіві, де шукали ({searched}), немає ясної відповіді на запитання «{question}»."
        " Квитанція: {receipt}",
    ),
    "no_cited_absent": (
        "The archive that was searched ({searched}) does not hold the quotation “{question}”."
        " Receipt: {receipt}",
        "В архиве, где искали ({searched}), нет цитаты «{question}». Квитанция: {receipt}",
        "В архіві, де шукали ({searched}), немає цитати «{question}». Квитанція: {receipt}",
    ),
    "no_short_nothing": (
        "The archive that was searched ({searched}) holds nothing on the question that was asked."
        " Receipt: {receipt}",
        "В архиве, где искали ({searched}), нет ничего по заданному вопросу. Квитанция: {receipt}",
        "В архіві, де шукали ({searched}), немає нічого за поставленим запитанням. Квитанція:"
        " {receipt}",
    ),
    "no_short_related": (
        "The archive that was searched ({searched}) holds nothing that clearly answers the question"
        " that was asked. Receipt: {receipt}",
        "В архиве, где искали ({searched}), нет ясного ответа на заданный вопрос. Квитанция:"
        " {receipt}",
        "В архіві, де шукали ({searched}), немає ясної відповіді на поставлене запитання."
        " Квитанція: {receipt}",
    ),
    "no_short_absent": (
        "The archive that was searched ({searched}) does not hold that quotation. Receipt:"
        " {receipt}",
        "В архиве, где искали ({searched}), этой цитаты нет. Квитанция: {receipt}",
        "В архіві, де шукали ({searched}), цієї цитати немає. Квитанція: {receipt}",
    ),
    "no_to_cite": (
        "To be cited; with /verify and the receipt anybody here checks it:",
        "Для ссылки; по квитанции любой здесь проверит это командой /verify:",
        "Для посилання; за квитанцією будь-хто тут перевірить це командою /verify:",
    ),
    "no_genuine_nothing": (
        "Genuine: on {day} nothing in {articles:article|articles} ({paragraphs}"
        " paragraphs, generation {generation}) was near the question.",
        "Подлинно: {day} по вопросу ничего не нашлось (статей: {articles}, абзацев: {paragraphs},"
        " поколение {generation}).",
        "Справжнє: {day} за запитанням нічого не знайшлося (статей: {articles}, абзаців:"
        " {paragraphs}, покоління {generation}).",
    ),
    "no_genuine_related": (
        "Genuine: on {day} nothing in {articles:article|articles} ({paragraphs}"
        " paragraphs, generation {generation}) clearly answered the question.",
        "Подлинно: {day} ясного ответа на вопрос не было (статей: {articles}, абзацев:"
        " {paragraphs}, поколение {generation}).",
        "Справжнє: {day} ясної відповіді на запитання не було (статей: {articles}, абзаців:"
        " {paragraphs}, покоління {generation}).",
    ),
    "no_genuine_absent": (
        "Genuine: on {day} the quotation stood nowhere in {articles:article|articles}"
        " ({paragraphs} paragraphs, generation {generation}).",
        "Подлинно: {day} цитаты не было нигде (статей: {articles}, абзацев: {paragraphs},"
        " поколение {generation}).",
        "Справжнє: {day} цитати не було ніде (статей: {articles}, абзаців: {paragraphs},"
        " покоління {generation}).",
    ),
    "no_unchanged": (
        "The corpus has not changed since.",
        "Корпус с тех пор не менялся.",
        "Корпус відтоді не змінювався.",
    ),
    "no_changed": (
        "The corpus has changed since {since}, articles: {added} added, {changed} changed,"
        " {removed} withdrawn. Paste the question behind the receipt to have it asked again.",
        "Корпус с {since} изменился, статей: добавлено {added}, изменено {changed}, отозвано"
        " {removed}. Напишите вопрос после квитанции, и он будет задан снова.",
        "Корпус із {since} змінився, статей: додано {added}, змінено {changed}, відкликано"
        " {removed}. Напишіть запитання після квитанції, і його буде поставлено знову.",
    ),
    "no_changed_asked": (
        "The corpus has changed since {since}, articles: {added} added, {changed} changed,"
        " {removed} withdrawn.",
        "Корпус с {since} изменился, статей: добавлено {added}, изменено {changed}, отозвано"
        " {removed}.",
        "Корпус із {since} змінився, статей: додано {added}, змінено {changed}, відкликано"
        " {removed}.",
    ),
    "no_unknown": (
        "Unknown: the receipt is well formed, but nothing here was ever searched that it fits. It"
        " was given by another bot, or made up.",
        "Неизвестно: квитанция составлена верно, но здесь никогда не искали в том, к чему она"
        " подходит. Её выдал другой бот, или она выдумана.",
        "Невідомо: квитанцію складено правильно, але тут ніколи не шукали в тому, до чого вона"
        " пасує. Її видав інший бот, або її вигадано.",
    ),
    "no_filtered": (
        "It was searched under filters: {names}. Their values are not in the receipt; write them"
        " before the question.",
        "Искали с фильтрами: {names}. Их значений в квитанции нет; напишите их перед вопросом.",
        "Шукали з фільтрами: {names}. Їхніх значень у квитанції немає; напишіть їх перед"
        " запитанням.",
    ),
    "no_other_model": (
        "Another model searched then than the one at work now.",
        "Тогда искала другая модель, не та, что работает сейчас.",
        "Тоді шукала інша модель, не та, що працює зараз.",
    ),
    "no_nearest": (
        "The nearest passage then:",
        "Самый близкий отрывок тогда:",
        "Найближчий уривок тоді:",
    ),
    "no_same": (
        "The question is the one that was asked.",
        "Вопрос тот же, что был задан.",
        "Запитання те саме, що було поставлене.",
    ),
    "no_same_absent": (
        "The quotation is the one that was looked for.",
        "Цитата та же, которую искали.",
        "Цитата та сама, яку шукали.",
    ),
    "no_filters": (
        "The words are those of the question that was asked, but its filters were others.",
        "Слова те же, что в заданном вопросе, но фильтры были другие.",
        "Слова ті самі, що в поставленому запитанні, але фільтри були інші.",
    ),
    "no_other": (
        "This is not the question that was asked: the receipt says nothing about it.",
        "Это не тот вопрос, который был задан: квитанция о нём ничего не говорит.",
        "Це не те запитання, яке було поставлене: квитанція про нього нічого не каже.",
    ),
    "no_other_absent": (
        "This is not the quotation that was looked for: the receipt says nothing about it.",
        "Это не та цитата, которую искали: квитанция о ней ничего не говорит.",
        "Це не та цитата, яку шукали: квитанція про неї нічого не каже.",
    ),
    "no_again": ("Asked today:", "Если спросить сегодня:", "Якщо спитати сьогодні:"),
    "no_again_answer": (
        "Asked today, the corpus answers:",
        "Если спросить сегодня, корпус отвечает:",
        "Якщо спитати сьогодні, корпус відповідає:",
    ),
    "web_no": ("No {receipt}", "Нет {receipt}", "Ні {receipt}"),
    "web_no_standing": (
        "Does it still hold?",
        "Остаётся ли это в силе?",
        "Чи це досі чинне?",
    ),
    "web_no_question": (
        "The question, as it was asked, with its filters",
        "Вопрос, как он был задан, с фильтрами",
        "Запитання, як його було поставлено, з фільтрами",
    ),
    "web_no_quotation": (
        "The quotation that was looked for",
        "Цитата, которую искали",
        "Цитата, яку шукали",
    ),
    "web_no_again": ("Ask again", "Спросить снова", "Спитати знову"),
    "web_no_check": ("Check this no", "Проверить это «нет»", "Перевірити це «ні»"),
    "web_no_kept": (
        "Of a question nothing is kept here: paste it to have it compared and asked again.",
        "Вопрос здесь не хранится: вставьте его, чтобы сверить и задать снова.",
        "Запитання тут не зберігається: вставте його, щоб звірити й поставити знову.",
    ),
}
