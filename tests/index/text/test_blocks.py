from index.records import Span
from index.text import blocks
from index.text.blocks import Piece


def test_a_blank_line_parts_pieces_and_a_wrapped_line_does_not() -> None:
    assert blocks.find("A title\n\nTwo wrapped\nlines.", ()) == (
        Piece(0, 7, block=0),
        Piece(9, 27, block=1),
    )


def test_lines_that_each_end_a_sentence_are_pieces_of_their_own() -> None:
    text = "One came.\nTwo came.\nThree came.\nFour came."
    found = [text[piece.start : piece.end] for piece in blocks.find(text, ())]
    assert found == ["One came.", "Two came.", "Three came.", "Four came."]


def test_a_markdown_heading_is_marked_and_stands_without_its_mark() -> None:
    assert blocks.find("## War\nIt began.", ()) == (
        Piece(3, 6, block=0, is_marked=True),
        Piece(7, 16, block=0),
    )


def test_no_piece_touches_a_skipped_range() -> None:
    assert blocks.find("One.\n\nShare\n\nTwo.", (Span(6, 11),)) == (
        Piece(0, 4, block=0),
        Piece(13, 17, block=1),
    )


def test_a_blank_range_has_no_visible_part() -> None:
    assert blocks.trim(" \u200b word\n", 0, 8) == Span(3, 7)
    assert blocks.trim(" \u200b \n", 0, 4) is None
