import numpy as np

from index.reading import layout
from index.reading.layout import Ends
from index.records import Span

ENDS = Ends(start=101, stop=102)
TWO_SENTENCES = (Span(0, 9), Span(10, 20))


def test_the_passage_begins_after_the_question_and_its_context() -> None:
    opening = layout.lay_out([7, 8], [5], [3, 4], ENDS)

    laid = layout.lay_out_passage(opening, [20, 21, 22], [0, 4, 10], TWO_SENTENCES)

    assert laid.ids == (101, 7, 8, 102, 5, 3, 4, 102, 20, 21, 22, 102)
    assert laid.begins == 8
    assert laid.owners.tolist() == [0, 0, 1]


def test_of_what_stands_before_only_the_end_is_laid_out() -> None:
    opening = layout.lay_out([], [], list(range(1000, 1060)), ENDS)

    assert opening == [101, 102, *range(1012, 1060), 102]


def test_a_passage_is_cut_off_where_there_is_no_room() -> None:
    laid = layout.lay_out_passage([101, 102, 102], [9] * 400, list(range(400)), TWO_SENTENCES)

    assert len(laid.ids) == layout.MOST_TOKENS
    assert laid.ids[-1] == ENDS.stop
    assert len(laid.owners) == layout.MOST_TOKENS - 4


def test_rows_are_padded_to_the_longest_and_typed_by_where_the_passage_begins() -> None:
    short = layout.lay_out_passage([101, 102, 102], [9], [0], TWO_SENTENCES)
    long = layout.lay_out_passage([101, 7, 102, 102], [9, 8], [0, 3], TWO_SENTENCES)

    ids, mask, types = layout.pad([short, long])

    assert ids.tolist() == [[101, 102, 102, 9, 102, 0, 0], [101, 7, 102, 102, 9, 8, 102]]
    assert mask.tolist() == [[1, 1, 1, 1, 1, 0, 0], [1] * 7]
    assert types.tolist() == [[0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1]]


def test_the_sentence_whose_tokens_fit_best_has_the_most_weight() -> None:
    laid = layout.lay_out_passage([101, 102, 102], [9, 8, 7], [0, 4, 10], TWO_SENTENCES)
    tokens = np.array([[0, 0]] * 3 + [[1, 0], [1, 2], [4, 0], [0, 0]], dtype=np.float32)

    said = layout.reading(laid, 2, 1.5, tokens)

    first, second = 1 + 0.5 * 2, 4 + 0.5 * 0
    share = 1 / (1 + np.exp(first - second))
    assert said.log_odds == 1.5
    np.testing.assert_allclose(said.weights, (1 - share, share))


def test_a_sentence_that_was_not_read_has_no_weight() -> None:
    laid = layout.lay_out_passage([101, 102, 102], [9], [0], TWO_SENTENCES)

    said = layout.reading(laid, 2, 0.0, np.zeros((5, 2), dtype=np.float32))

    assert said.weights[0] > 1 - 1e-12
