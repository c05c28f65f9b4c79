"""The hard sentences: made-up paragraphs of news, and where each may and must be cut.

They stand in tests/index/text/sentences/hard_sentences, a paragraph a line: `|` where a sentence
ends, `¦` where a reader would accept an end as well as none, `\\n` for a new line, `##` before a
heading. The half `held_out` was written first; rules and word lists are made by the half `develop`
alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "index" / "text" / "sentences" / "hard_sentences"
PARTS = ("develop", "held_out")
LANGUAGES = {"english": "en", "russian": "ru", "ukrainian": "uk"}
_MARKS = "|¦"


@dataclass(frozen=True, slots=True)
class HardText:
    """A paragraph; the ends inside it are counted in visible characters from its start."""

    language: str
    marked: str
    text: str
    must: frozenset[int]
    may: frozenset[int]


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong with how a text was cut, as ends in visible characters."""

    split: frozenset[int]
    joined: frozenset[int]


def read(part: str, language: str) -> tuple[HardText, ...]:
    """Read the texts of one part and language, in the order of the file."""
    lines = (FOLDER / part / f"{language}.txt").read_text("utf-8").splitlines()
    code = LANGUAGES[language]
    return tuple(parse(line, code) for line in lines if line and not line.startswith("## "))


def parse(line: str, language: str) -> HardText:
    """Take the marks out of a line of the files."""
    marked = line.replace("\\n", "\n")
    ends: dict[str, set[int]] = {mark: set() for mark in _MARKS}
    visible = 0
    for character in marked:
        if character in _MARKS:
            ends[character].add(visible)
        elif not character.isspace():
            visible += 1
    text = "".join(character for character in marked if character not in _MARKS)
    return HardText(language, marked, text, frozenset(ends["|"]), frozenset(ends["¦"]))


def compare(hard: HardText, sentences: Sequence[str]) -> Errors:
    """Compare the sentences that a splitter made of a text with where it must and may be cut."""
    ends = _inner_ends(sentences)
    return Errors(split=ends - hard.must - hard.may, joined=hard.must - ends)


def _inner_ends(sentences: Iterable[str]) -> frozenset[int]:
    ends, visible = [], 0
    for sentence in sentences:
        visible += sum(not character.isspace() for character in sentence)
        ends.append(visible)
    return frozenset(ends[:-1])
