"""Cards in Matrix: reactions in the place of buttons, each with words that can be typed."""

from collections.abc import Iterator

import pytest
from fakes.matrix.served import Newsroom, Talk, body_of
from fakes.telegram_bot.moderators import STORM

OFFERED = "\n\nWrite or react: ✅ approve · ✏️ edit · ✂️ skip paragraphs · ❌ cancel"


@pytest.fixture
def served(newsroom: Newsroom) -> Iterator[Newsroom]:
    with newsroom.served():
        yield newsroom


@pytest.fixture
def ada(served: Newsroom) -> Talk:
    return served.talk("ada")


def test_a_card_offers_reactions_and_words_which_are_taken_away_once_it_is_decided(
    ada: Talk,
) -> None:
    card = ada.sends("storm.txt", STORM)
    assert body_of(card).endswith(OFFERED)
    assert ada.sees_reactions(card, "✅", "✏️", "✂️", "❌")
    ada.reacts(card, "✅")
    ada.person.wait_for(lambda: "Write or react" not in body_of(ada.now(card)))
    assert "Write or react" not in ada.now(card)["content"]["formatted_body"]
    assert ada.now(card)["content"]["body"] == body_of(card).removesuffix(OFFERED)
    assert ada.sees_reactions(card)
    result = ada.reads(ada.messages[-1], "Published: storm")
    assert ada.sees_reactions(result, "↩️")
    ada.person.reacts(ada.room, result["event_id"], "↩️")
    ada.reads(result, "No longer in the corpus: «storm»")
    assert ada.sees_reactions(result)


def test_only_who_moderates_and_only_where_nobody_else_reads_decides(
    served: Newsroom, ada: Talk
) -> None:
    card = ada.sends("storm.txt", STORM)
    carl = served.person("carl")
    ada.person.call("POST", f"/rooms/{ada.room}/invite", {"user_id": carl.id})
    carl.join(ada.room)
    for person in (carl, ada.person):
        before = len(ada.messages)
        person.reacts(ada.room, card["event_id"], "✅")
        (told,) = ada.after(before, 1)
        assert body_of(told).startswith("This group has not been allowed.")
    carl.leaves(ada.room)
    ada.person.wait_for(lambda: carl.id not in ada.person.client.rooms[ada.room].users)
    ada.reads(ada.reacts(card, "✅"), "Published: storm")


@pytest.mark.parametrize(
    ("skips", "keep", "approve", "undo"),
    [
        ("skip paragraphs", "keep 2", "approve", "undo"),
        ("Пропустить абзацы.", "Оставить 2", "ОПУБЛИКОВАТЬ", "вернуть как было"),
    ],
)
def test_whatever_can_be_pressed_under_a_card_can_be_typed(
    ada: Talk, skips: str, keep: str, approve: str, undo: str
) -> None:
    card = ada.sends("storm.txt", STORM)
    below = ada.answers(card, skips)
    ada.person.says(ada.room, keep)
    ada.reads(below, "Paragraph 2 will be kept")
    followed = ada.reads(ada.answers(card, approve), "Published: storm, 3 paragraphs.")
    ada.person.answers(ada.room, followed["event_id"], undo)
    ada.reads(followed, "No longer in the corpus: «storm»")


def test_fields_in_the_caption_of_a_file_are_taken(ada: Talk) -> None:
    card = ada.sends("storm.txt", STORM, caption="outlet: Harbour News\nauthor: Anna Smith")
    assert "author: Anna Smith" in body_of(card)
    assert "outlet: Harbour News" in body_of(card)


def test_a_file_that_is_not_what_was_sealed_is_one_line(ada: Talk) -> None:
    def spoilt(content: dict[str, object]) -> dict[str, object]:
        return content | {"file": dict(content["file"]) | {"hashes": {"sha256": "A" * 43}}}  # type: ignore[call-overload] # a dict of dicts

    refused = ada.sends("storm.txt", STORM, change=spoilt)
    assert body_of(refused) == (
        "storm.txt could not be downloaded (it does not decrypt to what was sent); please send it"
        " again."
    )
