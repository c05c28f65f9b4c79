"""Whether four shards, in process and over hosts of Ray, answer real questions as one shard does.

Also four of which articles were removed or changed since.

python -m tests.benchmarks.scale.sameness [--nodes N] [--data BENCH] [--keep DIR] [--check]

The corpus are the articles and interviews of the open benchmark, embedded by the model; of the 500
questions one in five is as somebody typed it, the others have filters, a phrase, two sentences or
the name of somebody who is interviewed. Passages that fit exactly as well may change places.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.open_bench import read_collection
from benchmarks.scale import placed

from index import build
from index.build import Reindex
from index.embedding.cache import FOLDER_NAME
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation import directory
from index.generation.texts import REMOVED_NAME
from index.records import NO_FILTERS, Answer, Article, Filters, RankedQuote, SourceText
from index.search import calibration
from index.search.asker import Asker
from index.sources import read
from index.store.store import live_generation
from index.text import paragraphs
from index.text.stems import split_words
from index.text.stopwords import STOPWORDS

_QUESTIONS = 500
_QUOTES = 10
_SHARDS = 4
_TIED = 1e-4  # of a probability; what is added in another order differs less
_OUTLETS = ("Meridian", "North Post", "The Harbour")


@dataclass(frozen=True, slots=True)
class Put:
    """A question as it is put: of which kind, with which filters."""

    kind: str
    text: str
    filters: Filters = NO_FILTERS


def main() -> None:
    """Index the articles in one shard and in four, ask both, and count the answers that differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="index here, and leave it for the next time")
    parser.add_argument("--check", action="store_true", help="exit 1 where an answer differs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        differing = compare(given.keep or Path(folder), given.data, given.nodes)
    if given.check and differing:
        sys.exit(1)


def compare(keep: Path, bench: Path, nodes: int) -> int:
    """Print how many answers are the same, by kind; return how many differ."""
    texts = _texts(bench)
    model = SentenceTransformerEmbedder(ModelChoice(), keep / "models")
    whole, cut = (_indexed(keep, shards, texts, model) for shards in (1, _SHARDS))
    questions = list(_questions(bench, texts))
    once = placed.EmbeddedOnce(model)
    ours = calibration.load_packaged()
    with closing(Asker(whole, once, ours)) as asker:
        expected = _answers(asker, questions)
    with closing(Asker(cut, once, ours)) as asker:
        here = _report("in process", questions, expected, _answers(asker, questions))
    with closing(Asker(_changed(keep, cut, texts, model), once, ours)) as asker:
        found = _answers(asker, questions)
        here += _report("after changes of old articles", questions, expected, found)
    with placed.over_hosts(cut, once, nodes) as (there, _, _):
        found = _answers(there, questions)
    return here + _report(f"on {nodes} machines", questions, expected, found)


def _texts(bench: Path) -> list[SourceText]:
    """Read the articles and interviews, with outlets and years dealt to them for the filters."""
    folders = [bench / "squad" / "articles", bench / "news" / "articles", bench / "transcripts"]
    found = [text for folder in folders for text in read.read_folder(folder).texts]
    return [
        replace(text, source=replace(text.source, id=f"{at:03}", outlet=_OUTLETS[at % 3],
                                     published=f"20{10 + at % 15}-03-11"))
        for at, text in enumerate(found)
    ]  # fmt: skip


def _indexed(
    keep: Path, shards: int, texts: Sequence[SourceText], model: SentenceTransformerEmbedder
) -> Path:
    data = keep / f"real-{shards}"
    if live_generation(data) is None:
        known = keep / "real-1" / FOLDER_NAME
        if known.is_dir() and shards > 1:
            shutil.copytree(known, data / FOLDER_NAME, dirs_exist_ok=True)  # embedded once
        size = sum(text.text.count("\n\n") + 1 for text in texts)
        build.publish(Reindex(data, model, "real", shard=-(-size // shards)), texts)
    return data


def _changed(
    keep: Path, cut: Path, texts: Sequence[SourceText], model: SentenceTransformerEmbedder
) -> Path:
    """Make the same corpus by changes: every tenth article was another, and two are removed."""
    data = keep / f"real-{_SHARDS}-changed"
    if live_generation(data) is None:
        shutil.copytree(cut / FOLDER_NAME, data / FOLDER_NAME, dirs_exist_ok=True)
        was = {
            text.source.id: replace(text, text=f"{text.text}\n\nThe end.") for text in texts[::10]
        }
        more = [replace(text, source=replace(text.source, id=f"{text.source.id}-again"))
                for text in texts[5:7]]  # fmt: skip
        size = sum(text.text.count("\n\n") + 1 for text in texts)
        made = Reindex(data, model, "real", shard=-(-size // _SHARDS), most_removed=0.3)
        build.publish(made, [*(was.get(text.source.id, text) for text in texts), *more])
        build.amend(made, texts[::10], removed=[text.source.id for text in more])
    manifest = directory.read_manifest(data, live_generation(data) or 0)
    if not any(name.endswith(REMOVED_NAME) for name in manifest.files):
        raise SystemExit("no shard stands there of which articles were removed")
    return data


def _questions(bench: Path, texts: Sequence[SourceText]) -> Iterator[Put]:
    dealt = random.Random(5)
    every = [
        question.text
        for name in ("squad", "clapnq")
        for question in read_collection(bench, name).questions
    ]
    people = sorted({name for text in texts for name in _speakers(text)})
    for number, question in enumerate(dealt.sample(every, _QUESTIONS)):
        yield _KINDS[number % len(_KINDS)](question, people[number % len(people)])


def _speakers(text: SourceText) -> set[str]:
    article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
    spoken = (each.speaker for each in paragraphs.split(article))
    return {text.text[span.start : span.end] for span in spoken if span is not None}


def _rare(question: str) -> str:
    return max((word for word in split_words(question) if word not in STOPWORDS), key=len)


def _as_typed(question: str, _: str) -> Put:
    return Put("as typed", question)


def _filtered(question: str, _: str) -> Put:
    return Put("filters", question, Filters(outlet=_OUTLETS[len(question) % 3], after="2013"))


def _with_a_phrase(question: str, _: str) -> Put:
    return Put("a phrase", question, Filters(phrases=(_rare(question),)))


def _in_two_sentences(question: str, _: str) -> Put:
    return Put("two sentences", f"I write about {_rare(question)}. {question}")


def _of_an_interview(question: str, person: str) -> Put:
    return Put("an interview", f"What does {person} say about {_rare(question)}?")


_KINDS: tuple[Callable[[str, str], Put], ...] = (
    _as_typed,
    _filtered,
    _with_a_phrase,
    _in_two_sentences,
    _of_an_interview,
)


def _answers(asker: Asker, questions: Sequence[Put]) -> list[Answer]:
    """Answer all questions; the numbers of revisions, which changes count up, are left out."""
    answers = (asker.answer(put.text, _QUOTES, put.filters) for put in questions)
    return [replace(each, quotes=tuple(map(_unnumbered, each.quotes))) for each in answers]


def _unnumbered(ranked: RankedQuote) -> RankedQuote:
    quote, asked = (
        quote and replace(quote, citation=replace(quote.citation, revision=0))
        for quote in (ranked.quote, ranked.asked)
    )
    return replace(ranked, quote=quote or ranked.quote, asked=asked)


def _report(
    where: str, questions: Sequence[Put], expected: Sequence[Answer], found: Sequence[Answer]
) -> int:
    """Print, by kind, how many are the same, and the first that differs; count those."""
    same, tied, differing = Counter[str](), Counter[str](), []
    for put, one, several in zip(questions, expected, found, strict=True):
        if _shown(one) == _shown(several):
            same[put.kind] += 1
        elif _is_tied(one, several):
            tied[put.kind] += 1
        else:
            differing.append(put)
    outcomes = Counter(answer.outcome for answer in expected)
    print(f"{where}: {same.total()} of {len(questions)} the same, {tied.total()} but for ties,")
    print(f"  {len(differing)} differ; by kind {dict(same)}; outcomes {dict(outcomes)}", flush=True)
    for put in differing[:3]:
        print(f"  differs: {put}")
    return len(differing)


def _shown(answer: Answer) -> object:
    quotes = [(ranked.quote, ranked.asked) for ranked in answer.quotes]
    return answer.outcome, quotes, replace(answer.searched, generation=0), answer.other_spellings


def _is_tied(one: Answer, several: Answer) -> bool:
    """Tell whether both show passages of the same probabilities, and each that is not tied."""
    if one.outcome != several.outcome or len(one.quotes) != len(several.quotes):
        return False
    pairs = list(zip(one.quotes, several.quotes, strict=True))
    return all(abs(a.probability - b.probability) < _TIED for a, b in pairs) and all(
        a.quote == b.quote or _has_a_tie(a, one.quotes) for a, b in pairs
    )


def _has_a_tie(quote: RankedQuote, quotes: Sequence[RankedQuote]) -> bool:
    """Tell whether another passage fits as well; the last may be tied with one not shown."""
    near = [other for other in quotes if abs(other.probability - quote.probability) < _TIED]
    return len(near) > 1 or quote is quotes[-1]


if __name__ == "__main__":
    main()
