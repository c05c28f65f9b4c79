"""In which form an answer is wanted, if that is none that quotes have: a summary, the newest first.

Only the wording is known here, at the beginning of a request or at its edges; what is around a
question has been left out before (`framing`). English, Russian and Ukrainian.
"""

import re
from typing import Literal

Form = Literal["text", "count", "newest", "oldest"]
"""The form in which an answer is wanted: one written for it, as a summary, a list or a comparison
is; a count of articles; passages by date."""

_ON = r"(?:of|about|on|regarding|for|from|between)"
_ASKED_FOR = (
    r"(?:(?:can|could|would|will) (?:you|someone|anyone) (?:please )?|please |pls "
    r"|i(?:['’]d| would)? (?:need|want|like) (?:you to )?"
    r"|(?:можешь|можете|мне|нам|надо|нужно|пожалуйста|можеш|мені|треба|потрібно|прошу) )*"
)
_ON_IN_RUSSIAN = r"(?:о|об|обо|про|по|из|для|насч[её]т|между)"
_ON_IN_UKRAINIAN = r"(?:про|щодо|по|з|із|для|стосовно|між)"
_WE = (
    r"(?:did|do|have|has|had|were|was) (?:we|you|i|our \w+|the (?:paper|desk|bot))"
    r" (?:ever |already |actually )?"
)
_OUR_WRITING = (
    rf"{_WE}(?:(?:mention|cover|publish|quot)\w*|(?:writ|wrote|report)\w* (?:about|on|of)\b)"
    r"(?: (?:about|on|of))?"
)
_OUR_ARTICLES = rf"{_WE}(?:(?:have|got|had|writ\w+|wrote|publish\w*|ran|run)\b ?)+{_ON}\b"
_WRITING_IN_RUSSIAN = (
    r"(?:(?:мы|вы|у нас|у вас|уже|есть|в архиве) )*"
    r"(?:(?:писал|написал|упомина|упомянул|публиковал|цитировал|рассказывал|вспоминал)\w* )?"
    rf"(?:{_ON_IN_RUSSIAN} )?"
)
_WRITING_IN_UKRAINIAN = (
    r"(?:(?:ми|ви|у нас|у вас|вже|є|в архіві) )*"
    r"(?:(?:писал|написал|згадувал|публікувал|цитувал|розповідал)\w* )?"
    rf"(?:{_ON_IN_UKRAINIAN} )?"
)
# What is wanted, at the beginning of a request, up to what it is wanted of.
_FORMS_FIRST: tuple[tuple[Form, str], ...] = (
    (
        "text",
        rf"{_ASKED_FOR}(?:(?:give|write|make|do|get|send|need|want|show|draft) (?:me |us )?)?"
        r"(?:(?:a|an|the|me|some) )*(?:(?:short|quick|brief|one[- ]\w+|full|bullet[- ]?point) )*"
        rf"(?:summary|overview|recap|digest|rundown|gist|tl;?dr|timeline|chronology|comparison|list"
        rf"|bullet points?) {_ON}\b"
        rf"|{_ASKED_FOR}(?:summari[sz]e|recap|(?=compare\b)|sum up|tl;?dr)"
        r"(?: (?:for )?(?:me|us))?\b"
        rf"|{_ASKED_FOR}list(?: out| up| me| us)*(?= (?:all|every\w*|any\w*|the|those)\b)"
        r"(?: (?:all|every\w*|any\w*|the|those)(?: of)?(?: the)?(?: \w+)? (?=who\b))?",
    ),
    (
        "text",
        rf"{_ASKED_FOR}(?:(?:сделай|дай|напиши|составь|нужн[аоы]?|подготовь)(?:те)? )?"
        r"(?:(?:кратк|коротк|полн|небольш)\w+ )?"
        r"(?:содержание|пересказ|сводк[ауи]|резюме|обзор|дайджест|хронологи[яюи]|выжимк[ауи]"
        rf"|сравнение|список|перечень)(?: {_ON_IN_RUSSIAN})?\b"
        rf"|{_ASKED_FOR}(?:перескажи|пересказать|сравнить|перечислить|суммируй|сравни|перечисли"
        r"|обобщи)(?:те)?(?: (?:мне|нам|коротко|кратко))*\b",
    ),
    (
        "text",
        rf"{_ASKED_FOR}(?:(?:зроби|дай|напиши|склади|потріб\w+|підготуй)(?:те|ть)? )?"
        r"(?:(?:стисл|коротк|повн|невелик)\w+ )?"
        r"(?:зміст|переказ|зведення|резюме|огляд|дайджест|хронологі[яюї]|вижимк[ауи]|порівняння"
        rf"|список|перелік|підсумок)(?: {_ON_IN_UKRAINIAN})?\b"
        rf"|{_ASKED_FOR}(?:переказати|порівняти|перелічити|перекажи|перекажіть|підсумуй"
        r"|підсумуйте|порівняй|порівняйте|перелічи|перелічіть"
        r"|перерахуй|перерахуйте|узагальни)(?: (?:мені|нам|коротко|стисло))*\b",
    ),
    (
        "count",
        rf"how (?:many times|often) {_OUR_WRITING}"
        rf"|how many (?:articles|stories|pieces|texts) {_OUR_ARTICLES}",
    ),
    (
        "count",
        rf"(?:сколько раз|как часто) (?=мы|вы|у нас|у вас){_WRITING_IN_RUSSIAN}"
        rf"|сколько (?:у нас )?(?:статей|материалов|публикаций|текстов) {_WRITING_IN_RUSSIAN}",
    ),
    (
        "count",
        rf"(?:скільки разів|як часто) (?=ми|ви|у нас|у вас){_WRITING_IN_UKRAINIAN}"
        rf"|скільки (?:у нас )?(?:статей|матеріалів|публікацій|текстів) {_WRITING_IN_UKRAINIAN}",
    ),
    (
        "newest",
        r"(?:what(?:['’]?s| is) |any |anything )?(?:the )?"
        r"(?:(?:latest|newest|most recent)(?: (?:news|updates?|stor\w+|articles?|pieces?))?"
        rf"|(?<=any )(?:news|updates?)) {_ON}\b"
        rf"|what(?:['’]?s| is) new (?:with|{_ON})\b"
        r"|(?:что )?(?:нового|новости|последнее|последние новости|свежее) "
        rf"{_ON_IN_RUSSIAN}\b"
        rf"|(?:що )?(?:нового|новини|останнє|останні новини|свіже) {_ON_IN_UKRAINIAN}\b",
    ),
)
_NEWEST_FIRST = (
    r"(?:the )?(?:newest|latest|most recent|recent)(?: \w+)? first"
    r"|сначала (?:самые )?(?:новые|новое|свежие|последние)|спочатку (?:най)?(?:нов|свіж|останн)\w+"
)
_OLDEST_FIRST = (
    r"(?:the )?(?:oldest|earliest)(?: \w+)? first|in chronological order"
    r"|сначала (?:самые )?стар\w+|спочатку (?:най)?стар\w+"
)
MAY_WANT = re.compile(
    r"\b(?:summar|overview|recap|digest|rundown|gist|tl;?dr|timeline|chronolog|compar|list|bullet"
    r"|sum\b|times|often|how many|latest|newest|recent|news|updates?\b|new\b|first"
    r"|содерж|перес|сводк|резюме|обзор|дайджест|хронолог|выжимк|сравн|перечисл|перечень|списо|суммир"
    r"|обобщ|сколько|как часто|нов|последн|свеж|сначала|зміст|перек|зведен|огляд|вижимк|порівн"
    r"|перелі|перерах|підсум|узагальн|скільки|останн|спочатку)",
    re.IGNORECASE,
)
"""One of these words stands in each wish: most questions are told by it to have none."""

