import pytest
from fakes.files.pages import FIRST, LAST, SECOND, THIRD, velmora

from index.records import Remark
from index.sources.parsing import formats

TITLE = "# Velmora runs dry as pumping station fails"
QUOTED = "We knew in March that the east pump would fail within the year, and nobody acted on it."


def middle(page: str) -> list[str]:
    """Return the blocks between the second and the third paragraph of the article."""
    blocks = formats.read(".html", velmora(page)).text.split("\n\n")
    assert blocks[:3] == [TITLE, FIRST, SECOND]
    assert blocks[-2:] == [THIRD, LAST]
    return blocks[3:-2]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<figure><blockquote><p>{QUOTED}</p></blockquote><figcaption>Orla Stenning</figcaption>"
         "</figure>", [f"{QUOTED}\nOrla Stenning"]),
        (f"<blockquote><p>{QUOTED}</p><footer>Orla Stenning</footer></blockquote>",
         [f"{QUOTED}\nOrla Stenning"]),
        (f"<blockquote class='twitter-tweet'><p>{QUOTED}</p>&mdash; Orla (@orla) <a href='/s'>5 "
         "March</a></blockquote>", [f"{QUOTED}\n— Orla (@orla) 5 March"]),
        ("<figure><img src=a.jpg><figcaption>The pumping station on Monday, at dusk."
         "</figcaption></figure>", ["The pumping station on Monday, at dusk."]),
        ("<aside><p>The station was built in 1961 and has been repaired twice since then.</p>"
         "</aside>",
         ["The station was built in 1961 and has been repaired twice since then."]),
        ("<dl><dt>Built</dt><dd>1961, by the town</dd><dt>Pumps</dt><dd>two</dd></dl>",
         ["Built\n1961, by the town", "Pumps\ntwo"]),
        ("<table><tr><th>Bank</th><th>Homes</th></tr><tr><td>East</td><td>410</td></tr></table>",
         ["Bank | Homes", "East | 410"]),
        ("<h2>What the utility says</h2><p>It says that nobody could have known of the leak.</p>",
         ["## What the utility says", "It says that nobody could have known of the leak."]),
        ("<details><summary>What broke?</summary><p>A valve on the east bank broke at night.</p>"
         "</details>", ["What broke?", "A valve on the east bank broke at night."]),
        (f"<aside class='pullquote'><p>{FIRST[:60]}</p></aside>", []),
    ],
)  # fmt: skip
def test_what_stands_in_the_middle_of_an_article_is_found(page: str, expected: list[str]) -> None:
    found = middle(page)
    if page.startswith("<details"):  # its summary is a label, which may go
        found = [block for block in found if block != "What broke?"]
        expected = expected[1:]
    assert found == expected


@pytest.mark.parametrize(
    "page",
    [
        "<p><strong>READ MORE: <a href='/c'>Police arrest three over stolen pumps</a></strong></p>",
        "<p>Read also: <a href='/c'>Police arrest three over stolen pumps in Garrow</a></p>",
        "<p>Читайте также: <a href='/c'>Полиция задержала троих за кражу насосов</a></p>",
        "<div class='inline-related'><h3>Related</h3><ul><li><a href='/a'>Mayor of Port Hale "
        "resigns over budget scandal</a></li><li><a href='/b'>Dam breach kills nine</a>"
        "</li></ul></div>",
        "<aside class='related'><a href='/a'>Mayor of Port Hale resigns after scandal</a></aside>",
        "<div class='newsletter'><p>Get our newsletter every morning.</p><form><input><button>Go"
        "</button></form></div>",
        "<div class='ad'>Advertisement</div>",
    ],
)
def test_what_leads_away_from_the_article_is_left_out(page: str) -> None:
    assert middle(page) == []


def test_a_sentence_that_links_to_another_article_is_kept() -> None:
    sentence = "The town had <a href='/x'>read more</a> into the report than it says, he told us."
    plain = "The town had read more into the report than it says, he told us."
    assert middle(f"<p>{sentence}</p>") == [plain]


def test_lines_that_lead_away_are_counted() -> None:
    page = velmora("<p>READ MORE: <a href='/c'>Police arrest three over stolen pumps</a></p>")
    assert Remark("elsewhere", 1) in formats.read(".html", page).remarks


