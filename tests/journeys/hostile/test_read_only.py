"""A data directory in which nothing may be written: whoever only reads it is answered all the same.

It may be a backup, a snapshot, a disk that was mounted read-only after an error.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.commands.judging import COMMANDS, furnish, learn, run
from fakes.commands.shell import Shell, files_below
from fakes.processes.rights import only_own_rights
from fakes.telegram_bot.moderators import Moderating, buttons
from fakes.telegram_bot.served import open_desk, publish_corpus, served, serving, wait_until

_CHANGING = (("sources", "add", "articles/titled.txt", "--yes"), ("undo",))
_PEOPLE = ("people", "list", "--json")
_DOCTOR = ("doctor",)
_STORES = ("answered.sqlite", "chats.sqlite", "moderation.sqlite", "people.sqlite")


@pytest.fixture
def protected(indexed: Shell) -> Shell:
    furnish(indexed)
    learn(indexed)  # all that a command imports, and what it keeps at its first run, is there
    _protect(indexed.data)
    return indexed


def test_whoever_reads_a_directory_that_cannot_be_written_is_answered(protected: Shell) -> None:
    reading = [command for command in COMMANDS if command not in (*_CHANGING, _PEOPLE)]
    said = {command: run(protected, command) for command in reading}
    with only_own_rights():
        with pytest.raises(PermissionError):
            Path(protected.data, "x").touch()
        for command in reading:
            ran = run(protected, command)
            assert (ran.code, ran.err) == (said[command].code, said[command].err), command
            if command != _DOCTOR:
                assert ran.out == said[command].out
        unwritable = run(protected, _DOCTOR).out.splitlines()
    assert [ran.code for ran in said.values()] == [0] * 9 + [1]  # the model does not run here
    differing = set(unwritable) - set(said[_DOCTOR].out.splitlines())
    (line,) = (line for line in differing if "MB free" not in line)
    assert f"nothing can be written to {protected.data}" in line


def test_a_change_of_it_is_refused_in_one_line(protected: Shell) -> None:
    with only_own_rights():
        for command in _CHANGING:
            ran = run(protected, command)
            assert (ran.code, ran.err.count("\n")) == (2, 1)
            assert "cannot" in ran.err
            assert "--data DIR" in ran.err


def _protect(data: Path) -> None:
    for path in [data, *data.rglob("*")]:
        path.chmod(0o500 if path.is_dir() else 0o400)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.mark.parametrize("is_first_start", [True, False])
def test_a_bot_that_may_write_nothing_starts_and_answers_without_new_buttons_and_says_so_once(
    server: BotApiServer, tmp_path: Path, is_first_start: bool, caplog: pytest.LogCaptureFixture
) -> None:
    publish_corpus(tmp_path)
    ada = Moderating(server)
    if not is_first_start:
        with served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
            (earlier,) = ada.talk.gets("sailor")
    _protect(tmp_path)
    before = files_below(tmp_path)
    caplog.clear()
    with only_own_rights(), served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
        for question in ("sailor", "captain", "sailor"):
            (answer,) = ada.talk.gets(question)
            assert "[1] " in answer.text
            assert buttons(answer) == []
        if not is_first_start:  # what was kept before is known still
            assert ada.talk.opens(earlier, "Context 1").text.startswith("The paragraphs")
        (refused,) = ada.sends("storm.txt", b"The storm broke the pier.\n")
        assert refused.text.startswith("That failed, nothing was lost:")
        (refused,) = ada.talk.gets("/invite")
        assert refused.text.startswith("That failed, nothing was lost:")
        wait_until(lambda: server.pending_updates() == 0)
    assert files_below(tmp_path) == before
    told = [record.getMessage() for record in caplog.records if record.levelname != "INFO"]
    for name in _STORES:
        assert len([line for line in told if f"{tmp_path / name} " in line]) == 1, told
    assert len(told) == len(set(told)), told
    assert not [record for record in caplog.records if record.exc_info]
