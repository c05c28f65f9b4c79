"""A disk that fills up at any write of a bot that serves: each question is answered, nothing lost.

Every run is a process that answers twenty questions, presses, and what a moderator adds, approves
and invites; its disk is full from its n-th write on. Some n are tried here, each other one by
`EVERY_WRITE=1 pytest tests/journeys/hostile/test_full_disk_serving.py`.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bot_api.messages import StoredMessage
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person
from fakes.commands.shell import CHECKOUT
from fakes.processes.disks import full
from fakes.telegram_bot.moderators import BOB, BOBS, CARL, CARLS, STORM, Moderating, buttons
from fakes.telegram_bot.served import ADA, ADAS, Talk, publish_corpus, wait_until

from index.generation import directory
from index.store import audit
from index.store.store import read_corpus

_TALKING = ((ADAS, ADA), (BOBS, BOB), (CARLS, CARL))
_ASKED = ("captain", "sailor") * 10
_TRIED = 8  # of the writes of a run, spread over all of them
_TROUBLE = re.compile(r" (?:WARNING|ERROR|CRITICAL) (.*)")

pytestmark = pytest.mark.skipif(
    not full.is_possible(), reason="the kernel cannot be asked about the writes of a process"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: what was said of the change, what was logged, how much was written."""

    code: int
    log: str
    writes: int
    change: str


Run = Callable[[Path, int], Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    path = os.pathsep.join([str(CHECKOUT / "tests"), str(CHECKOUT)])
    with (
        BotApiServer() as server,
        subprocess.Popen(
            [sys.executable, str(CHECKOUT / "tests/fakes/processes/disks/serving.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        typed, told = process.stdin, process.stdout

        def run(data: Path, full_at: int) -> Ended:
            reached = {"token": server.token, "base_url": server.base_url}
            typed.write(json.dumps({"data": str(data), "full_at": full_at} | reached) + "\n")
            typed.flush()
            pid = json.loads(told.readline())["pid"]
            try:
                change = converse(server)
            except AssertionError as error:
                os.kill(pid, signal.SIGTERM)
                raise AssertionError(f"full at {full_at}: {told.readline()}") from error
            os.kill(pid, signal.SIGTERM)
            return Ended(**json.loads(told.readline()), change=change)

        yield run
        typed.close()


def converse(server: BotApiServer) -> str:
    """Ask, press, add, approve and invite; return what the moderator was told of the change."""
    asked: Counter[int] = Counter()
    before = {chat.id: len(server.bot_messages(chat)) for chat, _ in _TALKING}
    for number, question in enumerate(_ASKED):
        chat, person = _TALKING[number % len(_TALKING)]
        server.send_text(chat, person, question)
        asked[chat.id] += 1
    wait_until(lambda: server.pending_updates() == 0)
    for chat, person in _TALKING:
        answers = server.bot_messages(chat)[before[chat.id] :]
        assert len(answers) == asked[chat.id], [
            (a.message_id, a.reply_to_message_id, a.text[-70:]) for a in answers
        ]
        assert all("\n[1] " in answer.text for answer in answers)
        press_all(server, chat, person, answers[-1])
    (invited,) = Talk(server).says("/invite")
    assert "start=" in invited or invited.startswith("That failed, nothing was lost")
    change = add(Moderating(server))
    wait_until(lambda: server.pending_updates() == 0)
    return change


def press_all(server: BotApiServer, chat: Chat, person: Person, answer: StoredMessage) -> None:
    """Press each button that is there until the answer has been replaced."""
    talk = Talk(server, chat, person)
    for label in ("Context 1", "Wrong?"):
        now = Moderating(server, chat, person).now(answer)
        if label in sum(buttons(now), []):  # noqa: RUF017 - a few lists of a few
            talk.presses(now, label)
    wait_until(lambda: server.pending_updates() == 0)


def add(ada: Moderating) -> str:
    """Send a file and approve its card; return the last that was said of it."""
    *_, card = ada.sends("storm.txt", STORM)
    if ["Approve"] not in [row[:1] for row in buttons(card)]:
        return card.text
    before = len(ada.server.bot_messages(ADAS))
    notice = ada.talk.presses(card, "Approve")
    if notice:
        return notice
    ada.server.wait_for(lambda: len(ada.server.bot_messages(ADAS)) > before)
    followed = ada.server.bot_messages(ADAS)[before]
    wait_until(lambda: not ada.now(followed).text.startswith(("Publishing", "Adding", "Waiting")))
    return ada.now(followed).text


def corpus(data: Path) -> dict[str, str]:
    return {article.id: article.text for article in read_corpus(data).articles}


def test_a_disk_that_fills_at_any_write_of_a_bot_that_serves_costs_no_answer(
    run: Run, tmp_path: Path
) -> None:
    kept, data = tmp_path / "kept", tmp_path / "data"
    publish_corpus(kept)
    before = corpus(kept)
    shutil.copytree(kept, data)
    done = run(data, 0)
    assert done.change.startswith("Published: ")
    assert not _TROUBLE.search(done.log), done.log
    after = corpus(data)
    ends: Counter[str] = Counter()
    step = 1 if "EVERY_WRITE" in os.environ else max(1, done.writes // _TRIED)
    for full_at in range(1, done.writes + 1, step):
        shutil.rmtree(data)
        shutil.copytree(kept, data)
        ended = run(data, full_at)
        is_published = ended.change.startswith("Published: ")
        ends["published" if is_published else "refused"] += 1
        check(ended, data, after if is_published else before)
        again = run(data, 0)  # with room again, on what is there
        assert again.code == 0, again
        assert not _TROUBLE.search(again.log), (full_at, again.log)
        assert audit.verify(data).problems == ()
    print(f"\nserving: full at each {step}. of {done.writes} writes: {dict(ends)}")  # noqa: T201
    assert ends["refused"] > 0


def check(ended: Ended, data: Path, expected: dict[str, str]) -> None:
    """Check what a run on a full disk left: one of the corpora whole, and lines that say why."""
    assert ended.code == 0, ended
    assert corpus(data) == expected, ended
    assert audit.verify(data).problems == ()
    for number in directory.kept(data):
        directory.check_files(data, directory.read_manifest(data, number), thoroughly=True)
    troubles = _TROUBLE.findall(ended.log)
    assert "Traceback" not in ended.log, ended.log
    assert not [line for line in troubles if "not answered" in line], ended.log
    assert [line for line, times in Counter(troubles).items() if times > 1] == [], ended.log
