from dataclasses import replace
from pathlib import Path

from fakes.chat_platform import ADA, CARL, DESK, EVE, Newsroom, hold

from bot.serving.platform import Answered, SentFile

DRAFT = (
    "“The ferry sank at noon,” wrote the Harbour News.\n\n"
    "> Nobody was ever hurt on board.\n\n„The captain was arrested.“\n"
)


def test_a_journalist_has_a_draft_checked_and_a_stranger_does_not(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        shown = await room.talk(CARL).sends("draft.md", DRAFT.encode(), "", "quotes")
        assert shown.text.splitlines()[0] == ("3 quotations checked, 2 verbatim.")
        assert "✗ drift · line 3: “Nobody was ever hurt on board.”" in shown.text
        assert shown.text.endswith("Nothing of the draft is kept here.")
        (report,) = room.platform.documents
        assert (report.name, report.media_type) == ("quotations - draft.md.html", "text/html")
        assert b"Nobody was ever hurt" in report.content
        refused = await room.talk(EVE).sends("draft.md", DRAFT.encode(), "", "quotes")
        assert EVE.id in refused.text
        assert len(room.platform.documents) == 1

    hold(tmp_path, converse)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"ever hurt" not in kept


def test_a_moderators_file_is_a_draft_where_its_caption_says_so(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        shown = await room.talk(ADA).sends("draft.md", DRAFT.encode(), "", "quotes")
        assert shown.text.startswith("3 quotations checked")

    hold(tmp_path, converse)


def test_the_message_that_is_answered_is_checked_its_words_or_its_file(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL, DESK)
        answered = Answered("He said: “Nobody was hurt on board,” and went.")
        await carl.give(replace(carl.message("", "quote"), answered=answered))
        assert carl.last().text.startswith("Verbatim: the corpus has these words")
        room.platform.files["mxc://x"] = DRAFT.encode()
        sent = Answered("", SentFile("mxc://x", "draft.txt", None))
        await carl.give(replace(carl.message("", "quotes"), answered=sent))
        assert carl.last().text.startswith("3 quotations checked")

    hold(tmp_path, converse)


def test_what_cannot_be_checked_is_one_line_and_nothing_is_lost(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        assert (await carl.says("pq-7K3M", "verify")).startswith("That is no receipt")
        unknown = await carl.sends("draft.xyz", b"text", "", "quotes")
        assert unknown.text.startswith("The draft could not be read: draft.xyz")
        large = await carl.sends("large.txt", b"x" * 2000, "", "quotes")
        assert large.text.startswith("large.txt is larger than what I can be sent here.")
        assert (await carl.says("", "quotes")).startswith("Send me the draft as a file")
        unasked = await carl.sends("draft.txt", b"text")
        assert "/quotes" in unasked.text
        assert "> The captain was arrested." in await carl.says("captain")

    hold(tmp_path, converse)


def test_a_no_is_checked_with_its_question_behind_it_or_in_the_message_that_is_answered(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        said = await carl.says("We never banned the zebra", "quote")
        receipt = said.rpartition("Receipt: ")[2].split()[0]
        assert receipt.startswith("no-")
        for question in (f"{receipt} we never banned the zebra", receipt):
            shown = await carl.says(question, "verify")
            assert shown.startswith("Genuine: on ")
        await carl.give(replace(carl.message("", "verify"), answered=Answered(said)))
        assert carl.last().text.startswith("Genuine: on ")
        quoted = Answered("We never banned the zebra")
        await carl.give(replace(carl.message(receipt, "verify"), answered=quoted))
        assert "The quotation is the one that was looked for." in carl.last().text
        above = Answered(f"Receipt: {receipt}")
        typed = carl.message("we never banned the zebra", "verify")
        await carl.give(replace(typed, answered=above))
        assert "The quotation is the one that was looked for." in carl.last().text
        await carl.give(replace(carl.message("", "verify"), answered=Answered(receipt[:-1])))
        assert carl.last().text.startswith("That is no receipt as I gave it")

    hold(tmp_path, converse)
