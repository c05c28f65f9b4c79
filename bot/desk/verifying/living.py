"""Quotes that were given or saved, compared with the corpus as it is now: who is to be told what.

Whoever holds a quote whose words a newer text changes, or that is withdrawn, is told once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.desk.checking import receipt_blocks, standing_words
from bot.desk.verifying.memory import ELSEWHERE, Held, Notice, QuotesMemory, holders
from bot.desk.wording import Giving, citation_words, giving
from bot.replies import Block, Gave, Reply, Say, Served
from bot.sentences.say import Words, sentence
from index.checking import receipts, standing
from index.checking.standing import CheckedReceipt
from index.errors import BadReceipt
from index.records import Article, Quote
from index.store import standing as kept_revisions
from index.store.store import Store, live_generation

_GONE = ("changed", "withdrawn")


@dataclass(frozen=True, slots=True)
class LivingDesk:
    """Remembers what was given, and finds what changes of it. For the thread that made it.

    `clock` gives seconds since 1970.
    """

    data: Path
    memory: QuotesMemory
    clock: Callable[[], float]

    def close(self) -> None:
        """Close the memory."""
        self.memory.close()

    def keep(self, quotes: Sequence[Quote], gave: Gave, of: Held) -> None:
        """Remember the quotes of a message, which `of` describes, under the receipts it gave them.

        Of what the message itself says has become of them nobody is told again.
        """
        given_by = Giving(gave.generation, gave.day)
        held = [replace(of, receipt=str(given_by.receipt(quote))) for quote in quotes]
        self.memory.keep_given(held, self.clock(), gave.known)

    def keep_sent(self, receipt: str, of: Held) -> None:
        """Remember a quote that somebody has sent to another chat; what is no receipt is nothing.

        It stands in no message that the bot could answer.
        """
        if _read(receipt) is not None:
            alone = replace(of, receipt=receipt, message=f"{ELSEWHERE}{receipt}")
            self.memory.keep_given((alone,), self.clock())

    def look(self) -> None:
        """Compare what was not compared with the live generation yet, and note who is to be told.

        Raises `PullquoteError` where the corpus cannot be read.
        """
        live = live_generation(self.data)
        held = () if live is None else self.memory.not_looked(live)
        if live is None or not held:
            return
        with closing(Store(self.data)) as store:
            check = _checker(store)
            notices = [
                Notice(_key(quote, checked), quote)
                for quote in held
                if (checked := check(quote.receipt)) is not None and checked.standing in _GONE
            ]
        self.memory.keep_looked(live, held, notices, self.clock())

    def word(self, notices: Sequence[Notice]) -> Served:
        """Word what has become of quotes of one message: what they were, and what stands there."""
        live = live_generation(self.data)
        given_by = None if live is None else giving(live, self.clock())
        is_under_it = any(notice.held.answerable for notice in notices)
        told = sentence("living_told") if is_under_it else sentence("living_told_alone")
        blocks: list[Block] = [Say(told)]
        with closing(Store(self.data)) as store:
            check = _checker(store)
            for notice in notices:
                checked = check(notice.held.receipt)
                if checked is not None and checked.standing in _GONE:
                    blocks += _blocks(checked, notice.held.receipt, given_by)
        return Served(Reply(tuple(blocks) if len(blocks) > 1 else ()))


def word_changing(data: Path, becomes: Mapping[str, Article | None]) -> Words | None:
    """Word how many quotes in people's hands change if articles become others, or go.

    `becomes` holds the ids of live articles. `None` where no quote changes.
    """
    held = holders(data)
    if not held:
        return None
    with closing(Store(data)) as store:
        changing = frozenset(_changing(store, {row[2] for row in held}, becomes))
    people = {(platform, person) for platform, person, receipt in held if receipt in changing}
    if not changing:
        return None
    return sentence("given_change", quotes=len(changing), people=len(people))


def _changing(
    store: Store, written: Iterable[str], becomes: Mapping[str, Article | None]
) -> Iterator[str]:
    """Yield the receipts whose quotes stand now, and would not where articles become others."""
    marks = standing.read_marks(store)
    live = {article_id: store.article(article_id) for article_id in becomes}

    @cache
    def now_id(article_id: str) -> str | None:
        following: str | None = article_id
        while following is not None and following not in becomes:  # it was given another id
            following = kept_revisions.heir(store, following)
        return following

    for receipt in written:
        read = _read(receipt)
        for article_id, revision in () if read is None else marks.get(read.mark, ()):
            now, kept = now_id(article_id), kept_revisions.find(store, article_id, revision)
            if read is None or now is None or kept is None or read.end > len(kept.article.text):
                continue
            before, after = (standing.compare(read, kept, to[now]) for to in (live, becomes))
            if before.standing not in _GONE and after.standing in _GONE:
                yield receipt


def _blocks(checked: CheckedReceipt, written: str, given_by: Giving | None) -> Iterator[Block]:
    """Say what became of a quote; of one that was withdrawn nothing is shown again."""
    if checked.standing == "changed":
        yield from receipt_blocks(checked, given_by)
    else:
        yield Say(standing_words(checked))
        if checked.quote is not None:
            yield Say(citation_words(checked.quote.citation))
    yield Say(sentence("receipt_of_was", receipt=written))


def _checker(store: Store) -> Callable[[str], CheckedReceipt | None]:
    """Return what checks the receipts of a store, each once; `None` for one that is damaged."""
    marks = standing.read_marks(store)

    @cache
    def check(written: str) -> CheckedReceipt | None:
        receipt = _read(written)
        return None if receipt is None else standing.check(store, receipt, marks)

    return check


def _read(written: str) -> receipts.Receipt | None:
    """Read a receipt as it was kept; `None` if a fault of the disk has made another text of it."""
    try:
        return receipts.read(written)
    except BadReceipt:
        return None


def _key(held: Held, checked: CheckedReceipt) -> str:
    """Name a change of a quote for somebody, also where it was given to them in two messages."""
    receipt, now = checked.receipt, checked.now
    place = (receipt.mark, receipt.start, receipt.end)
    became = "" if now is None else now.text
    return sha256(repr((held.person, place, checked.standing, became)).encode()).hexdigest()
