"""The rows of buttons under an answer, and under what they show: at most eight, for a thumb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.desk.wording import CITED_SEPARATOR, citation_fields, citation_words
from bot.replies import Button, ButtonKind, in_rows
from bot.sentences.say import Joined, Words, sentence
from index.checking.receipts import FIRST_DAY, Given
from index.records import Quote

MOST_AT_ONCE = 3
"""The quotes of one message: each has two buttons, and two more are for all of them."""

MOST_ASIDES = 2  # buttons that ask otherwise: then a message shows one quote less
_IN_A_ROW = 3
_LONGEST_LABEL = 24  # characters that a phone shows in a row of two buttons

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Giving:
    """The generation that gave quotes, and the day: what their receipts say beside the place."""

    generation: int
    day: date

    def receipt(self, quote: Quote) -> Given:
        """Return the receipt of a quote; it is computed where it is written."""
        return Given(quote.citation, self.generation, self.day)

    def receipt_words(self, quote: Quote) -> Words:
        """Word the receipt of a quote, as `receipt`."""
        return sentence("receipt", receipt=self.receipt(quote))


def giving(generation: int, at: float) -> Giving | None:
    """Tell what gave quotes at a time in seconds since 1970; `None` if the clock must be wrong."""
    day = datetime.fromtimestamp(at, UTC).date()
    return Giving(generation, day) if day >= FIRST_DAY else None


def answer_rows(
    shown: Mapping[int, Quote], token: str, following: int, of: int, given_by: Giving | None = None
) -> Rows:
    """Make the rows under the quotes with these numbers, of an answer with `of` quotes in all.

    `following` is the number of the first quote that "more" shows. What is copied ends with a
    receipt where it is known what they were `given_by`.
    """
    more = (Button("more", token, following),) if following <= of else ()
    if not shown:
        return (more,) if more else ()
    contexts = tuple(Button("context", token, number) for number in shown)
    copies = tuple(copy_button(quote, token, number, given_by) for number, quote in shown.items())
    last, quote = list(shown.items())[-1]
    if len(shown) == 1:
        opening = open_button(quote, token, last)
        return ((*contexts, *copies), (Button("source", token, last), *opening, *more))
    return (contexts, copies, (Button("sources", token, last), *more))


def quote_rows(
    quote: Quote,
    token: str,
    number: int,
    kind: ButtonKind,
    given_by: Giving | None = None,
    *,
    has_back: bool,
) -> Rows:
    """Make the rows under what a button has shown of one quote."""
    other = Button("source" if kind == "context" else "context", token, number)
    buttons = (
        other,
        copy_button(quote, token, number, given_by),
        *open_button(quote, token, number),
        Button("wrong", token, number),
        *back_button(token, number, has_back=has_back),
    )
    return in_rows(buttons, _IN_A_ROW)


def page_rows(
    quoted: Mapping[int, Quote],
    token: str,
    given_by: Giving | None,
    link: Callable[[str], str] | None,
) -> Rows:
    """Make the row of links to the pages of quotes, by their numbers; none where there are none.

    `link` makes the address of a receipt's page.
    """
    if given_by is None or link is None:
        return ()
    return (
        tuple(
            Button("page_of", token, number, address=link(str(given_by.receipt(quote))))
            for number, quote in quoted.items()
        ),
    )


def sources_rows(numbers: Sequence[int], token: str, *, has_back: bool) -> Rows:
    """Make the rows under the sources of the quotes with these numbers."""
    wrong = tuple(Button("wrong", token, number) for number in numbers)
    back = back_button(token, numbers[-1], has_back=has_back)
    return tuple(row for row in (wrong, back) if row)


def aside_rows(asides: Sequence[Button]) -> Rows:
    """Make the row of the buttons that ask the question otherwise."""
    return in_rows(asides[:MOST_ASIDES], MOST_ASIDES) if asides else ()


def back_button(token: str, number: int, *, has_back: bool) -> tuple[Button, ...]:
    """Make the button that shows the answer again, where it was put aside for something else."""
    return (Button("back", token, number),) if has_back else ()


def open_button(quote: Quote, token: str, number: int) -> tuple[Button, ...]:
    """Make the button that opens the page at the quote, if the source has an address."""
    if quote.citation.source.url is None:
        return ()
    return (Button("open", token, number, opened=quote),)


def copy_button(quote: Quote, token: str, number: int, given_by: Giving | None) -> Button:
    """Make the button that copies a quote with its citation, or where that is long the citation."""
    # Without the address: a clipboard takes little.
    cited = Joined(("— ", Joined(citation_fields(quote.citation), CITED_SEPARATOR)), "")
    both = Joined((quote.text, cited), "\n")
    receipt = None if given_by is None else given_by.receipt_words(quote)
    return Button("copy", token, number, both, citation_words(quote.citation), receipt)


def labelled(value: str) -> Words:
    """Word a label out of a text, cut where it is wider than a button."""
    return value if len(value) <= _LONGEST_LABEL else value[: _LONGEST_LABEL - 1].rstrip() + "…"


def taken_away(value: str) -> Words:
    """Word the label of a button that takes a filter away."""
    return sentence("button_without", value=labelled(value))
