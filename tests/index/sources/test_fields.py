import pytest

from index.errors import BadMetadata
from index.sources.fields import (
    Entry,
    merge,
    read_fields,
    skip_pattern,
)


def test_a_field_is_taken_in_its_accepted_form() -> None:
    assert read_fields({"title": " Cafe\u0301 ", "published": 2024, "language": "EN_gb"}) == Entry(
        title="Caf\xe9", published="2024", language="en-gb"
    )


def test_a_field_that_is_too_long_is_refused_with_the_limit() -> None:
    with pytest.raises(BadMetadata, match=r"^title holds 1,001 characters; write at most 1,000$"):
        read_fields({"title": "x" * 1001})


def test_the_skips_of_all_entries_apply_each_once() -> None:
    assert merge(Entry(skip=("a", "b")), Entry(skip=("b", "c"))).skip == ("a", "b", "c")


def test_only_a_skip_between_slashes_is_a_pattern() -> None:
    assert skip_pattern("Share") is None
    assert skip_pattern("/") is None
    with pytest.raises(BadMetadata, match=r"^skip entry '/\(/' is not a regular expression:"):
        skip_pattern("/(/")


def test_a_number_too_long_to_be_written_out_is_refused() -> None:
    with pytest.raises(BadMetadata, match="title is a int that is far too long"):
        read_fields({"title": 10**5000})
    with pytest.raises(BadMetadata, match="published is a int that is far too long"):
        read_fields({"published": 10**5000})


def test_each_field_comes_from_the_first_that_has_it_and_all_skips_apply() -> None:
    near = Entry(title="Near", skip=("a", "b"))
    far = Entry(title="Far", outlet="Daily", skip=("b", "c"))
    assert merge(near, far) == Entry(title="Near", outlet="Daily", skip=("a", "b", "c"))
