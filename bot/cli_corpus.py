"""The commands over the corpus: sources, reindex, history, undo, status, doctor."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot import doctor as doctor_checks
from bot import wiring
from bot.cli_options import data_option, json_option
from bot.settings import Settings
from index import build, corpus, generation
from index.encodings import unreadable_character
from index.errors import BadMetadata, NothingToIndex, UnreadableSource
from index.records import Article, Failure, Reading, SourceText

_CHECK_FAILED = 1


def register(group: click.Group) -> None:
    """Add these commands to the command line."""
    for command in (sources, reindex, history, undo, status, doctor):
        group.add_command(command)


@click.group()
def sources() -> None:
    """List, show, add and remove the sources of the corpus."""


@sources.command("list")
@json_option
@data_option
def list_sources(as_json: bool, data: Path | None) -> None:
    """List every source: id, date, outlet, title."""
    articles = _articles(wiring.load_settings(data))
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
    """Show all that is known about the source ID."""
    article = _article(wiring.load_settings(data), source_id)
    fields = asdict(article.source) | {"revision": article.revision, "sha256": article.sha256}
    if as_json:
        click.echo(json.dumps(fields, ensure_ascii=False))
        return
    for name, value in fields.items():
        click.echo(f"{name + ':':<11} {'unknown' if value is None else value}")


@sources.command("add")
@click.argument("origins", metavar="PATH_OR_URL…", nargs=-1, required=True)
@data_option
def add_sources(origins: tuple[str, ...], data: Path | None) -> None:
    """Add files to the corpus, or read them again, and reindex; the others stay."""
    chosen = wiring.load_settings(data)
    read, failures = _read_origins(origins)
    _report_failures(failures)
    if not read:
        raise NothingToIndex("none of these could be read, so the corpus was left as it was")
    _report(wiring.amend(chosen, added=read))
    if failures:
        sys.exit(_CHECK_FAILED)


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@data_option
def remove_source(source_id: str, data: Path | None) -> None:
    """Remove the source ID from the corpus and reindex; undo brings it back."""
    chosen = wiring.load_settings(data)
    if [one.id for one in _articles(chosen)] == [_article(chosen, source_id).id]:
        raise NothingToIndex(
            f"{source_id} is the only source; a corpus cannot be empty, so it was left as it was"
        )
    _report(wiring.amend(chosen, removed=[source_id]))


@sources.command("check")
@data_option
def check_sources(data: Path | None) -> None:
    """Say which sources lack a title, outlet, author, date or link."""
    articles = _articles(wiring.load_settings(data))
    lacking = 0
    for article in articles:
        fields = ("title", "outlet", "author", "published", "url")
        missing = [name for name in fields if getattr(article.source, name) is None]
        lacking += bool(missing)
        click.echo(f"{article.id}: {'unknown ' + ', '.join(missing) if missing else 'complete'}")
    click.echo(f"{len(articles)} sources, {lacking} with something unknown")
    if lacking:
        sys.exit(_CHECK_FAILED)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@data_option
def reindex(folder: Path | None, dry_run: bool, data: Path | None) -> None:
    """Make the corpus equal FOLDER: what is new there is added, what is gone is removed.

    A file that cannot be read is listed; if it was indexed before, its article stays as it was.
    Without FOLDER, the articles of the corpus are indexed again: after a change of model, or to
    mend a damaged index. Asking goes on meanwhile, and undo takes you back.
    """
    chosen = wiring.load_settings(data)
    failures: Sequence[Failure] = ()
    if folder is None:
        wanted: Sequence[SourceText] = [
            build.as_text(one) for one in build.current(chosen.data_dir)
        ]
    else:
        reading = wiring.read_folder(folder)
        failures = reading.failures
        wanted = [*reading.texts, *_held_of_unread(chosen, reading)]
    _report_failures(failures)
    if dry_run and wanted:  # nothing wanted is refused, as it would be in earnest
        _report_plan(build.plan(chosen.data_dir, wanted))
    else:
        _report(wiring.publish(chosen, wanted))
    if failures:
        sys.exit(_CHECK_FAILED)


@click.command()
@json_option
@data_option
def history(as_json: bool, data: Path | None) -> None:
    """List what was published and undone, oldest first; * marks what is live."""
    chosen = wiring.load_settings(data)
    with closing(wiring.open_store(chosen.data_dir)) as store:
        events, live = store.events(), store.live()
    for event in events:
        if as_json:
            click.echo(json.dumps(asdict(event)))
            continue
        mark = "*" if event.generation == live else " "
        changes = event.changes
        click.echo(
            f"{mark} {event.at}  {event.action} generation {event.generation}: {event.articles}"
            f" articles, {changes.added} added, {changes.changed} changed,"
            f" {changes.removed} removed"
        )


@click.command()
@data_option
def undo(data: Path | None) -> None:
    """Go back to the generation that was live before this one; the last three are kept."""
    chosen = wiring.load_settings(data)
    wiring.open_store(chosen.data_dir).close()
    number = build.undo(chosen.data_dir)
    click.echo(f"Generation {number} is live again.")


@click.command()
@json_option
@data_option
def status(as_json: bool, data: Path | None) -> None:
    """Say what is live: how much it holds, which dates, which model, and where it is kept."""
    chosen = wiring.load_settings(data)
    with closing(wiring.open_store(chosen.data_dir)) as store:
        live = store.live() or 0
    manifest = generation.read_manifest(chosen.data_dir, live)
    facts: dict[str, object] = {
        "generation": manifest.number,
        "made": manifest.made_at,
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
        "sentences": manifest.sentences,
        "oldest": manifest.oldest,
        "newest": manifest.newest,
        "model": f"{manifest.model} ({manifest.fingerprint[:8]})",
        "bytes": sum(mark.size for mark in manifest.files.values()),
        "undo_to": [one for one in generation.kept(chosen.data_dir) if one != live],
        "data": str(chosen.data_dir),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        label = name.replace("_", " ") + ":"
        click.echo(f"{label:<12} {'unknown' if value is None else value}")


@click.command()
@data_option
def doctor(data: Path | None) -> None:
    """Check the model, the store, the index and every quote it could give."""
    chosen = wiring.load_settings(data)
    sound = True
    for finding in doctor_checks.examine(chosen.data_dir, lambda: wiring.make_embedder(chosen)):
        sound = sound and finding.sound
        click.echo(f"{'ok  ' if finding.sound else 'FAIL'} {finding.checked}: {finding.line}")
    if not sound:
        sys.exit(_CHECK_FAILED)


def _articles(chosen: Settings) -> tuple[Article, ...]:
    wiring.open_store(chosen.data_dir).close()
    return build.current(chosen.data_dir)


def _article(chosen: Settings, source_id: str) -> Article:
    for article in _articles(chosen):
        if article.id == source_id:
            return article
    raise UnreadableSource(f"there is no source {source_id!r}; see: pullquote sources list")


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
    if origin.casefold().startswith(("http://", "https://")):
        raise UnreadableSource("addresses are not fetched; save the page as HTML and add the file")
    if unreadable_character(origin):
        raise UnreadableSource("has a name with characters that cannot be written; rename it")
    path = Path(origin)
    if path.is_dir():
        raise UnreadableSource(
            f"is a folder; to make the corpus equal it: pullquote reindex {origin}"
        )
    return corpus.read_file(path)


def _held_of_unread(chosen: Settings, reading: Reading) -> list[SourceText]:
    """Keep the articles whose files are there but could not be read this time."""
    read = {text.source.id for text in reading.texts}
    failed = {failure.origin for failure in reading.failures}
    return [
        build.as_text(one)
        for one in build.current(chosen.data_dir)
        if one.source.origin in failed and one.id not in read
    ]


def _report_failures(failures: Sequence[Failure]) -> None:
    for failure in failures:
        click.echo(f"problem: {failure.origin}: {failure.reason}", err=True)


def _report_plan(plan: build.Plan) -> None:
    for word, ids in (("add", plan.added), ("change", plan.changed), ("remove", plan.removed)):
        for one in ids:
            click.echo(f"would {word} {one}")
    click.echo(
        f"would add {len(plan.added)}, change {len(plan.changed)}, remove {len(plan.removed)};"
        f" {len(plan.unchanged)} stay as they are"
    )


def _report(published: build.Published) -> None:
    plan = published.plan
    click.echo(
        f"Generation {published.generation} is live: {len(plan.added)} added,"
        f" {len(plan.changed)} changed, {len(plan.removed)} removed, {len(plan.unchanged)}"
        f" unchanged; {published.embedded} texts embedded, {published.reused} already known."
    )
