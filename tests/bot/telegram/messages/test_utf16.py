from bot.telegram.messages import utf16


def test_an_emoji_counts_two_and_a_joined_one_the_sum_of_its_parts() -> None:
    assert [utf16.length(text) for text in ("", "ё", "😀", "👩\u200d🚀")] == [0, 1, 2, 5]


def test_offsets_are_given_for_every_character_and_the_end() -> None:
    assert utf16.offsets("a😀b") == (0, 1, 3, 4)
    assert utf16.offsets("") == (0,)


def test_a_lone_surrogate_counts_one() -> None:
    assert utf16.length("\ud83d") == 1
    assert utf16.offsets("\ud83d") == (0, 1)
