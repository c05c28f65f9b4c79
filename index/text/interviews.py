"""The pieces of a transcript or an interview -> its parts: speakers, questions and texts. Pure.

A form (a name before a turn, a `Q:`, a bold question) must recur before it is believed, because
ordinary articles also hold a rhetorical question here and a "Note:" there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.text import blocks
from index.text.blocks import Piece

# Turns that are believed: at least so many, one name among them twice.
FEWEST_TURNS = 3
# Ordinary articles quote an exchange as `Name: "..."`. Lower takes them for transcripts.
PLAIN_TURNS_SHARE = 0.25
MOST_WORDS_IN_BOLD_NAME = 6
BOLD_TURN = re.compile(r"^[ \t]*\*\*(?P<name>[^\s*:][^*:\n]{0,60})(?::\*\*|\*\*:)", re.MULTILINE)
PLAIN_TURN = re.compile(
    r"^[ \t]*(?P<name>[^\W\d_][\w.,'’-]*(?: [^\W\d_][\w.,'’-]*){0,3}):(?=\s|\Z)", re.MULTILINE
)
NOT_SPEAKERS = frozenset(
    {"note", "update", "source", "sources", "photo", "image", "video", "correction", "credit"}
    | {"примечание", "источник", "фото", "видео", "примітка", "джерело", "відео"}
)
LABEL = re.compile(
    r"^[ \t]*(?:\*\*)?"
    r"(?:(?P<asks>Q|Question|Вопрос|Питання|Запитання)|A|Answer|Ответ|Відповідь):(?:\*\*)?",
    re.MULTILINE,
)

FEWEST_QUESTIONS = 3
# Questions among all pieces. Lower takes essays full of rhetorical questions for interviews;
# a question and an answer that both begin with a dash are safer evidence.
QUESTIONS_SHARE = 0.25
DASHED_QUESTIONS_SHARE = 0.1
LONGEST_QUESTION = 300
QUESTION_END = re.compile(r"""\?[!?]*["”»’)\]]*\Z""")
BOLD = re.compile(r"\*\*(?P<text>(?:(?!\*\*).)+)\*\*", re.DOTALL)
QUOTE_MARKS = tuple("\"“„«‘'`")
DASHES = ("—", "–", "-")

Role = Literal["text", "heading", "question", "speaker"]


@dataclass(frozen=True, slots=True)
class Part:
    """A range of the text and its role; `block` is the number of the block it stands in."""

    role: Role
    start: int
    end: int
    block: int


def read_turns(text: str, pieces: Sequence[Piece]) -> list[Part] | None:
    """Read a transcript of `Name: text` or `**Name:** text` turns; `None` for any other text."""
    for pattern, share in ((BOLD_TURN, 0.0), (PLAIN_TURN, PLAIN_TURNS_SHARE)):
        names = Counter(turn["name"] for piece in pieces for turn in _turns(text, piece, pattern))
        fewest = max(FEWEST_TURNS, share * len(pieces))
        if names.total() >= fewest and max(names.values()) > 1:
            return [part for piece in pieces for part in _turn_parts(text, piece, pattern)]
    return None


def read_labels(text: str, pieces: Sequence[Piece]) -> list[Part] | None:
    """Read an interview labelled `Q:` and `A:`; `None` without a `Q:`, or with only one label."""
    labels = [label for piece in pieces for label in LABEL.finditer(_words(text, piece))]
    questions = sum(label["asks"] is not None for label in labels)
    if questions == 0 or len(labels) < 2:
        return None
    return [part for piece in pieces for part in _label_parts(text, piece)]


