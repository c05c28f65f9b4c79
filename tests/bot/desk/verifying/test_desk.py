from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes.chat import FERRY, TRIAL, publish
from fakes.speaking import ENGLISH, worded
from fakes.telegram_bot.served import Clock

from bot.desk.verifying.desk import CheckingDesk
from bot.replies import Page, Say, Served, ShowQuote
from bot.sentences.say import LANGUAGES, speaker
from index.checking import receipts
from index.records import Citation, SourceText
from index.store.store import read_corpus

NOON = Clock(1_800_000_000.0)
TODAY = date(2027, 1, 15)
SAID = "Nobody was hurt at noon."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CheckingDesk]:
    publish(tmp_path, FERRY, TRIAL)
    with closing(CheckingDesk(tmp_path, NOON)) as opened:
        yield opened


def lines(served: Served) -> list[str]:
    return [
        str(block.words) if isinstance(block, Say) else f"> {block.quote.text}"
        for block in worded(served.reply).blocks
        if isinstance(block, Say | ShowQuote)
    ]


def receipt(data: Path, said: str = SAID) -> str:
    found = next(article for article in read_corpus(data).articles if article.id == "ferry")
    start = found.text.index(said)
    place = Citation(found.source, "ferry", 1, 2, start, start + len(said), found.sha256)
    return receipts.make(place, 1, TODAY)


def test_a_receipt_is_verified_also_by_the_generation_that_came_since(
    desk: CheckingDesk, tmp_path: Path
) -> None:
    given = receipt(tmp_path)
    assert lines(desk.answer("verify", given.lower())) == [
        "Verified: quoted on 2027-01-15, and it stands there still.",
        f"> {SAID}",
    ]
    publish(tmp_path, SourceText(FERRY.source, FERRY.text.replace("Nobody was", "Two men were")))
    opening, was, now, own, differs = lines(desk.answer("verify", given))
    assert opening.startswith("Changed since ")
    assert (was, now) == (f"> {SAID}", "> Two men were hurt at noon.")
    assert own.startswith("Receipt: pq-")
    assert differs == "source: Two men were · quotation: Nobody was"
    assert lines(desk.answer("verify", own.removeprefix("Receipt: ")))[0].startswith("Verified")


def test_a_mistyped_receipt_says_which_letter_cannot_be(desk: CheckingDesk, tmp_path: Path) -> None:
    given = receipt(tmp_path)
    wrong = ("U" if given[5] != "U" else "V").join([given[:5], given[6:]])
    (line,) = lines(desk.answer("verify", wrong))
    assert "none holds the letter U, which is letter 5 of yours" in line
    other = "7" if given[6] != "7" else "8"
    (line,) = lines(desk.answer("verify", given[:6] + other + given[7:]))
    assert line.startswith("That is no receipt as I gave it: a letter is wrong or missing")


def test_a_quotation_is_looked_up_with_who_is_said_to_have_said_it(desk: CheckingDesk) -> None:
    answer = desk.answer("quote", "«nobody was hurt at noon»")
    opening, shown, own, ignored, searched = lines(answer)
    assert opening == "Verbatim: the corpus has these words, in 1 place."
    assert (shown, own[:12]) == (f"> {SAID[:-1]}", "Receipt: pq-")
    assert ignored == "Made no difference: capitals"
    assert searched.startswith("Searched: 2 articles")
    claimed = desk.answer("quote", "“Nobody was hurt at noon,” said Birgit Hallström.")
    said = "Elsewhere: the corpus has these words, but not from Birgit Hallström."
    assert lines(claimed)[0] == said


def test_several_quotations_of_one_message_are_all_checked(desk: CheckingDesk) -> None:
    answer = desk.answer("quote", "“The ferry sank at noon,” and “nobody was ever hurt at noon”.")
    assert lines(answer) == [
        "2 quotations checked, 1 verbatim.",
        "✗ drift · line 1: “nobody was ever hurt at noon”",
        "> Nobody was hurt at noon",
        "source: (nothing) · quotation: ever",
        "✓ Verbatim, in these lines: 1",
        "Nothing of the draft is kept here.",
    ]


def test_a_quotation_that_is_given_without_marks_may_hold_another_one(desk: CheckingDesk) -> None:
    opening, *_ = lines(desk.answer("quote", "The captain was “not then arrested” he said"))
    assert opening != "Verbatim: the corpus has these words, in 1 place."


@pytest.mark.parametrize("command", ["verify", "quote", "quotes"])
def test_a_command_alone_says_what_belongs_behind_it(desk: CheckingDesk, command: str) -> None:
    (line,) = lines(desk.answer(command, " "))
    assert f"/{command}" in line


def test_two_words_are_too_few_and_a_draft_may_hold_no_quotation(desk: CheckingDesk) -> None:
    assert lines(desk.answer("quote", "“at noon”"))[0].startswith(
        "A quotation of fewer than 3 words"
    )
    (line,) = lines(desk.answer("quotes", "It rained all day."))
    assert line.startswith("There is no quotation in it")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_a_draft_has_a_line_for_each_quotation(
    desk: CheckingDesk, language: str
) -> None:
    served = desk.draft("“The ferry sank at noon.”\n\n> Nobody was ever hurt at noon\n", "a.md")
    assert isinstance(served.attached, Page)
    speak = speaker(language)
    page = served.attached.write(speak)
    assert speak(served.attached.name).endswith("a.md.html")
    assert (page.count("<tr>"), page.count("class=wrong>") + page.count("class=wrong ")) == (3, 1)
    assert f'<html lang="{language}">' in page
    assert page.count("pq-") == 2


def test_what_a_screen_does_not_hold_stands_in_the_report(desk: CheckingDesk) -> None:
    draft = "\n\n".join(f"> The ferry sank on day {number} at noon" for number in range(20))
    served = desk.draft(draft, "long.txt")
    shown = [line for line in lines(served) if line.startswith("✗")]
    assert len(shown) == 8
    assert "… and 12 more that are not verbatim; the report has all." in lines(served)
    assert isinstance(served.attached, Page)
    assert served.attached.write(ENGLISH).count("<tr>") == 21
