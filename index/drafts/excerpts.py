"""A changed paragraph, as it was and is -> the sentences that differ, their words marked. Pure.

A long paragraph in which one word changed is shown by the sentence of that word, before and after,
each a slice of its revision; what differs in it is highlighted.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from index.drafts.records import ParagraphChange
from index.records import Article, Paragraph, Quote, Sentence, Span
from index.text import quoting, sentences

_WORD = re.compile(r"\w+|[^\w\s]|\s+")


def excerpt(
    old: Article, new: Article, change: ParagraphChange[Quote]
) -> Iterator[ParagraphChange[Quote]]:
    """Cut a change of a paragraph down to the sentences that differ, in reading order.

    A paragraph that was added or removed stays whole.
    """
    if change.old is None or change.new is None:
        yield change
        return
    was, now = _sentences(change.old), _sentences(change.new)
    matcher = SequenceMatcher(
        None, [part.text for part in was], [part.text for part in now], autojunk=False
    )
    for kind, first, end, new_first, new_end in matcher.get_opcodes():
        if kind != "equal":
            before = _slice(old, change.old, was[first:end])
            after = _slice(new, change.new, now[new_first:new_end])
            yield _differing(old, before, new, after)


def _sentences(quote: Quote) -> tuple[Sentence, ...]:
    cited = quote.citation
    paragraph = Paragraph(
        cited.article_id, cited.paragraph_number, cited.start, cited.end, quote.text
    )
    return sentences.split(paragraph)


def _slice(article: Article, whole: Quote, parts: Sequence[Sentence]) -> Quote | None:
    if not parts:
        return None
    number = whole.citation.paragraph_number
    return quoting.quote_slice(article, number, parts[0].start, parts[-1].end)


def _differing(
    old: Article, before: Quote | None, new: Article, after: Quote | None
) -> ParagraphChange[Quote]:
    if before is None or after is None:
        return ParagraphChange(before, after)
    was, now = _WORD.findall(before.text), _WORD.findall(after.text)
    first = _common(was, now)
    last = _common(was[first:][::-1], now[first:][::-1])
    return ParagraphChange(
        _marked(old, before, was[first : len(was) - last], sum(map(len, was[:first]))),
        _marked(new, after, now[first : len(now) - last], sum(map(len, now[:first]))),
    )


def _common(words: Sequence[str], others: Sequence[str]) -> int:
    """Count the words with which both begin."""
    for count, (word, other) in enumerate(zip(words, others, strict=False)):
        if word != other:
            return count
    return min(len(words), len(others))


def _marked(article: Article, quote: Quote, differing: Sequence[str], at: int) -> Quote:
    """Highlight the words that differ, if any; they begin `at` a character of the quote."""
    words = "".join(differing)
    start = quote.citation.start + at + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if start == end:
        return quote
    cited = quote.citation
    return quoting.quote_slice(
        article, cited.paragraph_number, cited.start, cited.end, Span(start, end)
    )
