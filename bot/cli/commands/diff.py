"""The command that compares two generations: paragraphs and golden answers."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import data_option, json_option
from bot.cli.settings import Settings
from bot.sentences.say import counted
from index.drafts import comparison
from index.drafts.comparison import ArticleChange
from index.drafts.records import ParagraphChange
from index.errors import GenerationRefused
from index.generation import directory
from index.publishing import gate
from index.records import Article, GoldenChange, Paragraph
from index.store import golden as golden_list
from index.store.store import Store


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
        changes = comparison.compare(_members(store, old), _members(store, new))
    asked = _golden(chosen, old, new)
    if as_json:
        found = {"articles": [asdict(one) for one in changes]}
        found |= {"golden": [asdict(one) for one in asked]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in changes:
        click.echo("\n".join(_lines(one)))
    for question in asked:
        now = "answered" if question.now.is_right else "no longer answered"
        click.echo(f"golden question {now}: {question.question}")
    differing = counted(len(changes), "article differs", "articles differ")
    click.echo(f"{differing} between generations {old} and {new}")


def _members(store: Store, number: int) -> tuple[Article, ...]:
    found = store.members(number)
    if not found:
        raise GenerationRefused(f"there never was a generation {number}; see: pullquote history")
    return found


def _golden(chosen: Settings, old: int, new: int) -> tuple[GoldenChange, ...]:
    questions = golden_list.questions(chosen.data_dir)
    if not questions or not {old, new} <= set(directory.kept(chosen.data_dir)):
        return ()
    return gate.compare(chosen.data_dir, old, new, wiring.make_means(chosen), questions)


def _lines(change: ArticleChange) -> Iterator[str]:
    yield f"{change.article_id}:"
    for field in change.fields:
        yield f"  {field.name}: {field.was or 'unknown'} -> {field.now or 'unknown'}"
    for one in change.paragraphs:
        yield from _paragraph_lines(one)


def _paragraph_lines(change: ParagraphChange[Paragraph]) -> Iterator[str]:
    for sign, paragraph in (("-", change.old), ("+", change.new)):
        if paragraph is not None:
            yield f"  {sign} paragraph {paragraph.number}: {_in_one_line(paragraph)}"


def _in_one_line(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split())
