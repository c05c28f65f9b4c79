"""Pairs -> groups of rows to learn from: a question with a passage that answers and with others.

Every row of a group is laid out alike, short or long, with a headline or without, so that nothing
but what is said tells the right one.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from benchmarks.reading import exchange
from benchmarks.reading.pairs import Pair, is_said, plain
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.reading.layout import MOST_TOKENS, QUESTION_TOKENS, find_ends, lay_out

UNKNOWN, OTHER, ANSWERING, ANSWER = 255, 0, 1, 2
"""What a token is marked with: nobody said, a sentence that does not answer, one that does, the
answer's own words in it."""

_SHORT = (1, 1, 2, 2, 3)  # sentences of a paragraph of news
_LONG = (110, 150, 200, 250)  # tokens that a long passage may have
_BESIDE = 70  # tokens of a row that are not its passage's, or few more
_WHOLE_PIECE = 180  # tokens of a passage that is found as one
_FAR = 0.3  # of the groups have a piece from anywhere: in a small corpus the nearest is far
_TRIES = 30  # to find one in the same language, or another language would tell what is wrong
_PRONOUNS = 0.25  # of the right passages whose title names what the question names
_NEAR_MISSES = 2  # rows of a group that look as if they answered, where there are as many


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many tokens a row has at most, and how many rows a group, one from anywhere beside."""

    tokens: int = MOST_TOKENS
    rows: int = 5


USUAL = Sizes()
"""The sizes of the default reader's groups."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The sentences from `first` up to `end`, not it, of a passage."""

    passage: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A question with a passage: token ids, where the passage begins in them, marks from there.

    `missing` says of the question's tokens, from the second of all, whether the passage does not
    say them, between 0 and 1; nothing where nobody knows.
    """

    ids: tuple[int, ...]
    begins: int
    marks: tuple[int, ...]
    is_right: bool
    missing: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in tokens, and how much each is what a passage does not say, where it is known."""

    ids: tuple[int, ...]
    missing: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Style:
    """How all rows of a group are laid out."""

    is_short: bool
    has_mark: bool
    has_title: bool
    has_before: bool
    tokens: int


@dataclass(frozen=True, slots=True)
class _Text:
    """A sentence in tokens, and where in its characters each begins."""

    ids: Sequence[int]
    starts: Sequence[int]


class Shelf:
    """All passages of all pairs in tokens, and the pieces they are cut into."""

    def __init__(self, pairs: Sequence[Pair], tokenizer: Tokenizer) -> None:
        """Tokenise every passage once; a minute for a hundred thousand sentences."""
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.ends = find_ends(tokenizer.token_to_id)
        self.texts: dict[int, tuple[str, ...]] = {}
        self.titles: dict[int, str] = {}
        self.languages: dict[int, str] = {}
        for pair in pairs:
            self.texts.setdefault(pair.passage, pair.sentences)
            self.titles.setdefault(pair.passage, pair.title)
            self.languages.setdefault(pair.passage, pair.language)
        encoded = tokenizer.encode_batch(
            [text for texts in self.texts.values() for text in texts], add_special_tokens=False
        )
        # Arrays, as processes that draw from them would each copy what Python counts references of.
        self._ids = np.fromiter((number for text in encoded for number in text.ids), dtype=np.int32)
        self._places = np.fromiter(
            (start for text in encoded for start, _ in text.offsets), dtype=np.uint16
        )
        self._bounds = np.cumsum([0, *(len(text.ids) for text in encoded)])
        counts = np.cumsum([0, *map(len, self.texts.values())]).tolist()
        self._firsts = dict(zip(self.texts, counts, strict=False))
        self.under: dict[str, list[int]] = defaultdict(list)
        for passage, title in self.titles.items():
            self.under[title].append(passage)
        self.short = tuple(self._cut(is_short=True))
        self.whole = tuple(self._cut(is_short=False))

    def encode(self, text: str) -> tuple[int, ...]:
        """Tokenise a text by itself, without the marks of its ends."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def encode_asked(self, question: str, missing: Sequence[tuple[int, int, float]]) -> Asked:
        """Tokenise a question of which some (start, end, share) are what a passage does not say."""
        encoded = self._tokenizer.encode(question, add_special_tokens=False)
        shares = (
            max(
                (share for first, last, share in missing if first < end and last > start), default=0
            )
            for start, end in encoded.offsets
        )
        return Asked(tuple(encoded.ids), tuple(map(float, shares)) if missing else ())

    def sentences(self, passage: int, first: int, end: int) -> list[_Text]:
        """Take the sentences from `first` up to `end`, not it, of a passage in tokens."""
        begin = self._firsts[passage]
        bounds = self._bounds[begin + first : begin + end + 1].tolist()
        return [
            _Text(self._ids[start:stop].tolist(), self._places[start:stop].tolist())
            for start, stop in pairwise(bounds)
        ]

    def count(self, passage: int, first: int, end: int) -> int:
        """Count the tokens of some sentences of a passage."""
        begin = self._firsts[passage]
        return int(self._bounds[begin + end] - self._bounds[begin + first])

    def _cut(self, *, is_short: bool) -> Iterator[Piece]:
        draw = random.Random(3)
        for passage, texts in self.texts.items():
            first = 0
            while first < len(texts):
                end = first + 1
                if is_short:
                    end = min(len(texts), first + draw.choice(_SHORT))
                else:
                    while end < len(texts) and self.count(passage, first, end + 1) <= _WHOLE_PIECE:
                        end += 1
                yield Piece(passage, first, end)
                first = end

    def read(self, piece: Piece) -> str:
        """Read a piece's text."""
        return " ".join(self.texts[piece.passage][piece.first : piece.end])


