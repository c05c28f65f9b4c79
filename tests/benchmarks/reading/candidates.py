"""Caches what today's search finds for labelled questions, for a reader to be judged on.

`python -m tests.benchmarks.reading.candidates --data ../shared/bench --out FOLDER` writes one file
a set: each line a question, with its ten best candidates in their context and what was measured of
them. To find them takes many minutes, to judge a reader on them only as long as it reads.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model
from benchmarks.inputs.open_bench import Collection, Question, read_collection
from benchmarks.reading.sought import DEPTH, Candidate, Sought, write
from benchmarks.retrieval.__main__ import thinned
from benchmarks.retrieval.like_news import like_news
from benchmarks.retrieval.measuring import PreparedQuestions, built, gold_ordinals
from journeys.test_seeds import GOLDEN, SEEDS

from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.records import Article, Paragraph, SourceText
from index.search import calibration, find, ranking
from index.search.find import Found
from index.search.ranking import Weights
from index.sources import read
from index.text import views

SETS = ("seeds", "news", "clapnq", "squad", "like_news", "small", "large")
_SMALL_ARTICLES = 2  # of a small newsroom's corpus; some hundred paragraphs of squad as news
_TELLING = 20  # characters of evidence in a sentence; less is a word or two of it
_LARGE_EVERY = 3  # of the questions that are asked of the large corpus too


def main() -> None:
    """Find the candidates of each set that is named and not yet there."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--every", type=int, default=3, help="take each so-manieth squad question")
    parser.add_argument("sets", nargs="*", default=SETS)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = ModelChoice(arguments.model)
    embedder = SentenceTransformerEmbedder(model, arguments.out / "models")
    for name in arguments.sets:
        find_set(arguments.data, name, arguments.every, embedder, arguments.out, model.name)


def find_set(
    data: Path,
    name: str,
    every: int,
    embedder: Embedder,
    out: Path,
    model: str = DEFAULT_MODEL,
) -> None:
    """Find the candidates of a set and keep them in a folder, unless they are there.

    They are ranked by the calibration that ships for the embedder's model.
    """
    path = out / f"{name}.jsonl.gz"
    if path.exists():
        return
    weights = calibration.load_packaged(model).with_vectors
    found = list(find_all(collections(data, name, every), embedder, weights))
    write(path, found)
    print(f"{name}: {len(found)} questions", flush=True)


def collections(data: Path, name: str, every: int) -> list[Collection]:
    """Read a set: one collection, or several small ones cut out of one."""
    if name == "seeds":
        return [_seeds()]
    if name in ("news", "clapnq"):
        return [_with_evidence(data, read_collection(data, name))]
    squad = thinned(read_collection(data, "squad"), every)
    if name == "squad":
        return [squad]
    short = like_news(squad)
    if name == "like_news":
        return [short]
    if name == "small":
        return _small(short)
    others = [like_news(read_collection(data, other)).texts for other in ("clapnq", "news")]
    transcripts = read.read_folder(data / "transcripts").texts
    texts = (*short.texts, *(text for other in others for text in other), *transcripts)
    return [Collection("large", texts, short.questions[::_LARGE_EVERY])]


def _with_evidence(data: Path, collection: Collection) -> Collection:
    """Take the sentences that answer for the wordings of the answer."""
    lines = (data / collection.name / "questions.jsonl").read_text("utf-8").splitlines()
    evidence = {
        (raw["question"], raw.get("article")): tuple(raw.get("sentences", ()))
        for raw in map(json.loads, lines)
    }
    questions = tuple(
        replace(asked, answers=evidence[asked.text, asked.article])
        for asked in collection.questions
    )
    return replace(collection, questions=questions)


def _seeds() -> Collection:
    questions = [
        Question(
            golden.text, golden.kind, Path(golden.article).stem or None, None, at % 5, golden.words
        )
        for at, golden in enumerate(GOLDEN)
    ]
    return Collection("seeds", read.read_folder(SEEDS).texts, tuple(questions))


def _small(whole: Collection) -> list[Collection]:
    """Cut out small corpora, each asked of its own questions and of some on other articles."""
    made = []
    for first in range(0, len(whole.texts), _SMALL_ARTICLES):
        texts = whole.texts[first : first + _SMALL_ARTICLES]
        here = {text.source.id for text in texts}
        own = [asked for asked in whole.questions if asked.article in here]
        other = [
            replace(asked, kind="off_corpus", article=None, paragraph=None)
            for asked in whole.questions
            if asked.article not in here and asked.kind != "near_miss"
        ]
        drawn = random.Random(first).sample(other, min(len(own), len(other)))
        made.append(Collection(f"small {first}", texts, (*own, *drawn)))
    return made


