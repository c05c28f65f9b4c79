"""Reads the public question and passage pairs that a reader is trained on."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any  # of a row, before it is checked

from index.records import Paragraph
from index.text import sentences

SHARES = {
    "squadshifts_new_wiki": 1.0,
    "squad_train_parts": 1.0,
    "squad_unanswerable_pairs": 1.5,
    "reqa_squad_train_sentences": 0.6,
    "nq_open_gold": 2.0,
    "qed_dev": 2.0,
    "selqa": 1.0,
    "boolq": 0.5,
    "hotpotqa_parts": 1.0,
    "musique_single_hops": 1.0,
    "quoref_part": 1.0,
    "fairytaleqa": 0.4,
    "afriqa_en": 0.25,
    "qamr": 0.25,
    "fever_part_claims": 0.35,
    "fever_symmetric_claims": 0.5,
}
"""Of each set, how often its pairs are drawn in an epoch: less of what is unlike questions."""

MULTILINGUAL_SHARES = {
    **SHARES,
    "reqa_squad_train_sentences": 0.3,
    "boolq": 0.25,
    "qamr": 0.1,
    "fever_part_claims": 0.2,
    "jaquad": 0.15,
    "cmrc2018_zh": 0.5,
    "drcd_zh": 0.4,
    "piaf_fr": 1.5,
    "pquad_fa": 0.35,
    "turkish_rc": 0.6,
    "afriqa_asked": 3.0,
}
"""The same for a model of many languages, of which no language may drown the others."""

NEAR_MISS_SHARES = {
    "squadshifts_new_wiki": 0.5,
    "squad_train_parts": 0.5,
    "squad_unanswerable_pairs": 1.0,
    "squad2_train_unanswerable": 1.0,
    "squad_train_answerable": 0.4,
    "reqa_squad_train_sentences": 0.1,
    "nq_open_gold": 0.5,
    "qed_dev": 0.5,
    "selqa": 0.1,
    "boolq": 0.05,
    "hotpotqa_parts": 0.1,
    "musique_single_hops": 0.5,
    "quoref_part": 0.5,
    "fairytaleqa": 0.1,
    "afriqa_en": 0.05,
    "qamr": 0.05,
    "fever_part_claims": 0.15,
    "fever_symmetric_claims": 0.5,
}
"""The same in a round that is to tell what nearly answers from what does."""

# Words of four letters or more in a question of qamr; with fewer it could be of any text.
_LEAST_TELLING = 3
_SPANS_NEEDED = frozenset(
    {"fairytaleqa", "afriqa_en", "afriqa_asked", "quoref_part", "musique_single_hops"}
)
_OVER_ENGLISH = frozenset({"afriqa_asked"})  # in other languages than their passages
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WIDE_STOP = re.compile(r"[。！？]+[」』”）]*")
_TOKENISED = re.compile(r"(?<=[.!?]) (?=\S)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the sentences of a passage, with what is known of whether they answer it.

    `language` is the passage's. `answering` are the indices of the sentences that answer; none
    where it is not answered, or where the source does not say which. `answers` are wordings,
    normalised by `plain`; `spans` are (sentence, start, end) of an answer in it. `passage` is the
    same number for the same text. `missing` are (start, end, share) of the question's words that
    the passage does not say, by the share of people who marked them; none where nobody was asked.
    """

    question: str
    sentences: tuple[str, ...]
    answering: tuple[int, ...]
    is_answered: bool
    answers: tuple[str, ...]
    spans: tuple[tuple[int, int, int], ...]
    title: str
    source: str
    passage: int
    language: str = "en"
    missing: tuple[tuple[int, int, float], ...] = ()


def plain(text: str) -> str:
    """Lay a text out so that wordings compare: lower case, words alone, one space between.

    >>> plain("The U.S. Army's 5th ")
    'the u s army s 5th'
    """
    return " ".join(re.findall(r"\w+", text.casefold()))


def is_said(answer: str, said: str) -> bool:
    """Tell whether the words of an answer stand in a text, both as `plain` lays them out.

    Scripts that write no spaces between words are looked for anywhere.

    >>> is_said("art", " the party "), is_said("東大寺", " 奈良の東大寺は ")
    (False, True)
    """
    return f" {answer} " in said or (answer in said and _UNSPACED.search(answer) is not None)


def read(folder: Path, shares: Iterable[str] = SHARES) -> tuple[Pair, ...]:
    """Read every set that is named and that the folder holds, in that order."""
    passages: dict[str, int] = {}
    found: list[Pair] = []
    for source in shares:
        found.extend(_pairs(source, _rows(folder, source), passages))
    return tuple(found)


def missing(folder: Path, shares: Iterable[str] = SHARES) -> tuple[str, ...]:
    """List the sets named that the folder does not hold."""
    return tuple(source for source in shares if next(_rows(folder, source), None) is None)


