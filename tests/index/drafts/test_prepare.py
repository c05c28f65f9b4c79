import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, FakeEmbedder, article, publish, source_text

from index import build
from index.build import Reindex
from index.drafts import prepare as drafts
from index.drafts.edits import edit
from index.drafts.prepare import AS_NEW, reopened
from index.drafts.records import Draft, SuggestedSkip
from index.generation import directory
from index.generation.opened import Generation
from index.records import Article, Source, SourceText, Span
from index.text.quoting import PART

TEXT = "Ten men fled.\n\nNobody saw them.\n\nThe police came.\n\nThey left."
REPORT = "Ten men fled at night and nobody saw them until the police came. " * 3
HELD = source_text("held", REPORT)


def prepare(text: SourceText, *corpus: Article) -> Draft:
    return drafts.prepare(text, corpus, FakeEmbedder(), None)


def test_a_new_source_is_drafted_as_it_was_read() -> None:
    text = source_text("fled", TEXT)
    draft = prepare(text)
    assert draft.text == draft.read == text
    assert [paragraph.text for paragraph in draft.paragraphs] == TEXT.split("\n\n")
    assert (draft.suggested, draft.skipped, draft.duplicates, draft.replaces) == ((), (), (), None)
    assert draft.sought_rewordings is False


def test_three_sample_quotes_are_slices_of_the_first_the_middle_and_the_last_paragraph() -> None:
    samples = prepare(source_text("fled", f"{TEXT}\n\nShare this article.")).samples
    assert [(sample.number, sample.quote.text) for sample in samples] == [
        (1, "Ten men fled."),
        (2, "Nobody saw them."),
        (4, "They left."),
    ]
    cited = samples[1].quote.citation
    assert TEXT[cited.start : cited.end] == "Nobody saw them."


def test_a_text_of_one_paragraph_has_one_sample() -> None:
    assert [sample.quote.text for sample in prepare(source_text("a", "He fled.")).samples] == [
        "He fled."
    ]


