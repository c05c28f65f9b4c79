"""Why a question has no answer, as far as that can be told, and what would help.

A filter may name nothing that is in the corpus, articles may have no date to filter by, the model
may know neither the script nor the language of the question, and it may be about who wrote an
article, which no text says.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.desk.typed.questions import ParsedQuestion, as_typed
from bot.desk.wording import source_line
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.generation.filters import SourceFilter, folded, meets_source, with_source_filter
from index.records import NO_FILTERS, Answer, Filters, Source
from index.search.asker import Asker, RecordedField
from index.text.stems import split_words

_NAMED: tuple[SourceFilter, ...] = ("outlet", "author", "source", "language")
_NOT_THERE: Mapping[str, str] = {
    "outlet": "no_such_outlet",
    "author": "no_such_author",
    "source": "no_such_id",
    "language": "no_such_language",
}
_RECORDED: Mapping[RecordedField, str] = {"author": "articles_by", "outlet": "articles_from"}
_UNREAD: Mapping[str, str] = {
    "ru": "unread_ru",
    "uk": "unread_uk",
    "de": "unread_de",
    "fr": "unread_fr",
    "es": "unread_es",
    "it": "unread_it",
    "pl": "unread_pl",
    "pt": "unread_pt",
    "nl": "unread_nl",
    "tr": "unread_tr",
    "ar": "unread_ar",
    "he": "unread_he",
    "el": "unread_el",
    "ka": "unread_ka",
    "zh": "unread_zh",
    "ja": "unread_ja",
    "ko": "unread_ko",
}
# The first script that a letter of the question is of; the kana before the signs that Chinese has.
_SCRIPTS = (
    # Short questions may have none of the letters that Russian lacks.
    ("uk", re.compile(r"[іїєґ]|\b(?:хто|що|щоб|коли|чому|як|чи|але|ще|саме|зараз)\b", re.I)),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
)
# Words that few questions in the language do without, and that are none of another one's here.
_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "de": "wer wie wann warum wo welche welcher hat haben ist sind der die das und nicht von"
        " den dem ein eine wurde wurden hatte zu",
        "fr": "qui quand pourquoi où comment quel quelle est sont les des une et pas du le la dans"
        " pour avec ont été",
        "es": "quién quien cuándo cuando dónde cómo por qué cuál es son los las del una y el"
        " en con fue han",
        "it": "chi quando perché dove come quale è sono gli della dello una e il di che non con ha"
        " stato",
        "pl": "kto kiedy dlaczego gdzie jak który jest są się nie w z na czy do został co",
        "pt": "quem quando onde porque quais é são os as do da uma não foi com em o",
        "nl": "wie wanneer waarom waar hoe welke heeft zijn het een van niet is werd de en",
        "tr": "kim ne zaman neden nerede nasıl hangi ve bir mi mı için ile değil oldu",
    }.items()
}
_ENGLISH_WORDS = """
who what where why how which is are was were did does do the of and to has have when
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LEAST_FOREIGN = 2  # words: one may be part of a name
_NEAR = 0.6  # as difflib measures it: Medusa is .83 from Meduza, Kyiv Post .59 from Kyiv Times
_MOST_NEAR = 2
_MOST_LISTED = 3
# As names are written in Latin letters, roughly: what is near is only suggested.
_CYRILLIC = "абвгґдеєжзиіклмнопрстуфхцчшщыэюя"
_AS_LATIN = "a b v g g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia"
_LATIN = str.maketrans(dict(zip(_CYRILLIC, _AS_LATIN.split(), strict=True), ь="", ъ=""))


@dataclass(frozen=True, slots=True)
class Hint:
    """What may help: words, and the filters that could be meant instead, with their values.

    `is_reason` tells that it says more than that the corpus does not say.
    """

    words: Sentence
    instead: tuple[tuple[str, Filters], ...] = ()
    is_reason: bool = True


def about_filters(asker: Asker, filters: Filters, articles: int) -> tuple[Hint, ...]:
    """Tell what is wrong with filters that left so many articles."""
    hints: list[Hint] = []
    if filters == NO_FILTERS:
        return ()
    sources = asker.sources()
    if articles == 0:
        hints += _about_names(sources, filters)
    if articles == 0 and not hints:
        hints.append(Hint(sentence("filters_meet_nothing")))
    undated = _count_undated(sources, filters)
    if undated:
        hints.append(Hint(sentence("left_out_undated", articles=undated), is_reason=False))
    return tuple(hints)


