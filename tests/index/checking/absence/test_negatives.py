from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.checking import receipts
from index.checking.absence import negatives
from index.checking.absence.negatives import FilterMark, Near, Negative
from index.errors import BadReceipt
from index.records import Citation, Filters, Source

DAY = date(2026, 11, 27)
KEY = bytes(range(32))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NAMES = ("outlet", "author", "after", "before", "language", "source", "phrases", "without")
COUNTS = st.integers(0, 2_000_000)
NEGATIVES = st.builds(
    Negative,
    st.sampled_from(["nothing", "related", "absent"]),
    st.dates(date(2020, 1, 1), date(2109, 1, 1)),
    st.integers(1, 10**6),
    COUNTS,
    COUNTS,
    st.integers(0, 1023),
    st.integers(0, 2**10 - 1),
    st.integers(0, 2**20 - 1),
    st.none()
    | st.builds(
        FilterMark,
        st.sets(st.sampled_from(NAMES), min_size=1).map(
            lambda names: tuple(name for name in NAMES if name in names)
        ),
        st.integers(0, 2**15 - 1),
    ),
    st.none() | st.builds(Near, COUNTS, st.integers(0, 20_000_000)),
)
NO = Negative("nothing", DAY, 7, 1204, 8311, 531, 77, 12345)


@given(NEGATIVES, st.binary(min_size=32, max_size=32))
def test_the_receipt_of_a_no_is_read_as_it_was_made_and_holds_under_its_own_key_alone(
    negative: Negative, key: bytes
) -> None:
    sealed = negatives.read(negatives.write(negative, key))
    assert sealed.negative == negative
    assert negatives.is_sealed(sealed, key)
    assert not negatives.is_sealed(sealed, bytes([key[0] ^ 1]) + key[1:])


@given(NEGATIVES, st.data())
def test_the_receipt_of_a_no_with_any_character_altered_is_refused(
    negative: Negative, data: st.DataObject
) -> None:
    written = negatives.write(negative, KEY)
    at = data.draw(st.sampled_from([at for at, mark in enumerate(written) if mark in LETTERS]))
    other = data.draw(st.sampled_from([mark for mark in LETTERS if mark != written[at]]))
    with pytest.raises(BadReceipt, match="a letter is wrong or missing"):
        negatives.read(written[:at] + other + written[at + 1 :])
    swapped = written[:at] + written[at + 1 : at + 2] + written[at] + written[at + 2 :]
    if swapped.replace("-", "") != written.replace("-", ""):
        with pytest.raises(BadReceipt):
            negatives.read(swapped)
    with pytest.raises(BadReceipt):
        negatives.read(written[:at] + written[at + 1 :])


@given(NEGATIVES, st.characters(), st.data())
def test_no_letter_of_any_script_passes_for_another(
    negative: Negative, other: str, data: st.DataObject
) -> None:
    written = negatives.write(negative, KEY)
    at = data.draw(st.integers(0, len(written) - 1))
    altered = written[:at] + other + written[at + 1 :]
    same = {"0": "oO", "1": "iIlL"}.get(written[at], "") + written[at].swapcase() + written[at]
    if written[at] == "-" and not other.isalnum():
        return
    if other in same:
        assert negatives.read(altered).negative == negative
    else:
        with pytest.raises(BadReceipt):
            negatives.read(altered)


@pytest.mark.parametrize(
    ("ours", "alike"), [("A", "А"), ("B", "В"), ("0", "О"), ("8", "８"), ("C", "С"), ("A", "Á")]
)
def test_a_letter_that_only_looks_like_one_is_named_and_refused(ours: str, alike: str) -> None:
    written = next(
        made
        for number in range(1000)
        if ours in (made := negatives.write(replace(NO, question=number), KEY))
    )
    pasted = negatives.find(f"{written.replace(ours, alike, 1)} Who left?")
    assert pasted is not None
    with pytest.raises(BadReceipt, match="no receipt holds the letter") as refused:
        negatives.read(pasted.receipt)
    assert refused.value.letter == alike.upper()


def test_the_receipt_of_a_quote_is_none_of_a_no_and_the_other_way_round() -> None:
    quote = receipts.make(
        Citation(Source("a", "a.txt"), "a", 1, 1, 512000, 512211, "7f" * 32), 12, DAY
    )
    with pytest.raises(BadReceipt, match="begins with no-"):
        negatives.read(quote)
    with pytest.raises(BadReceipt):
        negatives.read(f"no-{quote[3:]}")
    with pytest.raises(BadReceipt):
        receipts.read(f"pq-{negatives.write(NO, KEY)[3:]}")


