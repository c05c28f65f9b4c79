import pytest

from index.errors import BadMetadata
from index.records import Failure
from index.sources.fields import Entry, merge
from index.sources.metadata import FrontMatter, read_toml, split_front_matter


def only_failure(text: str) -> str:
    (found,) = read_toml(text.encode()).values()
    assert isinstance(found, Failure)
    return found.reason


def test_every_field_of_sources_toml_is_kept_as_recorded() -> None:
    text = """
["міст.txt"]
title = " Міст упав "
outlet = "Daily"
author = ""
published = 2024-06-30
url = "https://daily.example/bridge"
language = "UK"
note = "Translated."
skip = ["Share this", '/^By .*$/']
"""
    assert read_toml(text.encode()) == {
        "міст.txt": Entry(
            title="Міст упав",
            outlet="Daily",
            author=None,
            published="2024-06-30",
            url="https://daily.example/bridge",
            language="uk",
            note="Translated.",
            skip=("Share this", "/^By .*$/"),
        )
    }


def test_a_byte_order_mark_before_sources_toml_is_no_error() -> None:
    assert read_toml('\ufeff["a.txt"]\n'.encode()) == {"a.txt": Entry()}


def test_a_name_in_nfd_is_the_same_name_in_nfc() -> None:
    assert list(read_toml('["cafe\u0301.txt"]\n'.encode())) == ["caf\xe9.txt"]


def test_a_bad_entry_is_a_failure_and_the_next_one_is_kept() -> None:
    text = '["a.txt"]\npublished = "30/06/2024"\n["b.txt"]\ntitle = "B"\n'
    assert read_toml(text.encode()) == {
        "a.txt": Failure(
            "a.txt",
            "sources.toml, entry 'a.txt': published is '30/06/2024'; "
            "write it as 2024-06-30, 2024-06 or 2024",
        ),
        "b.txt": Entry(title="B"),
    }


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ('titel = "A"', "unknown field 'titel'; did you mean 'title'?"),
        ("xyz = 1", "unknown field 'xyz'; known are title, outlet, author, published, url, "),
        ("title = 1984", "title is 1984; write it as text in quotes"),
        ('title = "a\\nb"', "title is 'a\\nb'; write it on one line"),
        ("published = 07:32:00", "published is a time; write it as 2024-06-30, 2024-06 or 2024"),
        ("published = true", "published is True; write it as"),
        ('url = "ftp://x.example"', "url is 'ftp://x.example'; write a whole address, https://…"),
        ('language = "English"', "language is 'English'; write a code such as en, uk or pt-BR"),
        ("skip = [1]", "skip is [1]; write a list of texts in quotes"),
        ('skip = [" "]', "skip holds an empty text; remove it"),
        ('skip = ["/(/"]', "skip entry '/(/' is not a regular expression: missing ), "),
        ('skip = ["/[[a]/"]', "skip entry '/[[a]/' is not a regular expression: Possible nested"),
        (
            'skip = ["/x*/"]',
            "skip entry '/x*/' matches even where nothing stands; make it stricter",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_what_is_accepted(
    field: str, reason: str
) -> None:
    found = only_failure(f'["a.txt"]\n{field}\n')
    assert found.startswith(f"sources.toml, entry 'a.txt': {reason}")


def test_a_file_name_without_quotes_is_explained() -> None:
    reason = only_failure('[a.txt]\ntitle = "A"\n')
    assert reason.endswith('a file name needs quotes; write ["a.txt"] instead of [a.txt]')


def test_a_field_above_every_entry_is_explained() -> None:
    reason = only_failure('title = "A"\n')
    assert reason.endswith('put it below a line ["file name.txt"]')


def test_a_sources_toml_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(BadMetadata, match=r"^is not TOML: .*at line 2"):
        read_toml(b'["a.txt"]\ntitle = A\n')


def test_a_sources_toml_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadMetadata, match=r"^is not UTF-8; save it again as UTF-8$"):
        read_toml('["міст.txt"]\n'.encode("cp1251"))


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
