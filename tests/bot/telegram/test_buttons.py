from typing import get_args

import pytest
from fakes.speaking import ENGLISH

from bot.replies import Button, ModerationButtonKind
from bot.sentences.say import speaker
from bot.telegram.buttons import keyboard, read_data


def test_a_buttons_data_comes_back_as_it_was_given_in_under_64_bytes() -> None:
    rows = ((Button("context", "A" * 12, 30), Button("more", "-_" * 6, 1)),)
    laid_out = keyboard(rows, ENGLISH)
    assert laid_out is not None
    data = [str(key.callback_data) for key in laid_out.inline_keyboard[0]]
    assert [read_data(carried) for carried in data] == [
        Button("context", "A" * 12, 30),
        Button("more", "-_" * 6, 1),
    ]
    assert max(len(carried.encode()) for carried in data) < 64


def test_a_button_about_people_carries_a_request_or_a_person() -> None:
    laid_out = keyboard(((Button("let_in", "A" * 12, 1), Button("revoke", "66", 3)),), ENGLISH)
    assert laid_out is not None
    keys = laid_out.inline_keyboard[0]
    assert [key.text for key in keys] == ["Let in", "Revoke 3"]
    assert [read_data(str(key.callback_data)) for key in keys] == [
        Button("let_in", "A" * 12, 1),
        Button("revoke", "66", 3),
    ]


def test_a_moderators_button_carries_a_draft_and_its_version_or_a_paragraph() -> None:
    kinds = get_args(ModerationButtonKind)
    laid_out = keyboard(tuple((Button(kind, "A" * 12, 9999),) for kind in kinds), speaker("uk"))
    assert laid_out is not None
    data = [str(key.callback_data) for (key,) in laid_out.inline_keyboard]
    assert [read_data(carried) for carried in data] == [
        Button(kind, "A" * 12, 9999) for kind in kinds
    ]
    assert max(len(carried.encode()) for carried in data) < 64


@pytest.mark.parametrize("data", ["", "c:token", "c:token:0", "z:token:1", "c:to ken:1", "c::1"])
def test_data_that_is_none_of_ours_is_not_read(data: str) -> None:
    assert read_data(data) is None
