from pathlib import Path

from fakes.corpus import FakeEmbedder, article, publish, source_text

from index.drafts.against import drafting

REPORT = "Ten men fled at night and nobody saw them until the police came. " * 3
HELD = source_text("held", REPORT)


def test_a_text_is_drafted_against_the_corpus(tmp_path: Path) -> None:
    publish(tmp_path, HELD)
    with drafting(tmp_path, FakeEmbedder()) as prepare:
        draft = prepare(source_text("copy", REPORT), ())
        again = prepare(source_text("held", "Other."), ())
    assert [copy.source.id for copy in draft.duplicates] == ["held"]
    assert draft.sought_rewordings
    assert again.replaces is not None
    assert again.replaces.article == article(HELD)


def test_a_further_article_stands_before_that_of_the_corpus(tmp_path: Path) -> None:
    publish(tmp_path, HELD)
    changed = article(source_text("held", "Voters stayed at home."))
    with drafting(tmp_path, FakeEmbedder()) as prepare:
        draft = prepare(source_text("copy", REPORT), [changed])
    assert draft.duplicates == ()


def test_without_an_index_of_this_model_no_rewordings_are_sought(tmp_path: Path) -> None:
    with drafting(tmp_path, FakeEmbedder()) as prepare:
        assert not prepare(HELD, ()).sought_rewordings
    assert list(tmp_path.iterdir()) == []
    publish(tmp_path, HELD)
    with drafting(tmp_path, FakeEmbedder("b" * 64)) as prepare:
        draft = prepare(source_text("copy", REPORT), ())
    assert [copy.source.id for copy in draft.duplicates] == ["held"]
    assert not draft.sought_rewordings
