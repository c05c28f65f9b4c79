import pytest

from index.errors import BadMetadata
from index.sources.fields import (
    Entry,
    FrontMatter,
    merge,
    read_fields,
    skip_pattern,
    split_front_matter,
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


def test_front_matter_is_read_and_the_text_begins_below_it() -> None:
    text = (
        "---\ntitle: 'Bridge: falls'\npublished: 2024-06-30\nlanguage: no\nauthor: null\n"
        "licence: CC\nskip: Share this\n---\n\n\nNobody was hurt.\n---\n"
    )
    assert split_front_matter(text) == FrontMatter(
        Entry(title="Bridge: falls", published="2024-06-30", language="no", skip=("Share this",)),
        "Nobody was hurt.\n---\n",
    )


def test_a_list_in_front_matter_is_a_list_of_skips() -> None:
    found = split_front_matter("---\nskip:\n  - Share\n  - /^By/\n---\nText")
    assert found == FrontMatter(Entry(skip=("Share", "/^By/")), "Text")


@pytest.mark.parametrize(
    ("block", "refusal"),
    [
        ("? [a, b]\n: x", "line 2 has a list or a table for the name of a field; write a name"),
        ("title: A\n{a: b}: x", "line 3 has a list or a table for the name of a field"),
        ('title: "\\UFFFFFFFF"', "Python int too large to convert to C int"),
        ("title: " + "[" * 5000, "maximum recursion depth exceeded"),
        (f"published: {'9' * 5000}", "published is '9{119}…; write it as 2024-06-30"),
        (f"title: [{'x, ' * 3000}x]", "title is .{120}…; write it as text in quotes"),
    ],
)
def test_whatever_stands_in_front_matter_is_refused_in_one_short_line(
    block: str, refusal: str
) -> None:
    with pytest.raises(BadMetadata, match=f"^front matter: {refusal}") as caught:
        split_front_matter(f"---\n{block}\n---\nText")
    assert len(str(caught.value)) < 300


def test_a_number_too_long_to_be_written_out_is_refused() -> None:
    with pytest.raises(BadMetadata, match="title is a int that is far too long"):
        read_fields({"title": 10**5000})
    with pytest.raises(BadMetadata, match="published is a int that is far too long"):
        read_fields({"published": 10**5000})


def test_a_year_and_a_moment_in_front_matter_are_dates() -> None:
    year = split_front_matter("---\npublished: 1984\n---\nText").entry
    moment = split_front_matter("---\npublished: 2024-06-30T23:30:00+02:00\n---\nText").entry
    assert (year.published, moment.published) == ("1984", "2024-06-30")


@pytest.mark.parametrize(
    "text", ["", "Text", "---", "---\nA scene.\nMore", "\n---\ntitle: A\n---\n"]
)
def test_a_text_without_front_matter_stays_whole(text: str) -> None:
    assert split_front_matter(text) == FrontMatter(Entry(), text)


def test_empty_front_matter_records_nothing() -> None:
    assert split_front_matter("---\n---\nText") == FrontMatter(Entry(), "Text")


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("title: A: B", r"front matter, line 2: mapping values are not allowed here; .*quotes$"),
        ("a: 1\ntitle: [", r"front matter, line \d: "),
        ("Only prose", r"front matter is not made of 'field: value' lines; .*empty line above it$"),
        ("published: 2024-13-01", r"front matter: published is '2024-13-01'; write it as"),
        ("title: {a: b}", r"front matter: title is a dict; write it as text in quotes$"),
        ("title: [" + "[" * 3000, r"front matter"),
        ("title: &a [*a]", r"front matter"),
    ],
)
def test_broken_front_matter_is_refused_in_one_line(block: str, reason: str) -> None:
    with pytest.raises(BadMetadata, match=f"^{reason}") as caught:
        split_front_matter(f"---\n{block}\n---\nText")
    assert "\n" not in str(caught.value)


def test_front_matter_that_is_never_closed_is_refused() -> None:
    with pytest.raises(BadMetadata, match="no closing --- line"):
        split_front_matter("---\ntitle: A\n\nText")


def test_each_field_comes_from_the_first_that_has_it_and_all_skips_apply() -> None:
    near = Entry(title="Near", skip=("a", "b"))
    far = Entry(title="Far", outlet="Daily", skip=("b", "c"))
    assert merge(near, far) == Entry(title="Near", outlet="Daily", skip=("a", "b", "c"))
