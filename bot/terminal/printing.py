"""A reply -> a terminal's lines, or a pipe's; and the progress of what takes long."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from bot.desk.wording import CITED_SEPARATOR, cited_words, note_words, source_fields
from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import Joined, Speak, Words
from index import records
from index.records import Quote

_BAR = "▎ "


def print_reply(reply: Reply, console: Console, speak: Speak) -> None:
    """Print a reply; in a pipe without colours, and without breaking lines that were not broken."""
    for block in reply.blocks:
        _print_block(block, console, speak)
    console.file.flush()


def print_line(text: Text, console: Console) -> None:
    """Print a line: as it is in a pipe, where rich would put spaces for tabs; else wrapped."""
    if console.is_terminal:
        console.print(text, highlight=False)
    else:
        console.file.write(text.plain + "\n")


@contextmanager
def progress_bar() -> Iterator[records.Progress | None]:
    """Yield what draws a bar for each thing done, or `None` where nobody would see it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    # Here, as it takes 20 ms to import, which every single question would wait for.
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show


def _print_block(block: Block, console: Console, speak: Speak) -> None:
    if isinstance(block, Say):
        for words in (block.lead, block.words):
            if words is not None:
                print_line(Text(speak(words)), console)
    elif isinstance(block, ShowSource):
        for name, value in source_fields(block):
            print_line(Text.assemble((f"  {speak(name)}: ", "dim"), speak(value)), console)
    else:
        _print_quote(block, console, speak)


def _print_quote(block: ShowQuote, console: Console, speak: Speak) -> None:
    if block.label is not None:
        print_line(Text("    " + speak(block.label), style="dim"), console)
    lines = _quote_text(block.quote).split("\n", allow_blank=True)
    lead = "    " if block.number is None else f"{f'[{block.number}]':<4}"
    for line in lines:
        _print_barred(line, lead, console)
        lead = "    "
    for beside in block.beside:
        _print_quote(ShowQuote(beside.quote, label=beside.label, cited=False), console, speak)
    if block.cited:
        cited = Text(speak(_with_address(block)), style="dim italic")
        print_line(Text("    — ").append_text(cited), console)
        note = note_words(block)
        if note is not None:
            print_line(Text("    " + speak(note)), console)


def _with_address(block: ShowQuote) -> Words:
    """Word a citation with the address, which a terminal cannot put under the title."""
    address = block.quote.citation.source.url
    if address is None or block.cited_as is not None:
        return cited_words(block)
    return Joined((cited_words(block), address), CITED_SEPARATOR)


def _print_barred(line: Text, lead: str, console: Console) -> None:
    """Print one line of a quote behind a bar; on a terminal, wrapped so that the bar goes on."""
    if not console.is_terminal:
        print_line(Text(lead + _BAR).append_text(line), console)
        return
    width = max(20, console.width - len(lead) - len(_BAR) - 1)
    for part in line.wrap(console, width):
        print_line(Text.assemble((lead, "bold"), (_BAR, "cyan")).append_text(part), console)
        lead = " " * len(lead)


def _quote_text(quote: Quote) -> Text:
    text = Text(quote.text)
    if quote.highlight is not None:
        text.stylize("bold", quote.highlight.start, quote.highlight.end)
    return text
