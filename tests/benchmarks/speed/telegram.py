"""How long an answer takes in Telegram, from the update to the message, beyond asking itself.

    python -m tests.benchmarks.speed.telegram

Over the strict emulation of the Bot API on loopback, with a bot in a process of its own and the
tests' fake model, one question after the other. What the desk took is left out: that is asking, on
any platform. The processor's time is all of the bot's, asking included.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.speed.bots import cpu_seconds, print_times
from bot_api.server import BotApiServer
from fakes.telegram_bot import crowd

TIMED = 200
_A_PERSON = 20  # questions that each may ask in five minutes
_BAR = 30.0  # milliseconds beyond asking, for 95 of 100 answers


def main() -> None:
    with tempfile.TemporaryDirectory() as made, BotApiServer() as server:
        data, times = Path(made), Path(made) / "times"
        crowd.publish_facts(data)
        bot = crowd.start(server, data, times=times)
        try:
            _ask(server, TIMED // _A_PERSON, 1)  # so that everything is open
            cpu_before = cpu_seconds(bot.pid)
            outside = _ask(server, 0, TIMED)
            cpu = cpu_seconds(bot.pid) - cpu_before
        finally:
            bot.terminate()
            bot.wait()
        taken = [json.loads(line) for line in times.read_text().splitlines()][1:]
    beyond = [each["sent"] for each in taken]
    print_times("beyond asking, from the update read to the answer sent", beyond)
    asked = [each["asked"] for each in taken]
    there = [both - own for both, own in zip(outside, asked, strict=True)]
    print_times("beyond asking, from the message to the answer, on Telegram's side", there)
    print_times("asking", asked)
    print(f"the bot's CPU, ms an answer: {1000 * cpu / TIMED:.1f}; load {os.getloadavg()[0]:.1f}")
    print(f"the bar for 95 %: {_BAR:.0f} ms")


def _ask(server: BotApiServer, first_person: int, count: int) -> list[float]:
    """Ask one question after the other; return how many seconds each answer took."""
    askers = crowd.people(first_person + count // _A_PERSON + 1)[first_person:]
    chats = crowd.chats(first_person + count // _A_PERSON + 1)[first_person:]
    seconds: list[float] = []
    for number in range(count):
        asker, chat = askers[number // _A_PERSON], chats[number // _A_PERSON]
        before, began = len(server.bot_messages(chat)), time.monotonic()
        server.send_text(chat, asker, crowd.question(number))
        server.wait_for(lambda: len(server.bot_messages(chat)) > before)  # noqa: B023
        seconds.append(time.monotonic() - began)
        time.sleep(0.3)  # so that the next poll is open, as between people's questions
    return seconds


if __name__ == "__main__":
    main()
