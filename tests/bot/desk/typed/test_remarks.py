import pytest

from bot.desk.typed.remarks import Remark, remark


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
