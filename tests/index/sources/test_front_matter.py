import pytest

from index.errors import BadMetadata
from index.records import Remark
from index.sources.fields import Entry
from index.sources.front_matter import FrontMatter, split_front_matter


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


def test_the_toml_that_hugo_writes_is_read_with_its_date() -> None:
    text = (
        '+++\ntitle = "Ferry runs aground"\ndate = 2024-03-05T09:30:00+02:00\n'
        'author = "Ines Calder"\ndraft = false\ntags = ["sea", "ferry"]\n+++\n\nText'
    )
    assert split_front_matter(text) == FrontMatter(
        Entry("Ferry runs aground", author="Ines Calder", published="2024-03-05"), "Text"
    )


def test_broken_toml_is_refused_in_one_line() -> None:
    with pytest.raises(BadMetadata, match=r"^front matter is not TOML: .*; correct it$"):
        split_front_matter("+++\ntitle = Ferry\n+++\nText")


@pytest.mark.parametrize(
    ("block", "entry"),
    [
        (
            "layout: post\ntitle: A\ndate: 2024-03-05 09:30:00 +0200",
            Entry("A", published="2024-03-05"),
        ),
        ("published: true\ndate: 2024-03-05", Entry(published="2024-03-05")),
        ("published: 2024-01-01\ndate: 2024-03-05", Entry(published="2024-01-01")),
        ('authors:\n  - "[[Ann Lee]]"\n  - Bo Ek', Entry(author="Ann Lee, Bo Ek")),
        ("author: [Ann Lee, Bo Ek]", Entry(author="Ann Lee, Bo Ek")),
        ("author:\n  name: Ann Lee\n  email: a@example.org", Entry(author="Ann Lee")),
        ('author: "[[people/ann|Ann Lee]]"', Entry(author="Ann Lee")),
        ("source: https://example.org/a", Entry(url="https://example.org/a")),
        ("lang: uk\nsite: The Example", Entry(outlet="The Example", language="uk")),
        ("Date: '[[2024-03-05]]'", Entry(published="2024-03-05")),
        ("aliases: [x]\ncssclass: y\n[a, b]: c\nkicker: {d: e}", Entry()),
    ],
)
def test_the_keys_of_jekyll_hugo_and_obsidian_are_read_and_others_ignored(
    block: str, entry: Entry
) -> None:
    assert split_front_matter(f"---\n{block}\n---\nText") == FrontMatter(entry, "Text")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("date: 05/03/2024", "date: 05/03/2024"),
        ("date: '{{date}}'", "date: {{date}}"),
        ("source: The Example", "source: The Example"),
        ("lang: English", "lang: English"),
        ("url: /2024/ferry/", "url: /2024/ferry/"),
        ("authors: {a: b}", "authors: {'a': 'b'}"),
    ],
)
def test_what_another_program_wrote_and_cannot_be_taken_is_passed_over_and_said(
    block: str, said: str
) -> None:
    found = split_front_matter(f"---\n{block}\n---\nText")
    assert (found.entry, found.remarks) == (Entry(), (Remark("passed_over", detail=said),))


def test_a_rule_of_plus_signs_without_an_end_is_text() -> None:
    assert split_front_matter("+++\nText") == FrontMatter(Entry(), "+++\nText")


@pytest.mark.parametrize(
    ("block", "refusal"),
    [
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


@pytest.mark.parametrize("block", ["? [a, b]\n: x", "{a: b}: x"])
def test_a_key_that_is_no_name_is_nobodys_field(block: str) -> None:
    assert split_front_matter(f"---\n{block}\ntitle: A\n---\nText").entry == Entry(title="A")
