"""The page in a real browser: it lands on the passage, axe finds nothing, and it fits a phone."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
from fakes.chat import FERRY as FERRY_IN_BRIEF
from fakes.chat import publish
from fakes.processes.browser import CHROMIUM, Tab, axe_script, browsing
from fakes.processes.reader_page import ADA, Page, reading, receipt_of, served, serving

from index.records import Source, SourceText

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or axe_script() is None,
    reason="needs Chromium, and axe: pip install --no-deps axe-playwright-python",
)

SAID = "The captain was arrested at noon."
TOLD = "اعتُقل القبطان عند الظهر."
LONG = "\n\n".join(
    f"The harbour waited for hour {number}, and said little." for number in range(90)
)
FERRY = SourceText(FERRY_IN_BRIEF.source, f"# The ferry\n\n{LONG}\n\n{SAID}\n\n{LONG}\n")
ARABIC = SourceText(
    Source("abbara", "a.txt", title="العبارة", outlet="المرفأ", language="ar"),
    f"غرقت العبارة.\n\n{TOLD}\n",
)
BUDGET = 60_000  # bytes of the document without the article


@dataclass(frozen=True, slots=True)
class Corpus:
    """A page that is served, and the receipts of quotes: of one that stands, and so on."""

    page: Page
    stands: str
    changed: str
    withdrawn: str
    arabic: str

    def of(self, receipt: str) -> str:
        return self.page.link(ADA, receipt)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    data = tmp_path_factory.mktemp("data")
    said = "The mate was asleep, the mate's own mother said."
    mate = SourceText(Source("mate", "mate.txt", title="The mate"), f"{said}\n")
    gone = SourceText(Source("gone", "gone.txt", title="Gone"), "This will be gone by night.\n")
    publish(data, FERRY, ARABIC, mate, gone)
    quoted = (
        (SAID, "ferry"),
        (said, "mate"),
        ("This will be gone by night.", "gone"),
        (TOLD, "abbara"),
    )
    given = [receipt_of(data, *each) for each in quoted]
    awake = SourceText(mate.source, mate.text.replace("asleep", "awake"))
    publish(data, FERRY, ARABIC, awake)
    with served(serving(data)) as page:
        yield Corpus(page, *given)


def browse(look: Callable[[Tab], Awaitable[None]]) -> None:
    async def begin() -> None:
        async with browsing() as tab:
            await look(tab)
            assert tab.problems == []

    asyncio.run(begin())


async def top_of(tab: Tab, selector: str) -> float:
    return float(
        await tab.asks(f"document.querySelector('{selector}').getBoundingClientRect().top")
    )


def test_axe_finds_what_is_wrong(corpus: Corpus) -> None:
    async def look(tab: Tab) -> None:
        await tab.opens(f"{corpus.page.address}/login")
        await tab.asks("document.querySelector('label').remove()")
        assert [found.split(":")[0] for found in await tab.violations()][-1:] == ["label"]

    browse(look)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_lands_on_the_passage(corpus: Corpus, width: int) -> None:
    async def look(tab: Tab) -> None:
        await tab.is_as_wide_as(width)
        await tab.opens(corpus.of(corpus.stands))
        assert (await tab.asks("location.hash")) == "#passage"
        assert (await tab.asks("scrollY")) > 1000
        assert 0 < await top_of(tab, "#passage") < 700
        assert (await tab.asks("document.querySelector('mark').textContent")) == SAID

    browse(look)


def test_axe_finds_nothing_on_any_page_in_light_and_dark_wide_and_narrow(corpus: Corpus) -> None:
    ours = corpus.page.address
    quotes = (corpus.stands, corpus.changed, corpus.withdrawn, corpus.arabic)

    async def look(tab: Tab) -> None:
        found = []
        for scheme, width in (("light", 1280), ("dark", 320)):
            await tab.prefers(prefers_color_scheme=scheme)
            await tab.is_as_wide_as(width)
            await tab.call("Network.clearBrowserCookies")
            await tab.opens(f"{ours}/login")
            found += await tab.violations()
            for address in (
                *map(corpus.of, quotes),
                f"{ours}/",
                f"{ours}/sources",
                f"{ours}/articles/ferry/1",
                f"{ours}/nothing",
            ):
                await tab.opens(address)
                found += await tab.violations()
        assert found == []
        tab.problems[:] = [each for each in tab.problems if "404" not in each]

    browse(look)


def test_axe_finds_nothing_on_an_answer_and_a_question_is_asked_without_a_script(
    corpus: Corpus,
) -> None:
    async def look(tab: Tab) -> None:
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.opens(corpus.page.link(ADA))
        await tab.call("Emulation.setScriptExecutionDisabled", value=False)
        await tab.asks("document.querySelector('#question').value = 'captain'")
        await tab.presses(".asking button")
        assert SAID in str(await tab.asks("document.querySelector('section').textContent"))
        assert await tab.violations() == []
        await tab.presses(".doing a")
        assert (await tab.asks("document.querySelector('mark').textContent")) == SAID

    browse(look)


def test_axe_finds_nothing_on_a_no_and_it_is_asked_again_without_a_script(corpus: Corpus) -> None:
    async def look(tab: Tab) -> None:
        await tab.opens(corpus.page.link(ADA))
        for scheme, width in (("light", 1280), ("dark", 320)):
            await tab.prefers(prefers_color_scheme=scheme)
            await tab.is_as_wide_as(width)
            await tab.opens(f"{corpus.page.address}/")
            await tab.asks("document.querySelector('#question').value = 'zebra'")
            await tab.presses(".asking button")
            assert await tab.violations() == []
            await tab.presses(".doing a")
            assert await tab.violations() == []
            await tab.asks("document.querySelector('#question').value = 'zebra'")
            await tab.presses(".asking button")
            verdict = str(await tab.asks("document.querySelector('section').textContent"))
            assert "The question is the one that was asked." in verdict
            assert await tab.violations() == []
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert await tab.asks(wide)

    browse(look)


def test_nothing_is_wider_than_a_phone(corpus: Corpus) -> None:
    async def look(tab: Tab) -> None:
        await tab.is_as_wide_as(320)
        for receipt in (corpus.stands, corpus.changed, corpus.withdrawn, corpus.arabic):
            await tab.opens(corpus.of(receipt))
            assert (await tab.asks("document.documentElement.scrollWidth")) <= 320
        for path in ("/", "/sources", "/articles/ferry/1"):
            await tab.opens(f"{corpus.page.address}{path}")
            assert (await tab.asks("document.documentElement.scrollWidth")) <= 320

    browse(look)


def test_an_article_from_right_to_left_runs_so(corpus: Corpus) -> None:
    async def look(tab: Tab) -> None:
        await tab.opens(corpus.of(corpus.arabic))
        for shown in ("article p", "blockquote"):
            style = f"getComputedStyle(document.querySelector('{shown}')).direction"
            assert (await tab.asks(style)) == "rtl"
        assert (await tab.asks("getComputedStyle(document.body).direction")) == "ltr"

    browse(look)


def test_what_does_not_stand_is_said_where_the_page_lands(corpus: Corpus) -> None:
    async def look(tab: Tab) -> None:
        await tab.is_as_wide_as(320, 500)
        for receipt, word in ((corpus.changed, "Changed"), (corpus.withdrawn, "Withdrawn")):
            await tab.opens(corpus.of(receipt))
            strip = "document.querySelector('.strip')"
            assert word in str(await tab.asks(f"{strip}.textContent"))
            assert 0 <= await top_of(tab, ".strip") < 500
            covered = await tab.asks(
                f"{strip}.getBoundingClientRect().bottom >"
                " document.querySelector('#passage').getBoundingClientRect().top"
            )
            assert covered is False

    browse(look)


def test_in_print_the_passage_stays_marked_and_what_only_a_screen_needs_is_gone(
    corpus: Corpus,
) -> None:
    async def look(tab: Tab) -> None:
        await tab.prefers(media="print")
        await tab.opens(corpus.of(corpus.stands))
        for gone in ("nav", "header form", ".fields", ".copying"):
            display = f"getComputedStyle(document.querySelector('{gone}')).display"
            assert (await tab.asks(display)) == "none"
        mark = "getComputedStyle(document.querySelector('mark'))"
        assert (await tab.asks(f"{mark}.borderBottomWidth")) == "2px"
        assert SAID in str(await tab.asks("document.querySelector('blockquote').textContent"))

    browse(look)


def test_the_page_is_one_document_of_less_than_sixty_kilobytes(corpus: Corpus) -> None:
    with reading(corpus.page) as reader:
        for receipt in (corpus.stands, corpus.changed, corpus.withdrawn, corpus.arabic):
            text = reader.opens(corpus.of(receipt)).text
            without = re.sub("<article.*?</article>", "", text, flags=re.DOTALL)
            assert len(without.encode()) < BUDGET
            loaded = r"<(?:img|link|iframe|video|audio|object|embed|script src)|url\(|@import"
            assert re.findall(loaded, text) == []

    async def look(tab: Tab) -> None:
        await tab.opens(corpus.of(corpus.stands))
        entries = "performance.getEntriesByType('resource').length"
        assert (await tab.asks(entries)) == 0

    browse(look)
