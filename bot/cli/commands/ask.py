"""The commands that ask: one question, or a file of them."""

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from bot.cli import citing, json_output, opening, question_files
from bot.cli.options import CHECK_FAILED, data_option, form_option, json_option
from bot.desk import asking
from bot.sentences.say import speaker
from bot.terminal.printing import print_reply, progress_bar
from index.checking.absence.making import NegativeReceipts
from index.checking.citing.formats import Form
from index.errors import BadQuestion
from index.search.asker import Asker


@dataclass(frozen=True, slots=True)
class _Writing:
    """Where answers are written to, in which form, and what makes the receipts of those of none."""

    stream: TextIO
    suffix: str
    negatives: NegativeReceipts


@click.command()
@click.argument("words", metavar="QUESTION", nargs=-1, required=True)
@json_option
@form_option
@data_option
def ask(words: tuple[str, ...], as_json: bool, form: Form | None, data: Path | None) -> None:
    """Ask one QUESTION and print the quotes that answer it.

    \b
    Filters in the question narrow what is searched:
      outlet:Meduza author:"Galina Korol"   words of the outlet, of the author
      after:2023-01-31 before:2024-06       dates, the day, month or year included
      lang:uk source:ID                     a language, one source
      "point of no return"                  words in this order
      -Kherson -"get lost"                  not the word, not the words in a row
      spelling:exact                        names only as they are typed here

    A source whose field is unknown meets no filter on it; one dated
    only 2024 is not certainly after 2024-03, so it is left out. What was understood is shown above
    the answer, and the last line counts only the articles that the filters on sources leave.
    """  # noqa: D301 - click's own mark, a backspace, keeps the lines below it as they are
    question = _as_text(" ".join(words))
    chosen = opening.load_settings(data)
    with closing(opening.make_asker(chosen)) as asker:
        if as_json:
            writing = _Writing(sys.stdout, ".jsonl", NegativeReceipts(chosen.data_dir))
            _write_answer(asker, question, chosen.quotes, writing)
            return
        answer = asking.answer(asker, question, asking.MOST_QUOTES, chosen.quotes)
        if form is not None:
            citing.write_answer(asker, answer, form, chosen)
            return
        reply = asking.answer_reply(asker, answer, chosen.quotes)
        print_reply(reply, Console(highlight=False), speaker(chosen.language))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answers to this .jsonl or .csv file instead of printing them.",
)
@data_option
def batch(file: Path, output: Path | None, data: Path | None) -> None:
    """Ask every question in FILE (.csv, .jsonl or .txt); one JSON object a line comes out.

    Of a CSV file the column headed "question" is asked, in whichever language; which one was taken
    is said.
    """
    chosen = opening.load_settings(data)
    if output is not None:
        _check_output(output, file)
    read = question_files.read_questions(file)
    for note in read.notes:
        click.echo(note, err=True)
    typed = read.asked
    with closing(opening.make_asker(chosen)) as asker:
        negatives = NegativeReceipts(chosen.data_dir)
        if output is None:
            writing = _Writing(sys.stdout, ".jsonl", negatives)
            answered = _answer_all(asker, typed, chosen.quotes, writing)
        else:
            answered = _answer_into(output, asker, typed, chosen.quotes, negatives)
            click.echo(f"{answered} questions answered, written to {output}", err=True)
    if answered < len(typed):
        sys.exit(CHECK_FAILED)


def _as_text(argument: str) -> str:
    """Replace the bytes of an argument that are no UTF-8, which Python smuggles in."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _check_output(output: Path, questions: Path) -> None:
    if output.suffix.lower() not in json_output.WRITTEN_SUFFIXES:
        raise BadQuestion(f"cannot write {output}: name a file that ends in .jsonl or .csv")
    if output.exists() and output.samefile(questions):
        raise BadQuestion(f"{output} holds the questions; name another file for the answers")


def _answer_into(
    output: Path, asker: Asker, typed: Sequence[str], limit: int, negatives: NegativeReceipts
) -> int:
    """Write beside the file and then rename, so that an interruption leaves no half file."""
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writing = _Writing(stream, output.suffix.lower(), negatives)
            answered = _answer_all(asker, typed, limit, writing)
        partial.replace(output)
    except OSError as error:
        raise BadQuestion(f"cannot write {output}: {error.strerror}") from error
    return answered


def _answer_all(asker: Asker, typed: Sequence[str], limit: int, writing: _Writing) -> int:
    """Answer what can be asked and return how many; what cannot is told on stderr."""
    json_output.write_heading(writing.stream, writing.suffix)
    answered = 0
    with progress_bar() as progress:
        for done, question in enumerate(typed, 1):
            try:
                _write_answer(asker, question, limit, writing)
                answered += 1
            except BadQuestion as error:
                click.echo(f"not asked: {question[:60]!r}: {error}", err=True)
            if progress is not None:
                progress("asking", done, len(typed))
    return answered


def _write_answer(asker: Asker, question: str, limit: int, writing: _Writing) -> None:
    started = time.perf_counter()
    answer = asking.answer(asker, question, limit, limit)
    elapsed_ms = (time.perf_counter() - started) * 1000
    as_typed = replace(answer, question=question.strip())
    receipt = None
    if answer.outcome != "answer" and not answer.searched.unreached:  # or it proves nothing
        receipt = writing.negatives.of_answer(answer, date.today())
    json_output.write_answer(as_typed, elapsed_ms, writing.stream, writing.suffix, receipt)
