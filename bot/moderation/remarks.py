"""A remark of a reading -> the sentence that tells a moderator what was left out."""

from collections.abc import Mapping

from bot.sentences.say import Sentence, sentence
from index.records import Remark, RemarkKind

_KEYS: Mapping[RemarkKind, str] = {
    "hidden": "remark_hidden",
    "struck": "remark_struck",
    "prompt": "remark_prompt",
    "scanned": "remark_scanned",
    "recognised": "remark_recognised",
    "running": "remark_running",
    "commented": "remark_commented",
    "cut_off": "remark_cut_off",
    "notes": "remark_notes",
    "elsewhere": "remark_elsewhere",
    "damaged": "remark_damaged",
    "modified": "remark_modified",
    "passed_over": "remark_passed_over",
}


def worded(remark: Remark) -> Sentence:
    """Say what a reading left out of a text, or which field it left unknown."""
    fields = {"count": remark.count, "total": remark.total, "detail": remark.detail}
    return sentence(_KEYS[remark.kind], **fields)
