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


def test_a_row_keeps_its_empty_first_cells_and_prose_no_tab() -> None:
    text = "\tChecked\tCracked\n\nArrano\t\t2\n\n\t\t7\n\nIt fell.\n\n\tNobody was hurt.\n"
    found = [text[piece.start : piece.end] for piece in blocks.find(text, ())]
    assert found == ["\tChecked\tCracked", "Arrano\t\t2", "\t\t7", "It fell.", "Nobody was hurt."]


def test_a_row_in_part_skipped_begins_behind_what_is_skipped() -> None:
    assert blocks.find("\t\tOne\tTwo", (Span(0, 1),)) == (Piece(1, 9, block=0),)


def test_a_short_list_stands_under_the_line_that_leads_to_it() -> None:
    lead, entries = "The order names:", ["1. Close the quay.", "1.a) Wait.", "(b) Report."]
    together = "\n".join([lead, *entries])
    assert blocks.write(["It fell.", lead, *entries, "It is law."]) == (
        f"It fell.\n\n{together}\n\nIt is law."
    )
    assert [(piece.start, piece.end) for piece in blocks.find(together, ())] == [(0, len(together))]


def test_entries_stand_apart_under_a_heading_a_sentence_or_where_their_list_is_long() -> None:
    long = "1. " + "The quay of Arrano is closed to lorries. " * 20
    for lead, entry in (
        ("## Steps:", "1. Close."),
        ("It is law.", "1. Close."),
        ("The order names:", long),
    ):
        assert blocks.write([lead, entry]) == f"{lead}\n\n{entry}"
