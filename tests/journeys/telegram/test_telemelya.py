"""The webhook, presses and inline queries against an emulation of Telegram that others wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # JSON as telemelya recorded it

import pytest
from fakes.commands.ports import free_port
from fakes.telegram_bot.served import (
    moderating,
    open_desk,
    publish_corpus,
    served,
    wait_until,
)
from fakes.telegram_bot.telemelya import (
    TOKEN,
    SecretProxy,
    Telemelya,
    missing,
    proxied,
    telemelya,
)

from bot.people.book import Access
from bot.serving.running import Chosen
from bot.telegram.messages.text import encode_units
from bot.telegram.serving import Serving
from bot.telegram.webhook import SECRET_HEADER, Webhook

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

ADA = 7
CAPTAIN = "The captain was arrested."
NOTE = "⚠️ Corrected."
CITED = "— Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph"
MARKED = [("blockquote", CAPTAIN), ("bold", CAPTAIN), ("text_link", "Ferry sinks")]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Telemelya, and what stands between it and the bot."""

    telegram: Telemelya
    proxy: SecretProxy


@pytest.fixture(scope="module")
def emulation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telemelya]:
    with telemelya(tmp_path_factory.mktemp("telemelya")) as running:
        yield running


@pytest.fixture
def meeting(
    emulation: Telemelya, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Meeting]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    emulation.reset()
    public, own = free_port(), free_port()
    url = f"http://127.0.0.1:{public}/hook"
    proxy = SecretProxy(f"http://127.0.0.1:{own}/hook", {SECRET_HEADER: "s3cret"})
    serving = Serving(
        token=TOKEN,
        api=emulation.url,
        webhook=Webhook(url, "s3cret", "127.0.0.1", own),
        chosen=Chosen(
            data=tmp_path,
            # No moderator, for whom a menu would be set: telemelya knows no menus.
            access=Access(frozenset(), frozenset({str(ADA)}), frozenset()),
            record=lambda *_: "",
            questions_per_5_minutes=20,
            monitoring_port=None,
            moderating=moderating(tmp_path),
        ),
    )
    with proxied(proxy, public), served(serving, lambda: open_desk(tmp_path)):
        wait_until(lambda: emulation.webhook() == url)
        yield Meeting(emulation, proxy)


def marked(text: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """List the kind and text of every entity."""
    units = encode_units(text)
    return [
        (one["type"], units[2 * one["offset"] :][: 2 * one["length"]].decode("utf-16-le"))
        for one in entities
    ]


def test_a_question_is_answered_with_its_quote_and_entities_as_they_stand(
    meeting: Meeting,
) -> None:
    assert meeting.telegram.pushes(chat_id=ADA, text="captain") == 200
    (sent,) = meeting.telegram.calls("sendMessage")
    assert (sent["chat_id"], sent["text"]) == (
        ADA,
        f"{CAPTAIN}\n[1] {CITED[2:]} 3\n{NOTE}",
    )
    assert marked(sent["text"], sent["raw"]["entities"]) == MARKED


def test_what_does_not_show_the_secret_is_refused_and_not_answered(meeting: Meeting) -> None:
    for shown in ({}, {SECRET_HEADER: "wrong"}):
        meeting.proxy.headers = shown
        assert meeting.telegram.pushes(chat_id=ADA, text="captain") == 403
    assert meeting.telegram.calls("sendMessage") == []


def test_a_press_on_context_is_acknowledged_and_puts_the_paragraphs_in_the_answers_place(
    meeting: Meeting,
) -> None:
    meeting.telegram.pushes(chat_id=ADA, text="captain")
    (answer,) = meeting.telegram.calls("sendMessage")
    button = answer["reply_markup"]["inline_keyboard"][0][0]
    assert button["text"] == "Context 1"
    pressed = {"callback_data": button["callback_data"], "callback_message_id": 1}
    assert meeting.telegram.pushes(chat_id=ADA, **pressed) == 200
    (acknowledged,) = meeting.telegram.calls("answerCallbackQuery")
    assert (acknowledged["text"], acknowledged["show_alert"]) == (None, False)
    (context,) = meeting.telegram.calls("editMessageText")
    assert context["text"] == (
        "The paragraphs around quote 1:\n\n"
        f"Nobody was hurt on board.\n{CITED} 2\n{NOTE}\n\n{CAPTAIN}\n— paragraph 3"
    )
    quotes = [
        words
        for kind, words in marked(context["text"], context["raw"]["entities"])
        if kind == "blockquote"
    ]
    assert quotes == ["Nobody was hurt on board.", CAPTAIN]


def test_quotes_are_offered_inline_and_the_chosen_one_is_sent_as_it_stands(
    meeting: Meeting,
) -> None:
    assert meeting.telegram.asks_inline(ADA, "captain") == 200
    (offered,) = meeting.telegram.calls("answerInlineQuery")
    assert [(one["title"], one["description"]) for one in offered["results"]] == [
        ("Ferry sinks", CAPTAIN)
    ]
    assert (offered["raw"]["is_personal"], offered["raw"]["cache_time"]) == (True, 10)
    chosen = meeting.telegram.chooses(ADA, offered["raw"]["results"][0]["id"])
    (sent,) = meeting.telegram.calls("sendMessage")
    assert sent["text"] == f"{CAPTAIN}\n{CITED} 3\n{NOTE}"
    assert marked(sent["text"], chosen["input_message_content"]["entities"]) == MARKED


def test_a_stranger_is_offered_nothing_inline(meeting: Meeting) -> None:
    assert meeting.telegram.asks_inline(66, "captain") == 200
    (offered,) = meeting.telegram.calls("answerInlineQuery")
    assert offered["results"] == []
