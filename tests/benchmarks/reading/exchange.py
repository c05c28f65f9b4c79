"""Makes other questions and passages out of given ones, by rule: shorter ones, and wrong ones.

Nothing here knows what a text means. What is exchanged is told by its writing: a name by its
capitals, a year and a number by their digits, a few words by a list of their opposites.
"""

import random
import re
from collections.abc import Sequence

from index.text.stopwords import STOPWORDS

OPPOSITES = (
    ("first", "last"),
    ("largest", "smallest"),
    ("biggest", "smallest"),
    ("highest", "lowest"),
    ("oldest", "youngest"),
    ("earliest", "latest"),
    ("longest", "shortest"),
    ("most", "least"),
    ("more", "less"),
    ("before", "after"),
    ("north", "south"),
    ("northern", "southern"),
    ("east", "west"),
    ("eastern", "western"),
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("won", "lost"),
    ("win", "lose"),
    ("begin", "end"),
    ("began", "ended"),
    ("start", "stop"),
    ("started", "stopped"),
    ("join", "leave"),
    ("joined", "left"),
    ("born", "buried"),
    ("allowed", "forbidden"),
    ("accept", "refuse"),
    ("accepted", "refused"),
    ("supported", "opposed"),
    ("support", "oppose"),
    ("agreed", "refused"),
    ("old", "new"),
    ("young", "old"),
    ("father", "mother"),
    ("son", "daughter"),
    ("brother", "sister"),
    ("husband", "wife"),
    ("men", "women"),
    ("man", "woman"),
    ("male", "female"),
    ("good", "bad"),
    ("high", "low"),
    ("large", "small"),
    ("early", "late"),
    ("former", "latter"),
    ("minimum", "maximum"),
    ("internal", "external"),
    ("public", "private"),
    ("always", "never"),
    ("present", "absent"),
    ("above", "below"),
    ("inside", "outside"),
    ("founded", "dissolved"),
    ("built", "demolished"),
    ("sold", "bought"),
    ("gained", "lost"),
    ("create", "destroy"),
    ("created", "destroyed"),
    ("advantage", "disadvantage"),
    ("success", "failure"),
    ("hot", "cold"),
    ("rich", "poor"),
    ("strong", "weak"),
)
_TURNED = {
    **dict(reversed(OPPOSITES)),
    **{turned: word for word, turned in reversed(OPPOSITES)},
}
_VERBS = re.compile(
    r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,.]*\d|(?<![\w.,-])\d\b")
