"""The commands over single sources: list, show, add, remove, check."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.commands.adding import Wanted, choose
from bot.cli.commands.checking import check
from bot.cli.options import anyway_option, data_option, json_option
from bot.cli.reports import CHECK_FAILED, article_of, articles_of, report, report_failures
from index.errors import BadMetadata, NothingToIndex, UnreadableSource
from index.records import Failure, SourceText
from index.sources import read as corpus
from index.sources.parsing.encodings import unreadable_character
from index.store import standing


@click.group()
def sources() -> None:
    """List, show, add and remove the sources of the corpus."""


@sources.command("list")
@json_option
@data_option
def list_sources(as_json: bool, data: Path | None) -> None:
    """List every source: id, date, outlet, title."""
    articles = articles_of(opening.load_settings(data))
    for article in articles:
        source = article.source
        if as_json:
            click.echo(json.dumps(asdict(source), ensure_ascii=False))
            continue
        shown = (source.published, source.outlet, source.title)
        click.echo("  ".join([source.id, *(field or "unknown" for field in shown)]))


@sources.command("show")
@click.argument("source_id", metavar="ID")
@json_option
@data_option
def show_source(source_id: str, as_json: bool, data: Path | None) -> None:
    """Show all that is known about the source ID, also when it is withdrawn."""
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        kept = standing.withdrawn(store, source_id)
    article = article_of(chosen, source_id) if kept is None else kept.article
    fields = asdict(article.source) | {"revision": article.revision, "sha256": article.sha256}
    if kept is not None:
        fields["withdrawn"] = kept.since
    if as_json:
        click.echo(json.dumps(fields, ensure_ascii=False))
        return
    for name, value in fields.items():
        click.echo(f"{name + ':':<11} {'unknown' if value is None else value}")


@sources.command("add")
@click.argument("origins", metavar="PATH_OR_URL…", nargs=-1, required=True)
@click.option("--yes", "is_approved", is_flag=True, help="Approve every card without asking.")
@click.option("--dry-run", is_flag=True, help="Show the cards, and change nothing.")
@anyway_option
@json_option
@data_option
def add_sources(
    origins: tuple[str, ...],
    is_approved: bool,
    dry_run: bool,
    anyway: bool,
    as_json: bool,
    data: Path | None,
) -> None:
    """Add sources, or read them again, after showing a card of each; the others stay.

    A card says what is known of a source, what will be skipped of its text, which articles of the
    corpus it is a copy of, and what it changes in one that it replaces. At a terminal you approve,
    edit or cancel it; elsewhere it is approved, unless another source has the same text: that
    needs --yes. The corpus is reindexed once at the end.
    """
    chosen = opening.load_settings(data)
    read, failures = _read_origins(origins)
    report_failures(failures)
    if not read:
        raise NothingToIndex("none of these could be read, so the corpus was left as it was")
    asks = not (is_approved or dry_run or as_json) and sys.stdin is not None and sys.stdin.isatty()
    wanted = Wanted(asks, refuses_same=not (is_approved or dry_run), as_json=as_json)
    approved, refused = choose(chosen, read, wanted)
    report_failures(refused)
    if approved and not dry_run:
        report(wiring.amend(chosen, added=approved, anyway=anyway), err=as_json)
    if failures or refused:
        sys.exit(CHECK_FAILED)


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@anyway_option
@data_option
def remove_source(source_id: str, anyway: bool, data: Path | None) -> None:
    """Remove the source ID from the corpus and reindex; undo brings it back."""
    chosen = opening.load_settings(data)
    if [one.id for one in articles_of(chosen)] == [article_of(chosen, source_id).id]:
        raise NothingToIndex(
            f"{source_id} is the only source; a corpus cannot be empty, so it was left as it was"
        )
    report(wiring.amend(chosen, removed=[source_id], anyway=anyway))


@sources.command("check")
@data_option
def check_sources(data: Path | None) -> None:
    """Say which sources lack a field, and whether their addresses still say the same.

    Fetches every address again and changes nothing; to take a changed one over: sources add.
    """
    articles = articles_of(opening.load_settings(data))
    if not check(articles, wiring.read_address):
        sys.exit(CHECK_FAILED)


def _read_origins(origins: Sequence[str]) -> tuple[list[SourceText], list[Failure]]:
    read: list[SourceText] = []
    failures: list[Failure] = []
    for origin in origins:
        try:
            text = _read_origin(origin)
            if any(text.source.id == other.source.id for other in read):
                raise UnreadableSource(
                    f"{origin}: another file named here has the same name; rename one of them"
                )
            read.append(text)
        except (UnreadableSource, BadMetadata) as error:
            failures.append(Failure(origin, str(error).removeprefix(f"{origin}: ")))
    return read, failures


def _read_origin(origin: str) -> SourceText:
    if "://" in origin:
        return wiring.read_address(origin)
    if unreadable_character(origin):
        raise UnreadableSource("has a name with characters that cannot be written; rename it")
    path = Path(origin)
    if path.is_dir():
        raise UnreadableSource(
            f"is a folder; to make the corpus equal it: pullquote reindex {origin}"
        )
    return corpus.read_file(path)