def test_a_long_paragraph_is_sampled_in_whole_sentences() -> None:
    sentence = "Ten men fled at night and nobody saw them. "
    (sample,) = prepare(source_text("a", sentence * 40)).samples
    assert sample.quote.text == (sentence * (PART // len(sentence))).strip()


def test_a_suggestion_is_skipped_until_the_moderator_keeps_it() -> None:
    draft = prepare(source_text("fled", f"Share this article.\n\n{TEXT}"))
    assert draft.text.skipped == (Span(0, 19),)
    assert edit(draft, "keep 1").text.skipped == ()


def test_what_the_text_itself_skips_stays_skipped_and_is_not_numbered() -> None:
    text = source_text("fled", f"Menu, sport\n\n{TEXT}\n\nShare this.", skipped=(Span(0, 11),))
    draft = prepare(text)
    assert draft.paragraphs[0].text == "Ten men fled."
    assert [text.text[span.start : span.end] for span in draft.text.skipped] == [
        "Menu, sport",
        "Share this.",
    ]


def test_suggestions_that_would_leave_nothing_are_not_made() -> None:
    draft = prepare(source_text("a", "Share this article."))
    assert (draft.suggested, draft.text.skipped) == ((), ())


def test_a_text_of_the_same_id_replaces_the_article_and_says_what_changes() -> None:
    old = article(source_text("fled", TEXT), revision=3)
    new = "Two men fled.\n\nThe police came.\n\nThey left.\n\nХлеб подорожал."
    replaces = prepare(source_text("fled", new), old).replaces
    assert replaces is not None
    assert (replaces.article, replaces.unchanged) == (old, 2)
    assert [
        (change.old and change.old.text, change.new and change.new.text)
        for change in replaces.changes
    ] == [
        ("Ten men fled.", "Two men fled."),
        ("Nobody saw them.", None),
        (None, "Хлеб подорожал."),
    ]
    before, after = replaces.changes[0].old, replaces.changes[0].new
    assert before is not None
    assert after is not None
    assert (before.citation.revision, after.citation.revision) == (3, 4)


@pytest.mark.parametrize("field", ["origin", "url"])
def test_a_text_of_the_same_address_replaces_the_article_under_its_id(field: str) -> None:
    old = article(SourceText(replace(Source("old", "old.txt"), **{field: "https://x.org/a"}), TEXT))
    draft = prepare(
        SourceText(Source("new", "new.html", url="https://x.org/a"), TEXT + " All."), old
    )
    assert draft.text.source.id == "old"
    assert draft.replaces is not None
    assert draft.replaces.article is old


def test_a_text_with_no_paragraph_in_common_is_a_new_source_under_an_id_of_its_own() -> None:
    old = article(SourceText(Source("fled", "fled.txt", outlet="Meduza"), TEXT))
    bread = "Хлеб подорожал в четверг, и очереди выросли."
    draft = prepare(source_text("fled", bread), old, article(source_text("fled-2", "Соль.")))
    assert (draft.text.source.id, draft.text.source.outlet) == ("fled-3", None)
    assert (draft.replaces, draft.rivals) == (None, (old,))
    replacing = drafts.prepare(source_text("fled", bread), (old,), FakeEmbedder(), None, "fled")
    assert (replacing.text.source.id, replacing.text.source.outlet) == ("fled", "Meduza")
    assert replacing.replaces is not None


def test_a_text_with_a_paragraph_in_common_can_be_a_source_of_its_own_all_the_same() -> None:
    old = article(SourceText(Source("fled", "fled.txt", outlet="Meduza"), TEXT))
    text = source_text("fled", f"{TEXT}\n\nAll.")
    draft = drafts.prepare(text, (old,), FakeEmbedder(), None, AS_NEW)
    assert (draft.text.source.id, draft.text.source.outlet) == ("fled-2", None)
    assert (draft.replaces, draft.rivals) == (None, (old,))


def test_a_text_may_replace_the_article_that_it_is_an_edited_copy_of() -> None:
    long = " ".join(f"Ship {number} left the port of {number} at dawn." for number in range(9))
    old = article(source_text("held", long))
    draft = prepare(source_text("other", f"{long} It was late."), old)
    assert (draft.replaces, draft.rivals) == (None, (old,))


def test_an_article_that_is_reopened_gives_its_text_and_skips_what_it_skipped() -> None:
    text = f"Menu, sport\n\n{TEXT}\n\nOf our own."
    at, inside = text.index("Of our own."), text.index("men fled")
    source = Source("fled", "fled.txt", title="Ten flee", outlet="Meduza")
    skipped = (Span(0, 11), Span(inside, inside + 3), Span(at, at + 11))
    old = article(SourceText(source, text, skipped))
    draft = prepare(reopened(old), old)
    assert draft.text == SourceText(source, text, skipped)
    assert draft.skipped == (1, 7)
    assert draft.replaces is not None
    assert draft.replaces.changes == ()


def test_sources_without_an_address_do_not_have_the_same_address() -> None:
    assert prepare(source_text("new", TEXT), article(source_text("old", "Хлеб."))).replaces is None


def test_what_was_recorded_of_the_revision_replaced_is_kept_where_the_new_text_says_nothing() -> (
    None
):
    old = article(SourceText(Source("a", "a.txt", title="Old", outlet="Meduza", note="Cut."), TEXT))
    source = prepare(source_text("a", TEXT + " All.", title="New"), old).text.source
    assert (source.title, source.outlet, source.note) == ("New", "Meduza", "Cut.")
    assert source.language is None


def test_paragraphs_are_skipped_and_kept_as_in_the_revision_replaced() -> None:
    text = f"Share this article.\n\n{TEXT}\n\nOf our own."
    at = text.index("Of our own.")
    old = article(source_text("a", text, skipped=(Span(at, at + 11),)))
    draft = prepare(source_text("a", f"{text}\n\nRead more: Bread"), old)
    assert [(skip.number, skip.reason) for skip in draft.suggested] == [
        (6, "skipped_before"),
        (7, "asks_reader"),
    ]


def test_the_article_that_is_replaced_is_no_duplicate_of_its_new_text() -> None:
    same = article(source_text("other", TEXT))
    draft = prepare(source_text("a", TEXT), article(source_text("a", TEXT)), same)
    assert [copy.source.id for copy in draft.duplicates] == ["other"]


def test_language_is_not_guessed() -> None:
    assert prepare(source_text("a", "Солдат бежал ночью.")).text.source.language is None


def test_a_paragraph_that_is_skipped_can_be_quoted_for_the_card() -> None:
    draft = prepare(source_text("a", f"{TEXT}\n\nShare this article."))
    assert drafts.quote_paragraph(draft, 5).text == "Share this article."


def test_a_text_is_drafted_against_the_corpus(tmp_path: Path) -> None:
    publish(tmp_path, HELD)
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        draft = draft_text(source_text("copy", REPORT), (), None)
        again = draft_text(source_text("held", "Other."), (), "held")
    assert [copy.source.id for copy in draft.duplicates] == ["held"]
    assert draft.sought_rewordings
    assert again.replaces is not None
    assert again.replaces.article == article(HELD)


def test_a_further_article_stands_before_that_of_the_corpus(tmp_path: Path) -> None:
    publish(tmp_path, HELD)
    changed = article(source_text("held", "Voters stayed at home."))
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        draft = draft_text(source_text("copy", REPORT), [changed], None)
    assert draft.duplicates == ()


def test_without_an_index_of_this_model_no_rewordings_are_sought(tmp_path: Path) -> None:
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        assert not draft_text(HELD, (), None).sought_rewordings
    assert list(tmp_path.iterdir()) == []
    publish(tmp_path, HELD)
    with drafts.drafting(tmp_path, FakeEmbedder("b" * 64)) as draft_text:
        draft = draft_text(source_text("copy", REPORT), (), None)
    assert [copy.source.id for copy in draft.duplicates] == ["held"]
    assert not draft.sought_rewordings


def test_drafting_reads_the_articles_that_it_compares_and_no_others(tmp_path: Path) -> None:
    others = [source_text(f"other-{number}", f"Bread {number}.") for number in range(20)]
    publish(tmp_path, HELD, *others)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store:  # what reads them refuses
        store.execute("UPDATE revisions SET text = '' WHERE article_id <> 'held'")
        store.commit()
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        draft = draft_text(source_text("copy", REPORT), (), None)
    assert [copy.source.id for copy in draft.duplicates] == ["held"]
    assert draft.taken == {"held", *(text.source.id for text in others)}


MENU = "Morning news every day"


def with_menu(name: str) -> SourceText:
    """A text whose first line a moderator has left out."""
    return source_text(name, f"{MENU}\n\nBread {name}.", skipped=(Span(0, len(MENU)),))


@pytest.mark.parametrize("is_old", [False, True])
def test_a_line_that_was_skipped_in_other_articles_of_the_index_is_suggested_to_be_skipped(
    tmp_path: Path, is_old: bool
) -> None:
    reindex = Reindex(tmp_path, FakeEmbedder(), "fake", shard=2)
    build.publish(reindex, [with_menu("a"), with_menu("b"), with_menu("c"), HELD])
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as made:
        assert len(made.shards) > 1
    if is_old:
        forget_lines(tmp_path)
    new = source_text("new", f"{MENU}\n\nVoters stayed at home.")
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        (skip,) = draft_text(new, (), None).suggested
        changed = [article(source_text("c", "Bread."))]
        assert draft_text(new, changed, None).suggested == ()
        assert draft_text(replace(new, source=Source("c", "c.txt")), (), "c").suggested == (
            SuggestedSkip(1, "skipped_before"),
        )
    assert skip == SuggestedSkip(1, "elsewhere")


def forget_lines(data: Path) -> None:
    """Make the shards of a generation as earlier versions made them."""
    where = directory.path_of(data, 1)
    manifest = directory.read_manifest(data, 1)
    for name in manifest.shards:
        (where / name / "lines.npy").unlink()
        directory.finish(where / name, directory.read_shard(where / name, 1))
    directory.finish(where, manifest)


def test_the_article_at_an_address_is_found_in_the_index(tmp_path: Path) -> None:
    address = "https://paper.example/ferry"
    there = replace(HELD, source=replace(HELD.source, url=address))
    publish(tmp_path, there, source_text("z", "Bread."))
    new = replace(source_text("new", "All other words."), source=Source("new", address))
    with drafts.drafting(tmp_path, FakeEmbedder()) as draft_text:
        draft = draft_text(new, (), None)
        assert draft_text(replace(new, source=Source("new", "new.txt")), (), None).replaces is None
    assert draft.replaces is not None
    assert draft.replaces.article.id == "held"
    assert draft.text.source.id == "held"
