import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.chat import TRIAL, publish
from fakes.chat_platform import (
    ADA,
    BOB,
    CARL,
    DESK,
    MemoryPlatform,
    Newsroom,
    Rendered,
    Shown,
    hold,
)
from fakes.corpus import source_text
from fakes.telegram_bot.served import FERRY

from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import QuotesMemory
from bot.people.book import Access, People
from bot.people.file import open_people_file
from bot.replies import Gave, Reply, Served, ShowQuote
from bot.serving.platform import Answered, Person, Spot, Where, Withdrawn
from bot.serving.verifying.living import LivingQuotes
from bot.serving.workers import DeskWorker
from index.records import SourceText
from index.store.store import read_corpus
from index.text.quoting import quote_slice

FREED = SourceText(FERRY.source, FERRY.text.replace("captain was arrested", "captain was freed"))


def told(room: Newsroom, chat: str) -> list[Shown]:
    return [shown for shown in room.platform.chats.get(chat, []) if "changed since" in shown.text]


def text_of(room: Newsroom, message: str) -> str:
    (shown,) = (
        shown for chat in room.platform.chats.values() for shown in chat if shown.id == message
    )
    return shown.text


def test_whoever_was_given_a_quote_that_changes_is_told_once_under_it_and_nobody_else(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        carl, bob, desk = room.talk(CARL), room.talk(BOB), room.talk(ADA, DESK)
        await carl.says("captain")
        await carl.says("captain")
        answer = carl.last()
        await desk.says("captain", "ask")
        await bob.says("sailor")
        publish(tmp_path, FREED, TRIAL)
        for _ in range(3):
            await room.conversation.living.look()
        (notice,) = told(room, carl.where.chat)
        assert notice.reply_to == answer.id
        assert "> The captain was arrested." in notice.text
        assert "> The captain was freed." in notice.text
        assert "source: freed · quotation: arrested" in notice.text
        assert notice.text.count("pq-") == 2
        assert len(told(room, DESK.chat)) == 1
        assert told(room, bob.where.chat) == []

    hold(tmp_path, converse)


def test_a_quote_that_is_withdrawn_is_told_without_its_words(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        await carl.says("captain")
        publish(tmp_path, TRIAL)
        await room.conversation.living.look()
        (notice,) = told(room, carl.where.chat)
        assert "Withdrawn since" in notice.text
        assert "arrested" not in notice.text

    hold(tmp_path, converse)


@pytest.mark.parametrize("how", ["forgotten", "taken back", "revoked"])
def test_nobody_is_told_who_holds_nothing_any_more(tmp_path: Path, how: str) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        asked = carl.message("captain")
        await carl.give(asked)
        if how == "forgotten":
            await carl.says("", "save")
            await carl.says("", "forget")
        elif how == "taken back":
            await carl.give(Withdrawn(carl.where, CARL, asked.message))
        else:
            people = room.conversation.people
            people.access = replace(people.access, journalists=frozenset())
        publish(tmp_path, FREED, TRIAL)
        await room.conversation.living.look()
        assert told(room, carl.where.chat) == []

    hold(tmp_path, converse)


def test_what_was_saved_is_listed_exported_and_told_of_until_it_is_dropped(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        assert (await carl.says("", "saved")).startswith("You have saved no quotes yet.")
        await carl.says("captain")
        answer = carl.last()
        await carl.says("sailor")
        save = replace(carl.message("", "save"), answered=Answered(message=answer.id))
        await carl.give(save)
        assert carl.last().text.startswith("Saved: 1. Your collection holds 1 quote,")
        assert (await carl.says("1", "save")).startswith("Saved: 1. Your collection holds 2 quotes")
        listed = await carl.says("", "saved")
        assert listed.index("> The captain was arrested.") < listed.index("> A sailor did.")
        receipt = listed.partition("Receipt: ")[2].split()[0]
        assert (await carl.says(receipt, "save")).startswith("Saved: 0. ")
        assert (await carl.says("bibtex", "export")).startswith("2 quotes, each with its receipt")
        document = room.platform.documents[-1]
        assert (document.name, document.content.count(b"@")) == ("pullquote.bib", 2)
        assert (await carl.says("docx", "export")).startswith("Write a form after the command")
        assert (await carl.says("2", "drop")).startswith("Dropped: 1. Your collection holds 1")
        assert (await carl.says("7", "drop")).startswith("Write which quote to drop")
        assert "alone" in await room.talk(CARL, DESK).says("", "saved")
        await room.conversation.living.worker.do(
            lambda desk: desk.memory.expire(desk.clock() + 31 * 24 * 3600)
        )
        publish(tmp_path, FREED)
        await room.conversation.living.look()
        assert [shown.reply_to for shown in told(room, carl.where.chat)] == [answer.id]
        assert "Changed since" in await carl.says("", "saved")

    hold(tmp_path, converse)


def test_a_moderator_sees_on_the_card_how_many_given_quotes_would_change(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        for person in (CARL, BOB):
            await room.talk(person).says("captain")
        ada = room.talk(ADA)
        card = await ada.sends("ferry.txt", FREED.text.encode())
        assert "1 quote given to 2 people would change." in card.text
        same = await ada.sends("ferry.txt", (FERRY.text + "\nIt rained.\n").encode())
        assert "would change" not in same.text
        await ada.says("ferry", "remove")
        assert "1 quote given to 2 people would change." in ada.last().text

    hold(tmp_path, converse)


def test_a_quote_is_held_as_the_generation_gave_it_that_was_asked_before_a_swap(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        room.platform.meanwhile = lambda: publish(tmp_path, FREED, TRIAL)
        await carl.says("captain")
        answer = carl.last()
        assert "> The captain was arrested." in answer.text
        await carl.says("", "save")
        await room.conversation.living.look()
        (notice,) = told(room, carl.where.chat)
        assert (notice.reply_to, "> The captain was freed." in notice.text) == (answer.id, True)
        listed = await carl.says("", "saved")
        await carl.presses(answer, "source")
        receipt = answer.text.partition("Receipt: ")[2].split()[0]
        assert f"Receipt: {receipt}" in listed

    hold(tmp_path, converse)


def test_what_changes_while_an_answer_is_shown_again_is_told(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        await carl.says("captain")
        answer = carl.last()
        await carl.presses(answer, "context")
        room.platform.meanwhile = lambda: publish(tmp_path, FREED, TRIAL)
        await carl.presses(answer, "back")
        assert "newer text" not in answer.text
        await room.conversation.living.look()
        assert [notice.reply_to for notice in told(room, carl.where.chat)] == [answer.id]

    hold(tmp_path, converse)


def test_what_a_message_itself_says_of_its_quotes_is_not_told_again(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        await carl.says("captain")
        answer = carl.last()
        await carl.presses(answer, "context")
        publish(tmp_path, FREED, TRIAL)
        await carl.presses(answer, "back")
        await room.conversation.living.look()
        assert told(room, carl.where.chat) == []

    hold(tmp_path, converse)


def test_a_card_counts_the_quotes_that_an_undo_an_edit_or_another_id_would_change(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        publish(tmp_path, FREED, TRIAL)
        for person in (CARL, BOB):
            await room.talk(person).says("captain")
        await room.talk(CARL).says("sailor")
        ada = room.talk(ADA)
        await ada.says("", "undo")
        assert "1 quote given to 2 people would change." in ada.last().text
        await ada.says("ferry", "edit")
        card = ada.last().id
        for fields in ("title: Sunk", "id: ship"):
            await ada.says(fields)
            assert "would change" not in text_of(room, card)
        await ada.says("skip 3")
        assert "1 quote given to 2 people would change." in text_of(room, card)

    hold(tmp_path, converse)


def test_a_card_counts_the_quotes_that_were_given_under_another_id(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        await room.talk(CARL).says("captain")
        ship = replace(FERRY, source=replace(FERRY.source, id="ship"))
        publish(tmp_path, ship, TRIAL)
        ada = room.talk(ADA)
        await ada.says("", "undo")
        assert "would change" not in ada.last().text
        await ada.says("ship", "remove")
        assert "1 quote given to 1 person would change." in ada.last().text

    hold(tmp_path, converse)


class Killed(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Dying(MemoryPlatform):
    """Ends the process now and then, before a message was taken or right after.

    Where it `tells_apart` what it was sent under one key, it takes that once, as Matrix does.
    """

    tells_apart: bool = True
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    deaths_after: int = 0
    heard: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    _key: str = ""
    _taken: set[str] = field(default_factory=set)

    @contextmanager
    def once(self, key: str) -> Iterator[None]:
        self._key = key
        yield

    def show(self, rendered: Rendered, spot: Spot) -> tuple[str, ...]:
        del rendered
        if self.chance.random() < 0.2:
            raise Killed
        if not (self.tells_apart and self._key in self._taken):
            self.heard[spot.where.chat, spot.reply_to] += 1
        self._taken.add(self._key)
        if self.chance.random() < 0.2:
            self.deaths_after += 1
            raise Killed
        return (self.new_event(),)


@dataclass(frozen=True, slots=True)
class Fire:
    """A hundred articles, of which twenty people were given ten each, and thirty are touched."""

    data: Path
    platform: Dying
    texts: dict[str, str]
    given: dict[str, list[str]]
    touched: list[str]

    @property
    def concerned(self) -> set[tuple[str, str | None]]:
        return {
            (person, f"{person} {name}")
            for person, names in self.given.items()
            for name in names
            if name in self.touched
        }

    def serve(self, work: Callable[[LivingQuotes], Awaitable[None]]) -> None:
        def open_desk() -> LivingDesk:
            return LivingDesk(self.data, QuotesMemory(self.data, "memory"), time.time)

        async def run() -> None:
            people = everybody(self.data, self.given)
            with closing(DeskWorker(open_desk)) as worker, closing(people):
                await work(LivingQuotes(self.platform, worker, people, self.data))

        asyncio.run(run())

    async def give(self, living: LivingQuotes) -> None:
        articles = {article.id: article for article in read_corpus(self.data).articles}
        for person, names in self.given.items():
            where, who = Where(person, None, is_group=False), Person(person, "en")
            for name in names:
                quote = quote_slice(articles[name], 1, 0, articles[name].text.index("\n"))
                shown = Reply((ShowQuote(quote),))
                gave = Gave(1, datetime.now(UTC).date())
                await living.note(where, who, [f"{person} {name}"], Served(shown, gave=gave))

    def change(self) -> None:
        """Change half of what is touched, and withdraw the others."""
        gone = self.touched[::2]
        publish(
            self.data,
            *(
                source_text(name, text.replace("dawn", "noon") if name in self.touched else text)
                for name, text in self.texts.items()
                if name not in gone
            ),
        )


def burn(data: Path, *, tells_apart: bool) -> Fire:
    chance = random.Random(7)
    texts = {f"a{n}": f"Witness {n} saw the fire at dawn.\n\nIt rained." for n in range(100)}
    publish(data, *(source_text(name, text) for name, text in texts.items()))
    given = {f"p{n}": chance.sample(sorted(texts), 10) for n in range(20)}
    touched = chance.sample(sorted(texts), 30)
    return Fire(data, Dying(tells_apart=tells_apart), texts, given, touched)


@pytest.mark.parametrize("tells_apart", [True, False])
def test_of_two_hundred_quotes_given_to_twenty_each_that_changed_is_told_once_over_crashes(
    tmp_path: Path, tells_apart: bool
) -> None:
    fire = burn(tmp_path, tells_apart=tells_apart)
    platform = fire.platform
    fire.serve(fire.give)
    fire.change()
    is_done = False
    while not is_done:
        with suppress(Killed):
            fire.serve(lambda living: living.look())
            is_done = True
    assert set(platform.heard) == fire.concerned
    assert len(fire.concerned) > 40
    twice = sum(platform.heard.values()) - len(fire.concerned)
    assert twice == (0 if tells_apart else platform.deaths_after)
    assert platform.deaths_after > 5


def everybody(data: Path, given: Iterable[str]) -> People:
    file = open_people_file(data, "memory", lambda *_: "", time.time)
    return People(file, Access(frozenset(), frozenset(given), frozenset()), is_two_person=False)
