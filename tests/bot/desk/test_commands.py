import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.speaking import ENGLISH
from fakes.telegram_bot.served import open_desk, publish_corpus

from bot.desk import commands
from bot.desk.commands import TABLE
from bot.desk.desk import Desk
from bot.replies import Command, Role, Say
from bot.sentences.say import sentence

ALL = [known.name for known in TABLE]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    publish_corpus(tmp_path)
    with closing(open_desk(tmp_path)) as opened:
        yield opened


def given(name: str, role: Role | None) -> Command:
    return Command(name, "", "chat", "ada", role)


def names(menu: commands.Menu) -> list[str]:
    return [name for name, _ in commands.menu(menu)]


def test_no_command_stands_in_the_table_twice() -> None:
    assert len(set(ALL)) == len(ALL)


def test_a_group_is_shown_how_to_ask_and_a_moderator_everything() -> None:
    checks = ["verify", "quote", "quotes", "save", "saved", "drop", "export"]
    private = ["ask", "sources", "source", *checks, "help", "about", "privacy", "forget"]
    assert names("groups") == ["ask", "sources", "help"]
    assert names("private chats") == private
    assert names("moderators") == [name for name in ALL if name not in ("login", "start")]
    assert names("moderators")[-len(private) :] == private


def test_a_menu_says_what_each_command_does() -> None:
    assert next(commands.menu("groups")) == ("ask", sentence("command_ask"))


def test_what_changes_the_corpus_or_people_is_answered_to_moderators_alone() -> None:
    assert commands.answered_by(given("add", "moderator")) == "moderation"
    assert commands.answered_by(given("grant", "moderator")) == "people"
    assert commands.answered_by(given("ask", "moderator")) == "desk"
    assert [name for name in ALL if commands.answered_by(given(name, None)) is None] == [
        name for name in ALL if commands.answered_by(given(name, "journalist")) is None
    ]
    assert commands.answered_by(given("add", "journalist")) is None
    assert commands.answered_by(given("weather", "moderator")) is None


def test_a_group_may_be_asked_what_everybody_may_ask_and_be_let_in_there() -> None:
    assert [name for name in ALL if commands.is_for_groups(name)] == [
        "allow",
        "disallow",
        *names("private chats"),
        "login",  # which is answered there with where to ask for it
        "start",
    ]


def test_a_misspelt_command_is_answered_with_one_that_whoever_gave_it_may_give() -> None:
    assert commands.unknown_words(given("sorces", None)) == sentence(
        "unknown_command", name="sorces", near="sources"
    )
    assert commands.unknown_words(given("invit", "moderator")) == sentence(
        "unknown_command", name="invit", near="invite"
    )
    assert commands.unknown_words(given("invit", "journalist")) == sentence(
        "unlike_any_command", name="invit"
    )


@pytest.mark.parametrize("name", [known.name for known in TABLE if known.answered_by == "desk"])
def test_the_desk_answers_every_command_that_is_the_desks(desk: Desk, name: str) -> None:
    (first, *_) = desk.command(given(name, "moderator")).reply.blocks
    assert isinstance(first, Say)
    assert "There is no command" not in ENGLISH(first.words)


def test_help_names_every_command_that_a_menu_lists(desk: Desk) -> None:
    shown = desk.command(given("help", "moderator")).reply.blocks
    helped = "\n".join(ENGLISH(block.words) for block in shown if isinstance(block, Say))
    named = set(re.findall(r"/(\w+)", helped))
    assert named == set(names("moderators")) - {"help"}
