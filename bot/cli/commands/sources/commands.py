"""The commands over single sources: list, show, add and remove them; `checking` holds check."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from bot.cli import opening, wiring
from bot.cli.commands.sources.checking import check_sources
from bot.cli.commands.sources.editing import edit_source, rename_source
from bot.cli.options import CHECK_FAILED, anyway_option, data_option, json_option
from bot.cli.settings import Settings
from bot.moderation.cards import card
from bot.sentences.say import speaker
from bot.terminal import chat, review
from bot.terminal.printing import print_reply
from index.drafts import prepare
from index.drafts.records import Draft, ParagraphChange, Replacement
from index.errors import BadMetadata, NothingToIndex, UnreadableSource
from index.records import Article, Failure, Quote, SourceText
from index.sources import read as corpus
from index.sources.parsing.encodings import unreadable_character
from index.store import standing
from index.store.store import is_only_article, read_sources
from index.text import paragraphs, quoting


@dataclass(frozen=True, slots=True)
class _CardHandling:
    """What happens with the card of each text.

    `asks` lets a moderator at the terminal decide, else cards are approved; `refuses_same` refuses,
    where nobody is asked, the word-for-word text of another source; `as_json` is for scripts.
    With `replaces` a text takes the place of the source of its name, whatever it says.
    """

    asks: bool
    refuses_same: bool
    as_json: bool
    replaces: bool = False


@click.group()
def sources() -> None:
    """List, show, add and remove the sources of the corpus."""


sources.add_command(check_sources, "check")
sources.add_command(edit_source, "edit")
sources.add_command(rename_source, "rename")


@sources.command("list")
@json_option
@data_option
def list_sources(as_json: bool, data: Path | None) -> None:
    """List every source: id, date, outlet, title."""
    chosen = opening.load_settings(data)
    opening.open_store(chosen.data_dir).close()
    for source in read_sources(chosen.data_dir):
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


@sources.command("add")
@click.argument("origins", metavar="PATH_OR_URL…", nargs=-1, required=True)
@click.option("--yes", "is_approved", is_flag=True, help="Approve every card without asking.")
@click.option("--dry-run", is_flag=True, help="Show the cards, and change nothing.")
@click.option(
    "--replace", "replaces", is_flag=True, help="The source of the same name, in any case."
)
@anyway_option
@json_option
@data_option
def add_sources(
    origins: tuple[str, ...],
    is_approved: bool,
    dry_run: bool,
    replaces: bool,
    anyway: bool,
    as_json: bool,
    data: Path | None,
) -> None:
    """Add sources, or read them again, after showing a card of each; the others stay.

    A card says what is known of a source, what will be skipped of its text, which articles of the
    corpus it is a copy of, and what it changes in one that it replaces: that of its name or
    address. A text that has no paragraph in common with the source of its name becomes a source of
    its own, unless --replace is given. At a terminal you approve,
    edit or cancel it; elsewhere it is approved, unless another source has the same text: that
    needs --yes. The corpus is reindexed once at the end.

    \b
    At a terminal, write under a card:
      outlet: Meduza   any of title, outlet, author, published, url, language, note
      skip 3 5-7       leave paragraphs out, by their numbers on the card
      keep 5           take a paragraph back in
      id: new-name     call the source otherwise
      add as new       or: replace ID, where the text may be another revision
      approve          or: cancel
    """  # noqa: D301 - click's own mark, a backspace, keeps the lines below it as they are
    chosen = opening.load_settings(data)
    read, failures = _read_origins(origins)
    wiring.report_failures(failures)
    if not read:
        raise NothingToIndex("none of these could be read, so the corpus was left as it was")
    asks = not (is_approved or dry_run or as_json) and sys.stdin is not None and sys.stdin.isatty()
    refuses_same = not (is_approved or dry_run)
    handling = _CardHandling(asks, refuses_same, as_json, replaces)
    approved, refused = _choose(chosen, read, handling)
    wiring.report_failures(refused)
    if approved and not dry_run:
        renamed = [article_id for draft in approved for article_id in prepare.renamed(draft)]
        wiring.report(wiring.amend_corpus(chosen, approved, renamed, anyway), err=as_json)
    if failures or refused:
        sys.exit(CHECK_FAILED)


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@anyway_option
@data_option
def remove_source(source_id: str, anyway: bool, data: Path | None) -> None:
    """Remove the source ID from the corpus and reindex; undo brings it back."""
    chosen = opening.load_settings(data)
    if is_only_article(chosen.data_dir, wiring.article_of(chosen, source_id).id):
        raise NothingToIndex(
            f"{source_id} is the only source; a corpus cannot be empty, so it was left as it was"
        )
    wiring.report(wiring.amend_corpus(chosen, removed=[source_id], anyway=anyway))


def card_object(draft: Draft) -> dict[str, object]:
    """Lay a draft's card out as `sources add --json` prints it."""
    reasons = {suggestion.number: suggestion.reason for suggestion in draft.suggested}
    return {
        "source": asdict(draft.text.source),
        "remarks": [asdict(remark) for remark in draft.read.remarks],
        "paragraphs": len(draft.paragraphs),
        "skipped": [
            {"number": number, "reason": reasons.get(number, "chosen")}
            | _slice_object(prepare.quote_paragraph(draft, number))
            for number in draft.skipped
        ],
        "duplicates": [
            {"id": copy.source.id, "likeness": copy.likeness, "share": round(copy.share, 4)}
            for copy in draft.duplicates
        ],
        "sought_rewordings": draft.sought_rewordings,
        "uncompared": draft.uncompared,
        "replaces": None if draft.replaces is None else _replacement_object(draft.replaces),
        "samples": [
            {"number": sample.number} | _slice_object(sample.quote) for sample in draft.samples
        ],
    }


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
        return wiring.fetch_article(origin)
    if unreadable_character(origin):
        raise UnreadableSource("has a name with characters that cannot be written; rename it")
    path = Path(origin)
    if path.is_dir():
        raise UnreadableSource(
            f"is a folder; to make the corpus equal it: pullquote reindex {origin}"
        )
    return corpus.read_file(path)


