from contextlib import closing
from pathlib import Path

from bot.serving.answered import AnsweredUpdates

DAY = 24 * 3600.0
NOW = 1_000_000_000.0


def test_an_update_dealt_with_is_known_after_reopening_to_the_same_bot_alone(
    tmp_path: Path,
) -> None:
    with closing(AnsweredUpdates(tmp_path, 1, NOW)) as answered:
        answered.add(700, NOW)
        answered.add(700, NOW)
        assert (answered.holds(700), answered.holds(701)) == (True, False)
    with closing(AnsweredUpdates(tmp_path, 2, NOW)) as answered:
        assert not answered.holds(700)
    with closing(AnsweredUpdates(tmp_path, 1, NOW + 3 * DAY - 1)) as answered:
        assert answered.holds(700)
    with closing(AnsweredUpdates(tmp_path, 1, NOW + 3 * DAY)) as answered:
        assert not answered.holds(700)
