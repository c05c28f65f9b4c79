"""The sentences around an answer: outcomes, citations, what was searched, the terminal's help."""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str]] = {
    "answer": (
        "The corpus answers:",
        "В корпусе есть ответ:",
        "У корпусі є відповідь:",
    ),
    "related": (
        "Nothing here clearly answers the question. The nearest passages:",
        "Ясного ответа на вопрос здесь нет. Самые близкие отрывки:",
        "Ясної відповіді на запитання тут немає. Найближчі уривки:",
    ),
    "nothing": (
        "The corpus does not say.",
        "В корпусе об этом ничего нет.",
        "У корпусі про це нічого немає.",
    ),
    "searched": (
        "Searched: {articles:article|articles}, {paragraphs:paragraph|paragraphs}, dated {dates},"
        " generation {generation}.",
        "Просмотрено: статей {articles}, абзацев {paragraphs}, даты {dates}, поколение"
        " {generation}.",
        "Переглянуто: статей {articles}, абзаців {paragraphs}, дати {dates}, покоління"
        " {generation}.",
    ),
    "filters": ("Filters: {filters}", "Фильтры: {filters}", "Фільтри: {filters}"),
    "filter_outlet": ("outlet {value}", "издание {value}", "видання {value}"),
    "filter_author": ("author {value}", "автор {value}", "автор {value}"),
    "filter_after": ("after {value}", "не раньше {value}", "не раніше {value}"),
    "filter_before": ("before {value}", "не позже {value}", "не пізніше {value}"),
    "filter_language": ("language {value}", "язык {value}", "мова {value}"),
    "filter_source": ("source {value}", "источник {value}", "джерело {value}"),
    "filter_phrases": ('"{value}"', "«{value}»", "«{value}»"),
    "filter_without": ("without {value}", "без «{value}»", "без «{value}»"),
    "unknown_filter": (
        "There is no filter {name}: here. The filters are {filters}. If it is no filter, put a"
        " space after the colon.",
        "Фильтра {name}: здесь нет. Есть фильтры {filters}. Если это не фильтр, поставьте пробел"
        " после двоеточия.",
        "Фільтра {name}: тут немає. Є фільтри {filters}. Якщо це не фільтр, поставте пробіл"
        " після двокрапки.",
    ),
    "filter_given_twice": (
        "{name}: was given more than once; give it once.",
        "Фильтр {name}: указан не один раз; укажите его один раз.",
        "Фільтр {name}: указано не один раз; укажіть його один раз.",
    ),
    "filter_without_value": (
        '{name}: needs a value right after the colon, as in outlet:Meduza or outlet:"BBC News".',
        'После {name}: сразу нужно значение, например outlet:Meduza или outlet:"BBC News".',
        'Після {name}: одразу потрібне значення, наприклад outlet:Meduza або outlet:"BBC News".',
    ),
    "filter_takes_date": (
        "{name}: takes a date; write it as 2024-06-30, 2024-06 or 2024.",
        "Для {name}: нужна дата в таком виде: 2024-06-30, 2024-06 или 2024.",
        "Для {name}: потрібна дата в такому вигляді: 2024-06-30, 2024-06 або 2024.",
    ),
    "filter_takes_language": (
        "{name}: takes a language's code, such as en, ru or uk.",
        "Для {name}: нужен код языка, например en, ru или uk.",
        "Для {name}: потрібен код мови, наприклад en, ru або uk.",
    ),
    "asked": ("The question asked:", "Заданный вопрос:", "Поставлене запитання:"),
    "also_near": (
        "Near the subject, but less probably the answer:",
        "Близко к теме, но вряд ли ответ:",
        "Близько до теми, але навряд чи відповідь:",
    ),
    "more": ("More passages:", "Ещё отрывки:", "Ще уривки:"),
    "no_more": (
        "There are no further passages for this question.",
        "Других отрывков по этому вопросу нет.",
        "Інших уривків за цим запитанням немає.",
    ),
    "context": (
        "The paragraphs around quote {number}:",
        "Абзацы вокруг цитаты {number}:",
        "Абзаци навколо цитати {number}:",
    ),
    "source": (
        "The source of quote {number}:",
        "Источник цитаты {number}:",
        "Джерело цитати {number}:",
    ),
    "no_such_quote": (
        "There is no quote {number} here. Ask a question first, then use the number before a"
        " quote.",
        "Цитаты {number} здесь нет. Сначала задайте вопрос, потом назовите номер перед цитатой.",
        "Цитати {number} тут немає. Спершу поставте запитання, потім назвіть номер перед цитатою.",
    ),
    "replaced": (
        "{id}: the article has had a newer text since {date}; here is the one that was quoted.",
        "{id}: с {date} у статьи новый текст; здесь тот, из которого цитата.",
        "{id}: з {date} у статті новий текст; тут той, з якого цитата.",
    ),
    "withdrawn": (
        "{id}: withdrawn on {date}.",
        "{id}: отозвано {date}.",
        "{id}: відкликано {date}.",
    ),
    "changed": (
        "The corpus has changed since that answer. Ask the question again.",
        "С тех пор корпус изменился. Задайте вопрос ещё раз.",
        "Відтоді корпус змінився. Поставте запитання ще раз.",
    ),
    "help": (
        "Ask a question in plain words. I answer with passages quoted word for word from the"
        " articles, or say that they do not say.\n"
        "  more        further passages for the last question\n"
        "  context 1   the paragraphs around quote 1\n"
        "  source 1    all that is known about the source of quote 1\n"
        "  quit        leave\n"
        "To narrow a question, add outlet:Meduza author:Korol after:2023-01-31 before:2024 lang:en"
        ' source:ID "exact phrase" -word',
        "Задайте вопрос обычными словами. В ответ — дословные цитаты из статей или честное"
        " «об этом ничего нет».\n"
        "  more        ещё отрывки по последнему вопросу\n"
        "  context 1   абзацы вокруг цитаты 1\n"
        "  source 1    всё, что известно об источнике цитаты 1\n"
        "  quit        выйти\n"
        "Чтобы сузить поиск, добавьте outlet:Meduza author:Korol after:2023-01-31 before:2024"
        ' lang:en source:ID "точная фраза" -слово',
        "Поставте запитання звичайними словами. У відповідь — дослівні цитати зі статей або чесне"
        " «про це нічого немає».\n"
        "  more        ще уривки за останнім запитанням\n"
        "  context 1   абзаци навколо цитати 1\n"
        "  source 1    усе, що відомо про джерело цитати 1\n"
        "  quit        вийти\n"
        "Щоб звузити пошук, додайте outlet:Meduza author:Korol after:2023-01-31 before:2024"
        ' lang:en source:ID "точна фраза" -слово',
    ),
    "welcome": (
        "Pullquote quotes these articles word for word and never writes text of its own.",
        "Pullquote цитирует эти статьи дословно и ничего не сочиняет.",
        "Pullquote цитує ці статті дослівно й нічого не вигадує.",
    ),
    "prompt_help": (
        "Ask a question, or type help.",
        "Задайте вопрос или наберите help.",
        "Поставте запитання або наберіть help.",
    ),
    "goodbye": ("Goodbye.", "До свидания.", "До побачення."),
    "failed": (
        "That failed, nothing was lost: {reason}",
        "Не получилось, ничего не потеряно: {reason}",
        "Не вдалося, нічого не втрачено: {reason}",
    ),
    "unknown_title": ("title unknown", "заголовок неизвестен", "заголовок невідомий"),
    "unknown_outlet": ("outlet unknown", "издание неизвестно", "видання невідоме"),
    "unknown_author": ("author unknown", "автор неизвестен", "автор невідомий"),
    "unknown_date": ("date unknown", "дата неизвестна", "дата невідома"),
    "unknown_link": ("no link", "ссылки нет", "посилання немає"),
    "unknown": ("unknown", "неизвестно", "невідомо"),
    "paragraph": ("paragraph {number}", "абзац {number}", "абзац {number}"),
    "field_id": ("id", "идентификатор", "ідентифікатор"),
    "field_origin": ("read from", "прочитано из", "прочитано з"),
    "field_title": ("title", "заголовок", "заголовок"),
    "field_outlet": ("outlet", "издание", "видання"),
    "field_author": ("author", "автор", "автор"),
    "field_published": ("date", "дата", "дата"),
    "field_url": ("link", "ссылка", "посилання"),
    "field_language": ("language", "язык", "мова"),
    "field_note": ("note", "примечание", "примітка"),
    "field_revision": ("revision", "редакция", "редакція"),
    "field_sha256": ("SHA-256 of the text", "SHA-256 текста", "SHA-256 тексту"),
}
