from pathlib import Path

import pytest
from fakes.corpus import publish, source_text
from fakes.moderating import FLED
from fakes.speaking import worded_served
from fakes.telegram_bot.served import moderating

from bot.moderation import undoing
from bot.moderation.store import Pending, Undo
from bot.replies import Say
from index.errors import GenerationRefused

PENDING = Pending("t", "7", "7", "en", 0.0, "", None, None, (), "", undo=Undo(2, 1))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Publish one article, and then twelve others beside it."""
    publish(tmp_path, FLED)
    more = [source_text(f"a{number:02}", f"The man number {number} fled.") for number in range(12)]
    publish(tmp_path, FLED, *more)
    return tmp_path


def test_a_plan_names_the_generation_that_is_live_and_the_one_before(data: Path) -> None:
    assert undoing.plan(data, None) == Undo(2, 1)
    with pytest.raises(GenerationRefused):
        undoing.plan(data, 9)


def test_a_card_counts_the_articles_that_would_be_others_and_names_the_first(data: Path) -> None:
    served = undoing.undo_card(PENDING, Undo(2, 1), moderating(data))
    blocks = worded_served(served).reply.blocks
    words = [str(block.words) for block in blocks if isinstance(block, Say)]
    assert words == [
        "Go back from generation 2 to 1? 12 articles would go, come back or change. Nothing has"
        " changed yet.",
        "\n".join([f"a{number:02}" for number in range(10)] + ["and 2 more"]),
    ]
    assert [button.kind for button in served.rows[0]] == ["approve", "cancel"]
