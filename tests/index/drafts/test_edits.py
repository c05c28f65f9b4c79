import pytest
from fakes.corpus import FakeEmbedder, source_text

from index.drafts import prepare as drafts
from index.drafts.edits import edit
from index.drafts.records import Draft
from index.errors import BadMetadata
from index.sources.fields import LONGEST_FIELD

TEXT = "Ten men fled.\n\nNobody saw them.\n\nThe police came.\n\nThey left.\n\nShare this article."


@pytest.fixture
def draft() -> Draft:
    return drafts.prepare(source_text("fled", TEXT, title="Ten flee"), (), FakeEmbedder(), None)


def refusal(draft: Draft, written: str) -> str:
    with pytest.raises(BadMetadata) as refused:
        edit(draft, written)
    line = str(refused.value)
    assert "\n" not in line
    assert len(line) < 300
    return line


def test_a_field_is_set_and_all_else_stays(draft: Draft) -> None:
    edited = edit(draft, "outlet: Meduza")
    assert edited.text.source.outlet == "Meduza"
    assert (edited.text.source.title, edited.text.text) == ("Ten flee", TEXT)
    assert edited.skipped == draft.skipped == (5,)


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("  Author :  Anna: Smith ", "author", "Anna: Smith"),
        ("date: 2024-06", "published", "2024-06"),
        ("link: https://x.org/a?b=c:d", "url", "https://x.org/a?b=c:d"),
        ("language: EN_GB", "language", "en-GB"),
        ("title: <b>[A](b) &amp; *c*", "title", "<b>[A](b) &amp; *c*"),
        ("title:", "title", None),
        ("Автор: Анна Иванова", "author", "Анна Иванова"),
        ("назва: Пором", "title", "Пором"),
        ("date: 2 March 2024", "published", "2024-03-02"),
        ("дата: 02.03.2024", "published", "2024-03-02"),
        ("language: English", "language", "en"),
        ("мова: російська", "language", "ru"),
        ("title = paragraph 3", "title", "The police came."),
    ],
)  # fmt: skip
def test_fields_are_read_as_in_front_matter(
    draft: Draft, written: str, field: str, value: str | None
) -> None:
    assert getattr(edit(draft, written).text.source, field) == value


def test_the_samples_cite_the_edited_fields(draft: Draft) -> None:
    sources = [sample.quote.citation.source for sample in edit(draft, "outlet: Meduza").samples]
    assert [source.outlet for source in sources] == ["Meduza"] * 3


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("date: yesterday", "published is 'yesterday'; write it as 2024-06-30, 30.06.2024,"
         " 30 June 2024, 2024-06 or 2024"),
        ("date: 02/03/2024", "published is '02/03/2024'; write it as 2024-06-30, 30.06.2024,"
         " 30 June 2024, 2024-06 or 2024"),
        ("url: javascript:alert(1)", "url is 'javascript:alert(1)'; write a whole address, https://…"),
        ("language: Klingonese", "language is 'Klingonese'; write a code such as en, uk or pt-BR"),
        ("title: one\ntwo", "'two' is no edit; write FIELD: value, with one of title, outlet,"
         " author, published, url, language, note, id; or skip 3 5-7, keep 2"),
        ("title: paragraph 9", "there is no paragraph 9; the card numbers them from 1 to 5"),
        ("title: a\x1b[31mred", "title is 'a\\x1b[31mred'; write it on one line"),
        (f"title: {'x' * 1001}", "title holds 1,001 characters; write at most 1,000"),
        ("outlte: Meduza", "unknown field 'outlte'; did you mean outlet? write FIELD: value,"
         " with one of title, outlet, author, published, url, language, note, id; or skip 3 5-7,"
         " keep 2"),
        ("Meduza", "'Meduza' is no edit; write FIELD: value, with one of title, outlet, author,"
         " published, url, language, note, id; or skip 3 5-7, keep 2"),
        ("skip", "'' names no paragraphs; write numbers such as 3 5-7"),
        ("skip two", "'two' names no paragraphs; write numbers such as 3 5-7"),
        ("skip 3-2", "'3-2' names no paragraphs; write numbers such as 3 5-7"),
        ("skip 0", "'0' names no paragraphs; write numbers such as 3 5-7"),
        ("keep 6", "there is no paragraph 6; the card numbers them from 1 to 5"),
        ("skip 2-999999", "there is no paragraph 999999; the card numbers them from 1 to 5"),
        ("skip 1-5", "that would skip every paragraph of the article; keep at least one"),
    ],
)  # fmt: skip
def test_what_is_no_edit_is_refused_in_one_line(draft: Draft, written: str, says: str) -> None:
    assert refusal(draft, written) == says


def test_very_long_writing_is_cut_in_the_refusal(draft: Draft) -> None:
    assert refusal(draft, "x" * 9999).startswith(f"'{'x' * 60}…' is no edit; ")


def test_a_field_may_be_as_long_as_the_limit(draft: Draft) -> None:
    assert edit(draft, f"title: {'x' * LONGEST_FIELD}").text.source.title == "x" * LONGEST_FIELD


@pytest.mark.parametrize(
    ("written", "skipped"),
    [
        ("skip 3", (3, 5)),
        ("SKIP 1-2, 4", (1, 2, 4, 5)),
        ("skip 5", (5,)),
        ("keep 5", ()),
        ("keep 2", (5,)),
    ],
)
def test_paragraphs_are_skipped_and_kept_by_the_numbers_on_the_card(
    draft: Draft, written: str, skipped: tuple[int, ...]
) -> None:
    assert edit(draft, written).skipped == skipped


def test_the_numbers_stay_while_paragraphs_are_skipped_and_kept(draft: Draft) -> None:
    edited = edit(edit(edit(draft, "skip 1"), "skip 2"), "keep 1")
    spans = [edited.text.text[span.start : span.end] for span in edited.text.skipped]
    assert spans == ["Nobody saw them.", "Share this article."]
    assert [(sample.number, sample.quote.text) for sample in edited.samples] == [
        (1, "Ten men fled."),
        (3, "The police came."),
        (4, "They left."),
    ]
    assert [sample.quote.citation.paragraph_number for sample in edited.samples] == [1, 2, 3]


def test_a_source_is_given_another_id_unless_another_source_has_it(draft: Draft) -> None:
    renamed = edit(draft, "id: Ten men flee")
    assert (renamed.text.source.id, renamed.split.article.id) == ("ten-men-flee", "ten-men-flee")
    assert renamed.samples[0].quote.citation.article_id == "ten-men-flee"
    other = drafts.prepare(source_text("other", TEXT), (draft.split.article,), FakeEmbedder(), None)
    assert refusal(other, "id: fled") == "there is a source fled already; choose another id"


def test_several_lines_are_done_at_once_or_not_at_all(draft: Draft) -> None:
    edited = edit(draft, "title: Flight\n\nиздание: Медуза\nskip 3\nпропустить 4\nkeep 5\n")
    assert (edited.text.source.title, edited.text.source.outlet) == ("Flight", "Медуза")
    assert edited.skipped == (3, 4)
    assert refusal(draft, "title: Flight\nskip 9") == (
        "there is no paragraph 9; the card numbers them from 1 to 5"
    )