_MONTHS = "January February March April May June July August September October November December"
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS.split())})\b")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s+(?:of\s+|the\s+|de\s+|von\s+)?[A-Z][\w'’-]+)*")
_ASKING = frozenset(
    {
        *("who", "what", "when", "where", "which", "why", "how", "whose", "whom", "name"),
        *("in", "on", "at", "by", "for", "from", "to", "of", "with", "before", "after", "during"),
        *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had"),
        *("can", "could", "will", "would", "should", "the", "a", "an"),
    }
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|dozens|twenty|thirty|forty"
    "|fifty|sixty|seventy|eighty|ninety|hundred|hundreds|thousand|thousands|million|millions|billion"
)
_TIME_UNITS = "second|minute|hour|day|night|week|fortnight|month|season|year|decade|centur"
# What tells that a text may say how much money, which share, when, how long, why, how often, and in
# which measure: more than is meant, as what is taken to say nothing of it must say nothing of it.
_SAYS = {
    "money": r"[$£€¥]|\b(?:dollar|pound|euro|cent|franc|mark|yen|pric|cost|paid|pay|fee|worth)",
    "share": r"%|\bper ?cent|\bhalf\b|\bthird|\bquarter|\bmost\b|\bmajority|\bproportion|\bshare",
    "time": rf"\d{{3,4}}|\b(?:{_MONTHS.replace(' ', '|')})\b|\b(?:{_TIME_UNITS}|ago|after|before"
    r"|during|when|while|since|until|till|then|later|earlier|once|now|today|era|reign|age|war)",
    "duration": rf"\b(?:{_TIME_UNITS}|since|until|till|from|for|long|brief|short|during|life)",
    "reason": r"\b(?:because|since|as|for|due|owing|so|to|thanks|result|reason|caus|therefore|after"
    r"|by|when|order|purpose|led|lead|mean|that|which|with|if|but|fear|want|need|wish|hop)",
    "often": rf"\b(?:{_TIME_UNITS}|every|each|often|regular|rare|twice|once|times|annual|daily"
    r"|weekly|monthly|yearly|seldom|always|never|usual)",
    "measure": r"\b(?:miles?|met(?:re|er)s?|kilomet\w+|km|cm|mm|m|f(?:ee|oo)t|ft|inch\w*|yards?"
    r"|acres?|hectares?|pounds?|lbs?|kg|kilos?|kilogram\w*|tons?|tonnes?|ounces?|degrees?|mph|knots?)\b",
    "number": rf"\d|\b(?:{_NUMBER_WORDS}|single|both|several|pair|couple|no|none|a|an)\b",
}
_ADJECTIVES = "tall|long|high|deep|wide|large|big|heavy|old|far|fast|thick|small|hot|cold"
_OTHERWISE = (
    (r"^Where (?=(?:is|are|was|were|did|does|do|has|have|had|can)\b)", "When ", "time"),
    (r"^Where (?=(?:is|are|was|were|did|does|do)\b)", "How often ", "often"),
    (r"^When (?=(?:is|are|was|were|did|does|do)\b)", "Why ", "reason"),
    (r"^When (?=(?:is|are|was|were|did|does|do)\b)", "How often ", "often"),
    (r"^(?:Where|Why|How) (?=(?:did|does|do|was|were|is|are)\b)", "When ", "time"),
    (r"^(?:In )?(?:what|which) year (?=(?:did|does|do|was|were|is|are)\b)", "Why ", "reason"),
    (r"^How many (?=\w+)", "What percentage of ", "share"),
    (r"^What percentage of (?=\w+)", "How many ", "number"),
    (rf"^How (?:{_ADJECTIVES}) (is|are|was|were) (.*?)\W*$", r"How much did \2 cost?", "money"),
    (rf"^How (?:{_ADJECTIVES}) (?=(?:is|are|was|were)\b)", "How old ", "time"),
    (rf"^How (?:{_ADJECTIVES}) (?=(?:is|are|was|were)\b)", "How long ", "measure"),
    (r"^How (?:much|many) (.*?) (did|does|do) ", r"How long \2 ", "duration"),
    (r"^How long (?=(?:did|does|do|was|were|is|are)\b)", "When ", "time"),
    (r"^Who (?:is|was|were|are) (?=(?:the|an?) )", "How old is ", "time"),
)
"""How a question asks for something else of the same: the words, and what then must not be said."""


def keywords(question: str) -> str:
    """Leave the words that say something, as one types them into a search.

    >>> keywords("How did the army of Kherson leave?")
    'army kherson leave'
    """
    words = re.findall(r"[\w'’-]+", question.lower())
    telling = [word for word in words if word not in STOPWORDS and word not in _ASKING]
    return " ".join(telling)


def slip(question: str, draw: random.Random) -> str:
    """Mistype a word or two of five letters or more: letters swapped, dropped, doubled or wrong."""
    words = question.split(" ")
    long = [at for at, word in enumerate(words) if len(re.sub(r"\W", "", word)) >= 5]
    for at in draw.sample(long, min(len(long), draw.choice((1, 1, 2)))):
        words[at] = _mistyped(words[at], draw)
    return " ".join(words)


