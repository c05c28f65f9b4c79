"""The records between the modules of the page: who asks on it, and what a desk answered."""

from dataclasses import dataclass

from bot.desk.verifying.absence import Verified
from bot.replies import Block, ButtonKind, Role, Served
from index.records import Searched

# What a button does on the page as in a chat; those that tell moderators, or change the corpus, are
# for chats.
PRESSED: frozenset[ButtonKind] = frozenset(
    (
        "context",
        "source",
        "more",
        "sources",
        "back",
        "without",
        "alone",
        "instead",
        "example",
        "read",
        "page",
    )
)
FILTERS = ("outlet", "author", "after", "before", "language", "source")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks on the page."""

    person: str
    role: Role

    @property
    def chat(self) -> str:
        """The name of their conversation here, which is no other platform's."""
        return f"web {self.person}"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the desk's; `typed` is the question with its filters, for the form again.

    `searched` names the generation that receipts are made with.
    """

    served: Served
    searched: Searched
    typed: str = ""


@dataclass(frozen=True, slots=True)
class NoPage:
    """A no that was checked: its receipt and its address, and the question that was pasted, if any.

    `blocks` show what the corpus says today, with the receipts of its `generation`.
    """

    receipt: str
    address: str
    question: str
    verified: Verified
    blocks: tuple[Block, ...]
    generation: int
