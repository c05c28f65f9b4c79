from typing import get_args

import pytest

from bot.moderation.remarks import worded
from bot.sentences.say import speaker
from index.records import Remark, RemarkKind


@pytest.mark.parametrize("kind", get_args(RemarkKind))
def test_a_remark_of_every_kind_is_worded_in_every_language(kind: RemarkKind) -> None:
    remark = Remark(kind, count=2, total=3, detail="By J. Smith")
    said = {speaker(language)(worded(remark)) for language in ("en", "ru", "uk")}
    assert len(said) == 3
    assert all("2" in line or "By J. Smith" in line for line in said)
