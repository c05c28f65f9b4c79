"""The records between a platform and the desks: messages, commands and presses in, replies out.

A reply is made of words that know no language. The platform puts them into the reader's, once, and
decides how a block looks; which blocks there are, and in which order, is the desk's to say.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal, TypeVar, get_args

from bot.sentences.say import LANGUAGES, Speak, Words, sentence, speaker
from index.records import Outcome, Quote, Source

Role = Literal["moderator", "journalist"]
"""The role of a person who was let in; a stranger, and everybody in a group, has none."""

QuoteKind = Literal[
    "context",
    "source",
    "copy",
    "open",  # the page at the quote; a link, which is never pressed
    "page_of",  # the reader page of a quote's receipt; a link to `address`, never pressed either
    "wrong",
    "more",
    "sources",
    "back",
    "cite",  # the sentence that cites an answer that is none; its token is the receipt
]
"""The kinds of button under an answer: `token` names the answer, `number` one of its quotes, which
for "more" is the first that it shows. "sources" and "back" are about all that were shown."""

QuestionKind = Literal[
    "without",  # the question again, without a filter that was understood
    "alone",  # the question again, without the one before it
    "instead",  # the question again, with another value of a filter
    "example",
    "add",
]
"""The kinds of button that ask something: `token` names a question that is remembered for some
minutes, `number` what of it is meant. For "example" `number` counts the questions to begin with;
for "add" the token names an address to be added."""

ListKind = Literal["read", "page"]
"""The kinds of button of a list of sources: for "read" `token` names a source, as `source_token`
does, for "page" what was searched for, `number` which page of it."""

ReportKind = Literal["settle", "why"]
"""The kinds of button about a quote that was called wrong: `token` names the report. "settle" is a
moderator's; "why" is of whoever reported it, `number` the reason."""

PeopleKind = Literal["let_in", "refuse", "revoke", "revoke_sure", "revoke_not", "copy_id"]
"""The kinds of button about people: `token` names a request to join, for the others the person;
`number` is for people to read. "revoke" asks, "revoke_sure" does it."""

ForgetKind = Literal["forget_sure"]
"""The button that does forget what somebody has here; `token` is their id."""

ModerationKind = Literal[
    "approve",  # of the card's own moderator
    "publish",  # of another moderator, who was asked
    "decline",
    "edit",
    "take_title",  # from the paragraph `number` of the text
    "take_author",
    "take_date",
    "changes",
    "as_new",
    "replace",  # the rival `number` of the draft
    "skips",
    "skip_one",
    "keep_one",
    "cancel",
    "publish_anyway",
    "discard",
    "undo",
    "recheck",
    "reopen",  # the published source that `token` names, to edit its fields
    "take_out",  # the published source that `token` names, to remove it
]
"""The kinds of button that change the corpus: `token` names a draft, for "undo" a generation, for
"recheck" what a check found; `number` is the version of the draft that is decided, or a
paragraph's."""

ButtonKind = Literal[
    QuoteKind, ListKind, ReportKind, QuestionKind, PeopleKind, ForgetKind, ModerationKind
]
Kind = TypeVar("Kind", bound=ButtonKind)

# For whoever hands a press to the desk that it is for.
REPORT_KINDS: frozenset[ButtonKind] = frozenset(get_args(ReportKind))
LIST_KINDS: frozenset[ButtonKind] = frozenset(get_args(ListKind))
QUOTE_KINDS: frozenset[ButtonKind] = frozenset(get_args(QuoteKind))
QUESTION_KINDS: frozenset[ButtonKind] = frozenset(get_args(QuestionKind))
PEOPLE_KINDS: frozenset[ButtonKind] = frozenset(get_args(PeopleKind))
MODERATION_KINDS: frozenset[ButtonKind] = frozenset(get_args(ModerationKind))


