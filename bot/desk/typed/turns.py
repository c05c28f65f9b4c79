"""What a message is in its conversation: no question at all, a follow-up, or two questions in one.

Only a message that is nothing else is taken for a remark: "hello" is one, "hello, who was
arrested?" is not. "And when?" means nothing by itself, so it is asked together with the question
before it. The questions of the last minutes are in memory only, for follow-ups and for buttons:
nothing of them is ever written down, and after ten minutes, or a restart, they are gone.
"""

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Literal

from bot.desk.commands import TABLE
from bot.desk.typed.questions import ParsedQuestion
from index.records import NO_FILTERS
from index.text.answering import PRONOUNS
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS

KEPT_SECONDS = 600.0
_MOST = 5000  # questions: a newsroom asks fewer in ten minutes; the oldest go first
_LONGEST_FOLLOW_UP = 9  # words; who writes more has said what is meant
_TOKEN_BYTES = 9

_JOINING = "and but so then а и но тогда і й та але тоді"
_QUESTION_WORDS = """
who whom whose what when where why how which
кто кого кому чей что когда где куда откуда почему зачем как сколько
хто чий що коли де куди звідки чому навіщо як скільки
"""
# Who stands before a pronoun of theirs, which may mean them: "the mother" before "her son". Of
# others it is open: in "Did the officer read his letter?" it may be the letter of somebody named
# before. Russian and Ukrainian have a word for it ("свой", "свій"), which is none of the pronouns.
_WOMEN = "mother mom mum wife widow woman daughter sister girl grandmother aunt"
_MEN = "father dad husband widower man son brother boy grandfather uncle"
_SEVERAL = "parents mothers wives widows women fathers men sons brothers couple"
_INSIDE = {
    **dict.fromkeys(("she", "her", "hers", "herself"), frozenset(_WOMEN.split())),
    **dict.fromkeys(("he", "his", "himself"), frozenset(_MEN.split())),
    **dict.fromkeys(("they", "their", "theirs", "themselves"), frozenset(_SEVERAL.split())),
}
_AND = frozenset(_JOINING.split())
_ASKING = frozenset(_QUESTION_WORDS.split())
_ASKED = "|".join(sorted(_ASKING - {"which", "как", "як"}))
# Behind "and" a question word asks where a verb or its subject follows; "how it fell" tells what.
_VERB = "(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|many|much|old)"
# Capitals that begin no sentence.
_NAMES = re.compile(r"(?<![.?!] )\b[^\W\d_a-zа-яёіїєґ][\w’'-]+(?:\s+[A-ZА-ЯЁІЇЄҐ][\w’'-]+)*")
_TWO_SENTENCES = re.compile(r"(?P<first>[^?]+\?)\s+(?P<second>[^?]+\?)")
_TWO_CLAUSES = re.compile(
    rf"(?P<first>(?:{_ASKED})\b[^?]+?),?\s+(?:and|и|і|та)\s+"
    rf"(?P<second>(?:(?:who|what|how|when|where|why)\s+{_VERB}|(?:кто|что|когда|где|куда|почему"
    r"|зачем|сколько|хто|що|коли|де|куди|чому|навіщо|скільки))\b[^?]*\??)",
    re.IGNORECASE,
)

RemarkKind = Literal["greeting", "thanks", "link", "more", "context", "source", "command"]

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


@dataclass(frozen=True, slots=True)
class Recent:
    """A question that was asked a moment ago, and what the buttons about it ask instead of it."""

    asked: ParsedQuestion
    instead: tuple[str, ...] = ()


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

    def before(self, chat: str, person: str, now: float) -> ParsedQuestion | None:
        """Find what a person asked last in a chat, no more than ten minutes ago."""
        with self._lock:
            for at, where, who, recent in reversed(self._by_token.values()):
                if (where, who) == (chat, person):
                    return recent.asked if at > now - KEPT_SECONDS and recent.asked.text else None
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
    if _LINK.fullmatch(text):
        return Remark("link", text=text)
    folded = text.casefold().rstrip(" .!")
    numbered = _NUMBERED.fullmatch(folded)
    if numbered is not None:
        return Remark(_NAMED[numbered[1]], int(numbered[2] or numbered[3] or 1))
    if folded in _MORE:
        return Remark("more")
    if folded in _COMMANDS:
        return Remark("command", text=folded)
    words = " ".join(_WORD.findall(folded))
    if "?" in text or not words:
        return None
    if words in _GREETINGS:
        return Remark("greeting")
    return Remark("thanks") if words in _THANKS else None


def is_bare(asked: ParsedQuestion) -> bool:
    """Tell whether a question has no words of its own but asking ones: "and when?".

    >>> is_bare(ParsedQuestion("and when?")), is_bare(ParsedQuestion("when did it sink?"))
    (True, False)
    """
    own = _own_words(asked.text)
    return bool(own) and own[0] in _ASKING and all(word in STOPWORDS for word in own)


def followed(asked: ParsedQuestion, before: ParsedQuestion) -> ParsedQuestion | None:
    """Put a follow-up together with the question before it; `None` if it stands by itself.

    A follow-up is short and names nobody. It is a bare question word ("and when?"), or speaks by a
    pronoun of somebody whom it does not name itself ("the mother", before "her son"). Where it has
    words of its own and the question before has names, only those are taken from there; and that
    question's filters, unless it has its own.

    >>> followed(ParsedQuestion("And when?"), ParsedQuestion("Who was arrested?")).text
    'Who was arrested, when?'
    """
    words, own = split_words(asked.text), _own_words(asked.text)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP or asked.filters.phrases or _names(asked.text):
        return None
    if not is_bare(asked) and not _points_back(own):
        return None
    names = () if is_bare(asked) else _names(before.text)
    base = ", ".join(names) if names else before.text.rstrip(" .?!")
    rest = asked.text[asked.text.find(words[len(words) - len(own)]) :]
    filters = before.filters if asked.filters == NO_FILTERS else asked.filters
    return replace(asked, text=f"{base}, {rest}", filters=replace(filters, phrases=()))


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
    before, behind = replace(asked, text=first), replace(asked, text=second)
    together = followed(behind, before)
    if together is None and all(word.casefold() in STOPWORDS for word in split_words(second)):
        return (asked,)
    return before, together or behind


def _own_words(text: str) -> list[str]:
    """List the words of a question in small letters, without the "and" that it begins with."""
    words = [word.casefold() for word in split_words(text)]
    return words[1:] if words and words[0] in _AND else words


def _points_back(own: list[str]) -> bool:
    """Tell whether any pronoun stands for somebody whom the question itself does not name."""
    return any(word in PRONOUNS and not _is_explained(own, at) for at, word in enumerate(own))


def _is_explained(own: list[str], at: int) -> bool:
    """Tell whether a pronoun may mean somebody before it; "her" only before what is hers."""
    if own[at] == "her" and all(word in STOPWORDS for word in own[at + 1 : at + 2]):
        return False
    return not _INSIDE.get(own[at], frozenset()).isdisjoint(own[:at])


def _names(text: str) -> tuple[str, ...]:
    """List the runs of words that are written like names, the first word of the text aside."""
    first = re.match(r"\W*\w+", text)
    start = 0 if first is None else first.end()
    runs = _NAMES.findall(text)
    kept = [run for run in runs if text.find(run) >= start]
    return tuple(dict.fromkeys(kept))
