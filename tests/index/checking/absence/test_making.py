from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes.corpus import open_asker, publish, source_text

from index.checking.absence import negatives, verdicts
from index.checking.absence.making import NegativeReceipts
from index.errors import GenerationRefused
from index.records import Filters, Searched
from index.store.store import Store

DAY = date(2026, 11, 27)
BRIDGE = "The bridge fell at noon.\n\nNobody was hurt, the mayor said, and the river rose for days."
SEARCHED = Searched(2, 3, None, None, 1, 0.6)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, source_text("bridge", BRIDGE), source_text("bread", "Bread became dearer."))
    return tmp_path


def test_an_answer_that_is_none_says_in_its_receipt_what_was_searched(data: Path) -> None:
    with closing(open_asker(data)) as asker:
        answer = asker.answer("Who painted the zebra?", 3)
    assert answer.outcome == "nothing"
    read = negatives.read(NegativeReceipts(data).of_answer(answer, DAY)).negative
    assert (read.silence, read.day, read.generation) == ("nothing", DAY, 1)
    assert (read.articles, read.paragraphs, read.bar) == (2, 3, 500)
    assert (read.filters, read.nearest) == (None, None)


def test_the_nearest_passage_is_what_a_related_answer_shows_first(data: Path) -> None:
    with closing(open_asker(data)) as asker:
        answer = asker.answer("Did the mayor repaint every canal boat?", 3)
    assert answer.outcome == "related"
    written = NegativeReceipts(data).of_answer(answer, DAY)
    with closing(Store(data)) as store:
        checked = verdicts.check(store, written)
    assert checked.verdict == "unchanged"
    assert checked.nearest is not None
    assert checked.nearest[0].citation == answer.quotes[0].quote.citation


def test_filters_are_told_by_their_names_and_recognised(data: Path) -> None:
    filters = Filters(source="bread", after="2024")
    with closing(open_asker(data)) as asker:
        answer = asker.answer("Who painted the zebra?", 3, filters)
    making = NegativeReceipts(data)
    read = negatives.read(making.of_answer(answer, DAY)).negative
    assert read.filters is not None
    assert read.filters.names == ("after", "source")
    assert (read.articles, read.paragraphs) == (0, 0)
    assert making.is_of(read, "who painted the zebra", filters)
    assert not making.is_of(read, "who painted the zebra", Filters(source="bread"))


def test_a_quotation_that_is_nowhere_has_a_receipt(data: Path) -> None:
    written = NegativeReceipts(data).of_quotation("We never said that.", SEARCHED, DAY)
    read = negatives.read(written).negative
    assert (read.silence, read.bar, read.nearest) == ("absent", 600, None)


def test_an_answer_that_answers_has_no_receipt_of_a_no(data: Path) -> None:
    with closing(open_asker(data)) as asker:
        answer = asker.answer("Who was hurt when the bridge fell at noon?", 3)
    with pytest.raises(ValueError, match="the receipts of its quotes"):
        NegativeReceipts(data).of_answer(answer, DAY)


def test_what_was_searched_must_still_be_known(data: Path) -> None:
    lost = Searched(2, 3, None, None, 9, 0.5)
    with pytest.raises(GenerationRefused):
        NegativeReceipts(data).of_quotation("We never said that.", lost, DAY)
