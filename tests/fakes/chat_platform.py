"""A chat platform in memory with ids like those of Matrix, and a conversation served on it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from fakes.telegram_bot.served import moderating, open_desk, publish_corpus

from bot.people.book import Access
from bot.replies import Block, Button, Offered, Say, Served, ShowQuote
from bot.sentences.say import Speak, Words
from bot.serving.documents import Document, document
from bot.serving.monitoring import Monitoring
from bot.serving.platform import (
    Event,
    Me,
    NoteMove,
    Person,
    SentFile,
    Spot,
    Tapped,
    TooLarge,
    Typed,
    Undeliverable,
    Where,
    Written,
)
from bot.serving.running import Chosen, Connection, Conversation, begin, open_conversation
from bot.serving.workers import DeskWorker

ADA = Person("@ada:example.org", "en", "Ada")  # moderates
BOB = Person("@bob:example.org", "uk", "Bob")  # moderates, too
CARL = Person("@carl:example.org", "en", "Carl")  # a journalist
EVE = Person("@eve:example.org", "en", "Eve")  # a stranger
DESK = Where("!desk:example.org", None, is_group=True)
MOST_FILE_BYTES = 1000
PATIENCE_SECONDS = 60.0


def own_chat(person: Person) -> Where:
    return Where(f"!{person.id.strip('@')}", None, is_group=False)


@dataclass(slots=True)
class Shown:
    """A message as it stands in a chat."""

    id: str
    text: str
    buttons: tuple[Button, ...]
    reply_to: str | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as lines of plain text."""

    platform: "MemoryPlatform"
    text: str
    buttons: tuple[Button, ...]
    attached: Document | None = None

    async def deliver(self, spot: Spot) -> tuple[str, ...]:
        return self.platform.show(self, spot)


@dataclass(slots=True)
class MemoryPlatform:
    """Keeps what the bot sends. A person whom `unreachable` names can have no chat with the bot.

    What happens `meanwhile` is done once, while the next message is on its way.
    """

    chats: dict[str, list[Shown]] = field(default_factory=dict)
    notices: dict[str, str | None] = field(default_factory=dict)
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    menus: dict[str, bool] = field(default_factory=dict)
    worked_in: list[str] = field(default_factory=list)
    seen_messages: list[str] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    refusal: Exception | None = None
    meanwhile: Callable[[], object] | None = None
    tells_of_search: bool = True
    _ids: "count[int]" = field(default_factory=count)

    def lay_out(self, served: Served, speak: Speak) -> Rendered:
        lines = [_line(block, speak) for block in served.reply.blocks]
        buttons = tuple(button for row in served.rows for button in row)
        file = None if served.attached is None else document(served.attached, speak)
        return Rendered(self, "\n".join(lines), buttons, file)

    def show(self, rendered: Rendered, spot: Spot) -> tuple[str, ...]:
        """Put a reply into its chat, in the place of the first earlier message."""
        if self.refusal is not None:
            raise self.refusal
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            happens()
        chat = self.chats.setdefault(spot.where.chat, [])
        if rendered.attached is not None:
            self.documents.append(rendered.attached)
        if not rendered.text:
            chat[:] = [shown for shown in chat if shown.id not in spot.earlier]
            return ()
        for shown in chat:
            if shown.id in spot.earlier:
                shown.text, shown.buttons = rendered.text, rendered.buttons
                return (shown.id,)
        shown = Shown(self._new_id(), rendered.text, rendered.buttons, spot.reply_to)
        chat.append(shown)
        return (shown.id,)

    @asynccontextmanager
    async def seen(self, where: Where, message: str) -> AsyncIterator[None]:  # noqa: ARG002
        self.seen_messages.append(message)
        yield

    @asynccontextmanager
    async def working(self, where: Where) -> AsyncIterator[None]:
        self.worked_in.append(where.chat)
        yield

    async def acknowledge(self, press: str, notice: str | None) -> None:
        self.notices[press] = notice

    async def take_buttons(self, where: Where, message: str) -> None:
        for shown in self.chats.get(where.chat, []):
            if shown.id == message:
                shown.buttons = ()

    async def download(self, file: SentFile) -> bytes:
        if file.id not in self.files:
            raise Undeliverable("no such file")
        if len(self.files[file.id]) > MOST_FILE_BYTES:
            raise TooLarge("too large")
        return self.files[file.id]

    async def private_place(self, person: str) -> Where:
        if person in self.unreachable:
            raise Undeliverable("no chat with the bot")
        return own_chat(Person(person, "en"))

    def invitation(self, code: str) -> str:
        return f"https://chat.example.org/#/bot?code={code}"

    async def offer(
        self, query: str, offered: Sequence[Offered], otherwise: Words | None, speak: Speak
    ) -> None:
        texts = tuple(offer.shown.quote.text for offer in offered)
        hint = () if otherwise is None else (speak(otherwise),)
        self.offered[query] = texts or hint

    @contextmanager
    def once(self, key: str) -> Iterator[None]:
        self.keys.append(key)
        yield

    async def set_menu(self, person: str, *, is_moderator: bool) -> bool:
        self.menus[person] = is_moderator
        return True

    def new_event(self) -> str:
        return f"$event{next(self._ids)}:example.org"

    def _new_id(self) -> str:
        return f"$message{next(self._ids)}:example.org"