_LABELS: Mapping[ButtonKind, str] = {
    "context": "button_context",
    "source": "button_source",
    "copy": "button_copy",
    "wrong": "button_wrong",
    "more": "button_more",
    "open": "button_open",
    "page_of": "button_page_of",
    "sources": "button_sources",
    "back": "button_back",
    "cite": "button_cite",
    "without": "button_without",
    "alone": "button_alone",
    "instead": "button_instead",
    "example": "button_example",
    "add": "button_add",
    "let_in": "button_let_in",
    "refuse": "button_refuse",
    "revoke": "button_revoke",
    "approve": "button_approve",
    "publish": "button_publish",
    "decline": "button_decline",
    "edit": "button_edit",
    "skips": "button_skips",
    "skip_one": "button_skip_one",
    "keep_one": "button_keep_one",
    "cancel": "button_cancel",
    "publish_anyway": "button_publish_anyway",
    "discard": "button_discard",
    "undo": "button_undo",
    "recheck": "button_recheck",
    "take_title": "button_take_title",
    "take_author": "button_take_author",
    "take_date": "button_take_date",
    "changes": "button_changes",
    "as_new": "button_as_new",
    "replace": "button_replace",
    "revoke_sure": "button_revoke_sure",
    "revoke_not": "button_revoke_not",
    "forget_sure": "button_forget_sure",
    "copy_id": "button_copy_id",
    "read": "button_read",
    "page": "button_page",
    "reopen": "button_reopen",
    "take_out": "button_take_out",
    "settle": "button_settle",
    "why": "button_why",
}
_SIGNS = re.compile(r"[^\w\s✕→]")
_SPEAKERS = tuple(map(speaker, LANGUAGES))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a person in a chat; `is_private` tells that nobody else writes there.

    `role` is the person's in a chat of their own; `None` in a group, where it does not count.
    """

    chat: str
    sender: str
    text: str
    is_private: bool = False
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a person gave it: its name without the slash, and what stands behind it."""

    name: str
    argument: str
    chat: str
    person: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed by a person in a chat: its kind says what `token` and `number` mean.

    `is_private` and `role` are as in `Incoming`.
    """

    chat: str
    person: str
    kind: ButtonKind
    token: str
    number: int
    is_private: bool = False
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """A block of the bot's own sentences.

    `lead` goes before the others: on a line of its own in a terminal, on theirs in a chat.
    """

    words: Words
    lead: Words | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """A quote that another one needs to be understood, and the label that says what it is.

    A platform that can fold may fold it where it `is_long`.
    """

    label: Words
    quote: Quote
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class ShowQuote:
    """A block that shows a quote: `label` above, which says what it is, and its citation below.

    Between the quote and its citation stands what is `beside` it. A platform that can fold may fold
    the quote from the character `folded_from` on.

    `number` is what people call it by, `None` where they cannot. `cited_as` is a short citation, of
    an article that the same reply cites in full further up.
    """

    quote: Quote
    number: int | None = None
    label: Words | None = None
    cited: bool = True
    cited_as: Words | None = None
    beside: tuple[Beside, ...] = ()
    folded_from: int | None = None


@dataclass(frozen=True, slots=True)
class ShowSource:
    """A block that shows all that is known about a source, and the digest of a revision's text."""

    source: Source
    revision: int
    sha256: str


Block = Say | ShowQuote | ShowSource


@dataclass(frozen=True, slots=True)
class Reply:
    """The blocks that answer one message, top to bottom; `ends` closes the conversation."""

    blocks: tuple[Block, ...]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a reply: its kind says what `token` and `number` mean.

    `copied` is what "copy" puts on the clipboard, `shorter` what it does where that is too long for
    a platform; where both are, the button can only be pressed. A `receipt` goes below, if it fits.
    `opened` is the quote that "open" shows on its page, `address` what a link leads to. `label`
    stands for the label of the kind. `about` is what its label names, where that names more than
    the number.
    """

    kind: ButtonKind
    token: str
    number: int
    copied: Words | None = None
    shorter: Words | None = None
    receipt: Words | None = None
    opened: Quote | None = None
    address: str | None = None
    label: Words | None = None
    about: Words | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """A reply of more than a screen, which is sent as a document under this name."""

    name: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Page:
    """A document of its own, sent under a name; `write` gives its text in a reader's language."""

    name: Words
    write: Callable[[Speak], str]
    media_type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Gave:
    """The generation and the day of the answer whose quotes a reply gives: their receipts say them.

    `known` is a generation as of which the reply itself says what has become of them; 0 if none.
    """

    generation: int
    day: date
    known: int = 0


