"""Whether a question with a person's name finds what the person says in an interview.

    python -m tests.benchmarks.retrieval.interviews [--data DIR] [--model M]

The talks of the open benchmark become interviews without labels. The guest is named above the talk,
and never again. Each of the host's questions is replaced by "What else?", so that no answer is
found by its question. Then each question is asked, with the guest's name in place of "you": once
with the name alone, and once, as the product does, also without it.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model

from index import build
from index.build import Reindex
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.records import Source, SourceText
from index.search import calibration, find, ranking
from index.search.find import Asking, Found, Phrasing
from index.search.ranking import Weights

_TURN = re.compile(r"^\*\*([^*]+?):\*\*\s*", re.MULTILINE)
_TIME = re.compile(r"\\\[[\d:]+\\\]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_ANSWERS = range(8, 41)  # of one talk; of more, the first
_QUESTION_WORDS = range(6, 41)
_ANSWER_WORDS = range(15, 81)  # of more, the first
_DEPTHS = (1, 3, 10)
_LOST = 1000  # the rank of what is not found
# The second person -> the third.
_THIRD_PERSON = (
    (r"\bare you\b", "is {name}"),
    (r"\bwere you\b", "was {name}"),
    (r"\bdo you\b", "does {name}"),
    (r"\byou're\b", "{name} is"),
    (r"\byou've\b", "{name} has"),
    (r"\byour\b", "{name}'s"),
    (r"\byou\b", "{name}"),
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk: its article, its guest, and each question with the guest's answer."""

    article: str
    guest: str
    pairs: tuple[tuple[str, str], ...]


def main() -> None:
    """Index the interviews, ask all questions in both ways, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    arguments = parser.parse_args()
    talks = [
        talk for path in sorted(arguments.data.glob("transcripts/*.md")) for talk in read(path)
    ]
    weights = calibration.load_packaged(arguments.model).with_vectors
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory)
        embedder = SentenceTransformerEmbedder(ModelChoice(arguments.model), data / "models")
        texts = [as_interview(talk) for talk in talks]
        build.publish(Reindex(data, embedder, arguments.model), texts)
        with closing(Generation(data, 1, embedder.fingerprint)) as generation:
            named, both = ranks(generation, embedder, weights, talks)
    print(f"| {len(named)} questions over {len(talks)} interviews | ", end="")
    print(" | ".join(f"hit@{depth}" for depth in _DEPTHS) + " |")
    print("|---" * (len(_DEPTHS) + 1) + "|")
    for name, found in (("with the name", named), ("also without it", both)):
        shares = (float(np.mean(np.array(found) <= depth)) for depth in _DEPTHS)
        print(f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")
    better = sum(after < before for before, after in zip(named, both, strict=True))
    worse = sum(after > before for before, after in zip(named, both, strict=True))
    print(f"better for {better} questions, worse for {worse}")


def read(path: Path) -> Iterator[Talk]:
    """Read a talk, if its guest (who answers most questions) answers often enough."""
    parts = _TURN.split(_TIME.sub("", path.read_text(encoding="utf-8")))[1:]
    turns = list(zip(parts[::2], parts[1::2], strict=True))
    guests = sorted({name.strip() for name, _ in turns if len(name.split()) > 1})
    asked = {guest: tuple(_pairs(turns, guest)) for guest in guests}
    guest = max(guests, key=lambda name: len(asked[name]), default="")
    if guest and len(asked[guest]) >= _ANSWERS.start:
        yield Talk(path.stem, guest, asked[guest][: _ANSWERS.stop - 1])


def as_interview(talk: Talk) -> SourceText:
    """Write a talk as an interview whose questions give nothing away."""
    told = "\n\n".join(f"What else?\n\n{answer}" for _, answer in talk.pairs)
    text = (
        f"For this talk we met {talk.guest} last week, and {talk.guest} had much to say.\n\n{told}"
    )
    return SourceText(Source(talk.article, f"{talk.article}.md"), text)


def ranks(
    generation: Generation, embedder: Embedder, weights: Weights, talks: Sequence[Talk]
) -> tuple[list[int], list[int]]:
    """Rank each answer twice: asked for with the name alone, and also without it."""
    named: list[int] = []
    both: list[int] = []
    for talk in talks:
        for question, answer in talk.pairs:
            asking = Asking(OpenCorpus(generation).asked)
            asked = find.understand(asking, question)
            for ranks, phrasing in ((named, replace(asked, interviewed=None)), (both, asked)):
                found = _found(asking, embedder, phrasing)
                ranks.append(_rank(generation, weights, found, answer))
    return named, both


def _pairs(turns: Sequence[tuple[str, str]], guest: str) -> Iterator[tuple[str, str]]:
    for (asker, asking), (name, answer) in pairwise(turns):
        question = _SENTENCE_END.split(asking.strip())[-1]
        if name.strip() != guest or asker.strip() == guest or not question.endswith("?"):
            continue
        words = answer.strip().split("\n\n")[0].split()[: _ANSWER_WORDS.stop - 1]
        is_about = re.search(r"\byour?\b", question, re.IGNORECASE) is not None
        if is_about and len(question.split()) in _QUESTION_WORDS and len(words) in _ANSWER_WORDS:
            yield _in_third_person(question, guest.split()[0]), " ".join(words)


def _in_third_person(question: str, name: str) -> str:
    for second, third in _THIRD_PERSON:
        question = re.sub(second, third.format(name=name), question, flags=re.IGNORECASE)
    return question


def _found(asking: Asking, embedder: Embedder, asked: Phrasing) -> Found | None:
    (queries,) = find.embedded(embedder, [asked])
    return find.find_candidates(asking, asked.words, queries)


def _rank(generation: Generation, weights: Weights, found: Found | None, answer: str) -> int:
    if found is None:
        return _LOST
    best = np.argsort(-ranking.probabilities(found.measured, weights), kind="stable")
    for rank, at in enumerate(best.tolist(), 1):
        _, paragraph = generation.texts.passage_of(found.ordinals[at])
        if paragraph.text == answer:
            return rank
    return _LOST


if __name__ == "__main__":
    main()
