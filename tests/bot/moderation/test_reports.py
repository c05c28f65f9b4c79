from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from fakes.corpus import publish, source_text
from fakes.moderating import means
from fakes.speaking import worded

from bot.moderation.reports import MOST_CHANGES, MOST_ENTRIES, MOST_EVENTS, respond, undo
from bot.replies import Attached, Command, Reply, Say, ShowQuote
from index.errors import GenerationRefused
from index.store import audit

FLED = source_text("fled", "Ten men fled.\n\nNobody saw them.")
NOON = "2026-01-02T12:00:00+00:00"


def shown(reply: Reply, language: str = "en") -> list[str]:
    """List the lines of a reply, a quote behind its label."""
    found: list[str] = []
    for block in worded(reply, language).blocks:
        if isinstance(block, Say):
            found += str(block.words).split("\n")
        elif isinstance(block, ShowQuote):
            found.append(f"{block.label} > {block.quote.text}")
    return found


def report(data: Path, name: str, argument: str = "", language: str = "en") -> list[str]:
    command = Command(name, argument, "7", "7", "moderator")
    return shown(respond(means(data), command, "telegram:7", str.upper).reply, language)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, FLED)
    publish(tmp_path, FLED, source_text("voted", "The council voted."))
    return tmp_path


def test_the_history_marks_what_is_live(data: Path) -> None:
    noon = f"{datetime.fromisoformat(NOON).astimezone():%Y-%m-%d %H:%M}"
    assert report(data, "history") == [
        "What was published, oldest first; * is live now:",
        f"{noon}, no. 1, unknown: added «fled»",
        f"* {noon}, no. 2, unknown: added «voted»",
    ]


def test_one_line_of_the_history_is_live_and_it_says_what_an_undo_changed(data: Path) -> None:
    publish(data, source_text("voted", "The council voted twice.", title="The vote"))
    undo(data, "telegram:7", 1, None, str.upper)
    undo(data, "telegram:7", 3, None, str.upper)
    found = report(data, "history")
    assert [line.partition(", ")[2] for line in found[3:]] == [
        "no. 3, unknown: changed «The vote»; removed «fled»",
        "back to no. 1, TELEGRAM:7: added «fled»; removed «The vote»",
        "back to no. 3, TELEGRAM:7: added «The vote»; removed «fled»",
    ]
    assert [line.startswith("* ") for line in found[1:]] == [False] * 4 + [True]


def test_the_history_shows_the_last_events_and_what_was_undone(data: Path) -> None:
    for _ in range(8):
        undo(data, "telegram:7", 1, None, str.upper)
        undo(data, "telegram:7", 2, None, str.upper)
    found = report(data, "history", language="uk")
    assert len(found) == 1 + MOST_EVENTS
    assert found[-1].startswith("* ")
    assert found[-1].endswith(", повернення до № 2, TELEGRAM:7: додано «voted»")


def test_a_diff_counts_and_shows_what_differs(data: Path) -> None:
    publish(data, source_text("fled", "Two men fled.\n\nNobody saw them.\n\nХлеб.", title="Fled"))
    assert report(data, "diff", "1 3") == [
        "Articles that differ between generations 1 and 3: 1",
        "fled: paragraphs added 1, changed 1, removed 0; fields changed 1",
        "fled:",
        "Changed, paragraph 1 before: > Ten men fled.",
        "and now: > Two men fled.",
        "Added, paragraph 3: > Хлеб.",
    ]


def test_a_diff_shows_only_the_first_changes_in_full(data: Path) -> None:
    publish(data, FLED, source_text("days", "\n\n".join(f"Day {n} passed." for n in range(9))))
    found = report(data, "diff", "1 3")
    assert found[1:3] == [
        "days: paragraphs added 9, changed 0, removed 0; fields changed 0",
        "days:",
    ]
    assert len([line for line in found if line.startswith("Added")]) == MOST_CHANGES


@pytest.mark.parametrize("argument", ["", "1", "1 2 3", "1 two", "1 -2", "1 1000000000"])
def test_a_diff_of_anything_but_two_numbers_says_how_to_write_it(data: Path, argument: str) -> None:
    assert report(data, "diff", argument) == [
        "Write /diff and two generations, as /history lists them: /diff 3 4"
    ]


def test_a_diff_with_a_generation_that_never_was_says_so(data: Path) -> None:
    assert report(data, "diff", "1 77") == [
        "That failed, nothing was lost: there never was a generation 77; see: /history"
    ]


