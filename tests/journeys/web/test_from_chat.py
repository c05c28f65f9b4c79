"""From a chat in Telegram to the reader page: the link under a source, and the code of /login."""

import re
from collections.abc import Iterator

import pytest
from bot_api.people import Place
from bot_api.server import BotApiServer
from fakes.processes.reader_page import SAID, Page, reading, receipt_of
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    EVE,
    EVES,
    GROUP,
    Talk,
    choosing,
    open_desk,
    served,
    serving,
    wait_until,
)

from bot.desk.desk import Desk

ADDRESS = "https://quotes.example.org"


@pytest.fixture
def server(page: Page, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    """Serve Telegram beside the page; links say the address that people reach it under."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")

    def link(person: str | None, receipt: str) -> str:
        if person is None:
            return f"{ADDRESS}/q/{receipt}"
        return page.link(person, receipt).replace(page.address, ADDRESS)

    def opened() -> Desk:
        desk = open_desk(page.serving.data)
        desk.page_link = link
        return desk

    with BotApiServer() as listening:
        chosen = choosing(serving(listening, page.serving.data), page_address=ADDRESS)
        with served(chosen, opened):
            yield listening


def link_under(message: object) -> str:
    found = re.search(rf"{ADDRESS}/[^'\"]+", str(message))
    assert found is not None
    return found[0]


def test_under_a_source_stands_a_link_that_opens_the_page_at_the_passage(
    server: BotApiServer, page: Page
) -> None:
    ada = Talk(server)
    (answer,) = ada.gets("captain")
    source = ada.opens(answer, "Source 1")
    assert source.reply_markup is not None
    assert source.reply_markup["inline_keyboard"][0][0]["text"] == "Page 1"
    link = link_under(source.reply_markup)
    with reading(page) as reader:
        opened = reader.opens(link.replace(ADDRESS, page.address))
    assert opened.history[-1].headers["Location"].endswith("#passage")
    assert f'<mark id="passage" tabindex="-1">{SAID}</mark>' in opened.text


def test_in_a_group_the_link_logs_nobody_in(server: BotApiServer, page: Page) -> None:
    group = Talk(server, GROUP)
    (answer,) = group.gets("/ask captain")
    source = group.shown_by(answer, "Source 1")
    link = link_under(source.reply_markup)
    assert link.startswith(f"{ADDRESS}/q/pq-")
    with reading(page) as reader:
        assert reader.opens(link.replace(ADDRESS, page.address)).status_code == 403


def test_the_code_that_the_bot_gives_logs_in_once(server: BotApiServer, page: Page) -> None:
    (told,) = Talk(server).says("/login")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told)
    assert code is not None
    assert ADDRESS in told
    for expected in (200, 403):
        with reading(page) as reader:
            sent = reader.client.post("/login", data={"code": code[0], "path": "/"})
            assert sent.status_code == expected


def test_a_code_is_given_in_no_group_and_to_no_stranger(server: BotApiServer) -> None:
    (told,) = Talk(server, GROUP).says("/login@pullquote_bot", Place())
    assert told == "A code is only given in a private chat: send /login there."
    (told,) = Talk(server, EVES, EVE).says("/login")
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", told) is None


def test_a_quote_called_wrong_on_its_page_is_told_the_moderators_once_with_the_readers_name(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    data = page.serving.data
    with BotApiServer() as server:
        server.send_text(ADAS, ADA, "/about")
        fields = {"receipt": receipt_of(data), "reason": "2"}
        with reading(page) as reader:
            reader.logs_in()
            assert 'action="/wrong"' in reader.opens(f"/quotes/{receipt_of(data)}").text
            assert "Noted for the moderators." in reader.sends("/wrong", **fields).text
            assert "reported this quote already" in reader.sends("/wrong", **fields).text
            assert reader.sends("/wrong", **fields, form_token="forged").status_code == 400
            assert reader.sends("/wrong", **fields | {"receipt": "pq-7K3M"}).status_code == 404
        with reading(page) as stranger:
            assert stranger.sends("/wrong", **fields).status_code == 403
        for _ in range(2):
            with served(serving(server, data), lambda: open_desk(data)):
                wait_until(lambda: len(server.bot_messages(ADAS)) >= 2)
        (told,) = [sent for sent in server.bot_messages(ADAS) if "called wrong" in sent.text]
        assert told.text.startswith("7, id 7 on a quote called wrong:")
        assert SAID in told.text
        assert "The reason: " in told.text
        with served(serving(server, data), lambda: open_desk(data)):
            settled = Talk(server).shown_by(told, "Settled")
            assert settled.text.startswith("A moderator has dealt with the quote that you called")
            assert Talk(server).says("/reports") == ["Nobody has called a quote wrong."]
