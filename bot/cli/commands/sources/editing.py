"""The commands `sources edit` and `rename`: the fields of a published source, and its id."""

from pathlib import Path

import click
from rich.console import Console

from bot.cli import opening, wiring
from bot.cli.options import anyway_option, data_option
from bot.moderation.cards import card
from bot.sentences.say import speaker
from bot.terminal.printing import print_reply
from index.drafts.edits import edit
from index.drafts.prepare import renamed, reopened


@click.command()
@click.argument("source_id", metavar="ID")
@click.argument("lines", metavar="LINE…", nargs=-1, required=True)
@anyway_option
@data_option
def edit_source(source_id: str, lines: tuple[str, ...], anyway: bool, data: Path | None) -> None:
    """Edit the fields of the source ID, as it stands in the corpus, and reindex.

    \b
    A LINE is what is written under a card, each as one argument:
      "outlet: Meduza"   any of title, outlet, author, published, url, language, note
      "outlet:"          makes a field unknown
      "skip 3 5-7"       leaves paragraphs out, by the numbers on the card; "keep 5" takes one in
    """  # noqa: D301 - click's own mark, a backspace, keeps the lines below it as they are
    _amend(source_id, "\n".join(lines), anyway, data)


@click.command()
@click.argument("source_id", metavar="ID")
@click.argument("new_id", metavar="NEW_ID")
@anyway_option
@data_option
def rename_source(source_id: str, new_id: str, anyway: bool, data: Path | None) -> None:
    """Give the source ID another id, and reindex; undo gives the old one back."""
    _amend(source_id, f"id: {new_id}", anyway, data)


def _amend(source_id: str, written: str, anyway: bool, data: Path | None) -> None:
    """Publish what was written about a source; raises `BadMetadata` where it is no edit."""
    chosen = opening.load_settings(data)
    text = reopened(wiring.article_of(chosen, source_id))
    with wiring.open_drafting(chosen) as prepare_draft:
        draft = edit(prepare_draft(text, (), source_id), written)
    console = Console(highlight=False)
    print_reply(card(draft), console, speaker(chosen.language))
    wiring.report(wiring.amend_corpus(chosen, [draft], renamed(draft), anyway))
