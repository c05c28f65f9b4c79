"""A reply -> what a chat shows: the citation's words, and a terminal's lines."""

from rich.console import Console
from rich.text import Text

from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import say
from index.records import Citation, Quote, Source

CITED_SEPARATOR = " · "

_BAR = "▎ "
_UNKNOWN = {
    "title": "unknown_title",
    "outlet": "unknown_outlet",
    "author": "unknown_author",
    "published": "unknown_date",
    "url": "unknown_link",
}
_CITED_FIELDS = ("title", "outlet", "author", "published")
_SOURCE_FIELDS = (
    "id",
    "origin",
    "title",
    "outlet",
    "author",
    "published",
    "url",
    "language",
    "note",
)


def citation_line(citation: Citation, language: str) -> str:
    """Word a citation in one line; what is unknown says so."""
    return CITED_SEPARATOR.join(citation_fields(citation, language))


def citation_fields(citation: Citation, language: str) -> tuple[str, str, str, str, str, str]:
    """Word the title, outlet, author, date, paragraph and link; what is unknown says so."""
    title, outlet, author, date = (
        _field(citation.source, name, language) for name in _CITED_FIELDS
    )
    paragraph = say("paragraph", language, number=citation.paragraph_number)
    return title, outlet, author, date, paragraph, _field(citation.source, "url", language)


def source_lines(shown: ShowSource, language: str) -> tuple[tuple[str, str], ...]:
    """Pair the name of each field of a source with its value, in the order they are shown."""
    unknown = say("unknown", language)
    fields = [
        (say(f"field_{name}", language), getattr(shown.source, name) or unknown)
        for name in _SOURCE_FIELDS
    ]
    fields.append((say("field_revision", language), str(shown.revision)))
    fields.append((say("field_sha256", language), shown.sha256))
    return tuple(fields)


def print_reply(reply: Reply, console: Console, language: str) -> None:
    """Print a reply; in a pipe without colours, and without breaking lines that were not broken."""
    for block in reply.blocks:
        _print_block(block, console, language)
    console.file.flush()


def print_line(text: Text, console: Console) -> None:
    """Print a line: as it is in a pipe, where rich would put spaces for tabs; else wrapped."""
    if console.is_terminal:
        console.print(text, highlight=False)
    else:
        console.file.write(text.plain + "\n")


def _print_block(block: Block, console: Console, language: str) -> None:
    if isinstance(block, Say):
        print_line(Text(block.text), console)
    elif isinstance(block, ShowSource):
        for name, value in source_lines(block, language):
            print_line(Text.assemble(("  " + name + ": ", "dim"), value), console)
    else:
        _print_quote(block, console, language)


def _print_quote(block: ShowQuote, console: Console, language: str) -> None:
    if block.label is not None:
        print_line(Text("    " + block.label, style="dim"), console)
    lines = _quote_text(block.quote).split("\n", allow_blank=True)
    lead = "    " if block.number is None else f"{f'[{block.number}]':<4}"
    for line in lines:
        _print_barred(line, lead, console)
        lead = "    "
    if block.cited:
        cited = Text(citation_line(block.quote.citation, language), style="dim italic")
        print_line(Text("    — ").append_text(cited), console)


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


def _field(source: Source, name: str, language: str) -> str:
    value: str | None = getattr(source, name)
    return say(_UNKNOWN[name], language) if value is None else value
