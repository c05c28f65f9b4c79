from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from fakes.corpus import publish, source_text
from hypothesis import given, settings
from hypothesis import strategies as st

from index import build
from index.checking.absence import corpora, negatives, verdicts
from index.checking.absence.negatives import Near, Negative
from index.checking.absence.verdicts import CheckedNegative
from index.errors import StoreRefused
from index.records import NO_FILTERS, ChangeCounts, Deed, Filters, Source, SourceText
from index.store.store import Store

DAY = date(2026, 11, 27)
ASKED = "Did the minister deny it?"


@dataclass(frozen=True, slots=True)
class Told:
    """An article as the model of the tests knows it: what of it is searched, and what is not."""

    text: str
    outlet: str | None
    note: str | None


TOLD = st.builds(
    Told,
    st.sampled_from(["It rained.", "It snowed.", "Дощ.\n\nСніг.", "🙂"]),
    st.sampled_from([None, "Gazette", "Вісник"]),
    st.sampled_from([None, "Check the date."]),
)
CORPORA = st.dictionaries(st.sampled_from("abcde"), TOLD, min_size=1)
STEPS = st.lists(CORPORA | st.just("undo"), min_size=1, max_size=8)


def give(store: Store, generation: int, question: str = ASKED, near: Near | None = None) -> str:
    corpus = corpora.read(store, generation)
    assert corpus is not None
    return negatives.write(
        Negative(
            "nothing" if near is None else "related",
            *(DAY, generation, len(corpus.articles), 1, 500, 0),
            question=negatives.question_mark(corpus.key, question),
            nearest=near,
        ),
        corpus.key,
    )


def check(data: Path, written: str) -> CheckedNegative:
    with closing(Store(data)) as store:
        return verdicts.check(store, written)


def expected(was: dict[str, Told], now: dict[str, Told]) -> ChangeCounts:
    """Count as people would: what came, what is not the same to whoever searches, what went."""
    both = [article_id for article_id in was if article_id in now]
    searched = [(was[each].text, was[each].outlet) for each in both]
    return ChangeCounts(
        len([each for each in now if each not in was]),
        sum(
            before != (now[each].text, now[each].outlet)
            for each, before in zip(both, searched, strict=True)
        ),
        len([each for each in was if each not in now]),
    )


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_every_receipt_of_a_no_is_verified_against_whatever_came_since(
    steps: Sequence[dict[str, Told] | str],
) -> None:
    with TemporaryDirectory() as folder, closing(Store(Path(folder), writable=True)) as store:
        known: dict[int, dict[str, Told]] = {}
        receipts: dict[int, str] = {}
        live = 0
        for at, step in enumerate(steps):
            deed = Deed(f"2026-11-{at + 10}T12:00:00", "cli:ada", "published", "")
            if isinstance(step, str):
                if live > 1:
                    live -= 1
                    store.return_to(live, deed)
                continue
            live = max(known, default=0) + 1
            known[live] = step
            texts = [
                SourceText(Source(each, f"{each}.txt", outlet=it.outlet, note=it.note), it.text)
                for each, it in step.items()
            ]
            store.make_live(live, store.keep_revisions(texts), ChangeCounts(1), deed)
            receipts[live] = give(store, live)
        for generation, receipt in receipts.items():
            checked = verdicts.check(store, receipt)
            counts = expected(known[generation], known[live])
            assert checked.verdict == ("unchanged" if counts == ChangeCounts() else "changed")
            assert checked.changes == counts
            assert checked.match(ASKED.upper(), NO_FILTERS) == "same"
            assert checked.match("Did the minister deny them?", NO_FILTERS) == "other"
            assert checked.match(ASKED, Filters(outlet="Gazette")) == "filters"


