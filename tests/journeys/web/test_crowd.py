"""Fifty people read and ask at once while the corpus is reindexed: no page is ever a mixture."""

import asyncio
import re
from pathlib import Path

import httpx
from fakes.chat import TRIAL, publish
from fakes.processes.reader_page import SAID, Page, receipt_of, served, serving
from fakes.telegram_bot.served import FERRY
from lxml import html

from bot.people.book import Access
from index.records import SourceText

PEOPLE = [str(1000 + number) for number in range(50)]
PAGES = 9  # that each reads at least
REVISIONS = 8


def text_of(revision: int) -> str:
    """Write a text in which everything names its revision, so that a mixture is seen."""
    if revision == 0:
        return FERRY.text
    days = [f"Day {revision} line {line} of the harbour." for line in range(20)]
    return f"{FERRY.text.replace(SAID, f'The captain was arrested on day {revision}.')}\n" + (
        "\n\n".join(days)
    )


def wrong_in_receipt(shown: str, least: int) -> str | None:
    """Say what is wrong with the page of the first revision's receipt; `None` if nothing is."""
    page = html.fromstring(shown)
    marked = "".join(mark.text_content() for mark in page.xpath("//mark"))
    if marked != SAID:
        return f"marked: {marked}"
    revisions = [int(number) for number in re.findall(r"Revision (\d+), from", shown)]
    live = revisions[-1]
    if live < least:
        return f"revision {live} after {least} was live"
    (banner,) = page.xpath("//section[contains(@class, 'banner')]")
    now = "".join(block.text_content() for block in banner.xpath(".//blockquote"))
    expected = "" if live == 1 else f"The captain was arrested on day {live - 1}."
    return None if now == expected else f"live {live}, but now: {now}"


def wrong_in_article(shown: str, revision: int) -> str | None:
    (article,) = html.fromstring(shown).xpath("//article")
    words = " ".join(article.text_content().split())
    return None if words == " ".join(text_of(revision - 1).split()) else words[:200]


def wrong_in_answer(shown: str) -> str | None:
    (quote,) = re.findall("<blockquote[^>]*>(.*?)</blockquote>", shown, re.DOTALL)[:1] or ("",)
    words = re.sub("<[^>]+>", "", quote)
    return None if re.fullmatch(r"The captain was arrested( on day \d)?\.", words) else words


async def read(page: Page, person: str, receipt: str, live: list[int], wrong: list[str]) -> int:
    """Read until the last revision is live; return how many pages were read."""
    client = httpx.AsyncClient(follow_redirects=True, trust_env=False, timeout=60)
    home = await client.get(page.link(person))
    token = re.search('name="form_token" value="([^"]+)"', home.text)
    assert token is not None
    count = 0
    while live[0] < REVISIONS or count < PAGES:
        least = live[0]
        shown = await client.get(f"{page.address}/quotes/{receipt}")
        article = await client.get(f"{page.address}/articles/ferry/{least}")
        asked = {"form_token": token[1], "question": "captain arrested"}
        answer = await client.post(f"{page.address}/ask", data=asked)
        for found in (
            wrong_in_receipt(shown.text, least),
            wrong_in_article(article.text, least),
            wrong_in_answer(answer.text),
        ):
            if found is not None:
                wrong.append(found)
        count += 3
    await client.aclose()
    return count


def test_fifty_readers_see_no_wrong_page_while_the_corpus_is_reindexed(tmp_path: Path) -> None:
    publish(tmp_path, FERRY, TRIAL)
    receipt, live, wrong = receipt_of(tmp_path), [1], list[str]()

    async def reindex() -> None:
        for revision in range(1, REVISIONS):
            changed = SourceText(FERRY.source, text_of(revision))
            await asyncio.to_thread(publish, tmp_path, changed, TRIAL)
            live[0] = revision + 1
            await asyncio.sleep(0.2)

    async def crowd(page: Page) -> int:
        readers = [read(page, person, receipt, live, wrong) for person in PEOPLE]
        counts = await asyncio.gather(reindex(), *readers)
        return sum(count for count in counts if count is not None)

    let_in = Access(frozenset(), frozenset(PEOPLE), frozenset())
    with served(serving(tmp_path, let_in), threads=6) as page:
        count = asyncio.run(crowd(page))
    assert wrong == []
    assert count >= len(PEOPLE) * PAGES
    print(f"{count} pages, {len(wrong)} wrong")  # noqa: T201 - for whoever runs it with -s