def test_the_audit_log_is_shown_from_its_end_with_long_details_cut(data: Path) -> None:
    for _ in range(MOST_ENTRIES):
        audit.append(data, "cli:ada", "looked", "x" * 151)
    found = report(data, "audit")
    assert found[0] == "The last entries of the audit log, the newest at the end:"
    assert len(found) == 1 + MOST_ENTRIES
    assert found[-1].endswith(f" cli:ada looked: {'x' * 150}…")


def test_golden_questions_are_added_listed_and_removed(data: Path) -> None:
    assert report(data, "golden")[0].startswith("There are no golden questions.")
    assert report(data, "golden", "add Who fled? => ten men, night") == [
        "Golden question: Who fled? (a quote with: ten men, night)",
        "The corpus of today does not answer it like this. Until it does, the question holds up no"
        " change.",
    ]
    assert report(data, "golden", "add Who voted?")[0] == "Golden question: Who voted? (an answer)"
    assert report(data, "golden")[1:] == [
        "1. Who fled? (a quote with: ten men, night)",
        "2. Who voted? (an answer)",
    ]
    assert report(data, "golden", "remove 1") == ["No golden question any more: Who fled?"]
    deed = audit.entries(data)[-1].deed
    assert (deed.by, deed.action) == ("telegram:7", "golden question removed")


def test_a_golden_question_is_never_replaced_unasked(data: Path) -> None:
    report(data, "golden", "add Who fled? => ten men")
    assert report(data, "golden", "add who  fled? => two men") == [
        "There is this golden question already, as number 1: Who fled? (a quote with: ten men). It"
        " stays as it is; /golden remove 1 takes it away."
    ]
    assert report(data, "golden")[1:] == ["1. Who fled? (a quote with: ten men)"]


def test_a_diff_of_more_than_a_screen_comes_whole_as_a_document(data: Path) -> None:
    publish(data, FLED, source_text("days", "\n\n".join(f"Day {n} passed." for n in range(9))))
    command = Command("diff", "1 3", "7", "7", "moderator")
    served = respond(means(data), command, "telegram:7", str.upper)
    assert isinstance(served.attached, Attached)
    assert served.attached.name == "diff-1-3.txt"
    assert len([line for line in shown(served.attached.reply) if line.startswith("Added")]) == 9


@pytest.mark.parametrize("argument", ["add", "add ", "remove", "remove one", "drop 1"])
def test_a_golden_command_that_is_none_says_how_to_write_it(data: Path, argument: str) -> None:
    assert report(data, "golden", argument)[0].startswith("Write /golden add QUESTION => words")


def test_going_back_says_what_vanished_and_what_came_back(data: Path) -> None:
    assert shown(undo(data, "telegram:7", None, None, str.upper).reply) == [
        "Undone.",
        "No longer in the corpus: «voted»",
    ]
    assert shown(undo(data, "telegram:7", 2, None, str.upper).reply) == [
        "Undone.",
        "Back in the corpus: «voted»",
    ]


def test_a_source_under_another_id_is_told_from_the_one_it_was_by_both_ids(data: Path) -> None:
    publish(data, source_text("voted", "The council voted.", title="The vote"))
    publish(data, source_text("vote-2", "The council voted.", title="The vote"))
    added = "added «The vote» (vote-2); removed «The vote» (voted)"
    assert report(data, "history")[-1].endswith(added)
    assert shown(undo(data, "telegram:7", None, None, str.upper).reply) == [
        "Undone.",
        "No longer in the corpus: «The vote» (vote-2)",
        "Back in the corpus: «The vote» (voted)",
    ]


def test_what_was_published_is_not_undone_once_another_generation_is_live(data: Path) -> None:
    assert shown(undo(data, "telegram:7", None, 1, str.upper).reply) == [
        "Generation 2 is live by now, so nothing was undone. /history lists all, /undo goes back."
    ]
    assert shown(undo(data, "telegram:7", None, 2, str.upper).reply)[0] == "Undone."


def test_a_generation_that_is_not_kept_cannot_be_gone_back_to(data: Path) -> None:
    with pytest.raises(GenerationRefused):
        undo(data, "telegram:7", 9, None, str.upper)


def test_a_diff_tells_a_text_that_is_only_read_otherwise_from_an_edit(tmp_path: Path) -> None:
    read = replace(source_text("fled", "*Ten* men fled."), parser="1", file_sha256="ab")
    publish(tmp_path, read)
    publish(tmp_path, replace(source_text("fled", "Ten men fled."), parser="2", file_sha256="ab"))
    assert report(tmp_path, "diff", "1 2")[1] == (
        "fled, read otherwise from the same file, so no edit of the outlet: paragraphs added 0,"
        " changed 1, removed 0; fields changed 0"
    )
