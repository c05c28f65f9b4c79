"""What search measured and what a reader says of the candidates -> one probability.

Search alone cannot tell near from answering, and a reader alone is at times fooled by a passage
that no search would put first: so both count, for the order and for whether the first one answers.
The best of many paragraphs is nearer to any question than the best of few, which is no evidence;
how many were searched is counted against it, so that a number means the same on a hundred
paragraphs and on thirty thousand.

A reader takes a passage that is about the very thing for one that answers. So what can be told
from the wording alone is held against it: the kind of thing that is asked, an amount of money, a
date, an age, is not said, or what the question denies is not denied (kinds as in Li and Roth,
Learning question classifiers, 2002).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import exp, log
from pathlib import Path

import numpy as np

from index.errors import BadMetadata
from index.reading.reader import ReadTwice

PATH = Path(__file__).parent / "weights" / "mixture.json"
"""The mixture that ships, and its bars."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A candidate: its value in search's ranking, and what the reader says of it.

    The first is `Measured.features @ Weights.rank`, or the logarithm of search's probability, which
    differs from it by the same for all; the second is `None` if it was not read.
    """

    rank_value: float
    said: ReadTwice | None


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the wording of the sentence that fits holds against a passage.

    `is_unsaid`: it says nothing of the kind that is asked, or its article nothing of the person.
    `is_undenied`: the question denies and it does not, or asks whether something is so and it does
    not say.
    """

    is_unsaid: bool = False
    is_undenied: bool = False


