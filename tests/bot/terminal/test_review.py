from io import StringIO

from fakes.corpus import FakeEmbedder, source_text
from rich.console import Console

from bot.sentences.say import speaker
from bot.terminal.review import review
from index.drafts import prepare
from index.drafts.records import Draft

DRAFT = prepare.prepare(
    source_text("fled", "Ten men fled.\n\nNobody saw them."), [], FakeEmbedder(), None
)


def reviewed(*lines: str, language: str = "en") -> tuple[Draft | None, list[str]]:
    """Return the approved draft and the lines that were printed."""
    printed = StringIO()
    approved = review(DRAFT, lines, Console(file=printed), speaker(language))
    return approved, printed.getvalue().splitlines()


def test_a_card_that_is_approved_is_the_draft_as_it_is() -> None:
    approved, printed = reviewed(" Approve ")
    assert approved == DRAFT
    assert printed[0] == "New source: fled"
    assert printed[-1] == "approve, FIELD: value, skip 3 5-7, keep 2, cancel?"


def test_a_card_is_shown_again_after_each_edit() -> None:
    approved, printed = reviewed("", "edit outlet: Meduza", "skip 2", "approve")
    assert approved is not None
    assert (approved.text.source.outlet, approved.skipped) == ("Meduza", (2,))
    assert printed.count("New source: fled") == 3
    assert printed.count("outlet: Meduza") == 2


def test_an_edit_that_is_refused_changes_nothing() -> None:
    approved, printed = reviewed("skip 1 2", "approve")
    assert approved == DRAFT
    assert (
        "Nothing was changed: that would skip every paragraph of the article; keep at least one"
        in printed
    )
    assert printed.count("New source: fled") == 1


def test_a_card_that_is_cancelled_or_left_gives_no_draft() -> None:
    for lines in (("cancel",), ()):
        approved, printed = reviewed(*lines)
        assert approved is None
        assert printed[-1] == "Cancelled; fled was left as it was."
    assert reviewed(language="uk")[1][-1] == "Скасовано, fled без змін."
