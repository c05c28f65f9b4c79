"""However a corpus is cut into shards, its answers are those of one shard."""

import random
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from fakes.corpus import CALIBRATION, FINGERPRINT, MODEL, FakeEmbedder, article, noon
from fakes.elsewhere import CorpusElsewhere, ShardElsewhere
from fakes.processes.hosts import HostsHere
from numpy.typing import NDArray

from index import build
from index.build import Reindex
from index.errors import GenerationRefused
from index.generation import directory
from index.generation.asked import OpenCorpus
from index.generation.directory import THINNED
from index.generation.opened import Generation
from index.generation.placed import placing
from index.generation.placed.elsewhere import open_elsewhere
from index.generation.placed.host import Host
from index.generation.placed.placement import Placement
from index.records import NO_FILTERS, Answer, Filters, Quote, Source, SourceText
from index.search.answer import Means, answer
from index.sources.read import read_folder
from index.store.store import read_corpus
from index.text import paragraphs, sentences

# Other tests run the same lines, few times each; to count them takes a third of the time.
pytestmark = pytest.mark.no_cover

SEEDS = Path(__file__).parents[3] / "seeds"
OUTLETS = ("Meridian", "North Post", None)
WHOLE = 10**6
MOST_BACK = 120_000  # bytes from all shards for a question
MOST_CALLS = 9  # of one shard for a question
MOST_CALLS_OF_HOST = 5  # of all its shards together
QUESTIONS = 500


