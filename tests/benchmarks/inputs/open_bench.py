"""Reads the open benchmark: article files and questions with their gold paragraphs."""

import json
from dataclasses import dataclass
from pathlib import Path

from index.records import SourceText
from index.sources import read

COLLECTIONS = ("squad", "clapnq")
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question; `article` and `paragraph` name its gold, or what it is about.

    `answers` are known wordings of the answer, if any.
    """

    text: str
    kind: str
    article: str | None
    paragraph: int | None
    fold: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """The articles of one collection and the questions over them."""

    name: str
    texts: tuple[SourceText, ...]
    questions: tuple[Question, ...]


def read_collection(root: Path, name: str, language: str = "en") -> Collection:
    """Read a collection, with the questions of a language over its English articles.

    Folds are dealt out by article, so that none is in two of them.
    """
    reading = read.read_folder(root / name / "articles")
    if reading.failures:
        raise ValueError(f"{name}: {reading.failures[0]}")
    folds = {text.source.id: at % FOLDS for at, text in enumerate(reading.texts)}
    questions = []
    for at, line in enumerate((root / name / "questions.jsonl").read_text("utf-8").splitlines()):
        raw = json.loads(line)
        if raw["language"] != language:
            continue
        # An off-corpus question has no article here: its fold is dealt out like a card.
        fold = folds.get(raw.get("article"), at % FOLDS)
        questions.append(
            Question(
                text=raw["question"],
                kind=raw["kind"],
                article=raw.get("article"),
                paragraph=raw.get("paragraph"),
                fold=fold,
                answers=tuple(raw.get("answers", ())),
            )
        )
    return Collection(name, reading.texts, tuple(questions))
