"""Sentences of a paragraph -> those beside them that say who is quoted; pure.

A sentence cut out of a quotation reads as if the article said it: of “I was ill. He shot them,” the
sergeant claimed. the second half alone has its speaker, and the first has none.
"""

import re
from collections.abc import Iterator, Sequence

from index.records import Paragraph, Sentence, Span

# Longer is no quotation but a mark that was never closed.
LONGEST = 2000
QUOTATION = re.compile(
    rf"“[^”]{{1,{LONGEST}}}”|«(?:[^«»]|«[^«»]{{1,{LONGEST}}}»){{1,{LONGEST}}}»"
    rf"|„[^“”]{{1,{LONGEST}}}[“”]|(?<![^\s(\[—–-])\"(?=\S)[^\"]{{1,{LONGEST}}}\""
)
# Russian and Ukrainian dialogue: a paragraph that begins with a dash is speech to its end.
SPEECH = re.compile(r"[—–]\s")
# «Я не стрелял, — сказал он. — Я был дома»: who says it stands inside the marks.
INSERTED = re.compile(r"[,.!?…»”\"]\s*[—–-]\s+[a-zа-яёіїєґ]")
WORD = re.compile(r"\w")


def widen(
    paragraph: Paragraph, sentences: Sequence[Sentence], first: int, last: int
) -> tuple[int, int]:
    """Widen sentences whose words all stand in one quotation to the nearest that names its speaker.

    That is one with words of its own before or after the quotation, or with the speaker inserted in
    it, else the sentence before if it ends in another quotation's speaker. `first` and `last` are
    positions among the paragraph's sentences; they stay where nothing names the speaker.

    “I left. I was ill,” he said. -> (0, 0) becomes (0, 1)
    """
    for said in _quotations(paragraph):
        if _holds(said, sentences[first].start, sentences[last].end):
            speaking = _nearest_speaker(paragraph, sentences, said, first)
            if speaking is not None:
                return min(first, speaking), max(last, speaking)
    return first, last


def is_inside(paragraph: Paragraph, offset: int) -> bool:
    """Tell whether a quotation that began before an offset into the article goes on after it."""
    return any(said.start < offset < said.end for said in _marked(paragraph))


def _quotations(paragraph: Paragraph) -> Iterator[Span]:
    """Yield the ranges of the article that are said by somebody, their marks included."""
    yield from _marked(paragraph)
    if SPEECH.match(paragraph.text):
        yield Span(paragraph.start, paragraph.end)


def _marked(paragraph: Paragraph) -> Iterator[Span]:
    for found in QUOTATION.finditer(paragraph.text):
        yield Span(paragraph.start + found.start(), paragraph.start + found.end())


def _holds(said: Span, start: int, end: int) -> bool:
    """Tell whether a range lies in a quotation; a stop may follow the closing mark."""
    return said.start <= start and end <= said.end + 1


def _nearest_speaker(
    paragraph: Paragraph, sentences: Sequence[Sentence], said: Span, first: int
) -> int | None:
    """Find the sentence that names the speaker; of two as near the earlier."""
    touching = [
        at for at, each in enumerate(sentences) if each.start < said.end and said.start < each.end
    ]
    naming = [at for at in touching if _names_speaker(paragraph, sentences[at], said)]
    if naming:
        return min(naming, key=lambda at: (abs(at - first), at))
    before = touching[0] - 1
    return before if before >= 0 and _ends_in_speaker(paragraph, sentences[before]) else None


def _names_speaker(paragraph: Paragraph, sentence: Sentence, said: Span) -> bool:
    outside = _words(paragraph, sentence.start, said.start) or _words(
        paragraph, said.end, sentence.end
    )
    return outside or INSERTED.search(sentence.text) is not None


def _ends_in_speaker(paragraph: Paragraph, sentence: Sentence) -> bool:
    """Tell whether the sentence has words of its own after a quotation that it closes."""
    return any(
        sentence.start < said.end < sentence.end and _words(paragraph, said.end, sentence.end)
        for said in _marked(paragraph)
    )


def _words(paragraph: Paragraph, start: int, end: int) -> bool:
    between = paragraph.text[max(0, start - paragraph.start) : max(0, end - paragraph.start)]
    return WORD.search(between) is not None
