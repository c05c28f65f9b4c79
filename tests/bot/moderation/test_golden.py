from pathlib import Path

import pytest
from fakes.corpus import publish, source_text

from bot.moderation.golden import add_questions
from index.errors import BadQuestion
from index.records import GoldenQuestion
from index.store import audit, golden


def test_golden_questions_are_added_all_or_none(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "Ten men fled."))
    good = GoldenQuestion("Who fled?", ("ten men",))
    with pytest.raises(BadQuestion, match="the words that 'Where to\\?' expects are empty"):
        add_questions(tmp_path, [good, GoldenQuestion("Where to?", (" ",))], "cli:ada")
    assert golden.questions(tmp_path) == ()
    add_questions(tmp_path, [good], "cli:ada")
    assert [question.question for question in golden.questions(tmp_path)] == ["Who fled?"]
    assert audit.entries(tmp_path)[-1].deed.by == "cli:ada"
