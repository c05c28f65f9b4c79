import json
from dataclasses import replace

from index.records import Article, Damage, Source, SourceText, Span
from index.store.proofs import (
    is_as_wanted,
    is_text_whole,
    prove,
    prove_article,
    read_article,
    skipped_json,
    source_json,
)

SOURCE = Source("a", "a.txt", title="Їжак «1»", published="2024-06")
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of no text at all
ARTICLE = Article("a", 2, SOURCE, "", DIGEST, (Span(0, 1),))
ROW = (b"a", 2, source_json(SOURCE).encode(), b"[[0, 1]]", DIGEST.encode())
TEXT = "the text of a revision 2"
FIELDS = "the fields of a revision 2"


def test_a_source_is_read_as_it_was_written() -> None:
    assert Source(**json.loads(source_json(SOURCE))) == SOURCE


def test_the_json_of_a_source_holds_every_field_in_order() -> None:
    assert source_json(SOURCE) == (
        '{"id": "a", "origin": "a.txt", "title": "Їжак «1»", "outlet": null, "author": null,'
        ' "published": "2024-06", "url": null, "language": null, "note": null}'
    )


def test_skipped_ranges_are_written_as_pairs() -> None:
    assert skipped_json(ARTICLE) == "[[0, 1]]"


def test_an_article_is_read_from_its_row_where_text_and_fields_fit_their_digests() -> None:
    assert prove(ROW) == prove_article(ARTICLE)
    assert read_article(ROW, b"", prove_article(ARTICLE), is_proved=True) == ARTICLE


def test_a_text_is_whole_only_as_it_was_written() -> None:
    assert is_text_whole(DIGEST.encode(), b"")
    assert not is_text_whole(DIGEST.encode(), b"x")
    assert not is_text_whole(None, b"")
    assert not is_text_whole(DIGEST.encode(), None)


def test_a_changed_text_is_damage() -> None:
    assert read_article(ROW, b"\xff", prove(ROW), is_proved=True) == Damage("a", TEXT)


def test_any_changed_field_is_damage() -> None:
    for column, changed in enumerate([b"b", 3, b"{}", b"[]"]):
        row = (*ROW[:column], changed, *ROW[column + 1 :])
        found = read_article(row, b"", prove(ROW), is_proved=True)
        assert isinstance(found, Damage)
        assert found.what.startswith("the fields of ")


def test_where_a_generation_has_proofs_a_row_without_one_is_damage() -> None:
    assert read_article(ROW, b"", None, is_proved=True) == Damage("a", FIELDS)
    assert read_article(ROW, b"", None, is_proved=False) == ARTICLE


def test_what_no_version_wrote_is_damage_also_without_a_proof() -> None:
    for source in (b"[", b"[]", b"{}", b'{"id": "a", "new": 1}', b'{"id": "b", "origin": "x"}'):
        row = (*ROW[:2], source, *ROW[3:])
        assert read_article(row, b"", None, is_proved=False) == Damage("a", FIELDS)
    for skipped in (b"7", b"[[1]]", b'[["x", "y"]]', b"[" * 9000, b"\xff"):
        row = (*ROW[:3], skipped, ROW[4])
        assert read_article(row, b"", None, is_proved=False) == Damage("a", FIELDS)


def test_a_row_is_as_wanted_only_where_text_fields_and_proof_are() -> None:
    wanted, proof = SourceText(SOURCE, "", (Span(0, 1),)), prove_article(ARTICLE)
    assert is_as_wanted(ROW, b"", proof, wanted)
    assert not is_as_wanted(ROW, b"x", proof, wanted)
    assert not is_as_wanted(ROW, b"", b"x", wanted)
    assert not is_as_wanted((*ROW[:4], b"x"), b"", proof, wanted)
    assert not is_as_wanted(ROW, b"", proof, replace(wanted, skipped=()))
    assert not is_as_wanted(ROW, b"", proof, replace(wanted, source=replace(SOURCE, note="seen")))