def _mistyped(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + draw.choice(_LETTERS) + word[at + 1 :]


def wrong_question(question: str, around: str, draw: random.Random) -> str | None:
    """Ask for something else in nearly the same words; `None` where no rule applies.

    A name, a number or a year becomes another of those `around`, a word its opposite, or the
    question is denied.
    """
    made = [
        changed
        for rule in (_other_name, _other_number, _other_month, _opposite)
        if (changed := rule(question, around, draw)) is not None
    ]
    if draw.random() < 0.12 or not made:
        denied = _denied(question)
        if denied is not None and (made or draw.random() < 0.3):
            return denied
    return draw.choice(made) if made else None


def asked_otherwise(question: str, said: str, draw: random.Random) -> str | None:
    """Ask for another kind of thing of the same subject, of which a text says nothing.

    `None` where no rule applies, or the text may say that too.

    >>> asked_otherwise("How tall is the tower?", "It has 300 metres.", random.Random(4))
    'How much did the tower cost?'
    """
    asked = question[:1].upper() + question[1:]
    made = [
        re.sub(words, other, asked, count=1, flags=re.IGNORECASE)
        for words, other, kind in _OTHERWISE
        if re.search(words, asked, re.IGNORECASE)
        and not re.search(_SAYS[kind], said, re.IGNORECASE)
    ]
    made = [other for other in made if other != asked]
    return draw.choice(made) if made else None


def wrong_sentence(question: str, sentence: str, around: str, draw: random.Random) -> str | None:
    """Say in a sentence something else of what the question names; `None` if it names nothing.

    A name, year or number that question and sentence share becomes another in the sentence.
    """
    shared = [
        text
        for text in dict.fromkeys([*names(question), *_NUMBER.findall(question)])
        if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", sentence)
    ]
    if not shared:
        return None
    text = draw.choice(shared)
    other = _another(text, around, draw)
    if other is None:
        return None
    return re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", lambda _: other, sentence)


def pronounced(
    question: str, title: str, sentences: Sequence[str], draw: random.Random
) -> list[str] | None:
    """Put a pronoun for what the title and the question name; `None` if they name nothing alike.

    >>> pronounced("Why did Ada Lovelace leave?", "Ada Lovelace", ["Ada left."], random.Random(1))
    ['She left.']
    """
    titled = {word for word in re.findall(r"\w{3,}", title) if word[0].isupper()}
    asked = {word for name in names(question) for word in re.findall(r"\w{3,}", name)}
    known = titled & asked
    if not known:
        return None
    chosen = draw.choice(("he", "she", "he", "she", "it", "they", "I"))

    def other(match: re.Match[str]) -> str:
        if not known & set(re.findall(r"\w{3,}", match.group())):
            return match.group()
        return chosen.capitalize() if match.start() == 0 else chosen

    changed = [_NAME.sub(other, sentence) for sentence in sentences]
    return changed if changed != list(sentences) else None


def names(text: str) -> list[str]:
    """List what is written with capitals, but for a first word that may be so for its place."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        first, _, rest = name.partition(" ")
        at_start = match.start() == 0 or text[max(0, match.start() - 2)] in '.?!"“'
        if first.lower() in _ASKING:
            name = rest
        elif at_start and not rest and (match.start() > 0 or first.lower() in STOPWORDS):
            continue
        if len(name) > 2:
            found.append(name)
    return found


def _other_name(question: str, around: str, draw: random.Random) -> str | None:
    asked = names(question)
    if not asked:
        return None
    name = draw.choice(asked)
    other = _another(name, around, draw)
    return None if other is None else question.replace(name, other)


def _other_number(question: str, around: str, draw: random.Random) -> str | None:
    numbers = _NUMBER.findall(question)
    if not numbers:
        return None
    number = draw.choice(numbers)
    other = _another(number, around, draw)
    if other is None:
        return None
    return re.sub(rf"(?<!\w){re.escape(number)}(?!\w)", other, question)


def _other_month(question: str, _around: str, draw: random.Random) -> str | None:
    match = _MONTH.search(question)
    if match is None or match.group() == "May":
        return None
    other = draw.choice([month for month in _MONTHS.split() if month != match.group()])
    return question[: match.start()] + other + question[match.end() :]


def _another(text: str, around: str, draw: random.Random) -> str | None:
    """Find another of the same kind; a year or number is made up where there is none."""
    if _YEAR.fullmatch(text):
        others = [year for year in _YEAR.findall(around) if year != text]
        return (
            draw.choice(others) if others else str(int(text) + draw.choice((-9, -3, -2, 1, 4, 7)))
        )
    if text[0].isdigit():
        others = [number for number in _NUMBER.findall(around) if number != text]
        return draw.choice(others) if others else f"{draw.randrange(2, 90)}"
    known = set(text.lower().split())
    others = [
        name for name in dict.fromkeys(names(around)) if not known & set(name.lower().split())
    ]
    return draw.choice(others) if others else None


def _opposite(question: str, _around: str, draw: random.Random) -> str | None:
    words: Sequence[str] = re.split(r"(\W+)", question)
    at = [place for place, word in enumerate(words) if word.lower() in _TURNED]
    if not at:
        return None
    chosen = draw.choice(at)
    return "".join(
        _TURNED[word.lower()] if place == chosen else word for place, word in enumerate(words)
    )


def _denied(question: str) -> str | None:
    """Ask who or what did not: a verb that helps is followed by "not"."""
    match = _VERBS.search(question)
    if match is None or " not " in question or "n't" in question:
        return None
    rest = question[match.end() :].split(" ")
    if match.group().lower() in {"did", "does", "do"} and len(rest) > 2:
        return None if len(rest) < 4 else question[: match.end()] + " not" + question[match.end() :]
    return question[: match.end()] + " not" + question[match.end() :]
