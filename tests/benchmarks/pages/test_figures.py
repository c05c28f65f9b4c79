from benchmarks.pages.figures import Words, compare_date, squeezed, words_of


def test_words_are_counted_by_whether_their_passage_stands_in_the_text() -> None:
    text = squeezed("The bridge fell. Share this!")
    words = words_of(text, ["The bridge fell", "Nobody was hurt"], ["Share this", "Home"])
    assert words == Words(found=3, wrong=2, lost=3)
    assert (words.precision, words.recall) == (0.6, 0.5)


def test_a_part_of_a_date_is_right_and_another_day_is_wrong() -> None:
    found = [compare_date("2024-06-30", given) for given in ("2024-06", "2024-06-29", None)]
    assert found == ["right", "wrong", "unknown"]
