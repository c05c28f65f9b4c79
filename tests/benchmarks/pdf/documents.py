"""Twenty documents of known text, each with another layout: columns, notes, heads, hyphens, size.

Their paragraphs are the made-up news of the hard sentences, their notes too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from benchmarks.sentences import hard_sentences

COUNT = 20
_TEXTS_IN_PARAGRAPH = 5
_LANGUAGES = ("english", "russian", "english", "ukrainian", "english")
_TITLES = {
    "english": ("The inquiry into the harbour", "What the inquiry found", "What comes now"),
    "russian": ("Расследование в порту", "Что выяснила комиссия", "Что будет дальше"),
    "ukrainian": ("Розслідування в порту", "Що з’ясувала комісія", "Що буде далі"),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading, and the note that a mark behind it leads to."""

    text: str
    is_heading: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A known text and how it is to be printed; `head` runs on top of its pages."""

    name: str
    language: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    columns: int
    head: str
    page: str
    size: int
    is_hyphenated: bool

    @property
    def text(self) -> str:
        """The text as it is read: notes behind it."""
        notes = [paragraph.note for paragraph in self.paragraphs if paragraph.note]
        return "\n\n".join([self.title, *(each.text for each in self.paragraphs), *notes])


def make_documents(count: int = COUNT) -> list[Document]:
    """Make documents, the same at each call."""
    texts = {name: _endless(name) for name in set(_LANGUAGES)}
    return [_document(number, texts[_LANGUAGES[number % 5]]) for number in range(count)]


def _endless(name: str) -> Iterator[str]:
    texts = [text.text for text in hard_sentences.read("develop", name) if "\n" not in text.text]
    while True:
        yield from texts


def _document(number: int, texts: Iterator[str]) -> Document:
    name = _LANGUAGES[number % 5]
    title, first, second = _TITLES[name]
    has_notes = number % 3 != 1
    written = [" ".join(islice(texts, _TEXTS_IN_PARAGRAPH)) for _ in range(18 + number % 7)]
    paragraphs = [Paragraph(text) for text in written]
    if has_notes:
        for place in (1, 4, 6, 11, 15):
            paragraphs[place] = Paragraph(written[place], note=next(texts))
    half = len(paragraphs) // 2
    return Document(
        name=f"{number:02}-{name}",
        language=hard_sentences.LANGUAGES[name],
        title=title,
        paragraphs=(
            Paragraph(first, is_heading=True),
            *paragraphs[:half],
            Paragraph(second, is_heading=True),
            *paragraphs[half:],
        ),
        columns=1 + number % 3,
        head=f"{title} – 2026" if number % 2 else "",
        page=("A4", "A5")[number // 3 % 2] if number % 3 != 2 else "A4",
        size=(10, 11, 12)[number // 2 % 3] - number % 3,
        is_hyphenated=number % 4 != 3,
    )
