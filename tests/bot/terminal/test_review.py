from dataclasses import replace
from io import StringIO

from fakes.corpus import FakeEmbedder, article, source_text
from rich.console import Console

from bot.sentences.say import speaker
from bot.terminal.review import Redraft, review
from index.drafts import prepare
from index.drafts.records import Draft
from index.records import Source

DRAFT = prepare.prepare(
    source_text("fled", "Ten men fled.\n\nNobody saw them."), [], FakeEmbedder(), None
)


def redraft(draft: Draft) -> Redraft:
    bare = replace(draft.read, source=Source("fled", "fled.txt"))

    def again(replacing: str | None) -> Draft:
        return prepare.prepare(bare, draft.rivals, FakeEmbedder(), None, replacing)

    return again


def reviewed(
    *lines: str, draft: Draft = DRAFT, language: str = "en"
) -> tuple[Draft | None, list[str]]:
    """Return the approved draft and the lines that were printed."""
    printed = StringIO()
    approved = review(draft, redraft(draft), lines, Console(file=printed), speaker(language))
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


def test_what_a_text_replaces_is_chosen_and_what_was_recorded_stays() -> None:
    source = replace(DRAFT.text.source, outlet="Meduza")
    held = article(replace(DRAFT.text, source=source))
    text = source_text("fled", "Bread was dear.\n\nNobody saw them.")
    draft = prepare.prepare(text, [held], FakeEmbedder(), None)
    approved, _ = reviewed("title: Bread", "add as new", "approve", draft=draft)
    assert approved is not None
    source = approved.text.source
    assert (source.id, source.title, source.outlet) == ("fled-2", "Bread", None)
    approved, _ = reviewed("add as new", "replace fled", "id: bread", "approve", draft=draft)
    assert approved is not None
    assert (approved.text.source.id, prepare.renamed(approved)) == ("bread", ("fled",))


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
        assert printed[-1] == "Cancelled: fled was not added."
    assert reviewed(language="uk")[1][-1] == "Скасовано: fled не додано."
