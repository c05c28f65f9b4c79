"""A copy editor on a phone: a draft of 1,200 words with 14 quotations, three of which are wrong."""

import time
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from bot_api.texts.sent import utf16_length
from fakes.chat import publish
from fakes.commands.shell import CHECKOUT
from fakes.corpus import source_text
from fakes.telegram_bot.moderators import Moderating
from fakes.telegram_bot.served import open_desk, served, serving

BAR_SECONDS = 60.0
PHONE_UNITS = 1500  # of a message: some two screens of a phone
SEEDS = (
    "desert-or-die-kontur",
    "deserter-interview-corriere",
    "point-of-no-return-meduza",
    "refusing-to-fight-rosenberg",
)
PROSE = (
    "On that morning the office was quiet, and the phones rang less than they had in the weeks"
    " before; those who came in read the wires, made coffee, and waited for what the day would"
    " be. Nobody there expected it to become the long story that was told in so many rooms later,"
    " and nobody wrote down who had come first, or who had left when it was over and done with."
)
RIGHT = (  # as the articles have them, however they are marked here
    "“Sweetie, it’s better to do time, [expletive]! Really, better to do time.”",
    "„And those are only the men who went through the whole procedure with us“",
    "«I was sent to Crimea for military exercises. As a career officer I couldn’t refuse»",
    '"At that time, seven or eight months. I had just graduated from military college."',
    "“I have committed neither fraud nor embezzlement,”",
    "“So off he went to Ukraine. Then I started getting messages from him”",
    "“It’s a way of making people go back into that bloodbath”",
    "“This is all nonsense and fake claims … there is nothing to back them up with.”",
    "“Who in their right mind would want to give weapons to inmates?”",
    "“It’s like a switch goes off in your brain,”",
    "“It felt like they were intentionally sending us to our deaths”",
)
DRIFTED = "“The commanders know only violence and humiliation. But you cannot force men to fight.”"
INVENTED = "“We had oranges every Sunday and a brass band that played for the general’s horses.”"
ELSEWHERE = "“We got ourselves into this, we’re in it till the end,” said Angela Merkel."


def draft() -> str:
    said = [*RIGHT[:4], DRIFTED, *RIGHT[4:7], INVENTED, *RIGHT[7:], ELSEWHERE]
    return "\n\n".join(f"{PROSE} {quotation}" for quotation in said) + "\n"


def test_three_wrong_quotations_of_fourteen_are_shown_first_in_under_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    seeds = {name: (CHECKOUT / f"seeds/{name}.txt").read_text("utf-8") for name in SEEDS}
    publish(tmp_path, *(source_text(name, text) for name, text in seeds.items()))
    assert 1100 < len(draft().split()) < 1300
    with BotApiServer() as server, served(serving(server, tmp_path), lambda: open_desk(tmp_path)):
        began = time.monotonic()
        answer, report = Moderating(server).sends("draft.txt", draft().encode(), 2, "/quotes")
        seconds = time.monotonic() - began
        assert report.document is not None
        page = server.file(report.document.file_id).content.decode()
    with capsys.disabled():
        print(f"\n14 quotations of a draft checked in a chat in {seconds:.1f} s\n\n{answer.text}")  # noqa: T201
    assert seconds < BAR_SECONDS
    assert answer.text.startswith("14 quotations checked, 11 verbatim.\n")
    wrong = [line for line in answer.text.splitlines() if line.startswith("✗ ")]
    assert [line.split(" · ")[0] for line in wrong] == [
        "✗ drift",
        "✗ not in the corpus",
        "✗ elsewhere",
    ]
    assert "The commanders know only violence and intimidation." in answer.text
    assert "Angela Merkel" in wrong[2]
    assert utf16_length(answer.text) < PHONE_UNITS
    assert page.count("pq-") == 13
