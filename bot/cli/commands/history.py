"""The commands over what was published: history, undo, and diff of two generations."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import data_option, json_option
from bot.cli.settings import Settings
from bot.moderation import facts
from bot.sentences.say import counted
from index import build
from index.drafts.comparison import ArticleChange
from index.drafts.records import ParagraphChange
from index.generation import directory
from index.publishing import gate
from index.records import GoldenChange, Paragraph
from index.store import golden as golden_list


@click.command()
@json_option
@data_option
def history(as_json: bool, data: Path | None) -> None:
    """List what was published and undone, oldest first; * marks what is live."""
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        events = store.events()
    for event in events:
        if as_json:
            click.echo(json.dumps(asdict(event)))
            continue
        mark = "*" if event is events[-1] else " "
        changes = event.changes
        click.echo(
            f"{mark} {event.at}  {event.action} generation {event.generation}:"
            f" {counted(event.articles, 'article', 'articles')}, {changes.added} added,"
            f" {changes.changed} changed, {changes.removed} removed, by {event.by or 'unknown'}"
        )


@click.command()
@click.argument("number", metavar="[N]", type=int, required=False)
@data_option
def undo(number: int | None, data: Path | None) -> None:
    """Go back to what was live before, or to generation N; the last three are kept."""
    chosen = opening.load_settings(data)
    opening.open_store(chosen.data_dir).close()
    returned = build.undo(chosen.data_dir, by=wiring.who(), number=number)
    click.echo(f"Generation {returned} is live again.")


@click.command()
@click.argument("old", metavar="A", type=int)
@click.argument("new", metavar="B", type=int)
@json_option
@data_option
def diff(old: int, new: int, as_json: bool, data: Path | None) -> None:
    """Compare generation A with B: paragraphs added, changed and removed, and golden answers.

    Any two of the history can be compared; golden questions, only where both are still kept.
    """
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        changes = facts.compare_generations(store, old, new, "pullquote history").changes
    asked = _compare_golden(chosen, old, new)
    if as_json:
        found = {"articles": [asdict(change) for change in changes]}
        found |= {"golden": [asdict(question) for question in asked]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for change in changes:
        click.echo("\n".join(_article_lines(change)))
    for question in asked:
        now = "answered" if question.now.is_right else "no longer answered"
        click.echo(f"golden question {now}: {question.question}")
    differing = counted(len(changes), "article differs", "articles differ")
    click.echo(f"{differing} between generations {old} and {new}")


READ_ANEW = " its file is the same, only read otherwise than before; the outlet changed nothing"


def _compare_golden(chosen: Settings, old: int, new: int) -> tuple[GoldenChange, ...]:
    """Ask the golden questions of both generations; compare none where one was pruned."""
    questions = golden_list.questions(chosen.data_dir)
    if not questions or not {old, new} <= set(directory.kept(chosen.data_dir)):
        return ()
    return gate.compare(chosen.data_dir, old, new, wiring.make_means(chosen), questions)


def _article_lines(change: ArticleChange) -> Iterator[str]:
    yield f"{change.article_id}:{READ_ANEW if change.is_reread else ''}"
    for field in change.fields:
        yield f"  {field.name}: {field.was or 'unknown'} -> {field.now or 'unknown'}"
    for pairing in change.paragraphs:
        yield from _paragraph_lines(pairing)


def _paragraph_lines(pairing: ParagraphChange[Paragraph]) -> Iterator[str]:
    for sign, paragraph in (("-", pairing.old), ("+", pairing.new)):
        if paragraph is not None:
            yield f"  {sign} paragraph {paragraph.number}: {_in_one_line(paragraph)}"


def _in_one_line(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split())