def _choose(
    chosen: Settings, read: Sequence[SourceText], handling: _CardHandling
) -> tuple[list[Draft], list[Failure]]:
    """Show a card of each text; return the drafts approved and the texts refused, in their order.

    A text is compared also with those approved before it.
    """
    approved: dict[str, Draft] = {}
    refused: list[Failure] = []
    with wiring.open_drafting(chosen) as prepare_draft:
        for text in read:
            earlier = [before.split.article for before in approved.values()]
            redraft = partial(prepare_draft, text, earlier)
            first = redraft(text.source.id if handling.replaces else None)
            reviewed = _review(first, redraft, chosen, handling)
            if reviewed is None:
                continue
            same = [copy.source.id for copy in reviewed.duplicates if copy.likeness == "same"]
            if same and handling.refuses_same and not handling.asks:
                refused.append(Failure(text.source.origin, _refusal(same)))
            else:
                approved[reviewed.split.article.id] = reviewed
    return list(approved.values()), refused


def _review(
    draft: Draft, redraft: review.Redraft, chosen: Settings, handling: _CardHandling
) -> Draft | None:
    """Show a card, and return the draft as it was approved; `None` if it was cancelled."""
    if handling.as_json:
        click.echo(json.dumps(card_object(draft), ensure_ascii=False))
        return draft
    console = Console(file=sys.stdout, highlight=False)
    if handling.asks:
        lines = chat.typed_lines(console)
        return review.review(draft, redraft, lines, console, speaker(chosen.language))
    print_reply(card(draft), console, speaker(chosen.language))
    return draft


def _refusal(same: Sequence[str]) -> str:
    return (
        f"the corpus has the same text as {', '.join(same)}; to add it nevertheless:"
        " pullquote sources add --yes"
    )


def _replacement_object(replacement: Replacement) -> dict[str, object]:
    return {
        "id": replacement.article.id,
        "revision": replacement.article.revision,
        "unchanged": replacement.unchanged,
        "changes": [_change_object(change) for change in replacement.changes],
    }


def _change_object(change: ParagraphChange[Quote]) -> dict[str, object]:
    return {
        "before": None if change.old is None else _slice_object(change.old),
        "after": None if change.new is None else _slice_object(change.new),
    }


def _slice_object(quote: Quote) -> dict[str, object]:
    return {"text": quote.text, "start": quote.citation.start, "end": quote.citation.end}
