"""What is measured of a large corpus: questions, in a process of their own, and changes."""

import json
import resource
import sys
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.inputs.open_bench import read_collection
from benchmarks.scale.mixing import Mixture
from benchmarks.speed.records import Row, percentile, seconds_of

from index import build
from index.build import Reindex
from index.drafts import duplicates, prepare
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.opened import Generation
from index.records import Article, Filters, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.store.store import Store, live_generation
from index.text import views

_QUESTIONS = 500
_WARMING = 20


def changes(data: Path, mixture: Mixture, texts: list[SourceText], paragraphs: int) -> list[Row]:
    """Add an article, seek copies of one, and reindex with nothing changed."""
    (new,) = mixture.texts(1, seed=int(time.time()))

    def beyond_embedding(change: Callable[[], object]) -> float:
        before = mixture.seconds
        taken = seconds_of(change)
        return taken - (mixture.seconds - before)

    reindex = Reindex(data, mixture, "mixed")
    added = beyond_embedding(lambda: build.amend(reindex, [new]))
    again = beyond_embedding(lambda: build.amend(reindex, [replace(new, text=new.text + " End.")]))
    edited = replace(texts[7], source=replace(texts[7].source, id="copy", origin="copy.txt"))
    edited = replace(edited, text=edited.text.replace(" the ", " that "))
    drafted = beyond_embedding(lambda: _draft(data, mixture, edited))
    sought = _seek_copies(data, mixture, edited, texts[7].source.id)
    build.amend(reindex, removed=[new.source.id])
    nothing = seconds_of(lambda: build.publish(reindex, texts))
    name = f"over {paragraphs:,} paragraphs"
    return [
        Row(f"an article added {name}, besides embedding", added, "s", bar=5),
        Row(f"the same changed {name}, besides embedding", again, "s", bar=5),
        Row(f"near-copies found {name}, besides embedding", sought, "s", bar=1),
        Row(f"a draft shown {name}, which reads all texts, besides embedding", drafted, "s"),
        Row(f"reindex of nothing {name}", nothing, "s", bar=5),
    ]


def _draft(data: Path, mixture: Mixture, text: SourceText) -> None:
    with prepare.drafting(data, mixture) as draft:
        draft(text, (), None)


def _seek_copies(data: Path, mixture: Mixture, text: SourceText, original: str) -> float:
    """Seek the copies of a text in the open corpus, and return how long that took."""
    digest = sha256(text.text.encode()).hexdigest()
    split = views.split_article(Article(text.source.id, 1, text.source, text.text, digest))
    number = live_generation(data) or 0
    with (
        closing(Generation(data, number, mixture.fingerprint)) as generation,
        closing(Store(data)) as store,
    ):

        def read(ids: Collection[str]) -> list[Article]:
            found = store.some_members(number, ids)
            return [article for article in found if isinstance(article, Article)]

        before, began = mixture.seconds, time.perf_counter()
        copies = duplicates.find(split, (), mixture, generation, read=read)
        taken = time.perf_counter() - began - (mixture.seconds - before)
    if [copy.source.id for copy in copies][:1] != [original]:
        raise SystemExit(f"the copy of {original} was not found")
    return taken


def asking(data: Path, bench: Path) -> dict[str, float]:
    """Ask questions of the benchmark, and count the memory of the process after them."""
    model = SentenceTransformerEmbedder(ModelChoice(), data / "models")
    questions = [question.text for question in read_collection(bench, "squad").questions]
    questions = questions[:: max(1, len(questions) // _QUESTIONS)][:_QUESTIONS]
    began = time.perf_counter()
    with closing(Asker(data, model, calibration.load_packaged())) as asker:
        opened = time.perf_counter() - began
        for question in questions[:_WARMING]:
            asker.answer(question, 3)
        taken, alone, filtered = [], [], []
        for question in questions:
            taken.append(seconds_of(partial(asker.answer, question, 3)))
            alone.append(seconds_of(partial(model.embed_questions, [question])))
        chosen = Filters(outlet="Meridian")
        for question in questions[:100]:
            filtered.append(seconds_of(partial(asker.answer, question, 3, chosen)))
    return {
        "asked": len(questions),
        "opened": opened,
        "p50": 1000 * percentile(taken, 50),
        "p95": 1000 * percentile(taken, 95),
        "embedding": 1000 * percentile(alone, 50),
        "filtered": 1000 * percentile(filtered, 50),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asking(Path(sys.argv[1]), Path(sys.argv[2]))))
