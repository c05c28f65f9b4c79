"""The desk that checks quotes for whoever was let in: receipts, quotations, and whole drafts.

It holds a checker over the live generation, and opens another where a newer one is live. Nothing
of what is checked is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.desk import checking
from bot.desk.verifying import report
from bot.desk.verifying.citable import quotation_button
from bot.desk.wording import Giving, giving, searched_words
from bot.replies import Page, Reply, Say, Served, said
from bot.sentences.say import Speak, Words, sentence
from index.checking import receipts
from index.checking.absence.making import NegativeReceipts
from index.checking.checker import CheckedDraft, Checker
from index.checking.extracting import DraftQuotation, extract
from index.checking.quotations import FEWEST_WORDS
from index.errors import BadReceipt
from index.sources import read
from index.store.store import live_generation
from index.text.stems import split_words

_OPENING = ("“", "„", "«", "‹", "»", '"', "‘", "'", ">")


@dataclass(slots=True)
class CheckingDesk:
    """Checks quotes against a data directory. For the thread that made it.

    `clock` gives seconds since 1970. Raises `PullquoteError` where the corpus cannot be read.
    """

    data: Path
    clock: Callable[[], float]
    _checker: Checker | None = field(default=None, init=False)
    _negatives: NegativeReceipts = field(init=False)

    def __post_init__(self) -> None:
        self._negatives = NegativeReceipts(self.data)

    def close(self) -> None:
        """Close the checker."""
        if self._checker is not None:
            self._checker.close()

    def answer(self, name: str, written: str) -> Served:
        """Answer a command about quotes: `written` is its argument, or the message it answers."""
        answers: Mapping[str, Callable[[str], Served]] = {
            "verify": lambda text: self._check(text) if text else said("verify_usage"),
            "quote": lambda text: self._check(text) if text else said("quote_usage"),
            "quotes": lambda text: self.draft(text, "") if text else said("draft_usage"),
        }
        return answers[name](written.strip())

    def draft(self, text: str, name: str) -> Served:
        """Check every quotation of a draft; what was found follows as a page under its name."""
        checker = self._current()
        return self._word_draft(checker.draft(text), name)

    def draft_file(self, path: Path) -> Served:
        """Check every quotation of the draft in a file of this machine."""
        return self.draft(read.read_draft(path), path.name)

    def _check(self, written: str) -> Served:
        """Check a receipt, or a quotation with who is said to have said it."""
        if receipts.looks_like_one(written):
            return self._check_receipt(written)
        found = extract(written).quotations
        if len(found) > 1 and _begins_with_mark(written):
            return self._word_draft(self._current().draft(written), "")
        text, claimed = written, None
        if len(found) == 1 and _is_meant(found[0], written):
            text, claimed = found[0].text, found[0].claimed
        if len(split_words(text)) < FEWEST_WORDS:
            return said("quote_too_short", fewest=FEWEST_WORDS)
        checker = self._current()
        checked = checker.quotation(text, claimed)
        searched, given_by = checker.searched(), self._giving(checker)
        if checked.verdict != "absent" or given_by is None:
            return Served(checking.quotation_reply(checked, searched_words(searched), given_by))
        receipt = self._negatives.of_quotation(text, searched, given_by.day)
        reply = checking.quotation_reply(checked, searched_words(searched), given_by, receipt)
        return Served(reply, ((quotation_button(text, searched, receipt, given_by.day),),))

    def _check_receipt(self, written: str) -> Served:
        checker = self._current()
        try:
            checked = checker.receipt(written)
        except BadReceipt as error:
            if not error.letter:
                return said("receipt_mistyped")
            return said("receipt_impossible", letter=error.letter, at=error.at)
        return Served(checking.receipt_reply(checked, self._giving(checker)))

    def _word_draft(self, checked: CheckedDraft, name: str) -> Served:
        if not checked.quotations and not checked.too_short:
            return said("draft_none")
        given_by = self._giving(self._current())
        reply = checking.draft_in_brief(checked)
        reply = Reply((*reply.blocks, Say(sentence("draft_not_kept"))))
        if given_by is None or not checked.quotations:
            return Served(reply)

        title: Words = name or sentence("draft_unnamed")

        def write(speak: Speak) -> str:
            return report.write_page(checked, speak(title), given_by, speak)

        return Served(reply, attached=Page(sentence("draft_report", name=title), write))

    def _current(self) -> Checker:
        """Return a checker over the live generation; raises `GenerationRefused` without one."""
        held = self._checker
        if held is not None and held.generation.manifest.number != live_generation(self.data):
            held.close()
            held = self._checker = None
        if held is None:
            held = self._checker = Checker(self.data)
        return held

    def _giving(self, checker: Checker) -> Giving | None:
        return giving(checker.generation.manifest.number, self.clock())


def _is_meant(found: DraftQuotation, written: str) -> bool:
    """Tell whether the quotation in a message is meant, and not all of it, which holds another."""
    if found.claimed is not None or _begins_with_mark(written):
        return True
    return 2 * len(split_words(found.text)) >= len(split_words(written))


def _begins_with_mark(written: str) -> bool:
    return written.startswith(_OPENING)