class Groups:
    """Draws the rows of a pair, anew each time: `near` are the pieces that search finds for each.

    `near_short` and `near_whole`, int32 (pairs, k), index the shelf's pieces, -1 where there are no
    more; none of them answers, as far as the answer's wording tells.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        shelf: Shelf,
        near_short: NDArray[np.int32],
        near_whole: NDArray[np.int32],
        *,
        among_near_misses: float = 0.0,
        sizes: Sizes = USUAL,
    ) -> None:
        """`among_near_misses` is the share of groups whose wrong rows look as if they answered."""
        self._pairs = pairs
        self._sizes = sizes
        self._among_near_misses = among_near_misses
        self._shelf = shelf
        self._near_short = near_short
        self._near_whole = near_whole
        self._of_passage: dict[int, list[int]] = defaultdict(list)
        self._of_question: dict[str, list[int]] = defaultdict(list)
        for at, pair in enumerate(pairs):
            if pair.is_answered:
                self._of_passage[pair.passage].append(at)
                self._of_question[pair.question].append(at)

    def draw(self, at: int, draw: random.Random) -> list[Row]:
        """Draw the rows of pair `at`: the right one first where there is one."""
        pair = self._pairs[at]
        style = self._style(pair, draw)
        if self._among_near_misses and draw.random() < self._among_near_misses:
            return self._beside_near_misses(pair, style, draw)
        if not pair.is_answered:
            return self._unanswered(at, pair, style, draw)
        asked = self._encoded(self._asked(pair, draw), style)
        piece = self._right(pair, style, draw)
        rows = [self._pronounced(pair, asked, piece, style, draw)]
        rows.extend(self._without(pair, asked, piece, style, draw))
        rows.extend(self._exchanged(pair, piece, style, draw))
        rows.extend(self._near(at, asked, style, draw, max(1, self._sizes.rows - len(rows))))
        if draw.random() < _FAR:
            rows.append(self._row(asked, self._far(pair, style, draw), style, draw))
        return rows

    def _far(self, pair: Pair, style: _Style, draw: random.Random) -> Piece:
        """Draw a piece from anywhere in the language of the pair's passage, or nearly always."""
        pieces = self._shelf.short if style.is_short else self._shelf.whole
        language = self._shelf.languages[pair.passage]
        for _ in range(_TRIES):
            piece = draw.choice(pieces)
            if self._shelf.languages[piece.passage] == language:
                break
        return piece

    def _beside_near_misses(self, pair: Pair, style: _Style, draw: random.Random) -> list[Row]:
        """Draw a right row, and what looks like it and does not answer."""
        if not pair.is_answered:
            return self._twins(pair, style, draw)
        asked = self._encoded(pair.question, style)
        piece = self._right(pair, style, draw)
        wrong = [
            *self._without(pair, asked, piece, style, draw),
            *self._exchanged(pair, piece, style, draw),
            *self._asked_otherwise(pair, piece, style, draw),
            *self._of_another_question(pair, asked, style, draw),
        ]
        chosen = draw.sample(wrong, min(_NEAR_MISSES, len(wrong)))
        return [self._row(asked, piece, style, draw, pair), *chosen]

    def _twins(self, pair: Pair, style: _Style, draw: random.Random) -> list[Row]:
        """Draw a question that people called unanswered, and the one it was made from.

        That is the one of the same passage that shares the most of its words.
        """
        companions = self._of_question[pair.question] or self._of_passage[pair.passage]
        if not companions:
            return [self._row(self._encoded_wrong(pair, style), self._whole(pair), style, draw)]
        twin = self._pairs[max(companions, key=lambda at: _shared(pair, self._pairs[at]))]
        right = self._right(twin, style, draw)
        piece = right if right.passage == pair.passage else self._whole(pair)
        return [
            self._row(self._encoded(_joined(twin.question), style), right, style, draw, twin),
            self._row(self._encoded_wrong(pair, style), piece, style, draw),
        ]

    def _whole(self, pair: Pair) -> Piece:
        return Piece(pair.passage, 0, len(pair.sentences))

    def _asked_otherwise(
        self, pair: Pair, piece: Piece, style: _Style, draw: random.Random
    ) -> Iterator[Row]:
        """Ask for another kind of thing of the same subject, of which the piece says nothing."""
        other = exchange.asked_otherwise(pair.question, self._shelf.read(piece), draw)
        if other is not None:
            yield self._row(self._changed(other, pair, style), piece, style, draw)

    def _of_another_question(
        self, pair: Pair, asked: Asked, style: _Style, draw: random.Random
    ) -> Iterator[Row]:
        """Show the sentences that answer another question of the passage, the nearest of a few.

        They say of the same subject what was not asked.
        """
        others = [
            other
            for at in self._of_passage[pair.passage]
            if (other := self._pairs[at]).answering
            and not set(other.answering) & set(pair.answering)
            and pair.answers
        ]
        near = sorted(
            draw.sample(others, min(3, len(others))), key=lambda other: -_shared(pair, other)
        )
        for other in near[:1]:
            piece = Piece(pair.passage, other.answering[0], other.answering[-1] + 1)
            if not self._says(piece, pair):
                yield self._row(asked, piece, style, draw)

    def _pronounced(
        self, pair: Pair, asked: Asked, piece: Piece, style: _Style, draw: random.Random
    ) -> Row:
        """Lay out the right row; now and then whom its title names is only "he" or "she" in it."""
        if draw.random() < _PRONOUNS and pair.title and pair.answering:
            texts = self._shelf.texts[pair.passage][piece.first : piece.end]
            changed = exchange.pronounced(pair.question, pair.title, texts, draw)
            if changed is not None:
                tokens = [
                    old if new == text else _Text(self._shelf.encode(new), ())
                    for old, new, text in zip(
                        self._shelf.sentences(pair.passage, piece.first, piece.end),
                        changed,
                        texts,
                        strict=True,
                    )
                ]
                named = replace(style, has_title=True)
                return self._laid_out(asked, pair.passage, piece.first, tokens, named, draw, pair)
        return self._row(asked, piece, style, draw, pair)

    def _style(self, pair: Pair, draw: random.Random) -> _Style:
        can_be_short = bool(pair.answering) or not pair.is_answered
        return _Style(
            is_short=can_be_short and draw.random() < 0.5,
            has_mark=draw.random() < 0.75,
            has_title=bool(pair.title) and draw.random() < 0.7,
            has_before=draw.random() < 0.55,
            tokens=min(draw.choice(_LONG), self._sizes.tokens - _BESIDE),
        )

    def _asked(self, pair: Pair, draw: random.Random) -> str:
        """Word a question as somebody in a hurry does, now and then, or as somebody thorough."""
        question, chance = pair.question, draw.random()
        if chance < 0.10:
            short = exchange.keywords(question)
            return short if len(short.split()) >= 2 else question
        if chance < 0.18:
            return exchange.slip(question, draw)
        if chance < 0.25 and pair.title:
            opening = draw.choice(
                ("In {}, {}", "{}: {}", "According to reports on {}, {}", "{} - {}")
            )
            return opening.format(pair.title, question)
        if chance < 0.30:
            texts = self._shelf.texts[pair.passage]
            return f"{draw.choice(texts)} {question}" if len(texts) > 3 else question
        return question

    def _encoded(self, question: str, style: _Style) -> Asked:
        return self._shelf.encode_asked(_marked(question, style), ())

    def _encoded_wrong(self, pair: Pair, style: _Style) -> Asked:
        """Tokenise a question that people called unanswered, with what they say is missing."""
        question = pair.question if pair.missing else _joined(pair.question)
        return self._shelf.encode_asked(_marked(question, style), pair.missing)

    def _changed(self, question: str, pair: Pair, style: _Style) -> Asked:
        """Tokenise what was made of a pair's question: its new words are what is missing."""
        known = set(plain(pair.question).split())
        new = [
            (found.start(), found.end(), 1.0)
            for found in re.finditer(r"\w+", question)
            if found.group().casefold() not in known
        ]
        return self._shelf.encode_asked(_marked(question, style), new)

    def _right(self, pair: Pair, style: _Style, draw: random.Random) -> Piece:
        """Choose the sentences shown as the passage; those that answer are among them."""
        count = len(self._shelf.texts[pair.passage])
        if not pair.answering:
            return Piece(pair.passage, 0, count)
        first, end = pair.answering[0], pair.answering[-1] + 1
        most = draw.choice(_SHORT) if style.is_short else count
        while end - first < most:
            sides = [side for side, has in (("a", first > 0), ("b", end < count)) if has]
            if not sides:
                break
            wider = (first - 1, end) if draw.choice(sides) == "a" else (first, end + 1)
            if self._shelf.count(pair.passage, *wider) > style.tokens:
                break
            first, end = wider
        return Piece(pair.passage, first, end)

    def _without(
        self, pair: Pair, asked: Asked, piece: Piece, style: _Style, draw: random.Random
    ) -> Iterator[Row]:
        """Show the passage without what answers, or in short ones the one beside it."""
        texts = self._shelf.texts[pair.passage]
        if not pair.answering or len(texts) < 2 or draw.random() < 0.35:
            return
        if style.is_short:
            beside = []
            if piece.first > 0:
                beside.append(
                    Piece(pair.passage, max(0, piece.first - draw.choice(_SHORT)), piece.first)
                )
            if piece.end < len(texts):
                end = min(len(texts), piece.end + draw.choice(_SHORT))
                beside.append(Piece(pair.passage, piece.end, end))
            other = draw.choice(beside) if beside else None
            if other is not None and not self._says(other, pair):
                yield self._row(asked, other, style, draw)
            return
        kept = [at for at in range(piece.first, piece.end) if at not in pair.answering]
        rest = " ".join(texts[at] for at in kept)
        if kept and not _holds(rest, pair.answers):
            tokens = [self._shelf.sentences(pair.passage, at, at + 1)[0] for at in kept]
            yield self._laid_out(asked, pair.passage, piece.first, tokens, style, draw)

    def _says(self, piece: Piece, pair: Pair) -> bool:
        return _holds(self._shelf.read(piece), pair.answers)

    def _exchanged(
        self, pair: Pair, piece: Piece, style: _Style, draw: random.Random
    ) -> Iterator[Row]:
        """Ask for another name, number or the contrary, or have the passage tell of another."""
        around = " ".join(self._shelf.texts[pair.passage])
        if draw.random() < 0.55:
            wrong = exchange.wrong_question(pair.question, around, draw)
            if wrong is not None:
                yield self._row(self._changed(wrong, pair, style), piece, style, draw)
        if pair.answering and draw.random() < 0.3:
            texts = self._shelf.texts[pair.passage]
            changed = self._shelf.sentences(pair.passage, piece.first, piece.end)
            is_changed = False
            for at in pair.answering:
                wrong = exchange.wrong_sentence(pair.question, texts[at], around, draw)
                if wrong is not None:
                    is_changed = True
                    changed[at - piece.first] = _Text(self._shelf.encode(wrong), ())
            if is_changed:
                asked = self._encoded(pair.question, style)
                yield self._laid_out(asked, pair.passage, piece.first, changed, style, draw)

    def _near(
        self, at: int, asked: Asked, style: _Style, draw: random.Random, most: int
    ) -> Iterator[Row]:
        near = (self._near_short if style.is_short else self._near_whole)[at]
        pieces = self._shelf.short if style.is_short else self._shelf.whole
        found = near[near >= 0].tolist()
        for which in draw.sample(found, min(most, len(found))):
            yield self._row(asked, pieces[which], style, draw)

    def _unanswered(self, at: int, pair: Pair, style: _Style, draw: random.Random) -> list[Row]:
        """Draw a pair that people called unanswered, beside one that is answered there."""
        companions = self._of_question[pair.question] or self._of_passage[pair.passage]
        other = self._pairs[draw.choice(companions)] if companions else None
        piece = Piece(pair.passage, 0, len(pair.sentences))
        rows = []
        if other is not None:
            right = self._right(other, style, draw)
            rows.append(self._row(self._encoded(other.question, style), right, style, draw, other))
            piece = right if right.passage == pair.passage else piece
        asked = self._encoded(pair.question, style)
        rows.append(self._row(asked, piece, style, draw))
        rows.extend(self._near(at, asked, style, draw, 1))
        return rows

    def _row(
        self,
        asked: Asked,
        piece: Piece,
        style: _Style,
        draw: random.Random,
        answers: Pair | None = None,
    ) -> Row:
        tokens = self._shelf.sentences(piece.passage, piece.first, piece.end)
        return self._laid_out(asked, piece.passage, piece.first, tokens, style, draw, answers)

    def _laid_out(
        self,
        asked: Asked,
        passage: int,
        first: int,
        tokens: Sequence[_Text],
        style: _Style,
        draw: random.Random,
        answers: Pair | None = None,
    ) -> Row:
        title = self._shelf.titles[passage] if style.has_title else ""
        ids = lay_out(
            asked.ids,
            self._shelf.encode(title) if title else (),
            self._before(passage, first, draw) if style.has_before else (),
            self._shelf.ends,
        )
        begins = len(ids)
        marks: list[int] = []
        for at, text in enumerate(tokens, first):
            marks.extend(_marks(at, text, answers))
        room = self._sizes.tokens - 1 - len(ids)
        said = [number for text in tokens for number in text.ids][:room]
        ids = [*ids, *said, self._shelf.ends.stop]
        is_right = answers is not None
        missing = (0.0,) * len(asked.ids) if is_right else asked.missing
        return Row(
            tuple(ids), begins, tuple(marks[: len(said)]), is_right, missing[:QUESTION_TOKENS]
        )

    def _before(self, passage: int, first: int, draw: random.Random) -> tuple[int, ...]:
        """Take what stands before: in the same passage, or the end of another of its article."""
        if first > 0:
            texts = self._shelf.sentences(passage, max(0, first - 4), first)
        else:
            beside = self._shelf.under[self._shelf.titles[passage]]
            if len(beside) < 2 or len(beside) > 200 or draw.random() < 0.4:
                return ()
            other = draw.choice(beside)
            count = len(self._shelf.texts[other])
            texts = self._shelf.sentences(other, max(0, count - 2), count)
        return tuple(number for text in texts for number in text.ids)


