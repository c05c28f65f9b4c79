"""The commands over the golden questions: add, list, remove."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, refining, wiring
from bot.cli.options import data_option, json_option
from bot.moderation.golden import add_questions, worded_as_there
from index.records import GoldenQuestion
from index.store import golden as golden_list


@click.group()
def golden() -> None:
    """Questions that every new generation must answer as well as the live one does."""


@golden.command("add")
@click.argument("question", required=False)
@click.option("--words", multiple=True, help="Words that a quote must hold; may be given again.")
@click.option("--unanswerable", is_flag=True, help="The corpus must not claim to answer it.")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Add all questions of a file in the format of seeds/questions.toml.",
)
@click.option("--replace", "may_replace", is_flag=True, help="Replace what is expected so far.")
@data_option
def add_question(
    question: str | None,
    words: tuple[str, ...],
    unanswerable: bool,
    path: Path | None,
    may_replace: bool,
    data: Path | None,
) -> None:
    """Add QUESTION; without --words, any answer to it will do."""
    chosen = opening.load_settings(data)
    opening.open_store(chosen.data_dir).close()
    if (question is None) == (path is None) or (unanswerable and words):
        raise click.UsageError("give a question, with --words or --unanswerable, or a --file")
    if path is not None:
        added: Sequence[GoldenQuestion] = golden_list.read_file(path)
    else:
        added = [GoldenQuestion((question or "").strip(), words, not unanswerable)]
    remedy = None if may_replace else "replace it with --replace"
    added = worded_as_there(chosen.data_dir, added, remedy)
    add_questions(chosen.data_dir, added, wiring.who())
    for golden_question in added:
        click.echo(f"added: {_worded(golden_question)}")
    wiring.keep_bar(chosen)


@golden.command("list")
@json_option
@data_option
def list_questions(as_json: bool, data: Path | None) -> None:
    """List the golden questions with their numbers and what is expected of them."""
    chosen = opening.load_settings(data)
    for listed in golden_list.questions(chosen.data_dir):
        if as_json:
            click.echo(json.dumps(asdict(listed), ensure_ascii=False))
        else:
            click.echo(f"{listed.number}  {_worded(listed)}")


@golden.command("remove")
@click.argument("number", type=int)
@data_option
def remove_question(number: int, data: Path | None) -> None:
    """Remove the golden question NUMBER."""
    chosen = opening.load_settings(data)
    removed = golden_list.remove(chosen.data_dir, number, wiring.who())
    click.echo(f"removed: {removed.question}")
    wiring.keep_bar(chosen)


@golden.command("measure")
@data_option
def measure(data: Path | None) -> None:
    """Measure anew, if they or the corpus changed, which bar an answer must reach by them."""
    chosen = opening.load_settings(data)
    opening.open_store(chosen.data_dir).close()
    wiring.keep_bar(chosen)
    click.echo(refining.describe_bar(chosen))


def _worded(asked: GoldenQuestion) -> str:
    return f"{asked.question} ({golden_list.expected(asked)})"
