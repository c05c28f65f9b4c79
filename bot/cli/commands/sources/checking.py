"""The command `sources check`: which sources lack a field or changed at their address."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import CHECK_FAILED, data_option
from bot.sentences.say import counted
from bot.terminal.printing import progress_bar
from index.drafts.refreshing import ReadAddress, Refreshed, has_address, refresh
from index.records import Article

_CHECKED_FIELDS = ("title", "outlet", "author", "published", "url")


@click.command()
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
