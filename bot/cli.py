"""The command line: asking; and what every command shares: one clear line when it cannot run."""

import io
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from bot import (
    cli_audit,
    cli_corpus,
    cli_diff,
    cli_golden,
    cli_history,
    cli_people,
    cli_serve,
    cli_sources,
    json_output,
    render,
    replies,
    responder,
    terminal_chat,
    wiring,
)
from bot.cli_options import data_option, json_option
from bot.progress import progress_bar
from bot.questions import parse as parse_question
from bot.settings import SettingsRefused
from index.ask import Asker
from index.errors import BadQuestion, PullquoteError

_CHECK_FAILED = 1
_COULD_NOT_RUN = 2
_INTERRUPTED = 130  # what shells expect after Ctrl-C


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pullquote")
def pullquote() -> None:
    """Answer questions from your own articles, quoted word for word and cited.

    To try it on the five demonstration articles: pullquote chat

    To use your own: pullquote reindex FOLDER
    """


@pullquote.command()
@data_option
def chat(data: Path | None) -> None:
    """Ask in the terminal; over the demonstration articles until you reindex your own."""
    chosen = wiring.load_settings(data)
    wiring.index_seeds_at_first(chosen)
    console = Console(highlight=False)
    typed = sys.stdin is not None and sys.stdin.isatty()
    lines = terminal_chat.typed_lines(console) if typed else (sys.stdin or ())
    with closing(wiring.make_asker(chosen)) as asker:
        talking = responder.Responder(asker, chosen.quotes)
        terminal_chat.talk(talking, lines, console, chosen.language)


@pullquote.command()
@click.argument("words", metavar="QUESTION", nargs=-1, required=True)
@json_option
@data_option
def ask(words: tuple[str, ...], as_json: bool, data: Path | None) -> None:
    """Ask one QUESTION and print the quotes that answer it."""
    question = _as_text(" ".join(words))
    chosen = wiring.load_settings(data)
    with closing(wiring.make_asker(chosen)) as asker:
        if as_json:
            _write_answer(asker, question, chosen.quotes, sys.stdout, ".jsonl")
            return
        talking = responder.Responder(asker, chosen.quotes)
        reply = talking.ask(replies.Incoming("ask", "ask", question, chosen.language))
        render.print_reply(reply, Console(highlight=False), chosen.language)


@pullquote.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answers to this .jsonl or .csv file instead of printing them.",
)
@data_option
def batch(file: Path, output: Path | None, data: Path | None) -> None:
    """Ask every question in FILE (.csv, .jsonl or .txt); one JSON object a line comes out."""
    chosen = wiring.load_settings(data)
    if output is not None:
        _check_output(output, file)
    questions = json_output.read_questions(file)
    with closing(wiring.make_asker(chosen)) as asker:
        if output is None:
            answered = _answer_all(asker, questions, chosen.quotes, sys.stdout, ".jsonl")
        else:
            answered = _answer_into(output, asker, questions, chosen.quotes)
            click.echo(f"{answered} questions answered, written to {output}", err=True)
    if answered < len(questions):
        sys.exit(_CHECK_FAILED)


for one in (
    cli_sources.sources,
    cli_people.people,
    cli_corpus.reindex,
    cli_golden.golden,
    cli_history.history,
    cli_history.undo,
    cli_diff.diff,
    cli_audit.audit_log,
    cli_corpus.status,
    cli_corpus.doctor,
    cli_serve.telegram,
):
    pullquote.add_command(one)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the check it ran failed, 2 it could not run."""
    _use_utf8()
    try:
        _run(list(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\npullquote: interrupted, nothing was lost", err=True)
        sys.exit(_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(_COULD_NOT_RUN)
    except BrokenPipeError:
        # Whoever read our output has enough, as `head` has: not an error.
        _drop_output()
    except (click.ClickException, PullquoteError, SettingsRefused, OSError) as error:
        click.echo(f"pullquote: {' '.join(_worded(error).split())}", err=True)
        sys.exit(_COULD_NOT_RUN)
    sys.exit(0)


def _use_utf8() -> None:
    # Articles hold what the terminal's code page may lack; a quote must not stop at it. File names
    # may hold what is no text at all, and so may a pipe that we read.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "replace" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding="utf-8", errors=errors)


def _run(arguments: list[str]) -> None:
    # Not `pullquote.main`, which takes a closed pipe for a failure.
    with pullquote.make_context("pullquote", arguments) as context:
        pullquote.invoke(context)
    if sys.stdout is not None:
        sys.stdout.flush()  # here, where an error can still be told


def _drop_output() -> None:
    """Let what cannot be written any more go nowhere, so that Python does not complain at exit."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _worded(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        command = "pullquote" if context is None else context.command_path
        return f"{error.format_message()} (see: {command} --help)"
    if isinstance(error, OSError):
        # A full disk, a path that is too long: what cannot be foreseen at every place.
        if error.filename is None:
            _drop_output()
        return f"{error.filename or 'the output'} cannot be used: {error.strerror}"
    return str(error)


def _as_text(argument: str) -> str:
    """Replace the bytes of an argument that are no UTF-8, which Python smuggles in."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _check_output(output: Path, questions: Path) -> None:
    if output.suffix.lower() not in json_output.WRITTEN_SUFFIXES:
        raise BadQuestion(f"cannot write {output}: name a file that ends in .jsonl or .csv")
    if output.exists() and output.samefile(questions):
        raise BadQuestion(f"{output} holds the questions; name another file for the answers")


def _answer_into(output: Path, asker: Asker, questions: Sequence[str], limit: int) -> int:
    """Write beside the file and then rename, so that an interruption leaves no half file."""
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            answered = _answer_all(asker, questions, limit, stream, output.suffix.lower())
        partial.replace(output)
    except OSError as error:
        raise BadQuestion(f"cannot write {output}: {error.strerror}") from error
    return answered


def _answer_all(
    asker: Asker, questions: Sequence[str], limit: int, stream: TextIO, suffix: str
) -> int:
    """Answer what can be asked and return how many; what cannot is told on stderr."""
    json_output.write_heading(stream, suffix)
    answered = 0
    with progress_bar() as progress:
        for done, question in enumerate(questions, 1):
            try:
                _write_answer(asker, question, limit, stream, suffix)
                answered += 1
            except BadQuestion as error:
                click.echo(f"not asked: {question[:60]!r}: {error}", err=True)
            if progress is not None:
                progress("asking", done, len(questions))
    return answered


def _write_answer(asker: Asker, question: str, limit: int, stream: TextIO, suffix: str) -> None:
    started = time.perf_counter()
    asked = parse_question(question)
    answer = asker.answer(asked.text, limit, asked.filters)
    elapsed_ms = (time.perf_counter() - started) * 1000
    as_typed = replace(answer, question=question.strip())
    json_output.write_answer(as_typed, elapsed_ms, stream, suffix)