def _marked(question: str, style: _Style) -> str:
    return question if style.has_mark else question.rstrip("? ")


def _marks(at: int, text: _Text, answers: Pair | None) -> list[int]:
    if answers is None:
        return [OTHER] * len(text.ids)
    if not answers.answering:
        return [UNKNOWN] * len(text.ids)
    if at not in answers.answering:
        return [OTHER] * len(text.ids)
    if not text.starts:  # it was worded anew, and where its characters stood is not known
        return [ANSWERING] * len(text.ids)
    spans = [(start, end) for sentence, start, end in answers.spans if sentence == at]
    return [
        ANSWER if any(start <= place < end for start, end in spans) else ANSWERING
        for place in text.starts
    ]


def _shared(pair: Pair, other: Pair) -> float:
    """Compute the share of a question's words that another question shares (Jaccard)."""
    words, others = set(plain(pair.question).split()), set(plain(other.question).split())
    return len(words & others) / max(1, len(words | others))


def _joined(question: str) -> str:
    """Write a question that a program took apart as people do.

    >>> _joined("when was n't ireland 's north inhabited ?")
    "when wasn't ireland's north inhabited?"
    """
    return re.sub(r" (?=n ?['’] ?t\b|['’] ?s\b|[?,.;:])", "", question)


def _holds(text: str, answers: Sequence[str]) -> bool:
    said = f" {plain(text)} "
    return any(is_said(answer, said) for answer in answers)
