"""What a message is in its conversation: no question at all, a follow-up, or two questions in one.

Only a message that is nothing else is taken for a remark: "hello" is one, "hello, who was
arrested?" is not. "And when?" means nothing by itself, so it is asked together with the question
before it; "what about Kyiv?" asks that question again of something else, and "no, I meant Andrey"
puts it right. The questions of the last minutes are in memory only, for follow-ups and for buttons:
nothing of them is ever written down, and after ten minutes, or a restart, they are gone.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Literal

from bot.desk.commands import TABLE
from bot.desk.typed.genders import Gender, gender_of
from bot.desk.typed.pronouns import (
    BESIDE,
    HELPING,
    PREPOSITIONS,
    is_of_several,
    is_somebody,
    may_mean,
    may_point_inside,
    pointing,
    points_back,
    tells_of_another,
)
from bot.desk.typed.questions import ParsedQuestion
from index.records import NO_FILTERS
from index.search import framing
from index.search.claims import is_participle
from index.text.answering import PRONOUNS
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS, listed


def _before_others(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Compile patterns for whole messages that end in what else they ask of."""
    other = r"(?!\w)\s*(?P<other>[\w“«\"].*?)[\s?!.]*"
    return tuple(
        re.compile(rf"\W*(?:{words}){other}", re.IGNORECASE | re.DOTALL) for words in patterns
    )


KEPT_SECONDS = 600.0
_MOST = 5000  # questions: a newsroom asks fewer in ten minutes; the oldest go first
_LONGEST_REMARK = 80  # characters
_MOST_HELD = 6  # people who were named lately
_LONGEST_FOLLOW_UP = 9  # words; who writes more has said what is meant
_TOKEN_BYTES = 9

_JOINING = "and but so then а и но тогда і й та але тоді"
_GOING_ON = re.compile(r"\W*(?:and|but|а|и|но|і|й|та|але)\b", re.IGNORECASE)
_EMPHASIS = "exactly precisely though again именно конкретно точно саме конкретно"
_TO_WHOM = "by with to from for about in on at of с со к от из для о об в на у з із від до про"
_QUESTION_WORDS = """
who whom whose what when where why how which
кто кого кому чей что когда где куда откуда почему зачем как сколько
хто чий що коли де куди звідки чому навіщо як скільки
"""
_EMPHASISING = listed(_EMPHASIS)
_BEFORE_ASKING = listed(_TO_WHOM)
_AND = listed(_JOINING)
_ASKING = listed(_QUESTION_WORDS)
_ASKED = "|".join(sorted(_ASKING - {"which", "как", "як"}))
# Behind "and" a question word asks where a verb or its subject follows; "how it fell" tells what.
_VERB = "(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|many|much|old)"
# Capitals that begin no sentence.
_NAMES = re.compile(r"(?<![.?!] )\b[^\W\d_a-zа-яёіїєґ][\w’'-]+(?:\s+[A-ZА-ЯЁІЇЄҐ][\w’'-]+)*")
_OF_PRONOUN = re.compile(
    r"\b(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should) (?:he|she|they)\b"
    rf"|\b(?:{_ASKED}|как|як|ли|чи) (?:он|она|они|він|вона|вони)\b",
    re.IGNORECASE,
)
# A question of up to six words that ends in it, or in which "it" acts.
_OF_SOMETHING = (
    re.compile(r"^\W*(?:[\w’'-]+\W+){1,5}(?:it|there)\W*$", re.IGNORECASE),
    re.compile(r"\b(?:did|does|has|had|is|was|will|would|can|could) it\b", re.IGNORECASE),
    re.compile(r"\b(?:оно|воно)\b", re.IGNORECASE),
)
_OF_NOTHING = re.compile(
    r"\bit (?:(?:[a-z]+ ){0,2}(?:to|that|if|whether|for|when|who)\b|rain|snow|take|mean)"
    r"|\b(?:is|are|was|were) there\b|\b(?:make|made) it\W*$",
    re.IGNORECASE,
)
_TWO_SENTENCES = re.compile(r"(?P<first>[^?]+\?)\s+(?P<second>[^?]+\?)")
_TWO_CLAUSES = re.compile(
    rf"(?P<first>(?:{_ASKED})\b[^?]+?),?\s+(?:and|и|і|та)\s+"
    rf"(?P<second>(?:who\b|(?:what|how|when|where|why)\s+{_VERB}|(?:кто|что|когда|где|куда|почему"
    r"|зачем|сколько|хто|що|коли|де|куди|чому|навіщо|скільки))\b[^?]*\??)",
    re.IGNORECASE,
)

