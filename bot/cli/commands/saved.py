"""The commands over saved quotes: a collection, and quotes written for other programs."""

import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click
from rich.console import Console

from bot.cli import citing, opening
from bot.cli.options import CHECK_FAILED, FORM_CHOICE, data_option
from bot.cli.settings import Settings
from bot.desk.verifying import keeping
from bot.desk.verifying.keeping import TERMINAL, Keeping
from bot.desk.verifying.memory import Held, QuotesMemory
from bot.replies import Command
from bot.sentences.say import sentence, speaker
from bot.terminal.printing import print_reply
from index.checking.citing import formats
from index.checking.citing.formats import Form
from index.errors import BadQuestion


@click.group()
def saved() -> None:
    """Keep quotes by their receipts until you drop them, as /save does in a chat.

    The collection is that of `pullquote chat` on this machine. `pullquote export` writes it.
    """


@saved.command("add")
@click.argument("receipts", nargs=-1, required=True, metavar="RECEIPT...")
@data_option
def add(receipts: tuple[str, ...], data: Path | None) -> None:
    """Save the quotes of receipts (pq-…). Exit code 1: the corpus knows one of them not."""
    chosen = opening.load_settings(data)
    speak = speaker(chosen.language)
    found = {written: keeping.given_as(chosen.data_dir, written) for written in receipts}
    known = [str(place) for place in found.values() if place is not None]
    with _opened(chosen) as memory:
        held = (Held(TERMINAL, receipt, TERMINAL, "", None, is_group=False) for receipt in known)
        new = memory.save(held, time.time())
        total = len(memory.saved(TERMINAL))
    click.echo(speak(sentence("saved_now", count=new, total=total)))
    for written, place in found.items():
        if place is None:
            click.echo(f"{written}: {speak(sentence('receipt_unknown'))}", err=True)
    if len(known) < len(found):
        sys.exit(CHECK_FAILED)


@saved.command("list")
@data_option
def list_saved(data: Path | None) -> None:
    """Show the newest ten saved quotes, each with what has become of it."""
    chosen = opening.load_settings(data)
    with _opened(chosen) as memory:
        command = Command("saved", "", TERMINAL, TERMINAL, "moderator")
        reply = Keeping(chosen.data_dir, memory, command, None, time.time()).answer().reply
    print_reply(reply, Console(highlight=False), speaker(chosen.language))


@saved.command("drop")
@click.argument("which", metavar="NUMBER|RECEIPT|all")
@data_option
def drop(which: str, data: Path | None) -> None:
    """Drop a saved quote by its number in the list or its receipt, or all of them."""
    chosen = opening.load_settings(data)
    with _opened(chosen) as memory:
        kept = memory.saved(TERMINAL)
        dropped = keeping.choose(kept, which.strip())
        if not dropped:
            raise BadQuestion(f"no saved quote is {which}; see: pullquote saved list")
        count = memory.drop(TERMINAL, dropped)
    total = len(kept) - count
    click.echo(speaker(chosen.language)(sentence("dropped", count=count, total=total)))


@click.command()
@click.argument("receipts", nargs=-1, metavar="[RECEIPT...]")
@click.option("--format", "form", type=FORM_CHOICE, default="markdown", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write (else to the terminal); its ending chooses the format.",
)
@data_option
@click.pass_context
def export(
    context: click.Context,
    receipts: tuple[str, ...],
    form: Form,
    output: Path | None,
    data: Path | None,
) -> None:
    """Write quotes for another program: those of RECEIPTs, or all that you have saved.

    The quotes of an answer are written by: pullquote ask "…" --format FORM. Exit code 1: a quote
    does not stand as it was given, or the corpus knows it not; which ones is said on stderr.
    """
    chosen = opening.load_settings(data)
    is_chosen = context.get_parameter_source("form") is click.core.ParameterSource.COMMANDLINE
    if output is not None and not is_chosen:
        form = _form_of(output)
    with _opened(chosen) as memory:
        written = receipts or memory.saved(TERMINAL)
    if not written:
        raise BadQuestion("no quote is saved; save some with: pullquote saved add pq-…")
    cited = keeping.cite_all(chosen.data_dir, written, citing.pages(chosen))
    laid_out = formats.write(form, cited)
    if output is None:
        click.echo(laid_out, nl=False)
    else:
        output.write_text(laid_out, encoding="utf-8", newline="")
    fallen = [f"{quote.receipt}: {quote.standing}" for quote in cited if _is_other(quote.standing)]
    if len(cited) < len(written):
        fallen.append(f"{len(written) - len(cited)} of the receipts: unknown")
    for line in fallen:
        click.echo(line, err=True)
    if fallen:
        sys.exit(CHECK_FAILED)


def _is_other(standing: str | None) -> bool:
    return standing not in ("verified", "moved")


def _form_of(output: Path) -> Form:
    """Choose the format by the ending of a file's name; raises `BadQuestion` for others."""
    fitting = [form for form in formats.FORMS if output.name.endswith(formats.suffix(form))]
    found = max(fitting, key=lambda form: len(formats.suffix(form)), default=None)
    if found is None:
        endings = ", ".join(map(formats.suffix, formats.FORMS))
        raise BadQuestion(f"{output}: a format ends in {endings}; or choose one with --format")
    return found


@contextmanager
def _opened(chosen: Settings) -> Iterator[QuotesMemory]:
    with closing(QuotesMemory(chosen.data_dir, TERMINAL)) as memory:
        yield memory
