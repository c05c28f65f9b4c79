"""A crowd asks while the bot and the homeserver are killed: every question is answered once.

`python -m tests.benchmarks.speed.matrix` does it with 20 people who ask 20 questions each.
"""

from contextlib import closing
from pathlib import Path

import pytest
from fakes.matrix.crowd import Bot, Crowd, rush
from fakes.matrix.person import Loop
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import missing, synapse
from fakes.telegram_bot.crowd import publish_facts


@pytest.mark.skipif(missing() is not None, reason=str(missing()))
def test_a_crowd_is_answered_once_each_through_kills_of_the_bot_and_the_homeserver(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    publish_facts(data)
    with (
        synapse(tmp_path / "synapse") as server,  # one of its own, as it is killed
        closing(Loop()) as loop,
        closing(Newsroom(server, loop, data, tmp_path)) as newsroom,
    ):
        newsroom.set_up()
        newsroom.identify()
        crowd = Crowd(newsroom, 3, 6)
        bot = Bot(newsroom, crowd.names)
        bot.start()
        try:
            crowd.settle()
            rush(crowd, bot, bot_kills=2, server_kills=1, pause_seconds=0.4)
            assert crowd.wrong() == []
            assert crowd.count_answered() == 3 * 6
        finally:
            code = bot.stop()
        assert code == 0