def find_all(sets: Sequence[Collection], embedder: Embedder, weights: Weights) -> Iterator[Sought]:
    """Find the candidates of all questions of some collections, each over its own corpus."""
    asked = [question.text for collection in sets for question in collection.questions]
    prepared = _AlsoNameless(embedder, asked)
    for collection in sets:
        with (
            tempfile.TemporaryDirectory() as directory,
            built(Path(directory), collection.texts, prepared) as generation,
        ):
            finder = Finder(generation, prepared, collection.texts)
            for at, question in enumerate(collection.questions):
                found = finder.find(question, weights)
                if found is not None:
                    yield found
                if at % 500 == 0:
                    print(f"{collection.name}: {at}", file=sys.stderr, flush=True)


class _AlsoNameless(PreparedQuestions):
    """Questions embedded beforehand, and as they are asked where a name is left out of them."""

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if all(text in self._vectors for text in texts):
            return super().embed_questions(texts)
        return self._embedder.embed_questions(texts)


class Finder:
    """A generation that questions are asked of, and the texts it was built from."""

    def __init__(
        self,
        generation: Generation,
        embedder: Embedder,
        texts: Sequence[SourceText],
    ) -> None:
        self._generation = generation
        self._embedder = embedder
        self._golds = gold_ordinals(generation)
        self._before: dict[tuple[str, int], str] = {}
        for text in texts:
            article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
            for split in views.split_article(article).paragraphs:
                self._before[article.id, split.paragraph.number] = split.before

    def find(self, question: Question, weights: Weights, depth: int = DEPTH) -> Sought | None:
        """Find so many candidates, the best by some weights; `None` where search finds nothing."""
        asking = find.Asking(OpenCorpus(self._generation).asked)
        asked = find.understand(asking, question.text)
        (queries,) = find.embedded(self._embedder, [asked])
        found = find.find_candidates(asking, asked.words, queries)
        if found is None:
            return None
        values = found.measured.features @ weights.rank
        gate = ranking.gate_features(found.measured, weights.rank)
        best = np.argsort(-values, kind="stable")[:depth]
        golds: frozenset[int] = frozenset()
        if question.kind == "answerable" and question.paragraph is not None:
            golds = self._golds[question.article or "", question.paragraph]
        return Sought(
            question=question.text,
            kind=question.kind,
            fold=question.fold,
            article=question.article,
            size=self._generation.postings.paragraphs,
            gate=tuple(gate.tolist()),
            log_odds=float(gate @ weights.gate) + weights.intercept,
            candidates=tuple(
                self._candidate(
                    found, int(at), float(values[at]), question, found.ordinals[at] in golds
                )
                for at in best
            ),
        )

    def _candidate(
        self, found: Found, at: int, value: float, question: Question, is_gold: bool
    ) -> Candidate:
        ordinal = found.ordinals[at]
        article, paragraph = self._generation.texts.passage_of(ordinal)
        sentences = self._generation.texts.sentences(ordinal, article)
        if question.kind == "answerable" and question.paragraph is None:  # a golden question
            is_gold = article.id == question.article and all(
                words in paragraph.text for words in question.answers
            )
        ranges = tuple(
            (sentence.start - paragraph.start, sentence.end - paragraph.start)
            for sentence in sentences
        )
        marks = tuple(
            is_gold
            and any(_overlaps(paragraph.text, *place, answer) for answer in question.answers)
            for place in ranges
        )
        return Candidate(
            title=article.source.title or "",
            above="\n".join(_above(article, paragraph)),
            before=self._before[article.id, paragraph.number],
            text=paragraph.text,
            sentences=ranges,
            fitting=found.measured.best_sentences[at],
            is_gold=bool(is_gold),
            is_answering=marks,
            features=tuple(found.measured.features[at].tolist()),
            rank_value=value,
            name_missing=float(found.measured.name_missing[at]),
        )


def _above(article: Article, paragraph: Paragraph) -> list[str]:
    spans = (paragraph.heading, paragraph.speaker, paragraph.question)
    return [article.text[span.start : span.end] for span in spans if span is not None]


def _overlaps(text: str, start: int, end: int, answer: str) -> bool:
    """Tell whether a sentence of a paragraph holds an answer, or a telling part of it.

    Evidence may begin in the middle of a sentence and end in the next.
    """
    words = r"\s+".join(map(re.escape, answer.split()))
    return any(
        min(end, found.end()) - max(start, found.start()) >= min(_TELLING, len(answer))
        for found in re.finditer(words, text, re.IGNORECASE)
    )


if __name__ == "__main__":
    main()
