"""What is measured of a large corpus: questions, in a process of their own, and changes."""

import json
import resource
import sys
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, replace
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
from index.drafts.records import Duplicate
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.opened import Generation
from index.records import Article, Filters, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.store.store import Store, live_generation
from index.text import views

_QUESTIONS = 500
_WARMING = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of an act besides embedding: seconds, those of a processor, and MB read of files.

    The first depends on what else the machine does, and on what it keeps of files in memory.
    """

    seconds: float
    processor: float
    read: float

    def rows(self, name: str, bar: float) -> list[Row]:
        """Make the rows of a table; the bar is of the seconds."""
        return [
            Row(f"{name}, besides embedding", self.seconds, "s", bar=bar),
            Row(f"{name}: of a processor", self.processor, "s"),
            Row(f"{name}: read of files", self.read, "MB"),
        ]


def changes(reindex: Reindex, mixture: Mixture, texts: list[SourceText], name: str) -> list[Row]:
    """Add, change and remove an article, draft and seek a copy, and reindex with nothing changed.

    The copy has a word changed wherever it stands. Then an article is changed and another removed
    that were indexed with all the others, so that they stand in full shards.
    """
    now = int(time.time())
    (new,) = mixture.texts(1, seed=now)
    old, other = (texts[at % len(texts)] for at in (now, now + len(texts) // 2))
    edited = replace(texts[7], source=replace(texts[7].source, id="copy", origin="copy.txt"))
    edited = replace(edited, text=edited.text.replace(" the ", " that "))
    longer = replace(new, text=f"{new.text} End.")

    def cost(act: Callable[[], object]) -> Cost:
        return _cost(mixture, act)

    added = cost(lambda: build.amend(reindex, [new]))
    changed = cost(lambda: build.amend(reindex, [longer]))
    drafted = cost(lambda: _draft(reindex.data, mixture, edited))
    sought = _seek_copies(reindex.data, mixture, edited, texts[7].source.id)
    removed = cost(lambda: build.amend(reindex, removed=[new.source.id]))
    corrected = replace(old, text=old.text.replace(" the ", " that ", 1))
    old_changed = cost(lambda: build.amend(reindex, [corrected]))
    old_removed = cost(lambda: build.amend(reindex, removed=[other.source.id]))
    build.amend(reindex, [old, other])
    first = cost(lambda: build.publish(reindex, texts))
    nothing = cost(lambda: build.publish(reindex, texts))
    return [
        *added.rows(f"an article added {name}", 5),
        *changed.rows(f"the same changed {name}", 5),
        *removed.rows(f"and removed {name}", 5),
        *old_changed.rows(f"an old article changed {name}", 5),
        *old_removed.rows(f"an old article removed {name}", 5),
        *sought.rows(f"near-copies found {name}", 1),
        *drafted.rows(f"a draft shown {name}", 5),
        *first.rows(f"reindex of nothing after changes {name}", 5),
        *nothing.rows(f"reindex of nothing {name}", 5),
    ]


def _cost(mixture: Mixture, act: Callable[[], object]) -> Cost:
    read, embedding = _bytes_read(), mixture.seconds
    processor, began = time.process_time(), time.perf_counter()
    act()
    seconds, used = time.perf_counter() - began, time.process_time() - processor
    embedded = mixture.seconds - embedding
    return Cost(seconds - embedded, max(0.0, used - embedded), (_bytes_read() - read) / 1e6)


def _bytes_read() -> int:
    """Count what this process has read by calls so far; what is mapped is not among it."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


def _draft(data: Path, mixture: Mixture, text: SourceText) -> None:
    with prepare.drafting(data, mixture) as draft:
        draft(text, (), None)


def _seek_copies(data: Path, mixture: Mixture, text: SourceText, original: str) -> Cost:
    """Seek the copies of a text in the open corpus, and return what that cost."""
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

        copies: list[Duplicate] = []
        taken = _cost(
            mixture,
            lambda: copies.extend(duplicates.find(split, (), mixture, generation, read=read)),
        )
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
        taken, used, alone, filtered = [], [], [], []
        for question in questions:
            before = time.process_time()
            taken.append(seconds_of(partial(asker.answer, question, 3)))
            used.append(time.process_time() - before)
            alone.append(seconds_of(partial(model.embed_questions, [question])))
        chosen = Filters(outlet="Meridian")
        for question in questions[:100]:
            filtered.append(seconds_of(partial(asker.answer, question, 3, chosen)))
    return {
        "asked": len(questions),
        "opened": opened,
        "p50": 1000 * percentile(taken, 50),
        "p95": 1000 * percentile(taken, 95),
        "processor": 1000 * percentile(used, 50),
        "embedding": 1000 * percentile(alone, 50),
        "filtered": 1000 * percentile(filtered, 50),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asking(Path(sys.argv[1]), Path(sys.argv[2]))))
