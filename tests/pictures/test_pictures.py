"""The README's pictures say what the program prints and sends today."""

import html
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

import pytest
from bot_api.messages import StoredMessage
from bot_api.values import Entity, FormattedText, Person, private_chat
from pictures import bubbles, program, terminal

from bot.cli.settings import Settings
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.matrix.messages import reactions
from bot.matrix.messages.render import render
from bot.replies import Incoming, Reply, Say
from bot.sentences.say import speaker
from index.search.asker import Asker

REDRAW = "the program says something else now; draw it again: python -m tests.pictures"
README = Path(__file__).parents[2] / "README.md"
BOT = Person(1, "Pullquote", is_bot=True)
CHAT = private_chat(Person(7, "Ada"))


class Indexed(Protocol):
    """The seeds, indexed once for all tests (the fixture `first_use`)."""

    @property
    def data(self) -> Path: ...


def words_of(picture: Path | str) -> str:
    """Return the characters of an SVG's texts without any blank, as lines break anywhere."""
    drawn = picture if isinstance(picture, str) else picture.read_text("utf-8")
    texts = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")
    return packed("".join("".join(text.itertext()) for text in texts))


def packed(text: str) -> str:
    return "".join(text.split())


def undated(text: str) -> str:
    """Leave the letters of receipts out, as they hold the day."""
    return re.sub("pq-[0-9A-Z-]+", "pq-", text)


def message(text: str, *entities: Entity, buttons: Sequence[str] = ()) -> StoredMessage:
    keys = [{"text": label} for label in buttons]
    markup = {"inline_keyboard": [keys]} if buttons else None
    content = FormattedText(text, entities)
    return StoredMessage(1, CHAT, BOT, 0, content, reply_markup=markup)


@pytest.mark.model
def test_the_terminal_of_the_readme_shows_what_ask_prints(first_use: Indexed) -> None:
    printed = terminal.plain(program.answer_in_terminal(first_use.data))
    shown = words_of(Path(__file__).with_name("answer.svg"))
    assert shown == packed(f"pullquote ask {program.QUESTION}") + packed(printed), REDRAW


@pytest.mark.model
@pytest.mark.parametrize("name", ["conversation", "card"])
def test_the_chats_of_the_readme_show_what_the_bot_sends(first_use: Indexed, name: str) -> None:
    sent = {"conversation": program.conversation, "card": program.card}[name](first_use.data)
    shown = words_of(Path(__file__).with_name(f"{name}.svg"))
    assert shown == packed(bubbles.plain(sent)), REDRAW


@pytest.mark.model
def test_the_ten_conversations_are_what_the_bot_sends(first_use: Indexed) -> None:
    for name, seen in program.conversations(first_use.data).items():
        shown = words_of(Path(__file__).parent / "conversations" / f"{name}.svg")
        assert undated(shown) == undated(packed(bubbles.plain(seen))), f"{name}: {REDRAW}"


@pytest.mark.model
def test_the_picture_of_matrix_shows_what_the_bot_sends(seeds_asker: Asker, tmp_path: Path) -> None:
    desk = Desk(seeds_asker, ChatStore(tmp_path), Settings().quotes, "default", time.time)
    served = desk.ask(Incoming("!room", "@carl", program.QUESTION, True, "journalist"))
    hint = Say(reactions.hint(reactions.offered(served.rows), speaker("en")))
    (text,) = render(Reply((*served.reply.blocks, hint)), speaker("en"))
    words = html.unescape(re.sub("<[^>]+>", "", text.html))
    shown = Path(__file__).with_name("matrix.txt").read_text("utf-8")
    assert packed(shown) == packed(words), f"{REDRAW}.in_matrix"


def test_the_page_on_running_shows_the_ten_conversations() -> None:
    text = README.parent.joinpath("bot", "README.md").read_text("utf-8")
    drawn = sorted(Path(__file__).parent.glob("conversations/*.svg"))
    assert len(drawn) == len(program.CONVERSATIONS) == 10
    for picture in drawn:
        assert f"(../tests/pictures/conversations/{picture.name})" in text


def test_the_readme_shows_every_picture() -> None:
    text = README.read_text("utf-8")
    for picture in (*Path(__file__).parent.glob("*.svg"), Path("matrix.png")):
        assert f"(tests/pictures/{picture.name})" in text


def test_a_message_is_drawn_whole_with_its_buttons_in_order() -> None:
    sent = [message("A < B & “C”\n\nd 😀 e", buttons=("Context 1", "Source 1")), message("End")]
    assert words_of(bubbles.draw(sent)) == "A<B&“C”d😀eContext1Source1End"


def test_a_quotation_has_a_bar_and_bold_letters_stay_bold_behind_an_emoji() -> None:
    # The emoji counts for two UTF-16 units, so that the quotation begins at 3 and "left" at 6.
    quoted, bold = Entity("blockquote", 3, 7), Entity("bold", 6, 4)
    drawn = bubbles.draw([message("😀\nHe left\nsoon", quoted, bold)])
    assert 'xml:space="preserve">He <tspan font-weight="600">left</tspan></text>' in drawn
    assert drawn.count('width="3"') == 1


def test_a_long_line_breaks_between_words_and_none_is_lost() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    drawn = bubbles.draw([message(text)])
    assert drawn.count("<text ") == 7  # eleven words, then nine to a line
    assert words_of(drawn) == packed(text)


def test_what_a_terminal_prints_is_drawn_without_its_escape_sequences() -> None:
    printed = "\x1b[1mHe left\x1b[0m  at noon\n"
    assert terminal.plain(printed).strip() == "He left  at noon"
    assert words_of(terminal.draw(printed, "pullquote ask", 40)) == "pullquoteaskHeleftatnoon"