def test_a_receipt_of_a_no_is_short_and_may_be_typed_as_it_is_heard() -> None:
    written = negatives.write(NO, KEY)
    assert len(written) <= 40
    heard = written.replace("0", "O").replace("1", "l").lower().replace("-", " ")
    assert negatives.find(f"{heard} Who left?") == negatives.Pasted(heard, "Who left?")
    assert negatives.read(heard) == negatives.read(written)
    joined = written.replace("-", "")
    assert negatives.find(f"{joined}\nWho left?") == negatives.Pasted(joined, "Who left?")


@pytest.mark.parametrize("dash", ["-", "‐", "–", "—", "−"])
def test_a_receipt_of_a_no_is_found_inside_a_sentence(dash: str) -> None:
    written = negatives.write(NO, KEY).replace("-", dash)
    pasted = negatives.find(f"The archive holds nothing on “Who left?” ({written}), we wrote.")
    assert pasted is not None
    assert pasted.receipt == written
    assert pasted.beside == "The archive holds nothing on “Who left?” ( ), we wrote."


@pytest.mark.parametrize(
    "said",
    [
        "No one said that they had left the city.",
        "No-one-has-ever-said-that.",
        "No 10 Downing Street said nothing.",
        "no",
        "no-",
        "No – 1984 was not the year.",
        "Nobody left.",
        "not-a-receipt-of-any-kind-at-all",
        "",
    ],
)
def test_a_sentence_that_begins_with_no_is_not_taken_for_a_receipt(said: str) -> None:
    assert negatives.find(said) is None


def test_a_receipt_that_is_mistyped_is_still_seen_to_be_meant_for_one() -> None:
    written = negatives.write(NO, KEY)
    wrong = ("7" if written[10] != "7" else "8").join([written[:10], written[11:]])
    for typed in (wrong, wrong.replace("-", " ")):
        pasted = negatives.find(f"{typed} Who left?")
        assert pasted is not None
        with pytest.raises(BadReceipt):
            negatives.read(pasted.receipt)


@pytest.mark.parametrize("written", ["no-" + "0" * 5000, "no-" + "0000-" * 5000, "no-0000", "no-…"])
def test_what_is_far_too_long_or_short_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(BadReceipt) as refused:
        negatives.read(written)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_question_is_the_same_however_it_is_written_and_another_under_another_key() -> None:
    asked = negatives.question_mark(KEY, "Did the minister deny it?")
    assert negatives.question_mark(KEY, "«did the  minister deny it»") == asked
    assert negatives.question_mark(KEY, "Did the minister deny them?") != asked
    assert negatives.question_mark(KEY[::-1], "Did the minister deny it?") != asked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Filters(outlet="Kyïv  Post"), Filters(outlet="kyiv post")),
        (Filters(author="O’Neil"), Filters(author="O'NEIL")),
        (Filters(language="uk-UA"), Filters(language="uk")),
        (Filters(phrases=("no return", "the bay")), Filters(phrases=("The Bay", "No return!"))),
    ],
)
def test_filters_that_search_the_same_have_the_same_mark(one: Filters, other: Filters) -> None:
    assert negatives.filter_mark(KEY, one) == negatives.filter_mark(KEY, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Filters(outlet="Ґанок"), Filters(outlet="Танок")),
        (Filters(after="2024"), Filters(before="2024")),
        (Filters(source="a"), Filters(source="A")),
        (Filters(outlet="🙂"), Filters(outlet="🙃")),
        (Filters(phrases=("a b",)), Filters(phrases=("a", "b"))),
        (Filters(author="x", spelling="exact"), Filters(author="x")),
    ],
)
def test_filters_that_search_otherwise_have_another_mark(one: Filters, other: Filters) -> None:
    assert negatives.filter_mark(KEY, one) != negatives.filter_mark(KEY, other)


@given(
    st.builds(
        Filters,
        outlet=st.none() | st.text(max_size=40),
        author=st.none() | st.text(max_size=40),
        source=st.none() | st.text(max_size=40),
        phrases=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    )
)
def test_filters_with_any_letters_have_a_mark(filters: Filters) -> None:
    mark = negatives.filter_mark(KEY, filters)
    written = negatives.write(replace(NO, filters=mark), KEY)
    assert negatives.read(written).negative.filters == mark


def test_a_day_that_a_receipt_cannot_hold_is_no_day() -> None:
    with pytest.raises(ValueError, match="2019"):
        negatives.write(replace(NO, day=date(2019, 12, 31)), KEY)
