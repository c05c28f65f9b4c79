"""A crowd in encrypted rooms of its own, each asking a bot that is killed, on a homeserver that is.

Over a corpus in which each question has exactly one answer.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from fakes.commands.shell import CHECKOUT
from fakes.matrix.person import Person
from fakes.matrix.served import Newsroom, answered, body_of
from fakes.telegram_bot.crowd import FACTS, question

PATIENCE_SECONDS = 600.0


@dataclass(slots=True)
class Bot:
    """The bot in a process of its own."""

    newsroom: Newsroom
    names: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        ours = {
            "PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests"))),
            "PULLQUOTE_DATA_DIR": str(self.newsroom.data),
            "PULLQUOTE_QUOTES": "1",
            "PULLQUOTE_QUESTIONS_PER_5_MINUTES": "1000",
            "PULLQUOTE_MATRIX_JOURNALISTS": ",".join(map(self.newsroom.id, self.names)),
        }
        others = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
        with (self.newsroom.folder / "bot.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(CHECKOUT / "tests/fakes/matrix/process.py")],
                env=others | ours | self.environment,
                cwd=self.newsroom.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """End it with -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """End it with SIGTERM, and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def close(self) -> None:
        """End it, if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.kill()


@dataclass(slots=True)
class Crowd:
    """People who ask at once, each in a room of their own: what they asked, by the event."""

    newsroom: Newsroom
    size: int
    each: int
    asked: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [f"asker{number}" for number in range(self.size)]

    def settle(self) -> None:
        """Let everybody have a room with the bot, in which their keys are known."""
        for name in self.names:
            self.newsroom.own_room(name)

    def begin(self, pause_seconds: float) -> "Future[None]":
        """Begin to ask, everybody every so often."""

        async def ask_all() -> None:
            everybody = enumerate(self.names)
            await asyncio.gather(*(self._ask(name, n, pause_seconds) for n, name in everybody))

        return asyncio.run_coroutine_threadsafe(ask_all(), self.newsroom.loop.loop)

    def count_asked(self) -> int:
        return sum(len(asked) for asked in self.asked.values())

    def count_answered(self) -> int:
        return sum(sum(self.answers(name).values()) for name in self.names)

    def wait_until(self, is_true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_true():
            assert time.monotonic() < end, "not true in time"
            time.sleep(0.1)

    def answers(self, name: str) -> Counter[str]:
        """Count the answers to each of somebody's questions."""
        messages = self._person(name).messages(self.newsroom.own_room(name))
        return Counter(answered(message) or "nothing" for message in messages)

    def wrong(self) -> list[str]:
        """List the questions that were not answered exactly once, with their own fact."""
        found: list[str] = []
        for name in self.names:
            messages = self._person(name).messages(self.newsroom.own_room(name))
            for event, number in self.asked[name].items():
                own = [body_of(one) for one in messages if answered(one) == event]
                if len(own) != 1 or FACTS[number % len(FACTS)] not in own[0]:
                    found.append(f"{name} asked {number} and got {len(own)} answers")
        return found

    def _person(self, name: str) -> Person:
        return self.newsroom.person(name)

    async def _ask(self, name: str, number: int, pause_seconds: float) -> None:
        person, room = self._person(name), self.newsroom._rooms[name]
        asked = self.asked.setdefault(name, {})
        for count in range(self.each):
            own = number * self.each + count
            content = {"msgtype": "m.text", "body": question(own), "m.mentions": {}}
            sent = await person.client.room_send(
                room, "m.room.message", content, ignore_unverified_devices=True
            )
            asked[str(sent.event_id)] = own
            await asyncio.sleep(random.uniform(0, 2 * pause_seconds))


def rush(
    crowd: Crowd, bot: Bot, *, bot_kills: int, server_kills: int, pause_seconds: float
) -> None:
    """Let the crowd ask while the bot and the homeserver are killed, evenly, and wait for all."""
    server, whole = crowd.newsroom.server, crowd.size * crowd.each
    kills = [bot.kill] * bot_kills + [server.kill] * server_kills
    random.Random(7).shuffle(kills)
    asking = crowd.begin(pause_seconds)
    for number, kill in enumerate(kills, 1):
        due = whole * number // (len(kills) + 1)
        crowd.wait_until(lambda: crowd.count_asked() >= due)  # noqa: B023 - called at once
        kill()
        time.sleep(0.3)
        (bot if kill == bot.kill else server).start()
    asking.result(PATIENCE_SECONDS)
    crowd.wait_until(lambda: crowd.count_answered() >= whole)
    time.sleep(3.0)  # what came twice would be seen by now
