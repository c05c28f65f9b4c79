"""The commands over single sources: list, show, remove, check; `adding` holds add."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.commands.adding import add_sources
from bot.cli.options import CHECK_FAILED, anyway_option, data_option, json_option
from bot.sentences.say import counted
from bot.terminal.printing import progress_bar
from index.drafts.refreshing import ReadAddress, Refreshed, has_address, refresh
from index.errors import NothingToIndex
from index.records import Article
from index.store import standing
from index.text import paragraphs, quoting

_CHECKED_FIELDS = ("title", "outlet", "author", "published", "url")


@click.group()
def sources() -> None:
    """List, show, add and remove the sources of the corpus."""


sources.add_command(add_sources, "add")


@sources.command("list")
@json_option
@data_option
def list_sources(as_json: bool, data: Path | None) -> None:
    """List every source: id, date, outlet, title."""
    articles = wiring.articles_of(opening.load_settings(data))
    for article in articles:
        source = article.source
        if as_json:
            click.echo(json.dumps(asdict(source), ensure_ascii=False))
            continue
        shown = (source.published, source.outlet, source.title)
        click.echo("  ".join([source.id, *(field or "unknown" for field in shown)]))


@sources.command("show")
@click.argument("source_id", metavar="ID")
@click.option("--text", "as_text", is_flag=True, help="Print its text, as it is quoted from.")
@click.option("--paragraphs", "as_paragraphs", is_flag=True, help="Print each under its number.")
@json_option
@data_option
def show_source(
    source_id: str, as_text: bool, as_paragraphs: bool, as_json: bool, data: Path | None
) -> None:
    """Show all that is known about the source ID, also when it is withdrawn.

    --text prints the article's text instead, character for character as it is quoted from; only a
    missing end of its last line is added.
    --paragraphs prints its paragraphs, each under the number that citations give it.
    """
    if as_text + as_paragraphs + as_json > 1:
        raise click.UsageError("give one of --text, --paragraphs and --json")
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        kept = standing.withdrawn(store, source_id)
    article = wiring.article_of(chosen, source_id) if kept is None else kept.article
    if as_text or as_paragraphs:
        if kept is not None:
            click.echo(f"{source_id} is withdrawn since {kept.since}", err=True)
        _print_exactly(_whole_text(article) if as_text else _numbered_paragraphs(article))
        return
    fields = asdict(article.source) | {"revision": article.revision, "sha256": article.sha256}
    if kept is not None:
        fields["withdrawn"] = kept.since
    if as_json:
        click.echo(json.dumps(fields, ensure_ascii=False))
        return
    for name, value in fields.items():
        click.echo(f"{name + ':':<11} {'unknown' if value is None else value}")


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@anyway_option
@data_option
def remove_source(source_id: str, anyway: bool, data: Path | None) -> None:
    """Remove the source ID from the corpus and reindex; undo brings it back."""
    chosen = opening.load_settings(data)
    live = [article.id for article in wiring.articles_of(chosen)]
    if live == [wiring.article_of(chosen, source_id).id]:
        raise NothingToIndex(
            f"{source_id} is the only source; a corpus cannot be empty, so it was left as it was"
        )
    wiring.report(wiring.amend_corpus(chosen, removed=[source_id], anyway=anyway))


@sources.command("check")
@data_option
def check_sources(data: Path | None) -> None:
    """Say which sources lack a field, and whether their addresses still say the same.

    Fetches every address again and changes nothing; to take a changed one over: sources add.
    """
    articles = wiring.articles_of(opening.load_settings(data))
    if not check(articles, wiring.fetch_article):
        sys.exit(CHECK_FAILED)


def check(articles: Sequence[Article], read_address: ReadAddress) -> bool:
    """Print a line for each source and a summary; return whether no source needs mending.

    A source needs mending if it lacks a field, or if its address gives another text or is gone. An
    address that could not be fetched this time is printed, and counts for nothing.
    """
    lacking = 0
    findings: list[Refreshed] = []
    addresses = sum(map(has_address, articles))
    with progress_bar() as progress:
        for article in articles:
            missing = [name for name in _CHECKED_FIELDS if getattr(article.source, name) is None]
            lacking += bool(missing)
            parts = [f"unknown {', '.join(missing)}" if missing else "complete"]
            if has_address(article):
                findings.append(refresh(article, read_address))
                parts.append(_worded(findings[-1]))
                if progress is not None:
                    progress("fetching", len(findings), addresses)
            click.echo(f"{article.id}: {'; '.join(parts)}")
    total = f"{counted(len(articles), 'source', 'sources')}, {lacking} with something unknown"
    click.echo("; ".join([total, *_address_counts(findings)]))
    return not lacking and not any(found.finding in ("changed", "gone") for found in findings)


def _whole_text(article: Article) -> str:
    """Quote a whole article, so that its text is checked against the digest that was indexed."""
    return quoting.quote_slice(article, 1, 0, len(article.text)).text


def _numbered_paragraphs(article: Article) -> str:
    shown = []
    for paragraph in paragraphs.split(article):
        quote = quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
        shown.append(f"{paragraph.number}\n{quote.text}\n")
    return "\n".join(shown)


def _print_exactly(text: str) -> None:
    """Print a text in UTF-8, whatever the terminal's encoding, and end its last line."""
    click.echo(text.encode(), nl=not text.endswith("\n"))


def _worded(refreshed: Refreshed) -> str:
    if refreshed.finding == "changed":
        return (
            f"changed: {counted(refreshed.counts.added, 'paragraph', 'paragraphs')} added,"
            f" {refreshed.counts.changed} changed, {refreshed.counts.removed} removed"
        )
    if refreshed.finding == "gone":
        return f"gone: {refreshed.reason}"
    if refreshed.finding == "unchanged":
        return "unchanged"
    return f"could not be fetched: {refreshed.reason}"


def _address_counts(findings: Sequence[Refreshed]) -> Iterator[str]:
    if findings:
        found = [refreshed.finding for refreshed in findings]
        yield (
            f"{len(found)} addresses: {found.count('unchanged')} unchanged,"
            f" {found.count('changed')} changed, {found.count('gone')} gone,"
            f" {found.count('failed')} could not be fetched"
        )
