import pytest

from bot.desk.typed.questions import ParsedQuestion
from bot.desk.typed.turns import (
    KEPT_SECONDS,
    Recent,
    RecentQuestions,
    Remark,
    followed,
    parted,
    remark,
)
from index.records import Filters

NOW = 1_000_000_000.0
BEFORE = ParsedQuestion("Why did Elena Popova leave Kherson?", Filters(outlet="Meduza"))


@pytest.mark.parametrize(
    ("typed", "together"),
    [
        ("And when?", "Why did Elena Popova leave Kherson, when?"),
        ("with whom?", None),
        ("where?", "Why did Elena Popova leave Kherson, where?"),
        ("а когда?", "Why did Elena Popova leave Kherson, когда?"),
        ("What did she say?", "Elena Popova, Kherson, What did she say?"),
        ("Did they arrest her", "Elena Popova, Kherson, Did they arrest her"),
        ("What did Orlov say about her?", None),  # names somebody
        ("What did the mother say happened to her son?", None),  # "her" is the mother's
        ("Why did the parents leave their house?", None),
        (
            "What did the mother say about her?",
            "Elena Popova, Kherson, What did the mother say about her?",
        ),
        ("Why did the father hit her?", "Elena Popova, Kherson, Why did the father hit her?"),
        (
            "Did the police read her letter?",
            "Elena Popova, Kherson, Did the police read her letter?",
        ),
        (
            "What did she say about the war?",
            "Elena Popova, Kherson, What did she say about the war?",
        ),
        ("Who won the World Cup?", None),
        ("is it true that the ferry sank", None),  # "it" may stand for nothing
        ("what did she say about the men who had fled from the army in winter", None),  # long
    ],
)
def test_a_follow_up_is_put_together_with_the_question_before(
    typed: str, together: str | None
) -> None:
    found = followed(ParsedQuestion(typed), BEFORE)
    assert (None if found is None else found.text) == together


def test_the_filters_of_the_question_before_go_on_unless_there_are_others() -> None:
    found = followed(ParsedQuestion("and when?"), BEFORE)
    assert found is not None
    assert found.filters == Filters(outlet="Meduza")
    own = followed(ParsedQuestion("and when?", Filters(after="2024")), BEFORE)
    assert own is not None
    assert own.filters == Filters(after="2024")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Who fled? Who stayed?", ["Who fled?", "Who stayed?"]),
        (
            "Who is Elena Popova and how old is she?",
            ["Who is Elena Popova", "Elena Popova, how old is she?"],
        ),
        ("Who fled and when did he come back?", ["Who fled", "Who fled, when did he come back?"]),
        ("Кто бежал и сколько людей осталось?", ["Кто бежал", "сколько людей осталось?"]),
        ("When and where did he flee?", ["When and where did he flee?"]),
        (
            "Who decided when and how the bridge fell?",
            ["Who decided when and how the bridge fell?"],
        ),
        ("What do Kyiv and Moscow say?", ["What do Kyiv and Moscow say?"]),
        ("I am writing about Kherson. Who fled?", ["I am writing about Kherson. Who fled?"]),
    ],
)
def test_two_questions_in_one_are_parted(typed: str, parts: list[str]) -> None:
    assert [part.text for part in parted(ParsedQuestion(typed))] == parts


def test_a_question_is_held_for_ten_minutes_in_its_own_chat() -> None:
    recent = RecentQuestions()
    token = recent.keep("chat", "ada", Recent(BEFORE, ("other",)), NOW)
    assert recent.before("chat", "ada", NOW + KEPT_SECONDS - 1) == BEFORE
    assert recent.of(token, "chat", NOW) == Recent(BEFORE, ("other",))
    assert recent.before("chat", "ada", NOW + KEPT_SECONDS) is None
    assert recent.of(token, "chat", NOW + KEPT_SECONDS) is None
    assert recent.of(token, "another", NOW) is None
    assert recent.before("chat", "bob", NOW) is None


def test_whoever_is_forgotten_asked_nothing() -> None:
    recent = RecentQuestions()
    recent.keep("chat", "ada", Recent(BEFORE), NOW)
    recent.forget("ada")
    assert recent.before("chat", "ada", NOW) is None


def test_questions_that_are_too_old_are_dropped_when_another_is_held() -> None:
    recent = RecentQuestions()
    old = recent.keep("chat", "ada", Recent(BEFORE), NOW)
    recent.keep("chat", "bob", Recent(BEFORE), NOW + KEPT_SECONDS)
    assert recent.of(old, "chat", NOW) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Hello!", Remark("greeting")),
        ("Добрый день", Remark("greeting")),
        ("привіт 👋", Remark("greeting")),
        ("Thanks a lot!", Remark("thanks")),
        ("дуже дякую", Remark("thanks")),
        ("more", Remark("more")),
        ("Ещё", Remark("more")),
        ("context [2]", Remark("context", 2)),
        ("Контекст 3", Remark("context", 3)),
        ("джерело", Remark("source", 1)),
        ("https://example.org/a?b=c#d", Remark("link", text="https://example.org/a?b=c#d")),
        ("help", Remark("command", text="help")),
        ("Sources", Remark("command", text="sources")),
    ],
)
def test_what_is_no_question_is_told_by_what_it_is(written: str, expected: Remark) -> None:
    assert remark(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "hello, who was arrested?",
        "who said thanks",
        "Who said hello?",
        "context of the fire",
        "more soldiers",
        "help for deserters",
        "see https://example.org/a",
        "?!",
        "",
    ],
)
def test_what_may_be_a_question_is_none_of_these(written: str) -> None:
    assert remark(written) is None
