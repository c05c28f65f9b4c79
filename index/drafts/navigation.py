"""The paragraphs of a text -> those that look like a part of its page, not its article. Pure.

They are only suggestions: a moderator decides. Measured with
`python -m tests.benchmarks.sources.navigation BENCH`: of the 21 paragraphs that the seeds'
moderator left out, 20 are suggested, and no other (the patterns were written with these in sight:
this shows that they work, not how many others they miss).
Of 1,450 paragraphs of encyclopaedia articles, where every suggestion is wrong, none is suggested;
of 7,805 of transcripts and newsletters, 3.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from index.drafts.records import SkipReason, SuggestedSkip
from index.drafts.wordings import ASKING, CREDIT, LEADS_ELSEWHERE, TO_READER, WHOLE_LINE
from index.records import Article, Paragraph
from index.text.blocks import ends_sentence

# Characters. Pages ask in few words; a longer paragraph with "subscribe to" is news about it.
_LONGEST = 240
_LONGEST_SENTENCE_TO_READER = 160
_MOST_WORDS_IN_REQUEST = 6
_MOST_WORDS_IN_LABEL = 4
_FEWEST_WORDS_IN_HEADLINE = 5
# A line that stands in so many other articles belongs to none of them. Two share a wire report.
_OTHER_ARTICLES = 3
_FEWEST_WORDS_ELSEWHERE = 2  # a lone "Yes." stands in many interviews
_LINK = re.compile(r"https?://\S+|www\.\S+|\[[^\]\[]*\]\([^()\s]*\)")
_SEPARATOR = re.compile(r"\s[|·•»]\s")
_QUOTING = tuple("\"“”«»„‘'—–-")
_LAST_SENTENCE = re.compile(r"(?:^|[.!?…]\s+)([^.!?…]+)[.!?…]*\s*\Z")


def suggest(
    paragraphs: Sequence[Paragraph], title: str | None, elsewhere: frozenset[str] = frozenset()
) -> tuple[SuggestedSkip, ...]:
    """Suggest the paragraphs to skip, by number; `elsewhere` as `lines_elsewhere` gives it.

    >>> paragraph = Paragraph("ferry", 4, 90, 109, "Share this article.")
    >>> suggest([paragraph], "Ferry sinks")
    (SuggestedSkip(number=4, reason='asks_reader'),)
    """
    lines = Counter(line for paragraph in paragraphs for line in set(_lines(paragraph.text)))
    doubled = {line for line, count in lines.items() if count > 1}
    labels = _labels(paragraphs, title)
    found = []
    for paragraph in paragraphs:
        reason = _reason(paragraph, elsewhere, doubled, labels)
        if reason is not None and not _is_title(paragraph, title):
            found.append(SuggestedSkip(paragraph.number, reason))
    return tuple(found)


def lines_elsewhere(
    paragraphs: Iterable[Paragraph],
    others: Iterable[Article],
    indexed: Callable[[str], Iterable[str]] = lambda _line: (),
) -> frozenset[str]:
    """Find the lines of the paragraphs that stand word for word in several other articles.

    `indexed` gives, of a line, the ids of the articles that hold it and are not among the others.
    """
    own = {line for paragraph in paragraphs for line in _lines(paragraph.text)}
    telling = {line for line in own if len(line.split()) >= _FEWEST_WORDS_ELSEWHERE}
    counts: Counter[str] = Counter()
    for other in others:
        counts.update(telling.intersection(map(str.strip, other.text.split("\n"))))
    for line in telling:
        missing = max(0, _OTHER_ARTICLES - counts[line])
        counts[line] += sum(1 for _ in islice(indexed(line), missing))
    return frozenset(line for line, count in counts.items() if count >= _OTHER_ARTICLES)


def _reason(
    paragraph: Paragraph, elsewhere: frozenset[str], doubled: set[str], labels: frozenset[int]
) -> SkipReason | None:
    text = paragraph.text
    lines = _lines(text)
    if all(line in elsewhere for line in lines):
        return "elsewhere"
    if _stands_twice(lines, doubled):
        return "said_twice"
    if _is_links(text):
        return "links"
    if len(text) <= _LONGEST and _is_credit(lines):
        return "credit"
    if len(text) <= _LONGEST and _asks_reader(text, lines):
        return "asks_reader"
    return "label" if paragraph.number in labels else None


def _stands_twice(lines: Sequence[str], doubled: set[str]) -> bool:
    """Tell whether each line stands twice in the text, as captions do.

    A writer may repeat a sentence on purpose; a line that ends like one is left to the moderator.
    """
    within = Counter(lines)
    return all(
        (within[line] > 1 or line in doubled) and not ends_sentence(line) and len(line.split()) > 2
        for line in lines
    )


def _is_links(text: str) -> bool:
    """Tell whether a paragraph is several links with hardly a word beside them, or a menu bar."""
    links = len(_LINK.findall(text))
    beside = len(_LINK.sub(" ", text).split())
    separated = len(_SEPARATOR.findall(text)) >= 2 and not ends_sentence(text)
    return (links > 1 and beside <= links) or (separated and len(text) <= _LONGEST)


def _is_credit(lines: Sequence[str]) -> bool:
    """Tell whether a line is a credit, and the other lines, if any, are parts of the page."""
    credits = [CREDIT.fullmatch(line) is not None for line in lines]
    return any(credits) and all(
        is_credit or WHOLE_LINE.fullmatch(line)
        for is_credit, line in zip(credits, lines, strict=True)
    )


def _asks_reader(text: str, lines: Sequence[str]) -> bool:
    """Tell whether a paragraph asks the reader to share, subscribe, donate or read on."""
    if text.startswith(_QUOTING):
        return False
    if all(WHOLE_LINE.fullmatch(line) or LEADS_ELSEWHERE.match(line) for line in lines):
        return True
    if len(text) <= _LONGEST_SENTENCE_TO_READER and TO_READER.search(text):
        return True
    last = _LAST_SENTENCE.search(text)
    return (
        last is not None
        and ASKING.match(last[1]) is not None
        and len(last[1].split()) <= _MOST_WORDS_IN_REQUEST
    )


def _labels(paragraphs: Sequence[Paragraph], title: str | None) -> frozenset[int]:
    """Find the lone words above the first and below the last sentence: sections, tags, buttons.

    Above, only where a headline is known or stands among them: a lone word may be the headline.
    """
    is_sentence = [ends_sentence(paragraph.text.rstrip("*_ ")) for paragraph in paragraphs]
    if not any(is_sentence):
        return frozenset()
    first = is_sentence.index(True)
    last = len(paragraphs) - 1 - is_sentence[::-1].index(True)
    above, below = paragraphs[:first], paragraphs[last + 1 :]
    lengths = [len(paragraph.text.split()) for paragraph in above]
    if title is None and all(words < _FEWEST_WORDS_IN_HEADLINE for words in lengths):
        above = []
    return frozenset(
        paragraph.number
        for paragraph in (*above, *below)
        if len(paragraph.text.split()) <= _MOST_WORDS_IN_LABEL
        and not paragraph.text.startswith(_QUOTING)
    )


def _is_title(paragraph: Paragraph, title: str | None) -> bool:
    return title is not None and paragraph.text.casefold().split() == title.casefold().split()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
