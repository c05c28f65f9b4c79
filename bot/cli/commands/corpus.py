"""The commands over the whole corpus: reindex, status, doctor."""

import json
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from importlib import import_module
from pathlib import Path

import click

from bot.cli import opening, refining, versions, wiring
from bot.cli.options import CHECK_FAILED, anyway_option, data_option, json_option
from bot.cli.settings import Settings
from bot.moderation import remarks
from bot.people.file import entries_of_roles
from bot.sentences.say import speaker
from index import build
from index.errors import GenerationRefused
from index.generation import directory
from index.publishing import doctor as doctor_checks
from index.publishing import repair, undo
from index.records import Failure, Plan, Reading, SourceText
from index.store.store import Store, live_generation, read_article, read_corpus, read_sources

_COPIES = "bot.cli.commands.cluster.copies"  # taken in only where there are hosts
READ_ANEW = " (its file is the same, only read otherwise than before)"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--as-planned", metavar="PLAN", help="Do exactly what a --dry-run said, or nothing.")
@anyway_option
@data_option
def reindex(
    folder: Path | None, dry_run: bool, as_planned: str | None, anyway: bool, data: Path | None
) -> None:
    """Make the corpus equal FOLDER: what is new there is added, what is gone is removed.

    A file that cannot be read is listed; if it was indexed before, its article stays as it was.
    Without FOLDER, the articles of the corpus are indexed again: after a change of model, or to
    mend a damaged index. Asking goes on meanwhile, and undo takes you back.
    """
    chosen = opening.load_settings(data)
    failures: Sequence[Failure] = ()
    if folder is None:
        wanted: Sequence[SourceText] = [
            build.as_text(article) for article in read_corpus(chosen.data_dir).articles
        ]
    else:
        reading = wiring.read_folder(folder, chosen.data_dir)
        failures = reading.failures
        wanted = [*reading.texts, *_articles_of_unread(chosen, reading)]
    wiring.report_failures(failures)
    if dry_run and wanted:  # nothing wanted is refused, as it would be in earnest
        planned = build.make_plan(read_corpus(chosen.data_dir).articles, wanted)
        _report_plan(planned)
        _report_remarks(chosen, planned, wanted)
        _report_embedding(chosen, planned, wanted)
        if planned.has_changes:
            _report_command(chosen, wanted, folder, data)
    else:
        published = wiring.publish_corpus(chosen, wanted, anyway, as_planned)
        _report_remarks(chosen, published.plan, wanted)
        wiring.report(published)
    if failures:
        sys.exit(CHECK_FAILED)


