from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import publish, source_text

from bot.moderation.facts import compare_generations
from index.errors import GenerationRefused
from index.store.store import Store


def test_any_two_generations_of_the_history_can_be_compared(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "Ten men fled."), source_text("b", "Two men came."))
    publish(tmp_path, source_text("a", "Ten men fled."))
    with closing(Store(tmp_path)) as store:
        diff = compare_generations(store, 2, 1, "/history")
    assert [article.id for article in diff.old] == []
    assert [article.id for article in diff.new] == ["b"]
    assert [change.article_id for change in diff.changes] == ["b"]


def test_a_generation_that_never_was_is_refused_with_the_command_that_lists_the_others(
    tmp_path: Path,
) -> None:
    publish(tmp_path, source_text("a", "Ten men fled."))
    with (
        closing(Store(tmp_path)) as store,
        pytest.raises(GenerationRefused, match="never was a generation 9; see: pullquote history"),
    ):
        compare_generations(store, 1, 9, "pullquote history")