def _line(block: Block, speak: Speak) -> str:
    if isinstance(block, Say):
        return speak(block.words)
    return f"> {block.quote.text}" if isinstance(block, ShowQuote) else f"source {block.source.id}"


@dataclass(frozen=True, slots=True)
class Talk:
    """One person in one chat of a conversation."""

    conversation: Conversation
    platform: MemoryPlatform
    person: Person
    where: Where

    async def says(self, text: str, command: str | None = None) -> str:
        """Write, and return the last message in the chat once that was dealt with."""
        await self.give(self.message(text, command))
        return self.last().text

    def message(self, text: str | None, command: str | None = None) -> Written:
        message_id = self.platform.new_event()
        return Written(self.where, self.person, message_id, command, text, is_edit=False)

    async def sends(
        self, name: str, content: bytes, caption: str | None = None, command: str | None = None
    ) -> Shown:
        """Send a file, and return the card that comes of it, or what a command in its caption."""
        file_id = f"mxc://example.org/{name}"
        self.platform.files[file_id] = content
        file = SentFile(file_id, name, None)
        message_id = self.platform.new_event()
        await self.give(Written(self.where, self.person, message_id, command, caption, False, file))
        return self.last()

    async def answers(self, card: Shown, text: str) -> None:
        """Answer a card."""
        message_id = self.platform.new_event()
        await self.give(
            Written(self.where, self.person, message_id, None, text, False, answers=card.id)
        )

    async def presses(self, shown: Shown, kind: str) -> str | None:
        """Press a button under a message, and return the notice that acknowledges it."""
        press = self.platform.new_event()
        button = next(button for button in shown.buttons if button.kind == kind)
        await self.give(Tapped(press, self.where, self.person, shown.id, button))
        return self.platform.notices[press]

    async def types(self, text: str) -> tuple[str, ...]:
        """Type behind the bot's name, and return what is offered."""
        query = self.platform.new_event()
        await self.give(Typed(query, self.person, text))
        return self.platform.offered[query]

    async def give(self, event: Event) -> None:
        """Give an event and wait until it is dealt with."""
        task = self.conversation.intake.take(self.platform.new_event(), lambda: event)
        assert task is not None
        await task

    def last(self) -> Shown:
        return self.platform.chats[self.where.chat][-1]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A conversation that is served on a platform in memory."""

    conversation: Conversation
    platform: MemoryPlatform

    def talk(self, person: Person, where: Where | None = None) -> Talk:
        return Talk(self.conversation, self.platform, person, where or own_chat(person))


@asynccontextmanager
async def newsroom(data: Path, shared: MemoryPlatform | None = None) -> AsyncIterator[Newsroom]:
    """Serve: Ada and Bob moderate, Carl asks, and so does everybody in the group.

    Of several bots all are on a `shared` platform.
    """
    platform = shared or MemoryPlatform()
    chosen = Chosen(
        data=data,
        access=Access(frozenset({ADA.id, BOB.id}), frozenset({CARL.id}), frozenset({DESK.chat})),
        record=lambda *_: "",
        questions_per_5_minutes=20,
        monitoring_port=None,
        moderating=moderating(data),
    )

    def make_platform(note_move: NoteMove) -> MemoryPlatform:
        del note_move  # this platform learns of moves from events alone
        return platform

    me = Me("memory", "@pullquote:example.org", "pullquote")
    connection = Connection(me, make_platform, lambda *_: None)
    with closing(DeskWorker(lambda: open_desk(data, time.time))) as worker:
        async with (
            open_conversation(connection, chosen, worker, Monitoring()) as conversation,
            AsyncExitStack() as begun,
        ):
            begin(begun, conversation)
            yield Newsroom(conversation, platform)


def hold(data: Path, converse: Callable[[Newsroom], Awaitable[None]]) -> None:
    """Publish the ferry and the trial, and hold a conversation over them to its end."""
    publish_corpus(data)

    async def serve() -> None:
        async with newsroom(data) as room:
            await converse(room)

    asyncio.run(serve())


async def become(is_true: Callable[[], bool]) -> None:
    """Look again and again until something is true that no event tells of."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_true():
            await asyncio.sleep(0.005)