_STORY = (
    r"(?:(?:our|your|the|that|this|a) )?(?:story|stories|piece|pieces|articles?|texts?|coverage)"
)
_OF_A_STORY = (
    rf"{_STORY} (?:on|about)\b|(?:наш\w+ |эт\w+ )?(?:стать|материал|текст)\w* {_ON_IN_RUSSIAN}\b"
    rf"|(?:наш\w+ |ц\w+ )?(?:статт|матеріал|текст)\w* {_ON_IN_UKRAINIAN}\b"
)
_WANTED_FIRST: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(rf"\A\W*(?:{words})\s*(?:{_OF_A_STORY})?\W*(?=\w)", re.IGNORECASE))
    for form, words in _FORMS_FIRST
)
_EDGES: tuple[tuple[Form, str], ...] = (("newest", _NEWEST_FIRST), ("oldest", _OLDEST_FIRST))
_WANTED_AT_EDGE: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (
        form,
        re.compile(
            rf"\A\W*(?:{words})\b\W*(?=\w)"
            rf"|[\s,.;(]+(?:{words})(?:\W+(?:pls|plz|please|thanks|thx|плиз|пожалуйста|спасибо|дякую"
            r"|будь ласка))*\W*\Z",
            re.IGNORECASE,
        ),
    )
    for form, words in _EDGES
)
_NAMED_STORY = re.compile(rf"\A(?:(?:the|our|your|a) )?(\S.*\w) (?:{_STORY})\W*\Z", re.IGNORECASE)
_FOR_US = re.compile(r",? (?:for (?:me|us)|коротко|кратко|стисло)(?=\W*\Z)", re.IGNORECASE)


def at_edge(question: str) -> tuple[Form | None, str]:
    """Find a wish before or behind a question, and leave it out: an order by date is one.

    >>> at_edge("bikes, newest first")
    ('newest', 'bikes')
    """
    for form, words in _WANTED_AT_EDGE:
        if words.search(question):
            return form, words.sub("", question)
    return None, question


def at_beginning(question: str) -> tuple[Form | None, str]:
    """Find what is wanted at the beginning of a request, and take of what it is wanted.

    >>> at_beginning("a short summary of the piece on wolves")
    ('text', 'wolves')
    """
    for form, words in _WANTED_FIRST:
        found = words.match(question)
        if found is not None:
            of_what = _FOR_US.sub("", question[found.end() :])
            return form, _NAMED_STORY.sub(r"\1", of_what)
    return None, question