# What asks the question before it again, of something else, or puts it right.
_OF_OTHERS = _before_others(
    r"(?:(?:and|but|so|ok) )?(?:what|how) about|(?:and )?(?:the )?same(?: \w+)?"
    r" (?:for|with|in|about|of|on)",
    r"(?:а |и )?(?:(?:что|как) (?:там с|с|со)|(?:(?:что|как) )?(?:насч[её]т|по поводу))"
    r"|(?:и )?то же(?: самое)? (?:для|про|о|об|по|с|в)",
    r"(?:а |і )?(?:(?:що|як) (?:там з|там із|з|із|до)|(?:(?:що|як) )?(?:щодо|стосовно))"
    r"|(?:і )?те(?: ж| саме| ж саме) (?:для|про|щодо|по|з|у|в)",
)
_CORRECTIONS = _before_others(
    r"(?:(?:no|not|nope|sorry|actually|wait|oops)\b[^?]{0,30}?[\s,.:–—-]+)?"
    r"(?:i (?:meant?|was asking about)|i['’]?m asking about)\b",
    r"(?:(?:нет|не|извини\w*|прости\w*)\b[^?]{0,30}?[\s,.:–—-]+)?я"
    r" (?:имел[аи]? в виду|спрашивала? (?:про|о|об)|про|о|об)",
    r"(?:(?:ні|не|вибач\w*|перепрошую)\b[^?]{0,30}?[\s,.:–—-]+)?я"
    r" (?:ма(?:в|ла) на увазі|питала? про|питав про|про)",
    r"(?:no|nope|not (?:him|her|them|that(?: one)?|this(?: one)?|it))\s*[,.:–—-]",
    r"(?:(?:нет|ні)|не (?:он|она|это|его|её|їх|він|вона|це|його|її)(?: one)?)\s*[,.:–—-]",
)
_AND_THIS = re.compile(
    r"\W*(?:and|а|і|й)\s+(?P<other>[\w“«\"](?:[^?,.!]|\.(?=\d))*?)\s*\?\W*", re.IGNORECASE
)
# "24.02.2024", "24/2" or "2024-02-24"; another of these stands for it.
_DATE_IN_FIGURES = re.compile(
    r"\b(?:\d{1,2}(?P<mark>[./])\d{1,2}(?:(?P=mark)(?P<year>(?:\d\d){1,2}))?|\d{4}-\d\d-\d\d)\b"
)
_QUESTION_IN_TEXT = re.compile(r"[^.!?…\n]+\?+")
_IT = re.compile(r"\bit\b", re.IGNORECASE)
_A_THING = re.compile(
    r"\b(?:the|this|that|our|his|her|their)(?=(?P<words>(?:\s+[\w’'-]+){1,4}))", re.IGNORECASE
)
_VERB_BEFORE = re.compile(
    r"\b(?:(?P<did>did|does|do)|is|are|was|were|has|have|had)\s*\Z", re.IGNORECASE
)
_ENDING_A_NOUN = STOPWORDS | PREPOSITIONS | BESIDE
_ONE_OF_THEM = listed(
    """
    other one another first second third last next previous others ones
    другой другая другое другого другую другие первый первого второй второго вторую следующий
    інший інша інше іншого іншу інші перший першого другого друга наступний
    """
)
# Who has no other words but these beside a pronoun, asks nothing without whoever is meant.
_SAYING_LITTLE = (
    STOPWORDS
    | PRONOUNS
    | listed(
        """
    say said says tell told think thought want wanted happen happened mean meant know knew old born
    age name called live lived come came from go went after before see saw seen hear heard done
    """
    )
)
_LONGEST_OTHER = 6  # words
_YEAR_ALONE = re.compile(r"(?:(?:in|в|у) )?(?P<year>(?:19|20)\d\d)(?: год[ау]?| ро(?:ку|ці))?")
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEGINS_WITH_VERB = re.compile(
    r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
_ANY_ELSE = re.compile(
    r"(?:(?:is|was|are|were) there )?(?:who|what|where|when|why|how|any\w*|some\w*)"
    r" (?:else|more|others?)"
    r"|(?:кто|что|где|когда|куда|почему|кого)(?:-нибудь|-то|-либо)? (?:ещё|еще)"
    r"|(?:ещё|еще) (?:кто|что|где|когда|кого)(?:-нибудь|-то|-либо)?"
    r"|(?:хто|що|де|коли|куди|чому|кого)(?:-небудь|сь)? ще"
    r"|ще (?:хто|що|де|коли|кого)(?:-небудь|сь)?"
)

RemarkKind = Literal[
    "greeting", "thanks", "reaction", "link", "more", "context", "source", "command"
]

_GREETINGS = frozenset(
    {
        *("hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon"),
        *("good evening", "good day", "привет", "здравствуйте", "здравствуй", "добрый день"),
        *("доброе утро", "добрый вечер", "привіт", "вітаю", "добрий день", "доброго дня"),
        *("добрий ранок", "доброго ранку", "добрий вечір", "доброго вечора"),
    }
)
_THANKS = frozenset(
    {
        *("thanks", "thank you", "thx", "many thanks", "thanks a lot", "thank you very much"),
        *("thank you so much", "great thanks", "great thank you", "ok thanks", "ok thank you"),
        *("спасибо", "большое спасибо", "спасибо большое", "благодарю", "отлично спасибо"),
        *("ок спасибо", "дякую", "дуже дякую", "щиро дякую", "спасибі", "чудово дякую"),
        *("ок дякую",),
    }
)
_MORE = frozenset({"more", "ещё", "еще", "далее", "ще", "далі"})
_NAMED: dict[str, RemarkKind] = {
    **dict.fromkeys(("context", "контекст"), "context"),
    **dict.fromkeys(("source", "источник", "джерело"), "source"),
}
# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(rf"({'|'.join(_NAMED)})(?:\s*(?:#?(\d{{1,9}})|\[(\d{{1,9}})\]))?")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_COMMANDS = frozenset(known.name for known in TABLE)
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark; `number` is of the quote that is meant, `text` the link or the command's name."""

    kind: RemarkKind
    number: int = 1
    text: str = ""


Meant = Literal["named", "another", "earlier", "perhaps", "nobody"]
"""Whom a follow-up speaks of: somebody named before it, somebody else that was asked of, somebody
named earlier, those or what may be around the one named ("they", "it"), or nobody of those."""

Genders = Mapping[str, Gender]
"""How those whom a question names, or one before it, are spoken of, as far as is known; the last
one named stands last."""

_NO_GENDERS: Genders = {}


@dataclass(frozen=True, slots=True)
class Recent:
    """A question that was asked a moment ago, and what the buttons about it ask instead of it."""

    asked: ParsedQuestion
    instead: tuple[str, ...] = ()
    genders: Genders = field(default_factory=dict)


@dataclass(slots=True)
class RecentQuestions:
    """Remembers what was asked, for all threads; the last question of each person in each chat."""

    _lock: Lock = field(default_factory=Lock)
    _by_token: OrderedDict[str, tuple[float, str, str, Recent]] = field(default_factory=OrderedDict)

    def keep(self, chat: str, person: str, recent: Recent, now: float) -> str:
        """Remember a question; return the token that its buttons carry. `now` is in seconds."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._lock:
            self._by_token[token] = (now, chat, person, recent)
            while len(self._by_token) > _MOST or self._oldest() <= now - KEPT_SECONDS:
                self._by_token.popitem(last=False)
        return token

    def of(self, token: str, chat: str, now: float) -> Recent | None:
        """Find a question by its token; `None` after ten minutes, or in another chat."""
        with self._lock:
            found = self._by_token.get(token)
        is_kept = found is not None and found[1] == chat and found[0] > now - KEPT_SECONDS
        return found[3] if found is not None and is_kept else None

    def before(self, chat: str, person: str, now: float) -> Recent | None:
        """Find what a person asked last in a chat, no more than ten minutes ago."""
        with self._lock:
            for at, where, who, recent in reversed(self._by_token.values()):
                if (where, who) == (chat, person):
                    return recent if at > now - KEPT_SECONDS and recent.asked.text else None
        return None

    def forget(self, person: str) -> None:
        """Forget what a person asked."""
        with self._lock:
            kept = [token for token, held in self._by_token.items() if held[2] == person]
            for token in kept:
                del self._by_token[token]

    def _oldest(self) -> float:
        return next(iter(self._by_token.values()))[0]


def remark(written: str) -> Remark | None:
    """Read a remark; `None` if the message may be a question.

    >>> remark("Context 2"), remark("Thank you!").kind, remark("who left?")
    (Remark(kind='context', number=2, text=''), 'thanks', None)
    """
    text = written.strip()
    link = _LINK.search(text)
    if link is not None and not framing.has_own_words(_LINK.sub(" ", text)):
        return Remark("link", text=link[0].rstrip(".,;!?)"))
    folded = text.casefold().rstrip(" .!")
    numbered = _NUMBERED.fullmatch(folded)
    if numbered is not None:
        return Remark(_NAMED[numbered[1]], int(numbered[2] or numbered[3] or 1))
    if folded in _MORE:
        return Remark("more")
    if folded in _COMMANDS:
        return Remark("command", text=folded)
    if len(text) <= _LONGEST_REMARK and _ANY_ELSE.fullmatch(
        " ".join(_own_words(framing.core(text).casefold()))
    ):
        return Remark("more")
    return _reaction(text)


def _reaction(text: str) -> Remark | None:
    """Read what only greets, thanks or reacts to what was said."""
    words = " ".join(_WORD.findall(text.casefold()))
    if "?" in text or not words:
        return None
    if words in _GREETINGS:
        return Remark("greeting")
    if words in _THANKS:
        return Remark("thanks")
    return Remark("reaction") if framing.asks_nothing(text) else None


def is_bare(asked: ParsedQuestion) -> bool:
    """Tell whether a question has no words of its own but asking ones: "and when?".

    >>> is_bare(ParsedQuestion("and when?")), is_bare(ParsedQuestion("when did it sink?"))
    (True, False)
    """
    own = _asking_words(framing.core(asked.text))
    asks = bool(own) and own[0] in _ASKING
    return asks and all(word in STOPWORDS | _EMPHASISING for word in own)


def says_little(asked: ParsedQuestion) -> bool:
    """Tell whether a question asks nothing without whoever is meant: "how old is she?".

    >>> says_little(ParsedQuestion("What did he say?")), says_little(ParsedQuestion("Who shot him"))
    (True, False)
    """
    return _SAYING_LITTLE.issuperset(_own_words(framing.core(asked.text)))


def only_asks(asked: ParsedQuestion) -> bool:
    """Tell whether a message has nothing but words that ask: "by whom exactly?".

    >>> only_asks(ParsedQuestion("and why?")), only_asks(ParsedQuestion("who was there?"))
    (True, False)
    """
    if len(asked.text) > _LONGEST_REMARK:
        return False
    own = set(_own_words(framing.core(asked.text)))
    return not own.isdisjoint(_ASKING) and own <= _ASKING | _BEFORE_ASKING | _EMPHASISING


def only_points(asked: ParsedQuestion) -> bool:
    """Tell whether a message puts right what was meant, and names nothing.

    >>> only_points(ParsedQuestion("no, I meant the other one"))
    True
    """
    return len(asked.text) <= _LONGEST_REMARK and any(
        _is_pointing(pattern.fullmatch(asked.text)) for pattern in _CORRECTIONS
    )


def _is_pointing(found: re.Match[str] | None) -> bool:
    words = [] if found is None else split_words(found["other"])
    return bool(words) and all(word.casefold() in STOPWORDS | _ONE_OF_THEM for word in words)


def followed(
    asked: ParsedQuestion, before: ParsedQuestion, genders: Genders = _NO_GENDERS
) -> ParsedQuestion | None:
    """Put a follow-up together with the question before it; `None` if it stands by itself.

    A follow-up is short and names nobody before its pronoun. It is a bare question word ("and
    when?"), goes on with "and", speaks by a pronoun of somebody who is not in it himself ("the
    mother", before "her son"), or of something ("who built it?"). Where it speaks of somebody and
    the question before has names, only those are taken from there that its pronouns may mean, and
    nothing if none may be; and that question's filters, unless it has its own. What asks the
    question before it of something else may name it.

    >>> followed(ParsedQuestion("And when?"), ParsedQuestion("Who was arrested?")).text
    'Who was arrested, when?'
    """
    if asked.filters.phrases:
        return None
    # "A summary of the ferry story", and then "when?": no summary is wanted any more.
    core = framing.without_form(framing.core(before.text))
    before = replace(before, text=core or before.text)
    text = _asked_of_other(asked, before) or _put_together(asked, before, genders)
    if text is None:
        return None
    filters = before.filters if asked.filters == NO_FILTERS else asked.filters
    return replace(asked, text=text, filters=replace(filters, phrases=()))


def whom_meant(
    asked: ParsedQuestion, before: ParsedQuestion, genders: Genders = _NO_GENDERS
) -> Meant | None:
    """Tell whom the pronouns of a question mean of those in the one before, where that has names.

    `None` where there are no such pronouns, or it names nobody.

    >>> before = ParsedQuestion("What did Elena Popova say?")
    >>> whom_meant(ParsedQuestion("Why did she leave?"), before)
    'named'
    >>> whom_meant(ParsedQuestion("Why did he leave?"), before)
    'nobody'
    """
    own, names = _own_words(framing.core(asked.text)), named(before.text)
    pronouns = () if PRONOUNS.isdisjoint(own) else pointing(own)
    if not pronouns and _IT.search(asked.text) and not _thing(before.text):
        are_people = bool(names) and all(_gender(name, genders) for name in names)
        return "perhaps" if are_people else None
    if not pronouns or not (names or genders):
        return None
    known = [name for name in names if _gender(name, genders) is not None]
    meant = _meant(names, pronouns, genders)
    is_known = any(name in known for name in meant) or (len(names) > 1 and len(meant) == len(names))
    is_another = tells_of_another(pronouns, split_words(before.text))
    if meant and (is_known or not is_another):
        return "named"
    if is_another:
        return "another"
    if _earlier(pronouns, before, genders):
        return "earlier"
    if not names:
        return None
    return "perhaps" if any(map(is_of_several, pronouns)) else "nobody"


def with_earlier(told: Genders, earlier: Genders) -> Genders:
    """Put those of a question behind those who were named earlier; the first ones are forgotten.

    >>> list(with_earlier({"Ada": "she"}, {"Ada": "she", "Bo": "he"}))
    ['Bo', 'Ada']
    """
    kept = [(name, gender) for name, gender in earlier.items() if name not in told]
    return dict([*kept, *told.items()][-_MOST_HELD:])


def named(text: str) -> tuple[str, ...]:
    """List the runs of words that are written like names.

    The first word of the text is not, unless a run with it is all that is asked, begins with a
    first name, or is before a comma, as where a follow-up was put together with the question
    before: "Elena Popova, what did she say?".

    >>> named("Elena Popova?"), named("Sergei Orlov fled when?"), named("Soldiers in Kyiv fled")
    (('Elena Popova',), ('Sergei Orlov',), ('Kyiv',))
    """
    leading = _NAMES.match(text)
    if leading is not None and _is_name_first(leading, text):
        runs = [leading[0], *_NAMES.findall(text, leading.end())]
    else:
        first = re.match(r"\W*\w+", text)
        runs = _NAMES.findall(text, 0 if first is None else first.end())
    return tuple(dict.fromkeys(run for run in runs if not _is_common(run)))


def _is_name_first(leading: re.Match[str], text: str) -> bool:
    """Tell whether a text begins with a name, by what is behind it or by its first word."""
    first, behind = leading[0].split()[0], text[leading.end() :]
    if _is_common(first):
        return False
    return behind[:1] == "," or not behind.strip(" .?!") or gender_of(first) is not None


def asked_within(text: str) -> str:
    """Take the sentences of a long text that end in a question mark; empty if there are none.

    >>> asked_within("We close at five. I am lost. Who sank it? Thanks.")
    'Who sank it?'
    """
    return " ".join(found[0].strip() for found in _QUESTION_IN_TEXT.finditer(text))


def other(asked: ParsedQuestion) -> str:
    """Take of what else a message asks what was asked before; empty if it does not.

    >>> other(ParsedQuestion("ok, what about the children?")), other(ParsedQuestion("and when?"))
    ('the children', '')
    """
    typed = framing.core(asked.text)
    for pattern in (*_OF_OTHERS, *_CORRECTIONS):
        found = pattern.fullmatch(asked.text) or pattern.fullmatch(typed)
        if found is not None and _may_be_other(found["other"]):
            return found["other"]
    found = _AND_THIS.fullmatch(typed)
    return found["other"] if found is not None and _may_be_other(found["other"]) else ""


def new_words(other: str, before: ParsedQuestion) -> tuple[str, ...]:
    """List the words of what else is asked of that the question before has not.

    >>> new_words("video shoppers", ParsedQuestion("How much do mystery shoppers earn?"))
    ('video',)
    """
    known = {word.casefold() for word in split_words(before.text)}
    return tuple(word for word in split_words(other) if word.casefold() not in known)


def _may_be_other(words: str) -> bool:
    """Tell whether some words are short, and neither ask nor only point to somebody."""
    own = [word.casefold() for word in split_words(words)]
    asks = not framing.ASKING.isdisjoint(own[:2]) or own[0] in HELPING
    says = not all(word in STOPWORDS | PRONOUNS | _ONE_OF_THEM for word in own)
    return len(own) <= _LONGEST_OTHER and says and not asks


def _asked_of_other(asked: ParsedQuestion, before: ParsedQuestion) -> str | None:
    """Ask a question again of something else: a name stands for the name there, a year for it."""
    meant = other(asked)
    if not meant or not PRONOUNS.isdisjoint(word.casefold() for word in split_words(meant)):
        return None
    stem, names = before.text.rstrip(" .?!"), named(before.text)
    year = _YEAR_ALONE.fullmatch(meant)
    if year is not None and _ANY_YEAR.search(stem):
        return f"{_ANY_YEAR.sub(year['year'], stem)}?"
    day, known = _DATE_IN_FIGURES.search(meant), _DATE_IN_FIGURES.search(stem)
    if day is not None and known is not None:
        is_short = day["mark"] is not None and day["year"] is None and known["year"] is not None
        other_day = f"{day[0]}{day['mark']}{known['year']}" if is_short else day[0]
        return f"{stem.replace(known[0], other_day)}?"
    corrects = any(pattern.fullmatch(asked.text) for pattern in _CORRECTIONS)
    if len(names) == 1 and (corrects or named(f"is {meant}")):
        return f"{stem.replace(names[0], meant)}?"
    return f"{stem}, {meant}?"


def _put_together(asked: ParsedQuestion, before: ParsedQuestion, genders: Genders) -> str | None:
    typed = framing.core(asked.text)
    words, own = split_words(typed), _own_words(typed)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP:
        return None
    if named(typed) and not _asks_of_pronoun(typed):
        return None
    is_of_somebody = not PRONOUNS.isdisjoint(own) and points_back(own)
    if not (is_bare(asked) or is_of_somebody or _is_of_something(typed) or goes_on(asked)):
        return None
    meant = whom_meant(asked, before, genders)
    if meant == "nobody" and not says_little(asked):
        return None
    rest = typed[typed.find(words[len(words) - len(own)]) :]
    if is_bare(asked) and _BEGINS_WITH_VERB.match(before.text) and len(own) == 1:
        return f"{rest.rstrip(' .?!').capitalize()} {before.text[0].lower()}{before.text[1:]}"
    thing = "" if is_of_somebody or is_bare(asked) else _thing(before.text)
    if thing and _IT.search(rest):
        return _IT.sub(thing, rest, count=1)
    names = _names_meant(asked, before, genders, meant)
    base = ", ".join(names) if names else before.text.rstrip(" .?!")
    return f"{base}, {rest}"


def _names_meant(
    asked: ParsedQuestion, before: ParsedQuestion, genders: Genders, meant: Meant | None
) -> tuple[str, ...]:
    """Choose the names that stand for the question before; none where all of it is meant."""
    pronouns = pointing(_own_words(framing.core(asked.text)))
    if meant == "earlier":
        return _earlier(pronouns, before, genders)
    if is_bare(asked) or meant in ("another", "nobody"):
        return ()
    names = named(before.text)
    if meant == "named":
        return _meant(names, pronouns, genders)
    return names if (meant == "perhaps" and pronouns) or goes_on(asked) else ()


def _meant(names: Sequence[str], pronouns: Sequence[str], genders: Genders) -> tuple[str, ...]:
    """Choose of some names those that pronouns may mean; several may be "they" together."""
    if len(names) > 1 and any(map(is_of_several, pronouns)):
        return tuple(names)
    return tuple(name for name in names if may_mean(pronouns, _gender(name, genders)))


def _earlier(pronouns: Sequence[str], before: ParsedQuestion, genders: Genders) -> tuple[str, ...]:
    """Find whom pronouns mean of those named earlier, if the last question spoke of no other."""
    spoken = [word for word in _own_words(before.text) if word in PRONOUNS]
    found = [
        name
        for name, gender in genders.items()
        if name not in before.text and may_mean(pronouns, gender) and not may_mean(spoken, gender)
    ]
    return tuple(found[-1:])


def _gender(name: str, genders: Genders) -> Gender | None:
    return gender_of(name) or genders.get(name)


def _thing(question: str) -> str:
    """Take the thing that a question is about, with its article; empty if there are none or two.

    >>> _thing("When did the ferry sink?"), _thing("Who found the bottle in the sea?")
    ('the ferry', '')
    """
    found = [_noun(question, place) for place in _A_THING.finditer(question)]
    things = [words for words in found if not words or not is_somebody(words.split()[-1])]
    return things[0] if len(things) == 1 else ""


def _noun(question: str, place: re.Match[str]) -> str:
    """Take the words of a noun from its article on, without a verb that stands behind them."""
    words = [place[0], *place["words"].split()]
    ends = (at for at, word in enumerate(words) if at and word.casefold() in _ENDING_A_NOUN)
    end = next(ends, None)
    if end is not None and words[end] == "of":
        return ""  # "the function of insulin": either may be meant
    words = words[:end]
    helping = _VERB_BEFORE.search(question[: place.start()])
    has_verb = helping is not None and (helping["did"] or is_participle(words[-1]))
    words = words[:-1] if has_verb and len(words) > 2 else words
    return " ".join(words) if len(words) > 1 else ""


def goes_on(asked: ParsedQuestion) -> bool:
    """Tell whether a question begins with "and" before what it asks: "and how much for the ad?"."""
    typed = framing.core(asked.text)
    own = _asking_words(typed)
    return bool(own) and own[0] in framing.ASKING and _GOING_ON.match(typed) is not None


def may_stand_alone(asked: ParsedQuestion) -> bool:
    """Tell whether every pronoun of a follow-up may as well mean somebody in it.

    >>> may_stand_alone(ParsedQuestion("Who told his commander that he resigned?"))
    True
    >>> may_stand_alone(ParsedQuestion("Who told him that?"))
    False
    """
    own = _own_words(asked.text)
    return not PRONOUNS.isdisjoint(own) and may_point_inside(own)


def parted(asked: ParsedQuestion) -> tuple[ParsedQuestion, ...]:
    """Part two questions in one; a single one stays as it is.

    Two are two sentences with a question mark each, or two clauses with a question word each and
    "and" between them. The second is put together with the first where it is a follow-up.

    >>> [part.text for part in parted(ParsedQuestion("Who sank it and why did he flee?"))]
    ['Who sank it', 'Who sank it, why did he flee?']
    """
    found = _TWO_SENTENCES.fullmatch(asked.text) or _TWO_CLAUSES.fullmatch(asked.text)
    if found is None or asked.filters.phrases:
        return (asked,)
    first, second = found["first"].strip(), found["second"].strip()
    words = [word.casefold() for word in split_words(first)]
    if words[-1] in _ASKING or all(word in STOPWORDS for word in words):
        return (asked,)
    # "Who is the man who fled and who sold arms?" is one question.
    if second.casefold().startswith("who") and not _ASKING.isdisjoint(words[1:]):
        return (asked,)
    before, behind = replace(asked, text=first), replace(asked, text=second)
    together = followed(behind, before)
    if together is None and all(word.casefold() in STOPWORDS for word in split_words(second)):
        return (asked,)
    return before, together or behind


def _asking_words(text: str) -> list[str]:
    """List the own words of a question from the one that may ask on: "for whom?" asks by "whom"."""
    own = _own_words(text)
    while own and own[0] in _BEFORE_ASKING:
        own = own[1:]
    return own


def _own_words(text: str) -> list[str]:
    """List the words of a question in small letters, without the "and" that it begins with."""
    words = [word.casefold() for word in split_words(text)]
    return words[1:] if words and words[0] in _AND else words


def _asks_of_pronoun(text: str) -> bool:
    """Tell whether a question asks of "him", and names others only behind: "did he meet Orlov?"."""
    asking = _OF_PRONOUN.search(text)
    return asking is not None and not named(text[: asking.end()])


def _is_of_something(text: str) -> bool:
    """Tell whether a question is about something that it calls only "it": "how long is it?".

    In "is it true that …" that stands for nothing; and it is no follow-up with a name.
    """
    return not named(text) and any(
        found.search(text) and not _OF_NOTHING.search(text) for found in _OF_SOMETHING
    )


def _is_common(run: str) -> bool:
    """Tell words that ask or greet, written with a capital, from a name."""
    words = {word.casefold() for word in split_words(run)}
    return words <= STOPWORDS | _AND or run.casefold() in _GREETINGS
