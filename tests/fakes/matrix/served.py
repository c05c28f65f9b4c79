"""The bot served over a real homeserver, with its people, in rooms of two and in larger ones."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any  # a field of `Chosen` of whatever type it has, and JSON

import httpx
from fakes.matrix.person import Json, Loop, Person, person
from fakes.matrix.synapse import PASSWORD, Synapse
from fakes.telegram_bot.served import moderating, open_desk

from bot.desk.desk import Desk
from bot.matrix.account import Identified, identify
from bot.matrix.login import Login, keep_login, log_in, read_login
from bot.matrix.serving import Serving, serve
from bot.people.book import Access
from bot.serving.running import Chosen
from bot.serving.workers import DeskWorker

_numbers = itertools.count(1)
OpenDesk = Callable[[], Desk]


@dataclass(slots=True)
class Newsroom:
    """An account for the bot, and colleagues: Ada and Bob moderate, Carl asks, Eve is a stranger.

    Each newsroom has accounts of its own, so that many can share a homeserver.
    """

    server: Synapse
    loop: Loop
    data: Path
    folder: Path
    bot: str = ""
    number: int = field(default_factory=lambda: next(_numbers))
    _people: dict[str, Person] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _rooms: dict[str, str] = field(default_factory=dict)

    def set_up(self) -> None:
        """Register the bot, and log it in."""
        self.bot = self.id("pullquote")
        login: Login = self.loop.run(log_in(self.server.url, self.bot, PASSWORD))
        keep_login(self.data, login)

    def identify(self) -> Identified:
        """Let the account sign the bot's device, with keys that it gets for it."""
        return self.loop.run(identify(self.data, PASSWORD, lambda: "", new_identity=False))

    def calls_itself(self, name: str) -> None:
        """Give the bot a name that clients show."""
        login = read_login(self.data)
        assert login is not None
        httpx.put(
            f"{self.server.url}/_matrix/client/v3/profile/{self.bot}/displayname",
            json={"displayname": name},
            headers={"Authorization": f"Bearer {login.token}"},
            trust_env=False,
        ).raise_for_status()

    def id(self, name: str) -> str:
        if name not in self._ids:
            self._ids[name] = self.server.register(f"{name}{self.number}")
        return self._ids[name]

    def person(self, name: str) -> Person:
        """Return somebody who is logged in."""
        if name not in self._people:
            folder = self.folder / name
            self._people[name] = person(self.server, self.loop, self.id(name), folder)
        return self._people[name]

    def own_room(self, name: str) -> str:
        """Return the room of somebody with the bot alone."""
        if name not in self._rooms:
            self._rooms[name] = self.person(name).create_room(self.bot)
        return self._rooms[name]

    def talk(self, name: str, room: str | None = None) -> "Talk":
        return Talk(self.person(name), self.own_room(name) if room is None else room)

    def serving(self, **chosen: Any) -> Serving:  # noqa: ANN401 - as above
        """Return what to serve."""
        access = Access(
            frozenset({self.id("ada"), self.id("bob")}), frozenset({self.id("carl")}), frozenset()
        )
        plain = Chosen(
            data=self.data,
            access=access,
            record=lambda *_: "",
            questions_per_5_minutes=1000,
            monitoring_port=None,
            moderating=moderating(self.data),
        )
        return Serving(replace(plain, **chosen), "en", key_seconds=1.0)

    @contextmanager
    def served(
        self, serving: Serving | None = None, open_own: OpenDesk | None = None
    ) -> Iterator[None]:
        """Serve until the block ends; what serving raises is raised then."""
        worker = DeskWorker(open_own or (lambda: open_desk(self.data)))
        told_to_end = asyncio.Event()
        serving_now = asyncio.run_coroutine_threadsafe(
            serve(serving or self.serving(), worker, told_to_end), self.loop.loop
        )
        try:
            yield
            self.loop.loop.call_soon_threadsafe(told_to_end.set)
            serving_now.result(30)
        finally:
            self.loop.loop.call_soon_threadsafe(told_to_end.set)
            while not serving_now.done():
                time.sleep(0.01)
            worker.close()

    def close(self) -> None:
        for somebody in self._people.values():
            self.loop.run(somebody.stop())


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody in a room with the bot."""

    person: Person
    room: str

    @property
    def messages(self) -> list[Json]:
        return self.person.messages(self.room)

    def gets(self, body: str, answers: int = 1, **content: object) -> list[Json]:
        """Write, and return what the bot answers, once there are so many messages."""
        before = len(self.messages)
        self.person.says(self.room, body, **content)
        return self.after(before, answers)

    def says(self, body: str, **content: object) -> str:
        """Write, and return the plain text of the answer."""
        return body_of(self.gets(body, 1, **content)[0])

    def answers(self, message: Json, body: str) -> Json:
        before = len(self.messages)
        self.person.answers(self.room, message["event_id"], body)
        return self.after(before, 1)[0]

    def reacts(self, message: Json, key: str) -> Json:
        """React to a message, and return what comes of it."""
        before = len(self.messages)
        self.person.reacts(self.room, message["event_id"], key)
        return self.after(before, 1)[0]

    def sends(self, name: str, content: bytes, **more: Any) -> Json:  # noqa: ANN401 - as below
        """Send a file, with what `Person.uploads` takes more, and return the answer."""
        before = len(self.messages)
        self.person.uploads(self.room, name, content, **more)
        return self.after(before, 1)[0]

    def is_ignored(self, body: str, **content: object) -> bool:
        """Write, and return whether a question behind it is answered first."""
        before = len(self.messages)
        self.person.says(self.room, body, **content)
        self.person.says(self.room, "!pq zebra")
        answer = self.after(before, 1)[0]
        return "The corpus does not say." in body_of(answer)

    def after(self, before: int, answers: int) -> list[Json]:
        self.person.wait_for(lambda: len(self.messages) >= before + answers)
        return self.messages[before:]

    def now(self, message: Json) -> Json:
        """Return a message as it stands."""
        return next(one for one in self.messages if one["event_id"] == message["event_id"])

    def reads(self, message: Json, words: str) -> Json:
        """Wait until a message holds the words, and return it as it is then."""
        self.person.wait_for(lambda: words in body_of(self.now(message)))
        return self.now(message)

    def sees_reactions(self, message: Json, *keys: str) -> bool:
        """Wait until the bot has reacted like this, and with nothing else."""
        self.person.wait_for(
            lambda: self.person.reactions(self.room, message["event_id"]) == list(keys)
        )
        return True


def body_of(message: Json) -> str:
    return str(message["content"]["body"])


def answered(message: Json) -> str | None:
    related = message["content"].get("m.relates_to", {})
    found = related.get("m.in_reply_to", {}).get("event_id")
    return None if found is None else str(found)
