import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from conftest import FirstUse
from fakes.commands.shell import CHECKOUT, FLED, Shell, files_below

from bot.cli.main import add_commands, pullquote
from index.generation import vectors
from index.generation.directory import path_of, read_manifest
from index.store.store import read_corpus

NOT_THERE = "there is no index in {} yet; make one with: pullquote reindex FOLDER"


add_commands()


def every_command(
    group: click.Group = pullquote, above: tuple[str, ...] = ()
) -> list[tuple[str, ...]]:
    names: list[tuple[str, ...]] = []
    for name, command in sorted(group.commands.items()):
        names.append((*above, name))
        if isinstance(command, click.Group):
            names += every_command(command, (*above, name))
    return names


# The commands and their help

_GROUPS = {("cluster",), ("people",), ("saved",), ("sources",), ("golden",)}


def test_the_commands_are_those_that_people_and_scripts_rely_on() -> None:
    assert [" ".join(names) for names in every_command()] == [
        "ask",
        "audit",
        "batch",
        "chat",
        "cluster",
        "cluster add-host",
        "cluster drain",
        "cluster start",
        "cluster status",
        "diff",
        "doctor",
        "export",
        "golden",
        "golden add",
        "golden list",
        "golden measure",
        "golden remove",
        "history",
        "matrix",
        "migrate",
        "people",
        "people grant",
        "people invite",
        "people list",
        "people login",
        "people revoke",
        "reindex",
        "saved",
        "saved add",
        "saved drop",
        "saved list",
        "serve",
        "settings",
        "sources",
        "sources add",
        "sources check",
        "sources edit",
        "sources list",
        "sources remove",
        "sources rename",
        "sources show",
        "status",
        "telegram",
        "undo",
        "verify",
    ]


@pytest.mark.parametrize("names", every_command(), ids=" ".join)
def test_help_says_what_a_command_does_and_where_the_data_is(
    shell: Shell, names: tuple[str, ...]
) -> None:
    ran = shell.run(*names, "--help")
    usage, _, says, *_ = ran.out.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert usage.startswith(f"Usage: pullquote {' '.join(names)} ")
    assert says.startswith("  ")
    assert says[2].isupper()
    assert ("--data DIR" in ran.out) == (names not in _GROUPS)


def test_without_a_command_the_help_is_shown_laid_out(shell: Shell) -> None:
    ran = shell.run()
    assert (ran.code, ran.out) == (2, "")
    assert "\n  To try it on the five demonstration articles: pullquote chat\n" in ran.err
    assert shell.run("sources").err.startswith("Usage: pullquote sources ")


# What cannot run says so in one line


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("nosuch", "No such command 'nosuch'. (see: pullquote --help)"),
        ("status --xyzzy", "No such option '--xyzzy'. (see: pullquote status --help)"),
        ("ask", "Missing argument 'QUESTION'. (see: pullquote ask --help)"),
        ("sources nosuch", "No such command 'nosuch'. (see: pullquote sources --help)"),
        ("sources add", "Missing argument 'PATH_OR_URL…'. (see: pullquote sources add --help)"),
        ("reindex nosuch", "nosuch: there is no such folder; check the path"),
        ("reindex file.txt", "file.txt: is not a folder; name the folder that holds it"),
        (
            "batch nosuch.txt",
            "Invalid value for 'FILE': File 'nosuch.txt' does not exist."
            " (see: pullquote batch --help)",
        ),
        (
            "status --data file.txt",
            "Invalid value for '--data': Directory 'file.txt' is a file."
            " (see: pullquote status --help)",
        ),
    ],
)
def test_a_command_line_that_is_wrong_is_refused_in_one_line(
    shell: Shell, words: str, line: str
) -> None:
    (shell.folder / "file.txt").write_text("x")
    assert shell.run(*words.split()).refusal == line


@pytest.mark.parametrize(
    "words",
    [
        *("ask who", "batch q.txt", "history", "status", "undo"),
        *("sources list", "sources check", "sources show a", "sources remove a"),
    ],
)
def test_without_an_index_the_command_that_makes_one_is_named(shell: Shell, words: str) -> None:
    Path("q.txt").write_text("Кто?\n")
    before = files_below(shell.data)
    assert shell.run(*words.split()).refusal == NOT_THERE.format(shell.data)
    assert files_below(shell.data) == before


def test_the_data_option_goes_before_the_variable(shell: Shell) -> None:
    other = shell.folder / "other"
    assert shell.run("status", "--data", str(other)).refusal == NOT_THERE.format(other)
    assert not other.exists()


def test_a_misspelt_variable_is_refused(indexed: Shell) -> None:
    indexed.set("PULLQUOTE_QUOTE", "2")
    assert indexed.run("status").refusal == (
        "there is no setting PULLQUOTE_QUOTE; did you mean PULLQUOTE_QUOTES?"
    )


def test_a_broken_env_file_is_refused(indexed: Shell) -> None:
    Path(".env").write_text("PULLQUOTE_QUOTES=2\n= 3\n")
    assert indexed.run("status").refusal == (
        ".env line 2 is not NAME=value; mend or delete the line"
    )


@pytest.mark.parametrize("words", ["reindex articles", "sources add articles/fled.txt", "chat"])
def test_a_data_directory_that_cannot_be_written_is_refused(shell: Shell, words: str) -> None:
    shell.write(fled=FLED)
    below = shell.folder / "articles" / "fled.txt" / "data"
    ran = shell.run(*words.split(), "--data", str(below))
    assert ran.code == 2
    assert "is live" not in ran.out
    assert ran.err.splitlines()[-1] == (
        f"pullquote: cannot write to the data directory {below}: Not a directory;"
        " name another with --data DIR"
    )


