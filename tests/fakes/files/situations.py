"""A file that somebody adds, read as `reindex` reads it: its text, paragraphs and sentences."""

from pathlib import Path

from fakes.corpus import article

from index.records import SourceText
from index.sources import read
from index.text import views


def read_one(folder: Path, name: str, content: bytes | str) -> SourceText:
    made = content if isinstance(content, bytes) else content.encode()
    (folder / name).write_bytes(made)
    reading = read.read_folder(folder)
    assert reading.failures == ()
    (text,) = reading.texts
    return text


def paragraphs(text: SourceText) -> list[str]:
    return [each.paragraph.text for each in views.split_article(article(text)).paragraphs]


def sentences(text: SourceText) -> list[str]:
    split = views.split_article(article(text)).paragraphs
    return [found.text for each in split for found in each.sentences]