@click.command()
@json_option
@data_option
def status(as_json: bool, data: Path | None) -> None:
    """Say what is live: how much it holds, which dates, which model, and where it is kept."""
    chosen = opening.load_settings(data)
    with closing(opening.open_store(chosen.data_dir)) as store:
        live = store.live() or 0
        undo_to = undo.candidates(chosen.data_dir, store)
    manifest = directory.read_manifest(chosen.data_dir, live)
    facts: dict[str, object] = {
        "generation": manifest.number,
        "made": manifest.made_at,
        "articles": manifest.articles,
        "paragraphs": manifest.paragraphs,
        "sentences": manifest.sentences,
        "search": manifest.searching,
        "recall": round(manifest.recall, 4),
        "oldest": manifest.oldest,
        "newest": manifest.newest,
        "model": f"{manifest.model} ({manifest.fingerprint[:8]})",
        "answers": refining.describe_bar(chosen),
        "bytes": sum(mark.size for mark in manifest.files.values()),
        "undo_to": sorted(undo_to),
        "data": str(chosen.data_dir),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        label = name.replace("_", " ") + ":"
        click.echo(f"{label:<12} {'unknown' if value is None else value}")


@click.command()
@click.option(
    "--repair",
    "repairs",
    is_flag=True,
    help="First mend what can be mended, and remove what interruptions left.",
)
@data_option
def doctor(repairs: bool, data: Path | None) -> None:
    """Check the model, the store, the audit log, the index and every quote it could give."""
    chosen = opening.load_settings(data)
    if repairs:
        fingerprint = opening.make_embedder(chosen).fingerprint
        Store(chosen.data_dir).close()  # where there is none, that is told instead
        done = repair.repair(chosen.data_dir, fingerprint, wiring.who())
        if chosen.ray:
            done = (*done, *import_module(_COPIES).mend(chosen))
        for line in done or ("there was nothing to mend or to remove",):
            click.echo(f"repair: {line}")
    sound = True
    more = [
        doctor_checks.Check("reader", partial(opening.verify_reader, chosen)),
        doctor_checks.Check("bar", partial(refining.check, chosen)),
        doctor_checks.Check("versions", versions.compare),
    ]
    if chosen.ray:
        more.append(doctor_checks.Check("copies", partial(import_module(_COPIES).check, chosen)))
    for finding in doctor_checks.examine(
        chosen.data_dir, partial(opening.make_embedder, chosen), more, entries_of_roles
    ):
        sound = sound and finding.sound
        click.echo(f"{'ok  ' if finding.sound else 'FAIL'} {finding.checked}: {finding.line}")
    if not sound:
        sys.exit(CHECK_FAILED)


def _report_plan(plan: Plan) -> None:
    """Print a plan: what a reindex would add, change and remove."""
    for word, ids in (("add", plan.added), ("change", plan.changed), ("remove", plan.removed)):
        for source_id in ids:
            note = READ_ANEW if word == "change" and source_id in plan.reread else ""
            click.echo(f"would {word} {source_id}{note}")
    click.echo(
        f"would add {len(plan.added)}, change {len(plan.changed)}, remove {len(plan.removed)};"
        f" {len(plan.unchanged)} stay as they are"
    )


def _report_remarks(chosen: Settings, plan: Plan, wanted: Sequence[SourceText]) -> None:
    """Print a line for each new or changed text of which something was left out or unknown."""
    say = speaker(chosen.language)
    touched = {*plan.added, *plan.changed}
    for text in wanted:
        if text.source.id in touched and text.remarks:
            said = " ".join(say(remarks.worded(remark)) for remark in text.remarks)
            click.echo(f"note: {text.source.origin}: {said}", err=True)


def _report_embedding(chosen: Settings, plan: Plan, wanted: Sequence[SourceText]) -> None:
    """Print what is to be embedded: of another model than the index is made with, all."""
    live, made_with = live_generation(chosen.data_dir), None
    if live is not None:
        with suppress(GenerationRefused):  # then all is made anew
            made_with = directory.read_manifest(chosen.data_dir, live).fingerprint
    is_all = made_with != opening.make_embedder(chosen).fingerprint
    touched = {*plan.added, *plan.changed}
    texts = [text for text in wanted if is_all or text.source.id in touched]
    for line in (
        wiring.foretell(chosen, [build.as_article(text) for text in texts]) if texts else ()
    ):
        click.echo(line, err=True)


def _report_command(
    chosen: Settings, wanted: Sequence[SourceText], folder: Path | None, data: Path | None
) -> None:
    """Print the reindex command that does this plan, or refuses if anything changed since."""
    digest = build.digest_plan(live_generation(chosen.data_dir), wanted)
    parts = ["pullquote", "reindex", *([] if folder is None else [str(folder)])]
    parts += ["--as-planned", digest, *([] if data is None else ["--data", str(data)])]
    click.echo(f"to do exactly this: {shlex.join(parts)}")


def _articles_of_unread(chosen: Settings, reading: Reading) -> list[SourceText]:
    """List the live articles whose files are in the folder but could not be read this time."""
    read = {text.source.id for text in reading.texts}
    failed = {failure.origin for failure in reading.failures}
    unread = [
        source.id
        for source in (read_sources(chosen.data_dir) if failed else ())
        if source.origin in failed and source.id not in read
    ]
    articles = (read_article(chosen.data_dir, source_id) for source_id in unread)
    return [build.as_text(article) for article in articles if article is not None]