@settings(max_examples=100, deadline=None)
@given(CORPORA, CORPORA)
@pytest.mark.usefixtures("engine")
def test_a_receipt_of_another_corpus_is_unknown(
    ours: dict[str, Told], theirs: dict[str, Told]
) -> None:
    given_by: list[str] = []
    for told in (ours, theirs):
        with TemporaryDirectory() as folder, closing(Store(Path(folder), writable=True)) as store:
            texts = [
                SourceText(Source(each, f"{each}.txt", outlet=it.outlet, note=it.note), it.text)
                for each, it in told.items()
            ]
            deed = Deed("2026-11-27T12:00:00", "cli:ada", "published", "")
            store.make_live(1, store.keep_revisions(texts), ChangeCounts(1), deed)
            given_by.append(give(store, 1))
            is_same = expected(ours, told) == ChangeCounts()
            verdict = verdicts.check(store, given_by[0]).verdict
            assert verdict == ("unchanged" if is_same else "unknown")


@pytest.mark.usefixtures("engine")
def test_what_changed_is_told_with_the_day_and_undo_takes_it_back(tmp_path: Path) -> None:
    publish(tmp_path, source_text("rain", "It rained."), source_text("snow", "It snowed."))
    with closing(Store(tmp_path)) as store:
        given_by = give(store, 1)
    assert check(tmp_path, given_by).verdict == "unchanged"
    publish(tmp_path, source_text("rain", "It poured."), source_text("hail", "It hailed."))
    checked = check(tmp_path, given_by)
    assert (checked.verdict, checked.changes) == ("changed", ChangeCounts(1, 1, 1))
    assert (checked.since, checked.live) == ("2026-01-02", 2)
    build.undo(tmp_path, by="cli:ada")
    assert check(tmp_path, given_by).verdict == "unchanged"


def test_a_receipt_is_known_when_the_files_of_its_generation_are_pruned(tmp_path: Path) -> None:
    publish(tmp_path, source_text("rain", "It rained."))
    with closing(Store(tmp_path)) as store:
        given_by = give(store, 1)
    for number in range(6):
        publish(tmp_path, source_text("rain", f"It rained {number} times."))
    assert not (tmp_path / "generations" / "000001").exists()
    assert check(tmp_path, given_by).changes == ChangeCounts(changed=1)


@pytest.mark.usefixtures("engine")
def test_a_receipt_that_nobody_gave_is_unknown_though_its_letters_fit(tmp_path: Path) -> None:
    publish(tmp_path, source_text("rain", "It rained."))
    with closing(Store(tmp_path)) as store:
        sealed = negatives.read(give(store, 1))
    forged = negatives.write(sealed.negative, bytes(32))
    assert check(tmp_path, forged).verdict == "unknown"
    later = Negative("nothing", DAY, 9, 1, 1, 500, 0, 0)
    assert check(tmp_path, negatives.write(later, bytes(32))).verdict == "unknown"


@pytest.mark.usefixtures("engine")
def test_the_nearest_passage_is_quoted_with_what_became_of_it(tmp_path: Path) -> None:
    text = "It rained.\n\nNobody came out of the house all day."
    publish(tmp_path, source_text("rain", text), source_text("snow", "It snowed."))
    with closing(Store(tmp_path)) as store:
        given_by = give(store, 1, near=Near(0, 12))
    found = check(tmp_path, given_by).nearest
    assert found is not None
    assert found[1].standing == "verified"
    assert found[1].quote is not None
    assert found[1].quote.text == "Nobody came out of the house all day."
    publish(tmp_path, source_text("snow", "It snowed."))
    found = check(tmp_path, given_by).nearest
    assert found is not None
    assert found[1].standing == "withdrawn"
    assert str(found[0]).startswith("pq-")


def test_a_record_that_lost_articles_is_refused_and_not_called_changed(tmp_path: Path) -> None:
    publish(tmp_path, source_text("rain", "It rained."), source_text("snow", "It snowed."))
    with closing(Store(tmp_path)) as store:
        given_by = give(store, 1)
    with closing(Store(tmp_path, writable=True)) as store:
        store.file.connection.execute("DELETE FROM stays WHERE article_id = 'snow'")
    with pytest.raises(StoreRefused, match="the list of the 2 articles of generation 1"):
        check(tmp_path, given_by)