def _rows(folder: Path, source: str) -> Iterator[Mapping[str, object]]:
    """Read the rows of a set; of AfriQA's questions as they were asked, from the files it has."""
    if source in _OVER_ENGLISH:
        for path in sorted((folder / source).glob("*.json")):
            with path.open(encoding="utf-8") as file:
                yield from map(_as_asked, map(json.loads, file))
        return
    path = folder / f"{source}.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _as_asked(row: Mapping[str, Any]) -> Mapping[str, object]:
    """Give a row of AfriQA's gold passages with its question in the language it was asked in."""
    spans = zip(row["answer_pivot"]["text"], row["answer_pivot"]["answer_start"], strict=False)
    return {
        "question": row["question_lang"],
        "passage": row["context"],
        "answers": [{"text": text, "start": start} for text, start in spans],
        "answerable": True,
        "title": row["title"],
    }


def _pairs(
    source: str, rows: Iterator[Mapping[str, object]], passages: dict[str, int]
) -> Iterator[Pair]:
    split: dict[str, tuple[tuple[int, int], ...]] = {}
    for row in rows:
        question, text = str(row["question"]).strip(), str(row["passage"])
        if not question or not text.strip() or not _is_wanted(source, row, question):
            continue
        if text not in split:
            split[text] = _ranges(text)
        yield _pair(source, row, question, split[text], passages.setdefault(text, len(passages)))


def _is_wanted(source: str, row: Mapping[str, object], question: str) -> bool:
    if source == "qamr":
        return len(re.findall(r"\w{4,}", question)) >= _LEAST_TELLING
    if source == "hotpotqa_parts":
        # A supporting fact without the answer is neither right nor wrong.
        return not row["answerable"] or bool(_starts(row))
    return source not in _SPANS_NEEDED or bool(_starts(row))


def _starts(row: Mapping[str, object]) -> list[tuple[int, str]]:
    answers = row.get("answers") or []
    assert isinstance(answers, list)
    return [
        (answer["start"], answer["text"]) for answer in answers if answer.get("start") is not None
    ]


def _pair(
    source: str,
    row: Mapping[str, object],
    question: str,
    ranges: tuple[tuple[int, int], ...],
    passage: int,
) -> Pair:
    text = str(row["passage"])
    is_answered = bool(row["answerable"]) and row.get("kind") != "REFUTES"
    spans = tuple(
        (at, max(start, first) - first, min(start + len(answer), end) - first)
        for start, answer in _starts(row)
        for at, (first, end) in enumerate(ranges)
        if start < end and start + len(answer) > first
    )
    texts = tuple(text[first:end] for first, end in ranges)
    answering = {at for at, _, _ in spans[:1]} if spans else _evident(row, texts)
    answers = row.get("answers") or []
    assert isinstance(answers, list)
    wordings = {plain(answer["text"]) for answer in answers if source != "boolq"}
    return Pair(
        question=question,
        sentences=texts,
        answering=tuple(sorted(answering)) if is_answered else (),
        is_answered=is_answered,
        answers=tuple(sorted(wordings - {""})),
        spans=tuple(span for span in spans if span[0] in answering) if is_answered else (),
        title=str(row.get("title") or "").replace("_", " "),
        source=source,
        passage=passage,
        language="en" if source in _OVER_ENGLISH else str(row.get("language") or "en"),
        missing=tuple(_missing(row)),
    )


def _missing(row: Mapping[str, Any]) -> Iterator[tuple[int, int, float]]:
    for start, end, share in row.get("missing") or ():
        yield int(start), int(end), float(share)


def _evident(row: Mapping[str, object], texts: tuple[str, ...]) -> set[int]:
    evidence = row.get("evidence") or []
    assert isinstance(evidence, list)
    said = [plain(str(wording)) for wording in evidence]
    if len(texts) == 1:
        return {0}
    return {
        at
        for at, text in enumerate(texts)
        if any(
            wording and (wording in plain(text) or (len(text) > 20 and plain(text) in wording))
            for wording in said
        )
    }


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Find the sentences of a passage; where all is in lower case, each stop ends one."""
    if _WIDE_STOP.search(text):
        return tuple(_cut_at(_WIDE_STOP, text))
    if text == text.lower():
        ends = [match.start() for match in _TOKENISED.finditer(text)]
        starts = [0, *(end + 1 for end in ends)]
        return tuple(zip(starts, [*ends, len(text)], strict=True))
    whole = Paragraph("", 1, 0, len(text), text)
    return tuple((sentence.start, sentence.end) for sentence in sentences.split(whole))


def _cut_at(stop: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Cut a text behind each stop, without the space around what is cut."""
    ends = [found.end() for found in stop.finditer(text)]
    for first, end in pairwise(dict.fromkeys([0, *ends, len(text)])):
        held = text[first:end]
        if held.strip():
            start = first + len(held) - len(held.lstrip())
            yield start, start + len(held.strip())