def find_questions(text: str, pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the positions, among the pieces, of an interviewer's unlabelled questions.

    A question may be bold, may begin with a dash as its answer does, or may be plain; each of the
    three forms counts only where it recurs.
    """
    words = [_words(text, piece) for piece in pieces]
    bold = {i for i, own in enumerate(words) if BOLD.fullmatch(own) and _is_prompt(own)}
    bold_questions = sum(_is_question(words[i].strip("*").strip()) for i in bold)
    asked = {i for i, own in enumerate(words) if _is_question(own)}
    plain = {i for i in asked if i + 1 < len(words) and i + 1 not in asked}
    dashed = {i for i in plain if words[i].startswith(DASHES) and words[i + 1].startswith(DASHES)}
    found: set[int] = set()
    if bold_questions >= FEWEST_QUESTIONS:
        found |= bold
    if len(plain) >= max(FEWEST_QUESTIONS, QUESTIONS_SHARE * len(words)):
        found |= plain
    if len(dashed) >= max(FEWEST_QUESTIONS, DASHED_QUESTIONS_SHARE * len(words)):
        found |= dashed
    return frozenset(found)


def is_turn_like(words: str) -> bool:
    """Tell whether a text begins as a turn of a transcript does, or with a label as `Source:`."""
    return BOLD_TURN.match(words) is not None or PLAIN_TURN.match(words) is not None


def _words(text: str, piece: Piece) -> str:
    return text[piece.start : piece.end]


def _turns(text: str, piece: Piece, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    is_name = _is_bold_name if pattern is BOLD_TURN else _is_plain_name
    return (turn for turn in pattern.finditer(_words(text, piece)) if is_name(turn["name"]))


def _is_bold_name(name: str) -> bool:
    return (
        name[0].isalnum()  # also "chg", as people call themselves
        and len(name.split()) <= MOST_WORDS_IN_BOLD_NAME
        and name.lower() not in NOT_SPEAKERS
    )


def _is_plain_name(name: str) -> bool:
    words = name.split()
    return words[0][0].isupper() and words[-1][0].isupper() and name.lower() not in NOT_SPEAKERS


def _turn_parts(text: str, piece: Piece, pattern: re.Pattern[str]) -> Iterator[Part]:
    turns = list(_turns(text, piece, pattern))
    yield from _text_before(text, piece, turns)
    for turn, end in _with_ends(piece, turns):
        name = blocks.trim(text, piece.start + turn.start("name"), piece.start + turn.end("name"))
        if name:
            yield Part("speaker", name.start, name.end, piece.block)
        yield from _trimmed(text, "text", piece.start + turn.end(), end, piece.block)


def _label_parts(text: str, piece: Piece) -> Iterator[Part]:
    labels = list(LABEL.finditer(_words(text, piece)))
    yield from _text_before(text, piece, labels)
    for label, end in _with_ends(piece, labels):
        role: Role = "question" if label["asks"] else "text"
        yield from _trimmed(text, role, piece.start + label.end(), end, piece.block)


def _text_before(text: str, piece: Piece, markers: list[re.Match[str]]) -> Iterator[Part]:
    end = piece.start + markers[0].start() if markers else piece.end
    role: Role = "heading" if piece.is_marked else "text"
    return _trimmed(text, role, piece.start, end, piece.block)


def _with_ends(piece: Piece, markers: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], int]]:
    """Pair each marker in a piece with the offset in the text where the next marker begins."""
    ends = [piece.start + marker.start() for marker in markers[1:]]
    return zip(markers, [*ends, piece.end], strict=False)


def _trimmed(text: str, role: Role, start: int, end: int, block: int) -> Iterator[Part]:
    span = blocks.trim(text, start, end)
    if span:
        yield Part(role, span.start, span.end, block)


def _is_question(words: str) -> bool:
    return (
        len(words) <= LONGEST_QUESTION
        and QUESTION_END.search(words) is not None
        and not words.startswith(QUOTE_MARKS)
        and (words.startswith(DASHES) or not blocks.is_list_item(words))
    )


def _is_prompt(words: str) -> bool:
    """Tell whether bold words are a whole sentence, as an interviewer's are, and no subheading."""
    return len(words) <= LONGEST_QUESTION and blocks.ends_sentence(words)