@pytest.mark.parametrize(
    "words",
    [
        "status --data {}",
        "sources add {}",
        "reindex {}",
        "batch q.txt -o {}.csv",
        "ask x --data {}",
    ],
)
def test_a_path_that_is_too_long_is_refused(indexed: Shell, words: str) -> None:
    Path("q.txt").write_text("Кто бежал?")
    assert indexed.run(*words.format("x" * 300).split()).refusal.endswith("File name too long")


def test_a_model_that_is_not_there_is_refused(indexed: Shell) -> None:
    indexed.set("PULLQUOTE_MODEL", "./nosuch")
    assert indexed.run("ask", "Кто бежал?").refusal == (
        "the model folder ./nosuch is not there; mend PULLQUOTE_MODEL"
    )


def test_a_damaged_index_is_refused_with_the_command_that_mends_it(indexed: Shell) -> None:
    path = path_of(indexed.data, 1) / vectors.FILE_NAME
    size = path.stat().st_size
    path.write_bytes(b"")
    assert indexed.run("ask", "Кто бежал?").refusal == (
        f"generation 1 is damaged: {path} has 0 bytes instead of {size};"
        " mend it with: pullquote reindex (or go back with: pullquote undo)"
    )
    assert indexed.run("reindex").code == 0
    assert indexed.run("ask", "Кто бежал?").code == 0
    checked = indexed.run("doctor").out.splitlines()  # the model of these tests does not run
    assert [line[:4] for line in checked] == ["FAIL", *["ok  "] * 10]


# As a process of its own


def test_a_pipe_that_is_closed_early_is_no_error(indexed: Shell) -> None:
    questions = Path("q.txt")
    questions.write_text("Кто бежал ночью?\n" * 300)  # more than a pipe holds
    with indexed.start("batch", "q.txt") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"question": ')
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_chat_whose_reader_has_gone_is_no_error(indexed: Shell) -> None:
    with indexed.start("chat") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        _, err = process.communicate("Кто бежал?\n".encode() * 9)
    assert (process.returncode, err) == (0, b"")


def test_an_interruption_ends_in_one_line_and_the_code_that_shells_know(indexed: Shell) -> None:
    with indexed.start("chat") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"Pullquote quotes")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert (process.returncode, err) == (130, b"\npullquote: interrupted, nothing was lost\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is full")
def test_output_that_cannot_be_written_is_refused_in_one_line(indexed: Shell) -> None:
    with Path("/dev/full").open("wb") as full:
        process = indexed.start("history", stdout=full.fileno())
        _, err = process.communicate()
    assert (process.returncode, err) == (
        2,
        b"pullquote: the output cannot be used: No space left on device\n",
    )


def test_a_file_name_that_is_no_text_is_named_in_the_refusal(indexed: Shell) -> None:
    process = indexed.start("sources", "add", os.fsdecode(b"\xff.txt"))
    _, err = process.communicate()
    assert process.returncode == 2
    assert err.startswith(b"problem: \\udcff.txt: has a name with characters that")


@pytest.mark.usefixtures("indexed")
def test_a_chat_without_standard_input_ends_at_once() -> None:
    ran = subprocess.run(
        [
            "/bin/sh",
            "-c",
            '"$0" -c "from bot.cli.main import main; main()" chat <&-',
            sys.executable,
        ],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


# With the model


@pytest.mark.model
def test_the_first_chat_indexes_the_seeds_and_answers_from_them(first_use: FirstUse) -> None:
    assert first_use.code == 0
    assert first_use.err.splitlines() == [
        "First use: indexing the five demonstration articles (a few seconds) …",
        "Preparing the reader, once (some twenty seconds) …",
        f"Done: {searched_paragraphs(first_use.data)} paragraphs."
        " Your own articles: pullquote reindex FOLDER",
    ]
    assert "\n[1] ▎ " in first_use.out
    helped = "Get Lost has been operating for about a year and has helped 600 men desert the army."
    assert helped in first_use.out
    assert "\x1b" not in first_use.out
    assert first_use.out.endswith("\n? quit\nGoodbye.\n")


@pytest.mark.model
def test_a_second_chat_that_begins_at_the_same_moment_waits_and_answers_the_same(
    first_use: FirstUse,
) -> None:
    out, err = first_use.beside
    assert out == first_use.out
    first, *waited = err.splitlines()
    assert first == "First use: indexing the five demonstration articles (a few seconds) …"
    assert set(waited) <= {
        "Preparing the reader, once (some twenty seconds) …",
        "Another process is doing so; waiting for it …",
    }


@pytest.mark.model
def test_ask_json_in_a_process_of_its_own_gives_offsets_that_reproduce_the_quote(
    shell: Shell, first_use: FirstUse
) -> None:
    shell.set("PULLQUOTE_MODEL", "")
    question = "How many men has Get Lost helped to desert?"
    process = shell.start("ask", "--json", question, "--data", str(first_use.data))
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    quote = json.loads(out)["quotes"][0]
    article = next(
        one for one in read_corpus(first_use.data).articles if one.id == quote["article"]["id"]
    )
    assert article.text[quote["start"] : quote["end"]] == quote["text"]
    assert (quote["sha256"], quote["article"]["revision"]) == (article.sha256, 1)
    assert "600 men" in quote["text"]


def searched_paragraphs(data: Path) -> int:
    return read_manifest(data, 1).paragraphs