NO_DOUBTS = Doubts()
"""Nothing is held against a passage."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The candidates' indices, best first, and the probability that the first one answers."""

    order: tuple[int, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """Fitted numbers: how candidates are ordered, and what the best one's probability rests on.

    The reader's log-odds are those of the passage's part that fits by the share `part`, and for the
    rest those of the whole passage. `rank_value` is of search's ranking beside one of them. The
    others are of the best candidate's reader log-odds, of search's own log-odds that the corpus
    answers, and of the natural logarithm of how many paragraphs were searched. Of the `Doubts`,
    `undenied` is taken from the reader's log-odds, and `unsaid` is the most probability left: what
    says nothing of the kind that is asked seldom answers, however sure the reader is.
    """

    part: float
    rank_value: float
    read: float
    searched: float
    size: float
    intercept: float
    unsaid: float = 1.0
    undenied: float = 0.0


_BEHIND = 4.0  # of the best value: of 7,400 benchmark questions none was first from further behind
_LEAST = 1e-9  # a probability and its complement, where their logarithm is taken
_FIELDS = ("part", "rank_value", "read", "searched", "size", "intercept", "unsaid", "undenied")
_ASKING = re.compile(r"\b(?:who(?:m|se)?|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKING_CLAUSE = re.compile(rf",\s*(?={_ASKING.pattern})", re.IGNORECASE)
_HELPING = r"(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|must|might)\b"
_DOING = r"(?:do|does|did|will|would)\b"
_AND_NOBODY = r"(?=\W*\Z| (?:in|per|to|each|at|now|today|an?)\b)"  # what it cost him may be a leg
_UNITS = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies)"
    r"|seasons?|generations?)"
)
_PAYING = (
    r"\b(?:costs?|pa(?:y|ys|id)|paying|earn\w*|spen[dt]\w*|owe[sd]?|charged?|raised?|worth|s[eo]ll?d?"
    r"|b(?:uy|ought)|pric\w+|fined?|salar\w+|budgets?|donat\w+|invest\w*|money|fees?|wages?|rent)\b"
)
_UP_TO_19 = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
_NUMBER = (
    rf"\d|\b(?:{_UP_TO_19}|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|(?:hundred|thousand|million|billion|dozen|score)s?"
    r"|half|once|twice|double|both|pair|couple|single|several|no|none|nobody|only|sole|all|most)\b"
)
_COUNT = (
    rf"(?:\d[\d,.]*|{_UP_TO_19}|\w+ty"
    r"|\w*hundreds?|\w*thousands?|[mb]illions?|dozens?)"
)
# Any number is told of some other things, as "the number one seller"; a share is "nine of the ten".
_SHARE = (
    r"%|\bper[ \xa0-]?cent|\bpct\b"
    r"|\b(?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|m[ai][jn]or\w+"
    r"|plurality|fraction|share|proportion|most|all|every|each|both|few|none|no|nobody|only|sole\w*"
    r"|entire\w*|whole|exclusiv\w*|twice|double)\b"
    rf"|\b{_COUNT} (?:\w+ )?(?:in|out of|of|per|from|to)"
    rf" (?:(?:every|the|all|its|their|some|about) )?{_COUNT}\b"
    rf"|\b{_COUNT} of (?:the|its|their|all|those|our|his|her|these|them|us|whom|which)\b"
)
_TIME = (
    rf"\d{{3}}|\d ?(?:[ap]\.?m|bce?|ad)\b|\d:\d|\d(?:th|st|nd|rd)\b|\b{_UNITS}\b|[a-z]+days?\b"
    r"|\b(?:jan|febr)uary\b|\b(?:march|april|may|june|july|august)\b|\b[a-z]+(?:em|o)ber\b"
    r"|\b(?:spring|summer|autumn|winter|christmas|easter|today|yesterday|tomorrow|tonight|morning"
    r"|evening|afternoon|noon|midnight|dawn|ago|last|next|recent\w*|now|soon|since|until|till"
    r"|during|after|before|when|while|later|earlier|once|eras?|ages?|periods?|war|prior|following"
    r"|current\w*|present)\b"
)
# A number of other things, as in "a 24-mile drop" or "15 men", is no age.
_OF_YEARS = (
    rf"(?:\d{{1,3}}|(?:{_UP_TO_19}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-\w+)?))"
)
_AGE = (
    r"\b(?:aged?|born|birthday|teen\w*|old\w*|young\w*|youth\w*|infan\w*|child\w*|adult\w*|ancient"
    r"|new|dat(?:e|es|ed|ing)|centur\w+|years?|months?|weeks?|days?|decades?|millenni\w+"
    r"|[mb]illions?|(?:twen|thir|for|fif|six|seven|eigh|nine)ties)\b"
    rf"|\d{{4}}|\d\d?0s\b|\b\d\d?[-–]\d\d?\b|\b{_OF_YEARS}[ -]years?\b"
    rf"|\b{_OF_YEARS}(?:st|nd|rd|th)?"
    r"(?=[,.;:)–—]|\s*\Z| (?:and|or|when|at|in|on|he|she|by|as|but|to|who|with)\b)"
    rf"|\b(?:at|by|was|is|be|are|were|turn\w*|reach\w*|only|just|now|of|until|from|over|under|about"
    rf"|around|than) {_OF_YEARS}\b(?! ?(?:%|per\b|[a-z]))"
)
# Nor is how far apart two events are: "20 years later".
_APART = re.compile(rf"\b(?:[\w-]+ )?{_UNITS} (?:later|earlier|before|after)\b", re.IGNORECASE)
_KINDS = (
    ("share", r"\w+ (?:is |was |are )?(?:the )?(?:per ?cent\w*|share|proportion|fraction)\b"),
    ("age", r"how old\b|(?:what|which) age\b"),
    ("frequency", r"how (?:often|frequently)\b|how many times\b"),
    ("duration", rf"how long (?={_HELPING})|how many {_UNITS}\b"),
    ("measure", r"how (?:far|tall|high|deep|wide|thick|fast|heavy)\b|how much .*\bweigh"),
    (
        "money",
        rf"how much\b(?! (?:of|time)\b).*{_PAYING}|how (?:much money|many (?:dollar|pound|euro))",
    ),
    (
        "money",
        r"what (?:is|was|were|are) the (?:\w+ )?(?:price|cost|salary|fee|budget|wage|bail)s?\b",
    ),
    ("money", rf"what {_DOING} .*\b(?:cost|earn){_AND_NOBODY}"),
    ("measure", rf"what {_DOING} .*\bweigh{_AND_NOBODY}"),
    ("number", r"how many\b|what (?:is|was) the (?:\w+ )?(?:number|population)\b|what number\b"),
    # "When does …?" asks for a condition as often as for a date.
    ("time", r"when(?:\W*\Z| (?:did|was|were|had|will)\b)|what time\b|how recently\b"),
    ("time", r"(?:what|which) (?:\w+ )?(?:year|date|day|month|decade|century)\b"),
)
_SAYING = {
    "share": _SHARE,
    "age": _AGE,
    "frequency": rf"{_NUMBER}|\b{_UNITS}\b|\b(?:\w+ly|every|each|often|annual|always|never|per)\b",
    "duration": rf"{_NUMBER}|\b{_UNITS}\b|\b(?:\w*long|short\w*|since|until|till|from|life\w*)\b",
    "measure": _NUMBER,
    "money": r"[$£€¥₽₴]|\b(?:dollars?|pounds?|euros?|cents?|pence|penn(?:y|ies)|francs?|yen|yuan"
    r"|rupees?|rou?bles?|hryvnias?|pesos?|[mb]illions?|free|nothing|unpaid|bucks)\b",
    "number": _NUMBER,
    "time": _TIME,
}
_KIND_ASKED = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_KIND_SAID = {kind: re.compile(words, re.IGNORECASE) for kind, words in _SAYING.items()}
_WEIGHS = re.compile(r"\bweigh", re.IGNORECASE)
_OF_WEIGHT = re.compile(r"\bpounds?\b", re.IGNORECASE)  # which are money elsewhere
_NOT = r"\b(?:not|never|no|none|nobody|nor|neither|without|cannot|except)\b|n['’]t\b"
_DENIES = re.compile(
    rf"{_NOT}|\b(?P<verb>refus|declin|den(?=y|i[ae])|reject|fail|oppos|avoid|lack)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Packaged:
    """A fitted mixture, and the probability that so many off-corpus questions reach.

    `bars` are by the share of such questions that are answered, falsely: at 0.02, two in a hundred.
    `bar` is the one that an answer must reach, as long as no other is set. `weights` is the digest
    of the reader's weights that it was fitted with.
    """

    mixture: Mixture
    bars: Mapping[float, float]
    bar: float
    weights: str


def load(path: Path = PATH) -> Packaged:
    """Read a mixture and its bars; raises `BadMetadata` if the file does not hold them."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        bars = {float(rate): float(bar) for rate, bar in raw["bars"].items()}
        mixture = Mixture(**{name: float(raw["mixture"][name]) for name in _FIELDS})
        return Packaged(mixture, bars, float(raw["bar"]), str(raw["weights"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMetadata(
            f"{path} does not hold the reader's numbers ({error}); reinstall pullquote"
        ) from error


def save(packaged: Packaged, path: Path) -> None:
    """Write a mixture and its bars."""
    mixture = {name: round(value, 5) for name, value in asdict(packaged.mixture).items()}
    bars = {str(rate): round(bar, 4) for rate, bar in packaged.bars.items()}
    laid_out = {"mixture": mixture, "bars": bars, "bar": packaged.bar, "weights": packaged.weights}
    path.write_text(json.dumps(laid_out, indent=2) + "\n", "utf-8")


def doubt(question: str, sentence: str) -> Doubts:
    """Find what the wording of the sentence that fits holds against it, of an English question.

    >>> doubt("How much does it cost?", "It weighs 50 kg.")
    Doubts(is_unsaid=True, is_undenied=False)
    """
    kind = kind_asked(question)
    is_denied = _DENIES.search(question) is not None
    return Doubts(
        is_unsaid=kind is not None and not says_kind(kind, sentence),
        is_undenied=is_denied and not _is_denied_in(sentence, question),
    )


def _is_denied_in(sentence: str, question: str) -> bool:
    """Tell whether a sentence denies: who did not refuse is not denied by who refused."""
    own = set(_denying_verbs(question)) if re.search(_NOT, question, re.IGNORECASE) else set()
    denials = [found["verb"] for found in _DENIES.finditer(sentence)]
    return any(verb is None or verb.casefold() not in own for verb in denials)


def _denying_verbs(text: str) -> list[str]:
    return [found["verb"].casefold() for found in _DENIES.finditer(text) if found["verb"]]


def kind_asked(question: str) -> str | None:
    """Name the kind of thing that a question asks for first, where its wording tells.

    >>> kind_asked("How old is she, and who told you?"), kind_asked("Who is it?")
    ('age', None)
    >>> kind_asked("Who is Orlov, how old is he?")
    'age'
    """
    asking = _ASKING.search(question)
    if asking is None:
        return None
    # "When the war began, how many …?", or a follow-up behind the question before it.
    begun = (asking.start(), *(clause.end() for clause in _ASKING_CLAUSE.finditer(question)))
    kinds = (kind for at in begun for kind, words in _KIND_ASKED if words.match(question, at))
    return next(kinds, None)


def says_kind(kind: str, text: str) -> bool:
    """Tell whether a text may say something of a kind.

    >>> says_kind("money", "It weighs 50 pounds."), says_kind("money", "It cost 50 pounds.")
    (False, True)
    """
    if kind == "money" and _WEIGHS.search(text):
        text = _OF_WEIGHT.sub("", text)
    if kind == "age":
        text = _APART.sub("", text)
    return _KIND_SAID[kind].search(text) is not None


def bar_of(rate: float, bars: Mapping[float, float]) -> float:
    """Compute the bar that a share of off-corpus questions reaches, between those measured.

    >>> round(bar_of(0.02, {0.01: 0.6, 0.02: 0.4}), 3)
    0.4
    """
    rates = sorted(bars)
    reached = np.interp(log(rate), np.log(rates), [_logit(bars[each]) for each in rates])
    return float(1 / (1 + np.exp(-reached)))


def rate_of(bar: float, bars: Mapping[float, float]) -> float:
    """Compute the share of off-corpus questions that reach a bar, between those measured.

    Beyond them it is that of the nearest.
    """
    by_bar = sorted((_logit(held), log(rate)) for rate, held in bars.items())
    heights, rates = zip(*by_bar, strict=True)
    return float(np.exp(np.interp(_logit(bar), heights, rates)))


def judge(
    candidates: Sequence[Heard], search_log_odds: float, paragraphs: int, mixture: Mixture
) -> Judgement:
    """Order candidates, and say how probably the first answers; ties keep search's order.

    Candidates that were not read keep their order, below those that were. At least one was read.
    """
    order = sorted(range(len(candidates)), key=lambda at: (-_value(candidates[at], mixture), at))
    best = candidates[order[0]].said
    if best is None:
        raise ValueError("no candidate was read")
    return Judgement(tuple(order), probability(best, search_log_odds, paragraphs, mixture))


def choose_again(candidates: Sequence[Heard], mixture: Mixture) -> tuple[int, ...]:
    """Choose, by their places, what may come first once the part that fits is read too."""
    values = [_value(candidate, mixture) for candidate in candidates]
    return tuple(at for at, value in enumerate(values) if value >= max(values) - _BEHIND)


def probability(
    said: ReadTwice,
    search_log_odds: float,
    paragraphs: int,
    mixture: Mixture,
    doubts: Doubts = NO_DOUBTS,
) -> float:
    """Compute how probably a candidate answers, of which a reader says this."""
    gate = (
        mixture.intercept
        + mixture.read * (log_odds(said, mixture) - mixture.undenied * doubts.is_undenied)
        + mixture.searched * search_log_odds
        + mixture.size * log(max(1, paragraphs))
    )
    found = 1 / (1 + exp(-gate))
    return min(found, mixture.unsaid) if doubts.is_unsaid else found


def log_odds(said: ReadTwice, mixture: Mixture) -> float:
    """Mix what a reader says of a passage with what it says of the part that fits."""
    return said.whole.log_odds + mixture.part * (said.part - said.whole.log_odds)


def _logit(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return log(held / (1 - held))


def _value(candidate: Heard, mixture: Mixture) -> float:
    if candidate.said is None:
        return candidate.rank_value - 1e6
    return log_odds(candidate.said, mixture) + mixture.rank_value * candidate.rank_value
