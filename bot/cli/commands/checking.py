"""What `sources check` prints of each source: what is unknown of it, and how its address fares."""

from collections.abc import Iterator, Sequence

import click

from bot.sentences.say import counted
from bot.terminal.progress import progress_bar
from index.drafts.refreshing import ReadAddress, Refreshed, has_address, refresh
from index.records import Article

_FIELDS = ("title", "outlet", "author", "published", "url")


def check(articles: Sequence[Article], read_address: ReadAddress) -> bool:
    """Print a line for each source, and what all come to; tell whether nothing needs mending.

    An address that could not be fetched this time is told, and is no reason to mend anything.
    """
    lacking = 0
    findings: list[Refreshed] = []
    addresses = sum(map(has_address, articles))
    with progress_bar() as progress:
        for article in articles:
            missing = [name for name in _FIELDS if getattr(article.source, name) is None]
            lacking += bool(missing)
            says = [f"unknown {', '.join(missing)}" if missing else "complete"]
            if has_address(article):
                findings.append(refresh(article, read_address))
                says.append(_says(findings[-1]))
                if progress is not None:
                    progress("fetching", len(findings), addresses)
            click.echo(f"{article.id}: {'; '.join(says)}")
    total = f"{counted(len(articles), 'source', 'sources')}, {lacking} with something unknown"
    click.echo("; ".join([total, *_counts(findings)]))
    return not lacking and not any(one.finding in ("changed", "gone") for one in findings)


def _says(one: Refreshed) -> str:
    if one.finding == "changed":
        counts = one.counts
        return (
            f"changed: {counted(counts.added, 'paragraph', 'paragraphs')} added,"
            f" {counts.changed} changed, {counts.removed} removed"
        )
    if one.finding == "gone":
        return f"gone: {one.reason}"
    return "unchanged" if one.finding == "unchanged" else f"could not be fetched: {one.reason}"


def _counts(findings: Sequence[Refreshed]) -> Iterator[str]:
    if findings:
        found = [one.finding for one in findings]
        yield (
            f"{len(found)} addresses: {found.count('unchanged')} unchanged,"
            f" {found.count('changed')} changed, {found.count('gone')} gone,"
            f" {found.count('failed')} could not be fetched"
        )
