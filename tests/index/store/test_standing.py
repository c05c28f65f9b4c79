from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.corpus import reindex, source_text

from index import build
from index.records import KeptArticle, SourceText
from index.store import standing
from index.store.store import Store

A1, A2 = source_text("a", "One.", title="First"), source_text("a", "Two.")
B = source_text("b", "Other.")


pytestmark = pytest.mark.usefixtures("engine")


def publish(data: Path, day: int, *texts: SourceText) -> None:
    def clock() -> datetime:
        return datetime(2026, 1, day, 12, tzinfo=UTC)

    build.publish(replace(reindex(data), clock=clock), texts)


def became(data: Path, revision: int) -> tuple[str, str | None]:
    with closing(Store(data)) as store:
        found = standing.find(store, "a", revision)
    assert found is not None
    return found.became, found.since


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, 1, A1, B)
    return tmp_path


def test_a_live_text_has_no_day_on_which_it_was_replaced(data: Path) -> None:
    assert became(data, 1) == ("live", None)


def test_a_replaced_text_is_dated_by_the_change_that_replaced_it(data: Path) -> None:
    publish(data, 2, A2, B)
    publish(data, 3, source_text("a", "Three."), B)
    assert (became(data, 1), became(data, 2)) == (
        ("replaced", "2026-01-02"),
        ("replaced", "2026-01-03"),
    )


def test_a_removed_source_is_withdrawn_since_it_was_removed_last(data: Path) -> None:
    publish(data, 2, B)
    publish(data, 3, A2, B)
    assert became(data, 1) == ("replaced", "2026-01-02")
    publish(data, 4, B)
    publish(data, 5, source_text("b", "Newer."))
    assert became(data, 1) == ("withdrawn", "2026-01-04")
    with closing(Store(data)) as store:
        kept = standing.withdrawn(store, "a")
        assert (standing.withdrawn(store, "b"), standing.withdrawn(store, "c")) == (None, None)
    assert kept is not None
    assert (kept.article.text, kept.since) == ("Two.", "2026-01-04")


def test_after_undo_what_is_live_again_is_not_withdrawn(data: Path) -> None:
    publish(data, 2, B)
    build.undo(data)
    assert became(data, 1) == ("live", None)


def test_an_earlier_text_keeps_what_was_recorded_with_it(data: Path) -> None:
    publish(data, 2, A2, B)
    with closing(Store(data)) as store:
        kept = standing.find(store, "a", 1)
        assert standing.find(store, "a", 3) is None
    assert isinstance(kept, KeptArticle)
    assert (kept.article.source, kept.article.text) == (A1.source, "One.")
