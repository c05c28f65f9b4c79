"""Changed bytes in the files of an index that are too large to be digested when they are opened.

All files but the texts are taken for large ones here. Whatever a byte makes them say, what is
quoted stands in the texts, which are always digested.
"""

import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.corpus import CALIBRATION, FINGERPRINT, FakeEmbedder
from fakes.telegram_bot.crowd import publish_facts, question
from fakes.telegram_bot.served import Talk, open_desk, publish_corpus, served, serving, wait_until

from bot.serving import running
from index.errors import GenerationRefused
from index.generation import directory
from index.records import Answer
from index.search.asker import Asker
from index.store.store import read_corpus

_CHANGES = 30  # of each file, half of them in its head
_HEAD_BYTES = 300
_WHOLE = ("manifest.json", "texts.sqlite")


@pytest.fixture(autouse=True)
def _all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "_DIGESTED_ON_OPENING", -1)


def ask(data: Path) -> list[Answer]:
    with closing(Asker(data, FakeEmbedder(FINGERPRINT), CALIBRATION)) as asker:
        return [asker.answer(question(number), 3) for number in (0, 5, 13)]


def changed(whole: bytes, number: int, chance: random.Random) -> bytes:
    """Change a bit, in the head or anywhere."""
    at = chance.randrange(min(len(whole), _HEAD_BYTES) if number % 2 else len(whole))
    return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]


def test_no_changed_byte_of_a_large_file_makes_a_quote_wrong_or_ends_in_a_traceback(
    tmp_path: Path,
) -> None:
    publish_facts(tmp_path)
    assert all(answer.outcome == "answer" for answer in ask(tmp_path))
    texts = {article.id: article.text for article in read_corpus(tmp_path).articles}
    chance = random.Random(15)
    ends: Counter[str] = Counter()
    for path in sorted(directory.path_of(tmp_path, 1).iterdir()):
        whole = path.read_bytes()
        for number in range(0 if path.name in _WHOLE else _CHANGES):
            path.write_bytes(changed(whole, number, chance))
            try:
                quotes = [quote.quote for answer in ask(tmp_path) for quote in answer.quotes]
            except GenerationRefused as error:
                ends["refused by name" if str(path) in str(error) else str(error)] += 1
                continue
            for quote in quotes:
                where = quote.citation
                assert texts[where.article_id][where.start : where.end] == quote.text
            ends["answered from whole texts"] += 1
        path.write_bytes(whole)
    print(f"\n{dict(ends)}")  # noqa: T201 - the figures
    assert set(ends) == {"refused by name", "answered from whole texts"}


def test_a_bot_that_serves_names_the_large_file_that_differs_once_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr(running, "CHECK_SECONDS", 0.05)
    publish_corpus(tmp_path)
    path = directory.path_of(tmp_path, 1) / "vectors.faiss"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    with (
        BotApiServer() as server,
        served(serving(server, tmp_path), lambda: open_desk(tmp_path)),
    ):
        wait_until(lambda: any(str(path) in line for line in caplog.messages))
        assert Talk(server).says("captain")[0].startswith("The captain was arrested.")
    (line,) = (line for line in caplog.messages if str(path) in line)
    assert "does not hold what was written; mend it with: pullquote reindex" in line