@dataclass(frozen=True, slots=True)
class Served:
    """A reply, the rows of buttons under it, and how a question came out, if it was one.

    `attached` is a document that follows the reply. `gave` is `None` where no quotes are given.
    """

    reply: Reply
    rows: tuple[tuple[Button, ...], ...] = ()
    outcome: Outcome | None = None
    attached: Attached | Page | None = None
    gave: Gave | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """The answer to a press: a short notice on the button itself, or a reply.

    `in_place` tells that the reply takes the place of the message with the button, where nobody
    else reads that. `for_moderators` goes to all of them, under the name of whoever pressed, and
    `for_reporter` to the person with that id, who has called a quote wrong.
    """

    notice: Words | None = None
    served: Served | None = None
    in_place: bool = False
    for_moderators: Served | None = None
    for_reporter: tuple[str, Served] | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote offered while somebody types; chosen, it is sent with all that it needs.

    `receipt` is that of the quote, by which it is known once it was chosen; empty if there is none.
    """

    title: Words
    shown: ShowQuote
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A reply to somebody who has not asked for one, in a chat of their own."""

    person: str
    language: str
    served: Served


def cited_quotes(served: Served) -> tuple[Quote, ...]:
    """List the quotes that a reply shows with their citations, in order."""
    blocks = served.reply.blocks
    return tuple(block.quote for block in blocks if isinstance(block, ShowQuote) and block.cited)


def source_token(article_id: str) -> str:
    """Name a source under a button, which has no room for every id.

    >>> source_token("ferry")
    'e9087d0b20d80d3e'
    """
    return sha256(article_id.encode()).hexdigest()[:16]


def in_rows(buttons: Sequence[Button], length: int) -> tuple[tuple[Button, ...], ...]:
    """Put buttons into rows of at most `length`.

    >>> [len(row) for row in in_rows([Button("undo", "7", 1)] * 5, 3)]
    [3, 2]
    """
    starts = range(0, len(buttons), length)
    return tuple(tuple(buttons[start : start + length]) for start in starts)


def said(key: str, **fields: object) -> Served:
    """Reply with one sentence and no buttons.

    >>> said("goodbye").reply.blocks
    (Say(words=Sentence(key='goodbye', fields=()), lead=None),)
    """
    return Served(Reply((Say(sentence(key, **fields)),)))


def button_label(button: Button, about: str | None = None) -> Words:
    """Word what stands on a button; `about` stands for what it is about, where that is too long."""
    if button.label is not None:
        return button.label
    named = (button.about or "") if about is None else about
    return sentence(_LABELS[button.kind], number=button.number, about=named)


def typed_forms(buttons: Sequence[Button]) -> tuple[tuple[str, ...], ...]:
    """List, for each button, what may be typed in its place, as `plain_form` makes it.

    A button is typed as it reads in any of the bot's languages; without its number, too, where it
    is the only one of its kind.
    """
    kinds = [button.kind for button in buttons]
    return tuple(_forms(button, is_only=kinds.count(button.kind) == 1) for button in buttons)


def typed_kind(written: str, kinds: Sequence[Kind]) -> Kind | None:
    """Return the first of the kinds whose button can be typed like this, whatever it is about."""
    form = plain_form(written)
    return next((kind for kind in kinds if form in typed_forms([Button(kind, "", 1)])[0]), None)


def plain_form(text: str) -> str:
    """Leave out what people type differently: case, blanks, signs and quotation marks.

    The signs that tell one button from another stay.

    >>> plain_form("  Wrong?  2. "), plain_form("📋 Quote 1"), plain_form("-> «Meduza»")
    ('wrong 2', 'quote 1', '→ meduza')
    """
    return " ".join(_SIGNS.sub(" ", text.casefold().replace("->", "→")).split())


def _forms(button: Button, *, is_only: bool) -> tuple[str, ...]:
    wordings = [plain_form(speak(button_label(button))) for speak in _SPEAKERS]
    bare = [wording.rstrip("0123456789 ") for wording in wordings] if is_only else []
    return tuple(dict.fromkeys(form for form in (*wordings, *bare) if form))
