"""Whoever was not let in learns nothing, and whoever is hostile hurts nobody."""

import asyncio
import logging
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fakes.chat import publish
from fakes.processes.reader_page import (
    ADA,
    CARL,
    Page,
    Reader,
    behind_tls,
    book,
    reading,
    served,
    serving,
)
from fakes.telegram_bot.served import FERRY, publish_corpus
from lxml import html

from bot.people import passes
from bot.people.book import TELEGRAM
from bot.people.passes import LINK_SECONDS, LoginCodes
from bot.web.site import TRIES_OF_ALL
from index.records import Source, SourceText

FORM = "application/x-www-form-urlencoded"
RECEIPT = "pq-X5R3-18F2-4JM3-S11V-3D"
NO = "no-02ET-15ZA-FM2W-CZ3R-0VY7-ZTRK-4"
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202eevil {{777*777}}'


@pytest.fixture
def eve(page: Page) -> Iterator[Reader]:
    with reading(page) as reader:
        yield reader


def forged(page: Page) -> list[str]:
    """Make forty links that nobody may use: altered, expired, of strangers, of another key."""
    genuine = page.link(ADA, RECEIPT)
    signed = genuine.split("/in/")[1].split("/")[0]
    person, ends, signature = signed.split(".")
    key = passes.load_key(page.serving.data)
    now = time.time()
    late = [now - LINK_SECONDS - ago for ago in (1, 9e5)]
    strangers = (CARL, "9", "@eve:example.org", "", "-1001", "7 ")
    altered = [
        f"{signed[:at]}{'A' if signed[at] != 'A' else 'B'}{signed[at + 1 :]}"
        for at in range(0, len(signed), max(1, len(signed) // 18))
    ][:18]
    made = [
        *altered,
        f"{person}.{int(ends, 16) + 3600:x}.{signature}",
        f"{person}.{ends}.",
        f"{person}..{signature}",
        f"{person}.{ends}",
        *(passes.sign(key, who, before) for who in (ADA, "8") for before in late),
        *(passes.sign(b"k" * 32, who, now) for who in (ADA, "8", CARL)),
        *(passes.sign(key, who, now) for who in strangers),
        "None", "7", "x.y.z", "%00", "%2e%2e%2f", "a" * 3000, "é.1.é",
    ]  # fmt: skip
    return [f"{page.address}/in/{each}/{receipt}" for each in made for receipt in (RECEIPT, NO)]


def test_forty_forged_expired_or_guessed_links_learn_nothing(page: Page) -> None:
    links = forged(page)
    assert len(links) >= 40
    answers = set()
    for link in links:
        with reading(page) as eve:
            answer = eve.opens(link)
            assert answer.headers.get("Set-Cookie") is None
            answers.add((answer.status_code, answer.text))
    ((status, shown),) = answers
    assert status == 403
    assert "ferry" not in shown.lower()
    assert RECEIPT not in shown
    assert NO not in shown


@pytest.mark.parametrize(
    "path",
    [
        "/", "/sources", "/sources?words=ferry", "/articles/ferry/1", "/articles/none/1",
        f"/q/{RECEIPT}", f"/quotes/{RECEIPT}", "/quotes/pq-0", "/quotes/x?format=csv", "/nothing",
        "/articles/..%2f..%2fetc%2fpasswd/1", "/static/../../people.sqlite", "/web.key", "/%00",
        "/quotes/" + "A" * 4000, f"/no/{NO}", "/no/no-0", "/no/" + "0" * 4000,
    ],
)  # fmt: skip
def test_a_stranger_sees_one_page_whatever_they_ask_for(eve: Reader, path: str) -> None:
    asked = eve.opens(path)
    nothing = eve.opens("/nothing")
    without_path = re.compile('name="path" value="[^"]*"')
    assert asked.status_code == 403
    assert without_path.sub("", asked.text) == without_path.sub("", nothing.text)


@pytest.mark.parametrize("path", ["/ask", "/press", "/logout", "/q/x", f"/no/{NO}", "/nothing"])
def test_a_strangers_form_is_answered_like_everything_else(eve: Reader, path: str) -> None:
    assert eve.client.post(path, data={"question": "captain"}).status_code == 403


def test_what_is_missing_and_what_is_hidden_are_alike_to_whoever_is_let_in(ada: Reader) -> None:
    missing = {ada.opens(path).text for path in ("/articles/none/1", "/articles/ferry/7", "/x")}
    assert len(missing) == 1


def test_a_wrong_code_is_refused_and_too_many_are_not_looked_at(page: Page, eve: Reader) -> None:
    with book(page, TELEGRAM) as people:
        code = LoginCodes(people).give(ADA)
    guesses = [
        eve.client.post("/login", data={"code": f"AAAA-{number:04}"}).status_code
        for number in range(TRIES_OF_ALL + 1)
    ]
    assert set(guesses[:TRIES_OF_ALL]) == {403}
    assert guesses[-1] == 429
    assert eve.client.post("/login", data={"code": code}).status_code == 429


def test_a_session_is_of_a_cookie_that_no_script_reads_and_no_other_site_sends(
    page: Page, tmp_path: Path
) -> None:
    with reading(page) as reader:
        (first, *_) = reader.logs_in().history
    assert re.fullmatch(
        r"pullquote=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=Lax",
        first.headers["Set-Cookie"],
    )
    with served(behind_tls(serving(tmp_path))) as proxied:
        with reading(proxied) as reader:
            (first, *_) = reader.logs_in().history
        assert "Secure" in first.headers["Set-Cookie"]


def test_every_answer_is_closed_to_other_sites(page: Page, ada: Reader) -> None:
    paths = ["/", "/sources", "/nothing", f"/quotes/{RECEIPT}?format=csv", "/robots.txt", "/login"]
    for answer in [*(ada.opens(path) for path in paths), *ada.opens(page.link(ADA)).history]:
        held = answer.headers
        assert held["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert "frame-ancestors 'none'" in held["Content-Security-Policy"]
        assert "script-src" not in held["Content-Security-Policy"]
        assert held["Referrer-Policy"] == "no-referrer"
        assert held["X-Content-Type-Options"] == "nosniff"
        assert "noindex" in held["X-Robots-Tag"]
        assert held["Cache-Control"] == "no-store"
        assert held["Server"] == "pullquote"
        assert "Access-Control-Allow-Origin" not in held


def test_a_form_of_another_page_is_not_taken(ada: Reader) -> None:
    token = {"form_token": "x" * 43}
    for fields in ({}, token, {"form_token": "é"}):
        assert ada.client.post("/ask", data={"question": "captain", **fields}).status_code == 400
    found = re.search('name="form_token" value="([^"]+)"', ada.opens("/").text)
    assert found is not None
    own = {"form_token": found[1], "question": "captain"}
    crossed = ada.client.post("/ask", data=own, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 400
    assert ada.client.post("/ask", data=own).status_code == 200


def test_a_form_that_is_huge_or_none_is_one_line(ada: Reader) -> None:
    many = {f"field{number}": "x" for number in range(100)}
    for body in ({"question": "x" * 100_000}, many):
        assert ada.client.post("/ask", data=body).status_code == 400
    for kind in ("multipart/form-data; boundary=x", "application/json", FORM + "; charset=none"):
        sent = ada.client.post("/ask", content=b"{", headers={"Content-Type": kind})
        assert sent.status_code == 400
    assert ada.asks("x" * 3000).status_code == 200


def test_markup_and_marks_of_direction_in_a_source_are_shown_as_text(page: Page) -> None:
    source = Source(
        "evil", "evil.txt", title=EVIL, outlet=EVIL, author=EVIL, note=EVIL,
        url="javascript:alert(1)", language='en" onload="x',
    )  # fmt: skip
    publish(page.serving.data, FERRY, SourceText(source, f"{EVIL} said so.\n\n</script>\n"))
    with reading(page) as reader:
        reader.logs_in()
        answered = reader.asks("said", source="evil").text
        paths = set(re.findall(r'href="(/quotes/[^"#]+)#passage"', answered))
        shown = [answered, reader.opens("/sources").text, reader.opens("/articles/evil/1").text]
        shown += [reader.opens(path).text for path in paths]
    assert paths
    for text in shown:
        assert "<img" not in text
        assert "603729" not in re.sub(r"value=\"[^\"]*\"|<style>.*?</style>", "", text, flags=re.S)
        assert 'href="javascript' not in text
        assert not html.fromstring(text).xpath("//@onload | //@onerror | //script[not(@type)]")


@pytest.mark.parametrize(
    "path",
    [
        "/quotes/x%0d%0aSet-Cookie:%20a=b", "/q/x%0d%0aSet-Cookie:%20a=b", "/q/%2f%2fevil.example",
        "/q/..%2f..%2fin", "/q/%5cevil.example", "/q/\u202e",
    ],
)  # fmt: skip
def test_a_path_adds_no_header_and_leads_nowhere_else(page: Page, ada: Reader, path: str) -> None:
    answer = ada.opens(path)
    for each in (answer, *answer.history):
        assert "a=b" not in each.headers.get("Set-Cookie", "")
        assert str(each.url).startswith(page.address)


def test_after_logging_in_nobody_is_led_to_another_site(page: Page) -> None:
    for path in ("//evil.example", "https://evil.example", "/\\evil.example", "/in/x", "/\r\nA: b"):
        with book(page, TELEGRAM) as people, reading(page) as reader:
            code = LoginCodes(people).give(ADA)
            sent = reader.client.post("/login", data={"code": code, "path": path})
            assert [each.headers["Location"] for each in sent.history] == ["/"]


def test_whoever_asks_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    publish_corpus(tmp_path)
    few = replace(serving(tmp_path), questions_per_5_minutes=2)
    with served(few) as page, reading(page) as reader:
        reader.logs_in()
        asked = [reader.asks("captain") for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]


def test_what_is_asked_is_neither_logged_nor_stored(
    page: Page, ada: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ada.asks("captain of the unmistakable zeppelin")
    held = b"".join(path.read_bytes() for path in page.serving.data.rglob("*") if path.is_file())
    assert b"zeppelin" not in held
    ours = [record for record in caplog.records if record.name.startswith("pullquote")]
    assert "zeppelin" not in "".join(record.getMessage() for record in ours)


def test_whoever_sends_a_form_letter_by_letter_keeps_nobody_out(
    page: Page, ada: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.requests.FORM_SECONDS", 0.5)
    slow = [socket.create_connection(("127.0.0.1", page.serving.port)) for _ in range(150)]
    head = (
        "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ncode="
    )
    for each in slow:
        each.sendall(head.encode())
    started = time.monotonic()
    assert ada.asks("captain").status_code == 200
    assert time.monotonic() - started < 5
    slow[-1].settimeout(5)
    assert slow[-1].recv(100).startswith(b"HTTP/1.1 400") or slow[-1].recv(1) == b""
    for each in slow:
        each.close()


def test_a_hundred_strangers_keep_no_reader_waiting(page: Page, ada: Reader) -> None:
    async def crowd() -> list[int]:
        limits = httpx.Limits(max_connections=50)
        async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=30) as client:
            answers = await asyncio.gather(
                *(client.get(f"{page.address}/quotes/{RECEIPT}") for _ in range(100))
            )
        return [answer.status_code for answer in answers]

    assert set(asyncio.run(crowd())) == {403}
    assert ada.opens("/").status_code == 200
