"""What Matrix is held to: exactness, a crowd through kills, how long an answer takes, memory.

    SYNAPSE_PYTHON=… python -m tests.benchmarks.speed.matrix [exactness|crowd|latency|memory] …

Over a Synapse on loopback, with the tests' fake model: asking itself takes a millisecond or two, so
that what is measured is Matrix. A crowd takes some minutes.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.speed.bots import cpu_seconds, print_times, resident
from bot_api.server import BotApiServer
from fakes.corpus import open_asker
from fakes.matrix.crowd import Bot, Crowd, rush
from fakes.matrix.exactness import ask_all, compare, publish_random
from fakes.matrix.person import Loop
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import synapse
from fakes.telegram_bot import crowd as telegram_crowd

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.people.book import Access

ANSWERS = 2000
ASKERS = 4
TIMED = 200
SETTLED = 100  # answers before memory is read


def main() -> None:
    measures: dict[str, Callable[[], None]] = {
        "exactness": exactness,
        "crowd": crowd,
        "latency": latency,
        "memory": memory,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", choices=list(measures), default=list(measures))
    for name in parser.parse_args().measures:
        measures[name]()


def exactness() -> None:
    with _newsroom() as newsroom:
        questions = publish_random(newsroom, ANSWERS // 4, seed=int(time.time()))
        names = [f"asker{number}" for number in range(ASKERS)]
        shares = [questions[number::ASKERS] for number in range(ASKERS)]
        access = Access(frozenset(), frozenset(map(newsroom.id, names)), frozenset())
        serving = newsroom.serving(access=access, questions_per_5_minutes=2 * ANSWERS)
        with newsroom.served(serving, lambda: _open_desk(newsroom.data)):
            talks = [newsroom.talk(name) for name in names]
            with ThreadPoolExecutor(ASKERS) as asking:
                said = [one for told in asking.map(ask_all, talks, shares) for one in told]
        compared = compare(newsroom, said)
    print(f"{compared.answers} answers, {compared.quotes} quotes: {len(compared.wrong)} differ")
    print(*compared.wrong[:5], sep="\n")


def crowd() -> None:
    with _newsroom() as newsroom:
        newsroom.identify()
        telegram_crowd.publish_facts(newsroom.data)
        asking = Crowd(newsroom, 20, 20)
        bot = Bot(newsroom, asking.names)
        bot.start()
        try:
            asking.settle()
            rush(asking, bot, bot_kills=3, server_kills=2, pause_seconds=1.0)
            wrong = asking.wrong()
        finally:
            bot.stop()
        counts = [sum(asking.answers(name).values()) for name in asking.names]
    print(f"{asking.count_asked()} questions, {sum(counts)} answers, {len(wrong)} not once")
    print(*wrong, sep="\n")


def latency() -> None:
    """Ask one question after the other of a bot in a process of its own."""
    with _newsroom() as newsroom:
        newsroom.identify()
        telegram_crowd.publish_facts(newsroom.data)
        times = newsroom.folder / "times"
        bot = Bot(newsroom, ["asker0"], environment={"TIMES": str(times)})
        bot.start()
        assert bot.process is not None
        try:
            talk = newsroom.talk("asker0")
            talk.gets(telegram_crowd.question(0))
            cpu_before = cpu_seconds(bot.process.pid)
            alone: list[float] = []
            for number in range(TIMED):
                before, began = len(talk.messages), time.monotonic()
                talk.person.says(talk.room, telegram_crowd.question(number))
                alone.append(time.monotonic() - began)
                talk.after(before, 1)
                time.sleep(0.3)  # so that reactions are out, as between people's questions
            cpu = cpu_seconds(bot.process.pid) - cpu_before
        finally:
            bot.stop()
        taken = [json.loads(line) for line in times.read_text().splitlines()][1:]
    print_times("beyond asking, until sent", [one["sent"] for one in taken])
    print_times("beyond asking, until compared", [one["compared"] for one in taken])
    print_times("a question sent by itself, by nio", alone)
    load = os.getloadavg()[0]
    print(f"the bot's CPU, all of it, ms an answer: {1000 * cpu / TIMED:.1f}; load {load:.1f}")


def memory() -> None:
    with _newsroom() as newsroom:
        newsroom.identify()
        telegram_crowd.publish_facts(newsroom.data)
        bot = Bot(newsroom, ["asker0"])
        bot.start()
        try:
            talk = newsroom.talk("asker0")
            for number in range(SETTLED):
                talk.gets(telegram_crowd.question(number))
            assert bot.process is not None
            in_matrix = resident(bot.process.pid)
        finally:
            bot.stop()
    in_telegram = _in_telegram()
    print(f"memory, MiB: {in_matrix:.0f} in Matrix, {in_telegram:.0f} in Telegram")


@contextmanager
def _newsroom() -> Iterator[Newsroom]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = folder / "data"
        data.mkdir()
        with (
            synapse(folder / "synapse") as server,
            closing(Loop()) as loop,
            closing(Newsroom(server, loop, data, folder)) as newsroom,
        ):
            newsroom.set_up()
            yield newsroom


def _in_telegram() -> float:
    """Read what the same takes in Telegram, in MiB."""
    with tempfile.TemporaryDirectory() as made, BotApiServer() as server:
        data = Path(made)
        telegram_crowd.publish_facts(data)
        askers, chats = telegram_crowd.people(SETTLED // 20), telegram_crowd.chats(SETTLED // 20)
        process = telegram_crowd.start(server, data)
        try:
            for number in range(SETTLED):
                asker, chat = askers[number // 20], chats[number // 20]  # each may ask 20
                before = len(server.bot_messages(chat))
                server.send_text(chat, asker, telegram_crowd.question(number))
                server.wait_for(lambda: len(server.bot_messages(chat)) > before)  # noqa: B023
            return resident(process.pid)
        finally:
            process.terminate()
            process.wait()


def _open_desk(data: Path) -> Desk:
    return Desk(open_asker(data), ChatStore(data), 3, "fake", time.time)


if __name__ == "__main__":
    main()
