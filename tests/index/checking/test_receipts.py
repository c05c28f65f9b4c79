from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.checking import receipts
from index.checking.receipts import Receipt
from index.errors import BadReceipt
from index.records import Citation, Source

DAY = date(2026, 11, 26)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def citation(start: int, length: int, digest: str = "0" * 64) -> Citation:
    return Citation(Source("a", "a.txt"), "a", 1, 1, start, start + length, digest)


@given(
    st.integers(0, 20_000_000),
    st.integers(1, 20_000_000),
    st.integers(1, 10**6),
    st.dates(date(2020, 1, 1), date(2109, 1, 1)),
    DIGESTS,
)
def test_a_receipt_is_read_as_it_was_made(
    start: int, length: int, generation: int, day: date, digest: str
) -> None:
    written = receipts.make(citation(start, length, digest), generation, day)
    own_mark = receipts.mark("a", digest)
    assert receipts.read(written) == Receipt(own_mark, start, start + length, generation, day)


@given(st.integers(0, 10**6), st.integers(1, 2000), DIGESTS, st.data())
def test_a_receipt_with_any_letter_altered_is_refused(
    start: int, length: int, digest: str, data: st.DataObject
) -> None:
    written = receipts.make(citation(start, length, digest), 7, DAY)
    at = data.draw(st.sampled_from([at for at, mark in enumerate(written) if mark in LETTERS]))
    other = data.draw(st.sampled_from([mark for mark in LETTERS if mark != written[at]]))
    with pytest.raises(BadReceipt, match="a letter is wrong or missing"):
        receipts.read(written[:at] + other + written[at + 1 :])


@given(st.integers(0, 10**6), st.integers(1, 2000), DIGESTS, st.data())
def test_a_receipt_with_two_letters_swapped_is_refused(
    start: int, length: int, digest: str, data: st.DataObject
) -> None:
    bare = receipts.make(citation(start, length, digest), 7, DAY)[3:].replace("-", "")
    at = data.draw(st.integers(0, len(bare) - 2))
    swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    if swapped != bare:
        with pytest.raises(BadReceipt):
            receipts.read(f"pq-{swapped}")


def test_a_receipt_is_read_however_it_is_typed_and_read_aloud() -> None:
    written = receipts.make(citation(5120, 211, "7f" * 32), 12, DAY)
    as_heard = written.replace("0", "O").replace("1", "l").lower().replace("-", " ")
    assert receipts.read(as_heard) == receipts.read(written)
    assert len(written) <= 30


@pytest.mark.parametrize(
    "written", ["", "pq-", "pq-…", "pq-" + "7" * 400, "xx-7K3M", "pq-U7K3M", "pq-000"]
)
def test_what_is_no_receipt_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(BadReceipt) as refused:
        receipts.read(written)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_letter_that_stands_in_no_receipt_is_named_with_its_place() -> None:
    written = receipts.make(citation(5120, 211), 7, DAY)
    wrong = written[:8] + "U" + written[9:]
    with pytest.raises(BadReceipt, match="no receipt holds the letter 'U', and here it is") as bad:
        receipts.read(wrong)
    assert (bad.value.letter, bad.value.at) == ("U", 7)


def test_a_quote_that_was_given_is_written_as_its_receipt() -> None:
    quoted = citation(5120, 211)
    assert str(receipts.Given(quoted, 7, DAY)) == receipts.make(quoted, 7, DAY)


def test_a_day_that_a_receipt_cannot_hold_is_no_day() -> None:
    with pytest.raises(ValueError, match="2019"):
        receipts.make(citation(0, 1), 1, date(2019, 12, 31))
