import re
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import article, source_text
from fakes.speaking import ENGLISH, worded_served

from bot.moderation.facts import Touched
from bot.moderation.records import CorpusChange, Happening
from bot.moderation.wording import (
    MOST_CHECKED,
    word_checked,
    word_failed,
    word_happening,
    word_left_as_it_was,
    word_published,
    word_refused,
    word_undone,
)
from bot.replies import Button, Say, Served
from index.drafts.refreshing import Refreshed
from index.errors import PullquoteError
from index.records import Article, ChangeCounts, GoldenAnswer, GoldenChange, Plan, Published, Source
from index.store.golden import GoldenRefused

STORM = Happening("added", "The storm", 5)
MEND = "whoever runs this bot can mend it"
RIGHT = GoldenAnswer(True, "answer", "a", 1)
WRONG = GoldenAnswer(False, "nothing", None, None)


def lines(served: Served, language: str = "en") -> list[str]:
    """List the lines of a reply that is one block of words."""
    (block,) = worded_served(served, language).reply.blocks
    assert isinstance(block, Say)
    return str(block.words).split("\n")


def held(article_id: str) -> Article:
    return article(source_text(article_id, "Ten men fled."))


def test_what_was_published_can_be_undone_by_a_button() -> None:
    plan = Plan(added=("a",), changed=(), removed=(), unchanged=("d",))
    served = word_published(Published(7, plan, 30, 1, 29), STORM)
    assert lines(served) == ["Published: The storm, 5 paragraphs."]
    assert served.rows == ((Button("undo", "7", 1),),)


@pytest.mark.parametrize(
    ("happening", "says", "cancelled", "discarded"),
    [
        (
            STORM,
            "Published: The storm, 5 paragraphs.",
            "Cancelled: The storm was not added.",
            "Discarded: The storm was not added.",
        ),
        (
            replace(STORM, kind="replaced", counts=ChangeCounts(1, 2, 3)),
            "Published: The storm, a new revision; paragraphs added 1, changed 2, removed 3.",
            "Cancelled: The storm stays as it is.",
            "Discarded: The storm stays as it was.",
        ),
        (
            replace(STORM, kind="edited"),
            "Published: The storm, with its fields as edited.",
            "Cancelled: The storm stays as it is.",
            "Discarded: The storm stays as it was.",
        ),
        (
            replace(STORM, kind="removed", paragraphs=1),
            "Removed: The storm. No longer quoted: 1 paragraph.",
            "Cancelled: The storm was not removed.",
            "Discarded: The storm was not removed.",
        ),
    ],
)
def test_what_happened_is_said_and_what_did_not(
    happening: Happening, says: str, cancelled: str, discarded: str
) -> None:
    assert ENGLISH(word_happening(happening)) == says
    assert ENGLISH(word_left_as_it_was(happening, is_discarded=False)) == cancelled
    assert ENGLISH(word_left_as_it_was(happening, is_discarded=True)) == discarded


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("a.pdf holds no text", "a.pdf holds no text"),
        (
            "the words cannot be read; mend it with: pullquote reindex",
            f"the words cannot be read; {MEND}",
        ),
        ("7 is not kept; see: pullquote history", "7 is not kept; see: /history"),
        ("mend PULLQUOTE_MODEL", MEND),
        ("not published; publish with --publish-anyway", f"not published; {MEND}"),
    ],
)
def test_an_error_in_a_chat_names_no_command_line(error: str, says: str) -> None:
    assert lines(word_failed(PullquoteError(error))) == [f"That failed, nothing was lost: {says}"]


def test_no_remedy_of_the_command_line_is_left_whatever_the_error() -> None:
    sources = (path.read_text() for path in Path("index").rglob("*.py"))
    remedies = {found for source in sources for found in re.findall(r"pullquote [a-z]+", source)}
    assert "pullquote reindex" in remedies
    for remedy in remedies:
        (said,) = lines(word_failed(PullquoteError(f"x is damaged; mend it with: {remedy}")))
        assert "pullquote" not in said


def test_an_undo_says_what_vanished_and_whose_it_was() -> None:
    sources = tuple(Source(f"a{n}", f"a{n}.txt", title=f"Day {n}") for n in range(5))
    undone = Touched(sources[3:4], (Source("b", "b.txt"),), sources)
    assert ENGLISH(word_undone(undone, "Ada")).split("\n") == [
        "Undone: what Ada had published.",
        "No longer in the corpus: «Day 0», «Day 1», «Day 2», and 2 more",
        "Back in the corpus: «Day 3»",
        "As before: «b»",
    ]
    assert ENGLISH(word_undone(Touched((), (), ()), None)) == "Undone."


def test_where_nothing_was_to_be_changed_there_is_nothing_to_undo() -> None:
    served = word_published(Published(7, Plan((), (), (), ("d",)), 30, 0, 30), STORM)
    assert lines(served) == [
        "Nothing was to be changed: The storm is in the corpus just like this."
    ]
    assert served.rows == ()


def test_the_golden_questions_that_prevent_a_change_are_named_with_what_to_do() -> None:
    refused = GoldenRefused(
        "refused", (GoldenChange("Who fled?", RIGHT, WRONG), GoldenChange("Who?", WRONG, RIGHT))
    )
    served = word_refused(refused, CorpusChange("t", 3, "a", (), ("a",), anyway=False))
    assert lines(served) == [
        "Not published: fewer golden questions would be answered.",
        "No longer answered: Who fled?",
        "Now answered: Who?",
    ]
    assert served.rows == ((Button("publish_anyway", "t", 3), Button("discard", "t", 3)),)


def test_of_checked_addresses_those_that_changed_come_first_each_with_a_button() -> None:
    checked = [
        (held("same"), Refreshed("unchanged")),
        (held("gone"), Refreshed("gone", reason="404")),
        (held("new"), Refreshed("changed", ChangeCounts(1, 2, 3))),
        (held("slow"), Refreshed("failed", reason="timed out")),
    ]
    served = word_checked(checked, "check-1")
    assert lines(served) == [
        "Addresses: 4, of which unchanged 1, changed 1, gone 1, could not be read 1.",
        "1. new changed: paragraphs added 1, changed 2, removed 3",
        "gone is gone: 404",
        "slow could not be read: timed out",
    ]
    assert served.rows == ((Button("recheck", "check-1", 1),),)


def test_of_very_many_addresses_thirty_are_named_in_rows_of_four_buttons() -> None:
    checked = [
        (held(f"a{n}"), Refreshed("changed", ChangeCounts(1, 0, 0)))
        for n in range(MOST_CHECKED + 2)
    ]
    served = word_checked(checked, "check-1")
    assert lines(served, "uk")[-1] == "І ще 2."
    assert [len(row) for row in served.rows] == [4, 4, 4, 4, 4, 4, 4, 2]
    assert served.rows[-1][-1] == Button("recheck", "check-1", 30)