def test_the_posts_of_a_live_blog_stand_under_their_hours_in_page_order() -> None:
    posts = "".join(
        f"<div class=post><time datetime='2024-03-05T{hour}'>{hour}</time><h3>{heading}</h3>"
        f"<p>{text}</p></div>"
        for hour, heading, text in (
            ("18:20", "Pressure back", "Taps on the west bank have water again, the utility says."),
            ("12:05", "Correction", "An earlier post said nine people were hurt. It was two."),
            ("09:10", "Nine hurt", "Nine people were hurt when a boiler burst, a nurse tells us."),
        )
    )
    page = f"<title>Live</title><article><h1>Live</h1><div>{posts}</div></article>"
    found = formats.read(".html", f"<html><body>{page}</body></html>".encode())
    assert found.text.split("\n\n")[-3:] == [
        "18:20 Pressure back\nTaps on the west bank have water again, the utility says.",
        "12:05 Correction\nAn earlier post said nine people were hurt. It was two.",
        "09:10 Nine hurt\nNine people were hurt when a boiler burst, a nurse tells us.",
    ]
    assert found.entry.published is None


def test_posts_without_headings_stand_under_their_hours() -> None:
    posts = "".join(
        f"<div><time>{hour}</time><p>{text}</p></div>"
        for hour, text in (
            ("18:20", "Taps on the west bank have water again, the utility says this evening."),
            ("12:05", "An earlier post said nine people were hurt. The hospital says two."),
        )
    )
    text = formats.read(".html", velmora(posts)).text
    assert "12:05\nAn earlier post said nine people were hurt." in text


def test_a_layout_of_table_cells_gives_the_article_without_its_columns() -> None:
    page = (
        "<html><head><title>Velmora runs dry</title></head><body><table><tr><td><a href=/>Home</a>"
        f"<br><a href=/city>City</a></td><td><h2>Velmora runs dry</h2><p>{FIRST}<p>{SECOND}"
        f"<p>{THIRD}</td><td><b>Most read</b><br>Ferry fares to rise<br>Mayor weds</td></tr>"
        "</table></body></html>"
    )
    text = formats.read(".html", page.encode()).text
    assert text.split("\n\n") == ["## Velmora runs dry", FIRST, SECOND, THIRD]


def test_an_article_that_the_page_appends_is_no_part_of_the_first() -> None:
    other = (
        "<article><h1>Bus drivers walk out</h1><p class=byline>By Lio Marten</p>"
        "<p>Bus drivers in Port Hale walked out on Thursday over unpaid overtime, leaving four "
        "thousand commuters without a ride to work.</p>"
        "<p>The union said that drivers had been owed eleven "
        "months of night bonuses, and that talks had broken down.</p></article>"
    )
    found = formats.read(".html", velmora(below=other))
    assert found.text.split("\n\n") == [TITLE, FIRST, SECOND, THIRD, LAST]
    assert found.entry.author is None


@pytest.mark.parametrize(
    "line",
    [
        "This article is for subscribers only.",
        "Subscribe now for €1 a month to read on.",
        "Already a subscriber? Log in.",
        "Sign in to continue reading.",
        "Этот материал доступен только для подписчиков.",
        "Ця стаття лише для передплатників.",
        "Dieser Artikel ist nur für Abonnenten.",
    ],
)
def test_where_an_article_is_cut_off_its_paywall_is_named_and_not_quoted(line: str) -> None:
    wall = f"<div class=paywall><p>{line}</p></div>"
    page = (
        f"<html><head><title>T</title></head><body><article><h1>Velmora runs dry</h1><p>{FIRST}</p>"
        f"<p>{SECOND}</p>{wall}<div style='display:none'><p>{THIRD}</p></div></article></body>"
        "</html>"
    )
    found = formats.read(".html", page.encode())
    assert found.text.split("\n\n")[-2:] == [FIRST, SECOND]
    assert found.remarks == (Remark("hidden", 1), Remark("cut_off", detail=line))


@pytest.mark.parametrize(
    "sentence",
    [
        "He was already a member of the party when the pump was bought, the letter says.",
        "The documents are available only to members of the board, the mayor said.",
        "Residents must log in to see their bills, the utility said on Friday.",
    ],
)
def test_a_sentence_about_members_is_no_paywall(sentence: str) -> None:
    assert middle(f"<p>{sentence}</p>") == [sentence]


def test_what_was_left_out_is_counted_for_the_article_and_not_for_its_page() -> None:
    found = formats.read(
        ".html",
        velmora(
            "<p>It killed 35<sup><a href='#n'>2</a></sup> people and <s>9</s> 11 fish.</p>"
            "<p hidden>No.</p>",
            below="<div hidden>Menu of the page</div>",
        ),
    )
    assert found.remarks == (Remark("hidden", 1), Remark("struck", 1), Remark("notes", 1))
    assert "It killed 35 people and 11 fish." in found.text


@pytest.mark.parametrize("holder", ["nav", "button", "form", "noscript"])
def test_an_article_in_an_element_that_was_not_closed_is_read(holder: str) -> None:
    page = velmora().decode().replace("<main>", f"<{holder}><main>").replace("</main>", "")
    assert formats.read(".html", page.encode()).text.split("\n\n")[1:3] == [FIRST, SECOND]
