"""What the commands over the corpus share: finding articles, and printing what was done."""

from collections.abc import Sequence

import click

from bot.cli import opening
from bot.cli.settings import Settings
from bot.sentences.say import counted
from index import build
from index.errors import UnreadableSource
from index.records import Article, Failure
from index.store.store import read_corpus


def articles_of(chosen: Settings) -> tuple[Article, ...]:
    """Read the articles of the live generation; raises `StoreRefused` if there is none."""
    opening.open_store(chosen.data_dir).close()
    return read_corpus(chosen.data_dir).articles


def article_of(chosen: Settings, source_id: str) -> Article:
    """Find a source's article in the live generation; raises `UnreadableSource` if it has none."""
    for article in articles_of(chosen):
        if article.id == source_id:
            return article
    raise UnreadableSource(f"there is no source {source_id!r}; see: pullquote sources list")


def report_failures(failures: Sequence[Failure]) -> None:
    """Print a line for each file or address that gave no article."""
    for failure in failures:
        click.echo(f"problem: {failure.origin}: {failure.reason}", err=True)


def report_plan(plan: build.Plan) -> None:
    """Print a plan: what a reindex would add, change and remove."""
    for word, ids in (("add", plan.added), ("change", plan.changed), ("remove", plan.removed)):
        for source_id in ids:
            click.echo(f"would {word} {source_id}")
    click.echo(
        f"would add {len(plan.added)}, change {len(plan.changed)}, remove {len(plan.removed)};"
        f" {len(plan.unchanged)} stay as they are"
    )


def report(published: build.Published, *, err: bool = False) -> None:
    """Print what a reindex has published, to stderr if `err`."""
    plan = published.plan
    click.echo(
        f"Generation {published.generation} is live: {len(plan.added)} added,"
        f" {len(plan.changed)} changed, {len(plan.removed)} removed, {len(plan.unchanged)}"
        f" unchanged; {counted(published.embedded, 'text', 'texts')} embedded,"
        f" {published.reused} already known.",
        err=err,
    )