class DistinctEmbedder:
    """Embeds like the fake, but no two passages alike: of equally near ones any may be found."""

    fingerprint = FINGERPRINT

    def __init__(self) -> None:
        self._fake = FakeEmbedder()

    def reads(self, text: str) -> bool:
        return self._fake.reads(text)

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._fake.embed_questions(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = self._fake.embed_passages(texts)
        for row, text in enumerate(texts):
            dealt = np.random.default_rng(crc32(text.encode()))
            found[row] += 0.01 * dealt.standard_normal(found.shape[1], dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


MEANS = Means(DistinctEmbedder(), CALIBRATION, CALIBRATION.threshold)


def changing(data: Path, shard: int) -> Reindex:
    return Reindex(data, DistinctEmbedder(), MODEL, clock=noon, shard=shard)


def _sentences(text: SourceText) -> list[str]:
    return [
        sentence.text
        for paragraph in paragraphs.split(article(text))
        for sentence in sentences.split(paragraph)
    ]


def made(dealt: random.Random, known: Sequence[str], number: int) -> SourceText:
    """Make an article of known sentences; one of five is an interview."""
    name, body = f"made-{number:02}", []
    person = dealt.choice(("Marta Holub", "Petro Luka", "Ada Marsh"))
    for at in range(8):
        told = " ".join(dealt.sample(known, 3))
        body.append(f"Q: {dealt.choice(known)}?\n\nA: {told}" if number % 5 == 0 else told)
        if at == 3 and number % 5 < 3:
            body.append(f"{person} said so in {2000 + number}.")
    body.append(f"Then {('Zelensky', 'Zelenskyy', 'Putin')[number % 3]} left for good.")
    date = f"20{10 + number % 15}-0{1 + number % 9}-11"
    outlet = OUTLETS[number % 3]
    source = Source(name, f"{name}.txt", f"{number}: with {person}", outlet, published=date)
    return SourceText(source, "\n\n".join(body))


@pytest.fixture(scope="module")
def texts() -> list[SourceText]:
    seeds = read_folder(SEEDS).texts
    known = list(dict.fromkeys(sentence for text in seeds for sentence in _sentences(text)))
    dealt = random.Random(5)
    return [*seeds, *(made(dealt, known, number) for number in range(40))]


def asked(texts: Sequence[SourceText]) -> Iterator[tuple[str, Filters]]:
    """Yield questions of every kind, each with its filters."""
    dealt = random.Random(7)
    known = [sentence for text in texts for sentence in _sentences(text)]
    for number in range(QUESTIONS):
        words = dealt.choice(known).split()
        start = dealt.randrange(max(1, len(words) - 6))
        yield KINDS[number % len(KINDS)](words[start : start + 6])


def _as_it_is(words: list[str]) -> tuple[str, Filters]:
    return f"Who {' '.join(words)}?", NO_FILTERS


def _in_two_sentences(words: list[str]) -> tuple[str, Filters]:
    return f"I write about {words[0]}. Who {' '.join(words[1:])} there?", NO_FILTERS


def _with_a_slip(words: list[str]) -> tuple[str, Filters]:
    longest = max(words, key=len)
    return f"Who {' '.join(words)}?".replace(longest, longest[:2] + longest[3:]), NO_FILTERS


def _of_an_interview(words: list[str]) -> tuple[str, Filters]:
    return f"What did {('Marta Holub', 'Petro Luka')[len(words[0]) % 2]} say of {words[0]}?", (
        NO_FILTERS
    )


def _with_a_phrase(words: list[str]) -> tuple[str, Filters]:
    return f"Who {words[0]}?", Filters(phrases=(" ".join(words[:2]),))


def _of_an_outlet(words: list[str]) -> tuple[str, Filters]:
    return f"Who {' '.join(words)}?", Filters(outlet="Meridian", without=(words[0],))


def _of_some_years(words: list[str]) -> tuple[str, Filters]:
    return f"Who {' '.join(words)}?", Filters(after="2015", before="2019-06")


def _with_a_name(words: list[str]) -> tuple[str, Filters]:
    return f"When did Зеленский say {words[0]}?", NO_FILTERS


KINDS = (
    _as_it_is,
    _in_two_sentences,
    _with_a_slip,
    _of_an_interview,
    _with_a_phrase,
    _of_an_outlet,
    _of_some_years,
    _with_a_name,
)


def shown(found: Answer) -> tuple[object, ...]:
    """Return all that a reader sees of an answer."""
    quotes = tuple((ranked.quote, ranked.asked) for ranked in found.quotes)
    searched = replace(found.searched, generation=0)
    return found.outcome, quotes, searched, found.other_spellings


def answers(data: Path, number: int, texts: Sequence[SourceText], every: int = 1) -> list[Answer]:
    with closing(Generation(data, number, FINGERPRINT)) as generation:
        return [
            answer(OpenCorpus(generation), MEANS, question, 5, filters)
            for question, filters in islice(asked(texts), None, None, every)
        ]


@pytest.fixture(scope="module")
def whole(texts: list[SourceText], tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    data = tmp_path_factory.mktemp("whole")
    build.publish(changing(data, WHOLE), texts)
    found = answers(data, 1, texts)
    assert len({each.outcome for each in found}) == 3
    assert any(each.other_spellings for each in found)
    return found


def compare(whole: Sequence[Answer], found: Sequence[Answer]) -> None:
    for one_shard, several in zip(whole, found, strict=True):
        assert shown(several) == shown(one_shard), several.question
        assert [ranked.probability for ranked in several.quotes] == pytest.approx(
            [ranked.probability for ranked in one_shard.quotes], abs=1e-5
        )


def shards_of(data: Path, number: int) -> int:
    with closing(Generation(data, number, FINGERPRINT)) as generation:
        generation.check_counts()
        return len(generation.shards)


def test_four_shards_answer_as_one(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    size = sum(text.text.count("\n\n") + 1 for text in texts)
    build.publish(changing(tmp_path, -(-size // 4)), texts)
    assert shards_of(tmp_path, 1) == 4
    compare(whole, answers(tmp_path, 1, texts))


def test_shards_searched_in_threads_answer_as_one(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    build.publish(changing(tmp_path, 200), texts)
    with closing(OpenCorpus(Generation(tmp_path, 1, FINGERPRINT), large=0)) as corpus:
        found = [
            answer(corpus, MEANS, question, 5, filters)
            for question, filters in islice(asked(texts), None, None, 5)
        ]
    compare(whole[::5], found)


def test_shards_elsewhere_answer_as_one_here(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    size = sum(text.text.count("\n\n") + 1 for text in texts)
    build.publish(changing(tmp_path, -(-size // 4)), texts)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        shards = [ShardElsewhere(shard) for shard in OpenCorpus(opened).asked]
        corpus = CorpusElsewhere(1, shards, opened.texts)
        found = [answer(corpus, MEANS, question, 5, filters) for question, filters in asked(texts)]
    compare(whole, found)
    back = sum(shard.traffic.bytes_back for shard in shards) / QUESTIONS
    assert back < MOST_BACK, back
    calls = max(len(shard.traffic.calls) for shard in shards) / QUESTIONS
    assert calls < MOST_CALLS, calls


def test_shards_on_hosts_answer_as_one_here(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    size = sum(text.text.count("\n\n") + 1 for text in texts)
    build.publish(changing(tmp_path, -(-size // 4)), texts)
    hosts = HostsHere({name: Host(tmp_path, tmp_path / name) for name in ("a", "b", "c")})
    placement = Placement(tmp_path)
    for name in hosts.hosts:
        placement.join(name)
    placing.place(tmp_path, 1, placement, hosts)
    corpus = open_elsewhere(hosts, tmp_path, 1, FINGERPRINT)
    compare(
        whole, [answer(corpus, MEANS, question, 5, filters) for question, filters in asked(texts)]
    )
    calls = max(hosts.asked.values()) / QUESTIONS
    assert calls < MOST_CALLS_OF_HOST, calls


def test_shards_of_which_articles_were_removed_answer_on_hosts_as_a_corpus_built_anew(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    small = replace(changing(tmp_path, 120), most_removed=0.5)
    wrong = [replace(text, text="Something else stood here.") for text in texts[::6]]
    other = replace(texts[0], source=replace(texts[0].source, id="new"))
    first = {text.source.id: text for text in (*texts, *wrong, other)}
    build.publish(small, list(first.values()))
    hosts = HostsHere({name: Host(tmp_path, tmp_path / name) for name in ("a", "b", "c")})
    placement = Placement(tmp_path)
    for name in hosts.hosts:
        placement.join(name)
    placing.place(tmp_path, 1, placement, hosts)
    live = build.amend(small, texts[::6], removed=["new"]).generation
    assert THINNED in formats(tmp_path, live)
    placing.place(tmp_path, live, placement, hosts)
    corpus = open_elsewhere(hosts, tmp_path, live, FINGERPRINT)
    for expected, (question, filters) in islice(
        zip(whole, asked(texts), strict=True), None, None, 5
    ):
        found = answer(corpus, MEANS, question, 5, filters)
        assert unnumbered(found) == unnumbered(expected), question


def test_a_shard_that_is_lost_at_any_moment_of_a_question_is_said_or_costs_nothing(
    tmp_path: Path, texts: list[SourceText]
) -> None:
    size = sum(text.text.count("\n\n") + 1 for text in texts)
    build.publish(changing(tmp_path, -(-size // 4)), texts)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        here = OpenCorpus(opened)
        for question, filters in islice(asked(texts), None, None, 21):  # of every kind
            complete = answer(here, MEANS, question, 5, filters)
            for lost, calls in product(range(4), range(12)):
                shards = [ShardElsewhere(shard) for shard in here.asked]
                shards[lost] = ShardElsewhere(here.asked[lost], gone_after=calls)
                corpus = CorpusElsewhere(1, shards, opened.texts)
                found = answer(corpus, MEANS, question, 5, filters)
                if not found.searched.unreached:
                    assert shown(found) == shown(complete)
                    continue
                assert found.searched.unreached == shards[lost].size.paragraphs
                assert found.outcome != "nothing", question


def test_shards_that_grew_by_changes_answer_as_one(
    tmp_path: Path, texts: list[SourceText], whole: list[Answer]
) -> None:
    small = changing(tmp_path, 100)
    dealt = random.Random(3)
    order = dealt.sample(texts, len(texts))
    wrong = [replace(text, text="Something else stood here.") for text in order[5:8]]
    build.publish(small, order[:8])
    build.amend(small, wrong)
    for first in range(5, len(order), 6):
        build.amend(small, order[first : first + 6])
    build.amend(small, [replace(order[0], source=replace(order[0].source, id="extra"))])
    build.amend(small, removed=["extra"])
    number = build.amend(small).generation
    assert shards_of(tmp_path, number) > 3
    compare(whole[::5], answers(tmp_path, number, texts, every=5))
    merged = build.publish(changing(tmp_path, WHOLE), texts).generation
    assert shards_of(tmp_path, merged) == 1
    compare(whole[::5], answers(tmp_path, merged, texts, every=5))


def unnumbered(found: Answer) -> tuple[object, ...]:
    """Return what a reader sees of an answer, but for the numbers of revisions."""
    outcome, _, *others = shown(found)
    quotes = [quote for ranked in found.quotes for quote in (ranked.quote, ranked.asked) if quote]
    return outcome, [_unnumbered(quote) for quote in quotes], *others


def _unnumbered(quote: Quote) -> Quote:
    return replace(quote, citation=replace(quote.citation, revision=0))


def formats(data: Path, number: int) -> list[int]:
    folder = directory.path_of(data, number)
    manifest = directory.read_manifest(data, number)
    return [shard.format for _, shard in directory.shards(folder, manifest)]


def step(dealt: random.Random, changing: Reindex, texts: Sequence[SourceText]) -> int:
    """Make a change of any kind; return the generation that is live then."""
    live = {held.id: held for held in read_corpus(changing.data).articles}
    some = dealt.sample(sorted(live), 2)
    absent = [text for text in texts if text.source.id not in live]
    what = dealt.choice(("add", "change", "change", "fields", "remove", "remove", "undo", "merge"))
    if what == "undo":
        with suppress(GenerationRefused):
            return build.undo(changing.data, noon)
    if what == "merge":
        return build.publish(changing, [build.as_text(held) for held in live.values()]).generation
    if what == "remove":
        return build.amend(changing, removed=some).generation
    if what == "fields":
        fields = replace(live[some[0]].source, outlet="The Harbour", published="2001")
        return build.amend(
            changing, [replace(build.as_text(live[some[0]]), source=fields)]
        ).generation
    if what == "change":
        kept = live[some[0]].text.split("\n\n")[1:]
        said = (
            f"Ship {dealt.randrange(10**6)} left, said {dealt.choice(live[some[1]].text.split())}."
        )
        edited = replace(build.as_text(live[some[0]]), text="\n\n".join([*kept, said]))
        return build.amend(changing, [edited]).generation
    return build.amend(changing, dealt.sample(absent, min(2, len(absent)))).generation


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_of_changes_the_answers_are_those_of_a_corpus_built_anew(
    tmp_path: Path, texts: list[SourceText], seed: int
) -> None:
    dealt, thinned = random.Random(seed), 0
    small = replace(changing(tmp_path / "changed", 120), most_removed=0.5)
    build.publish(small, texts)
    for number in range(24):
        live = step(dealt, small, texts)
        if number % 4 < 3:
            continue
        thinned += THINNED in formats(small.data, live)
        anew = tmp_path / f"anew-{number}"
        held = [build.as_text(each) for each in read_corpus(small.data).articles]
        build.publish(changing(anew, WHOLE), held)
        shards_of(small.data, live)
        for found, expected in zip(
            answers(small.data, live, texts, every=9), answers(anew, 1, texts, every=9), strict=True
        ):
            assert unnumbered(found) == unnumbered(expected), found.question
    assert thinned >= 3
