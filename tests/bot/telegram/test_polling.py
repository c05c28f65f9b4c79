from bot.telegram.polling import Window


def test_the_offset_moves_past_an_update_only_when_all_before_it_are_dealt_with() -> None:
    window = Window()
    assert [window.add(update) for update in (7, 8, 9)] == [True, True, True]
    window.finish(8)
    assert (window.offset, window.open()) == (0, 2)
    window.finish(7)
    assert (window.offset, window.open()) == (9, 1)
    window.finish(9)
    assert (window.offset, window.open()) == (10, 0)


def test_an_update_that_comes_again_while_it_is_under_way_is_not_new() -> None:
    window = Window()
    assert [window.add(7), window.add(7)] == [True, False]
    window.add(6)
    window.finish(7)
    assert not window.add(7)


def test_ids_may_have_gaps() -> None:
    window = Window()
    for update in (7, 20):
        window.add(update)
    window.finish(7)
    assert window.offset == 8
    window.finish(20)
    assert window.offset == 21


def test_the_oldest_can_be_let_go_and_its_end_later_changes_nothing() -> None:
    window = Window()
    for update in (7, 8, 9):
        window.add(update)
    window.finish(8)
    assert window.let_go() == 1
    assert (window.offset, window.open()) == (9, 1)
    window.finish(7)
    assert (window.offset, window.open()) == (9, 1)


def test_all_that_were_overtaken_are_let_go_together_and_those_behind_stay() -> None:
    window = Window()
    for update in (7, 8, 9, 10, 11):
        window.add(update)
    window.finish(9)
    assert window.let_go() == 2
    assert (window.offset, window.open()) == (10, 2)


def test_where_none_was_overtaken_one_is_let_go_at_a_time() -> None:
    window = Window()
    for update in (7, 8, 9):
        window.add(update)
    assert window.let_go() == 1
    assert (window.offset, window.open()) == (8, 2)


def test_when_telegram_counts_anew_its_lower_ids_are_new() -> None:
    window = Window(offset=1000)
    assert window.add(5)
    window.finish(5)
    assert window.offset == 6