def about_names(asker: Asker, answer: Answer) -> tuple[Hint, ...]:
    """List what is here by an author, or from an outlet, whom a question names in full."""
    words = f" {_plain(answer.question)} "
    return tuple(
        Hint(_recorded(asker, field, name), is_reason=False)
        for field in _RECORDED
        if getattr(answer.filters, field) is None
        for name in asker.recorded(field)
        if f" {_plain_name(name)} " in words and _is_meant(name, answer.question)
    )[:_MOST_NEAR]


def _is_meant(name: str, question: str) -> bool:
    """Tell whether a name is one in the question: of a single word, as it is written."""
    if len(split_words(name)) > 1:
        return True
    return name in split_words(question)[1:] and name[0].isupper()


def _recorded(asker: Asker, field: RecordedField, name: str) -> Sentence:
    """Name the newest articles by an author or from an outlet, and how to ask in them alone."""
    own = [source for source in asker.sources() if getattr(source, field) == name]
    own.sort(key=lambda source: source.published or "", reverse=True)
    titles = [source_line(source) for source in own[:_MOST_LISTED]]
    more = "; …" if len(own) > _MOST_LISTED else ""
    only = as_typed(ParsedQuestion("", with_source_filter(NO_FILTERS, field, name)))
    words = {"name": name, "titles": "; ".join(titles) + more, "filter": only.strip()}
    return sentence(_RECORDED[field], **words)


def _plain(text: str) -> str:
    """Write words alone, without case, accents and script."""
    return " ".join(_spelt(word) for word in split_words(text))


@lru_cache(maxsize=2**15)
def _plain_name(name: str) -> str:
    """Write a recorded name like the words of a question, which are kept nowhere."""
    return _plain(name)


def about_language(asker: Asker, question: str) -> Hint | None:
    """Tell, in the language of a question, that the model does not read it; `None` if it does."""
    language = language_unread(asker, question)
    return None if language is None else Hint(sentence(_UNREAD[language]))


def language_unread(asker: Asker, question: str) -> str | None:
    """Name the language of a question that the model does not read, where that can be told.

    A model that does not read Cyrillic script was made for English.
    """
    if asker.reads(question) and asker.reads("где"):
        return None
    if not asker.reads(question):
        written = next((name for name, script in _SCRIPTS if script.search(question)), None)
        if written is not None:
            return written
    words = re.findall(r"[^\W\d_]+", question.casefold())
    if not words or _ENGLISH & set(words):
        return None
    counts = {name: sum(word in own for word in words) for name, own in _WORDS.items()}
    most = max(counts.values())
    likely = [name for name, count in counts.items() if count == most]
    return likely[0] if most >= _LEAST_FOREIGN and len(likely) == 1 else None


def _about_names(sources: Sequence[Source], filters: Filters) -> list[Hint]:
    hints: list[Hint] = []
    for name in _NAMED:
        value: str | None = getattr(filters, name)
        alone = with_source_filter(NO_FILTERS, name, value)
        if value is None or any(meets_source(source, alone) for source in sources):
            continue
        field = "id" if name == "source" else name
        known = {str(held) for source in sources if (held := getattr(source, field)) is not None}
        near = _near(value, sorted(known), is_code=name == "language")
        words = sentence(_NOT_THERE[name], value=value, near=_listed(near))
        hints.append(Hint(words, tuple((at, with_source_filter(filters, name, at)) for at in near)))
    return hints


def _listed(near: Sequence[str]) -> Words:
    if not near:
        return ""
    return Joined((" ", sentence("did_you_mean", names=", ".join(near))), "")


def _near(value: str, known: Sequence[str], *, is_code: bool) -> list[str]:
    """Find names that are spelt like a value, also in the other script; of codes all there are."""
    if is_code:
        return list(known[:_MOST_NEAR])
    by_spelling: dict[str, str] = {}
    for name in known:
        by_spelling.setdefault(_spelt(name), name)
    found = difflib.get_close_matches(_spelt(value), by_spelling, n=_MOST_NEAR, cutoff=_NEAR)
    return [by_spelling[spelling] for spelling in found]


def _spelt(name: str) -> str:
    return folded(name).translate(_LATIN)


def _count_undated(sources: Sequence[Source], filters: Filters) -> int:
    """Count the articles that filters leave out only because nobody recorded their date."""
    if filters.after is None and filters.before is None:
        return 0
    others = replace(filters, after=None, before=None)
    return sum(source.published is None and meets_source(source, others) for source in sources)
