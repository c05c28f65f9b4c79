"""The command over the audit log: who did what when, and whether the log is whole."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli import opening
from bot.cli.options import CHECK_FAILED, data_option, json_option
from bot.moderation import facts
from bot.people.file import entries_of_roles
from index.records import AuditEntry
from index.store import audit

_LONGEST_DETAIL = 200  # characters shown to a person; --json has the whole


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
        _verify(chosen.data_dir, noted, as_json)
        return
    for entry in audit.entries(chosen.data_dir):
        click.echo(json.dumps(_fields(entry), ensure_ascii=False) if as_json else _line(entry))


def _verify(data: Path, noted: str | None, as_json: bool) -> None:
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


def _fields(entry: AuditEntry) -> dict[str, object]:
    fields = {"previous": entry.previous, "hash": entry.hash}
    return {"number": entry.number} | asdict(entry.deed) | fields


def _line(entry: AuditEntry) -> str:
    deed = entry.deed
    detail = facts.shortened(deed.detail, _LONGEST_DETAIL)
    done = f"{entry.number}  {deed.at}  {deed.by}  {deed.action}"
    return f"{done}  {detail}  {entry.hash[:12]}"
