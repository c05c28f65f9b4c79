"""Records -> HTML, by the templates beside this module; the only place where Jinja2 is used."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.desk import checking
from bot.desk.verifying.absence import verdict_words
from bot.desk.verifying.citable import negative_words
from bot.desk.wording import (
    REASONS,
    Rows,
    citation_words,
    cited_words,
    note_words,
    reason_words,
    source_fields,
)
from bot.replies import Block, Button, Say, ShowQuote, button_label
from bot.sentences.say import LANGUAGES, Joined, Speak, Words, sentence, speaker
from bot.web.receipts import ArticlePage, ReceiptPage
from bot.web.records import FILTERS, PRESSED, Answered, NoPage
from bot.web.sessions import Visitor
from index.checking import receipts
from index.checking.citing import formats, linked
from index.checking.citing.formats import FORMS
from index.records import Quote, Source

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_NAMED = 40  # outlets that a field offers while somebody types


@dataclass(frozen=True, slots=True)
class View:
    """Whom a page is made for, and in which language; nobody is logged in without `visitor`."""

    tongue: str
    visitor: Visitor | None = None


class Pages:
    """Makes the pages; the templates are read once."""

    def __init__(self) -> None:
        """Read the templates."""
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.style = (_TEMPLATES / "style.css").read_text("utf-8")

    def login(self, view: View, path: str, problem: Words | None = None) -> str:
        """Make the page that strangers see; `path` is where they go once they are logged in."""
        return self._page("login.html", view, path=path, problem=problem)

    def ask(
        self,
        view: View,
        sources: Sequence[Source],
        answered: Answered,
        form: Mapping[str, str],
    ) -> str:
        """Make the page with the form for a question, and an answer above it."""
        outlets = sorted({source.outlet for source in sources if source.outlet})
        return self._page(
            "ask.html",
            view,
            answer=_answer(answered),
            form={name: form.get(name, "") for name in ("question", *FILTERS)},
            outlets=outlets[:_MOST_NAMED],
            tongues=sorted({source.language for source in sources if source.language}),
        )

    def sources(self, view: View, answered: Answered, words: str, page: int) -> str:
        """Make the page with the list of sources that hold some words."""
        return self._page("sources.html", view, answer=_answer(answered), words=words, number=page)

    def receipt(self, view: View, shown: ReceiptPage) -> str:
        """Make the page of a receipt."""
        return self._page(
            "receipt.html",
            view,
            shown=shown,
            standing=checking.standing_words(shown.checked),
            differences=[
                checking.difference_words(difference) for difference in shown.checked.differences
            ],
            citation=citation_words(shown.cited.quote.citation),
            linked=_as_data(formats.write("jsonld", [shown.cited])),
            selectors=_as_data(linked.annotations([shown.cited])),
            forms=FORMS,
            reasons=[(number, reason_words(number)) for number in REASONS],
            copied=_copied(shown.cited.quote),
        )

    def no(self, view: View, shown: NoPage) -> str:
        """Make the page of a no: what became of it, and a form to have it asked again."""
        verified = shown.verified
        negative = verified.checked.negative
        blocks = tuple(_block(block, shown.generation) for block in shown.blocks)
        return self._page(
            "no.html",
            view,
            receipt=shown.receipt,
            address=shown.address,
            verdict=tuple(verdict_words(verified)),
            is_unchanged=verified.checked.verdict == "unchanged",
            is_absent=negative.silence == "absent",
            answer=ShownAnswer(blocks, ()),
            question=shown.question,
            cited=negative_words(negative, shown.receipt, verified.own_question),
        )

    def article(self, view: View, page: ArticlePage) -> str:
        """Make the page of a revision of an article."""
        return self._page("article.html", view, page=page)

    def message(self, view: View, words: Words) -> str:
        """Make a page that says one thing."""
        return self._page("message.html", view, words=words)

    def _page(self, name: str, view: View, **fields: object) -> str:
        speak = speaker(view.tongue)
        return self._environment.get_template(name).render(
            view=view,
            tongue=view.tongue if view.tongue in LANGUAGES else LANGUAGES[0],
            style=Markup(self.style),
            say=_sayer(speak),
            speak=speak,
            **fields,
        )


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of an answer as a template shows it: words, a quote, or the fields of a source."""

    lead: Words | None = None
    words: Words | None = None
    quote: Quote | None = None
    receipt: str | None = None
    label: Words | None = None
    cited: Words | None = None
    note: Words | None = None
    copied: Words | None = None
    number: int | None = None
    beside: tuple["ShownBlock", ...] = ()
    fields: tuple[tuple[Words, Words], ...] = ()
    source: str | None = None
    revision: int = 0

    @property
    def parts(self) -> tuple[str, str, str]:
        """The quote before what answers best, that, and what follows."""
        if self.quote is None:
            return "", "", ""
        inside, text = self.quote.highlight, self.quote.text
        if inside is None:
            return text, "", ""
        return text[: inside.start], text[inside.start : inside.end], text[inside.end :]


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button of an answer: what stands on it, and what a form sends."""

    label: Words
    pressed: str


@dataclass(frozen=True, slots=True)
class ShownNo:
    """The receipt of an answer that is none, and the sentence that cites it."""

    receipt: str
    copied: Words


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as a template shows it."""

    blocks: tuple[ShownBlock, ...]
    rows: tuple[tuple[ShownButton, ...], ...]
    no: ShownNo | None = None


def _answer(answered: Answered) -> ShownAnswer:
    generation = answered.searched.generation
    blocks = tuple(_block(block, generation) for block in answered.served.reply.blocks)
    rows = (tuple(filter(None, map(_button, row))) for row in answered.served.rows)
    return ShownAnswer(blocks, tuple(row for row in rows if row), _no(answered.served.rows))


def _no(rows: Rows) -> ShownNo | None:
    """Take what cites an answer that is none from the button that does so in chats."""
    buttons = (button for row in rows for button in row if button.kind == "cite")
    cite = next(buttons, None)
    return None if cite is None else ShownNo(cite.token, cite.copied or "")


def _block(block: Block, generation: int) -> ShownBlock:
    if isinstance(block, Say):
        return ShownBlock(lead=block.lead, words=block.words)
    if isinstance(block, ShowQuote):
        place = block.quote.citation
        return ShownBlock(
            quote=block.quote,
            receipt=receipts.make(place, generation, date.today()),
            label=block.label,
            cited=cited_words(block) if block.cited else None,
            note=note_words(block),
            copied=_copied(block.quote) if block.cited else None,
            number=block.number,
            beside=tuple(ShownBlock(quote=it.quote, label=it.label) for it in block.beside),
        )
    return ShownBlock(fields=source_fields(block), source=block.source.id, revision=block.revision)


def _button(button: Button) -> ShownButton | None:
    if button.kind not in PRESSED:
        return None
    return ShownButton(button_label(button), f"{button.kind} {button.token} {button.number}")


def _copied(quote: Quote) -> Words:
    """Word a quote with its citation, as the chats' button copies it."""
    return Joined((quote.text, Joined(("— ", citation_words(quote.citation)), "")), "\n")


def _sayer(speak: Speak) -> Callable[..., str]:
    def say(key: str, **fields: object) -> str:
        return speak(sentence(key, **fields))

    return say


def _as_data(written: str) -> Markup:
    """Put JSON into a page, where no text of it may end the element."""
    escaped = written.strip().replace("&", r"\u0026").replace("<", r"\u003c")
    return Markup(escaped.replace(">", r"\u003e"))
