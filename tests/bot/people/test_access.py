from bot.people.access import Access, QuestionLimit

ACCESS = Access(frozenset({"1"}), frozenset({"2"}), frozenset({"-10"}))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_person_has_the_role_that_the_settings_give_them() -> None:
    assert [ACCESS.role(person) for person in ("1", "2", "3")] == ["moderator", "journalist", None]


def test_a_moderator_named_as_journalist_too_is_a_moderator() -> None:
    assert Access(frozenset({"1"}), frozenset({"1"}), frozenset()).role("1") == "moderator"


def test_only_people_with_a_role_are_let_into_a_chat_of_their_own() -> None:
    assert [ACCESS.lets_in(person, None) for person in ("1", "2", "3")] == [True, True, False]


def test_in_an_allowed_group_everybody_may_ask_and_in_another_nobody() -> None:
    assert ACCESS.lets_in("3", "-10")
    assert not ACCESS.lets_in("1", "-11")


def test_access_is_empty_only_if_nobody_is_let_in() -> None:
    nobody: frozenset[str] = frozenset()
    assert Access(nobody, nobody, nobody).is_empty()
    assert not Access(nobody, nobody, frozenset({"-10"})).is_empty()


def test_a_question_too_many_is_refused_once_and_then_refused_again() -> None:
    limit = QuestionLimit(2, Clock())
    verdicts = [limit.count("a") for _ in range(4)]
    assert verdicts == ["allowed", "allowed", "refused", "refused again"]


def test_each_person_is_counted_alone() -> None:
    limit = QuestionLimit(1, Clock())
    assert [limit.count("a"), limit.count("b")] == ["allowed", "allowed"]


def test_a_question_is_counted_for_five_minutes() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock)
    limit.count("a")
    clock.now += 299.0
    assert (limit.count("a"), limit.wait_seconds("a")) == ("refused", 1.0)
    clock.now += 1.0
    assert (limit.wait_seconds("a"), limit.count("a")) == (0.0, "allowed")


def test_something_can_be_counted_for_an_hour() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock, 3600.0)
    limit.count("a")
    clock.now += 3599.0
    assert (limit.count("a"), limit.wait_seconds("a")) == ("refused", 1.0)


def test_who_was_allowed_again_is_told_again() -> None:
    clock = Clock()
    limit = QuestionLimit(1, clock)
    assert [limit.count("a"), limit.count("a")] == ["allowed", "refused"]
    clock.now += 300.0
    assert [limit.count("a"), limit.count("a")] == ["allowed", "refused"]


def test_a_group_is_let_in_under_its_new_id_too_and_one_that_was_not_is_not() -> None:
    moved = ACCESS.following({"-10": "-10010", "-20": "-10020"})
    assert moved.groups == frozenset({"-10", "-10010"})
    assert (moved.lets_in("9", "-10010"), moved.lets_in("9", "-10020")) == (True, False)
    assert (moved.moderators, moved.journalists) == (ACCESS.moderators, ACCESS.journalists)
