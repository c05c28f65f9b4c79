"""The commands over what was done: history, undo, diff of two generations, and the audit log."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening, wiring
from bot.cli.options import CHECK_FAILED, data_option, json_option
from bot.cli.settings import Settings
from bot.moderation import facts
from bot.people.file import entries_of_roles
from bot.sentences.say import counted
from index import build
from index.drafts.comparison import ArticleChange
from index.drafts.records import ParagraphChange
from index.generation import directory
from index.publishing import gate
from index.records import AuditEntry, GoldenChange, Paragraph
from index.store import audit
from index.store import golden as golden_list

READ_ANEW = " its file is the same, only read otherwise than before; the outlet changed nothing"
_LONGEST_DETAIL = 200  # characters shown to a person; --json has the whole


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
    wiring.keep_bar_if_measured(chosen)


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


@click.command("audit")
@click.option("--verify", is_flag=True, help="Check that no entry was edited, moved or removed.")
@click.option(
    "--noted", metavar="HASH", help="With --verify: a hash that you noted; it must be there still."
)
@json_option
@data_option
def audit_log(verify: bool, noted: str | None, as_json: bool, data: Path | None) -> None:
    """List who did what, oldest first; note the newest hash elsewhere, and --verify --noted it."""
    chosen = opening.load_settings(data)
    if verify or noted is not None:
        _verify_log(chosen.data_dir, noted, as_json)
        return
    for entry in audit.entries(chosen.data_dir):
        click.echo(
            json.dumps(_audit_fields(entry), ensure_ascii=False) if as_json else _audit_line(entry)
        )


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


def _verify_log(data: Path, noted: str | None, as_json: bool) -> None:
    verified = audit.verify(data, noted, entries_of_roles(data))
    if as_json:
        click.echo(json.dumps(asdict(verified), ensure_ascii=False))
    else:
        for problem in verified.problems:
            click.echo(f"problem: {problem}")
        found = "is not as it was written" if verified.problems else "is unbroken"
        click.echo(f"The log of {verified.entries} entries {found}; head {verified.head}")
    if verified.problems:
        sys.exit(CHECK_FAILED)


def _audit_fields(entry: AuditEntry) -> dict[str, object]:
    fields = {"previous": entry.previous, "hash": entry.hash}
    return {"number": entry.number} | asdict(entry.deed) | fields


def _audit_line(entry: AuditEntry) -> str:
    deed = entry.deed
    detail = facts.shortened(deed.detail, _LONGEST_DETAIL)
    done = f"{entry.number}  {deed.at}  {deed.by}  {deed.action}"
    return f"{done}  {detail}  {entry.hash[:12]}"
