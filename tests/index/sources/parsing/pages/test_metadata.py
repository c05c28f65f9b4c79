import json

import pytest
from fakes.files.pages import velmora

from index.records import Remark
from index.sources.fields import Entry
from index.sources.parsing import formats

TITLE = "Velmora runs dry as pumping station fails"


def entry(page: bytes) -> Entry:
    return formats.read(".html", page).entry


def json_ld(**fields: object) -> str:
    about = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(about)}</script>'


OWN = {"headline": TITLE, "datePublished": "2024-09-02T10:00:00+02:00"}
OTHER = {"headline": "Bus drivers walk out", "datePublished": "2019-05-14", "url": "https://a.ex/b"}
CARD = '<div class="card"><a href="/x">Ferry fares</a> <time datetime="2019-05-14"></time></div>'


@pytest.mark.parametrize(
    "head",
    [
        json_ld(**OWN),
        json_ld(**{"@type": ["NewsArticle", "Article"], **OWN}),
        f'<script type="application/ld+json">[{json.dumps({"@type": "Article", **OWN})}]</script>',
        json_ld(**{"@type": "WebSite", "@graph": [{"@type": "ReportageNewsArticle", **OWN}]}),
        json_ld(**OWN) + json_ld(**OTHER),
        json_ld(**OTHER) + json_ld(**OWN),
        '<meta property="article:published_time" content="2024-09-02T10:00:00+02:00">',
        '<meta name="DC.date.issued" content="2024-09-02">',
        '<meta name="pubdate" content="Mon, 02 Sep 2024 10:00:00 GMT">',
        '<meta name="parsely-pub-date" content="2024-09-02T10:00:00Z">',
        '<meta property="article:published_time" content="2024-09-02T23:30:00-05:00">',
    ],
)
def test_the_date_is_the_one_that_the_page_declares_of_its_article(head: str) -> None:
    assert entry(velmora(CARD, head=head)).published == "2024-09-02"


@pytest.mark.parametrize(
    "byline",
    [
        "<p><time datetime='2024-09-02T10:00'>2 September</time></p>",
        "<p class='dateline'>2 September 2024</p>",
        "<div class='meta'><span class='date'>02.09.2024</span></div>",
        "<span itemprop='datePublished' content='2024-09-02'></span>",
        "<abbr class='published' title='2024-09-02T10:00'>yesterday</abbr>",
        "<p class='date'>Опубликовано 2 сентября 2024</p>",
    ],
)
def test_a_date_that_the_head_of_the_article_marks_is_taken(byline: str) -> None:
    assert entry(velmora(byline=byline)).published == "2024-09-02"


@pytest.mark.parametrize(
    ("middle", "below"),
    [
        (f'<section class="more"><h2>More stories</h2>{CARD}</section>', ""),
        ("", f"<aside>{CARD}</aside>"),
        ("", '<section id="comments"><div class="comment"><time datetime="2024-11-20T08:00">20 '
             "November</time><p>They all knew it, the whole board.</p></div></section>"),
        ("<p>The town was founded on 3 May 1961, the archive says of that time.</p>", ""),
        ('<p><img src="/uploads/2019/05/14/pump.jpg"> A picture of the pumps, he said.</p>', ""),
        ('<p>The hearing is on <time datetime="2030-01-05">5 January</time>, he said.</p>', ""),
    ],
)  # fmt: skip
def test_a_date_of_something_else_is_not_taken(middle: str, below: str) -> None:
    assert entry(velmora(middle, below=below)).published is None


def test_a_date_that_can_be_read_in_two_ways_is_passed_over_and_said() -> None:
    byline = '<p class="byline">By Ines Calder | <span class="date">03/04/2024</span></p>'
    found = formats.read(".html", velmora(byline=byline))
    assert (found.entry.published, found.entry.author) == (None, "Ines Calder")
    assert found.remarks == (Remark("passed_over", detail="published: 03/04/2024"),)


def test_the_date_of_a_change_is_no_date_of_publication() -> None:
    head = json_ld(headline=TITLE, dateModified="2024-09-02T10:00:00+02:00")
    found = formats.read(".html", velmora(head=head))
    assert found.entry.published is None
    assert found.remarks == (Remark("modified", detail="2024-09-02"),)


def test_dates_that_contradict_each_other_are_passed_over() -> None:
    head = json_ld(**OWN) + '<meta property="article:published_time" content="2024-10-11">'
    found = formats.read(".html", velmora(head=head))
    assert found.entry.published is None
    assert [remark.detail for remark in found.remarks] == [
        "published: 2024-09-02T10:00:00+02:00",
        "published: 2024-10-11",
    ]


@pytest.mark.parametrize(
    ("published", "byline", "expected"),
    [
        ("2024-09-12T10:00:00Z", "", "2024-09-12"),
        ("2024-09-12T02:30:00Z", "", "2024-09"),  # in New York it is the 11th
        ("2024-09-12T02:30:00Z", "<p class=date>11 September 2024</p>", "2024-09-11"),
        ("2024-09-12T02:30:00Z", "<time datetime=2024-09-12T02:30:00Z></time>", "2024-09"),
        ("2024-09-12T00:00:00Z", "", "2024-09-12"),  # a day without an hour
        ("2024-09-01T02:30:00Z", "", None),
    ],
)
def test_a_moment_near_midnight_elsewhere_gives_the_day_where_the_page_shows_it(
    published: str, byline: str, expected: str | None
) -> None:
    head = f'<meta property="article:published_time" content="{published}">'
    assert entry(velmora(head=head, byline=byline)).published == expected


@pytest.mark.parametrize(
    ("head", "byline", "expected"),
    [
        (json_ld(**OWN, author={"@type": "Person", "name": "Ines Calder"}), "", "Ines Calder"),
        (json_ld(**OWN, author=[{"name": "Ines Calder"}, "Lio Marten"]), "",
         "Ines Calder; Lio Marten"),
        (json_ld(**OTHER, author={"name": "Lio Marten"}), "", None),
        ('<meta name="author" content="Ines Calder">', "", "Ines Calder"),
        ('<meta name="author" content="anonymous">', "", None),
        ('<meta name="author" content="admin">', "", None),
        ('<meta property="article:author" content="https://face.ex/ines">', "", None),
        ("", "<p class='byline'>By Ines Calder and Lio Marten</p>", "Ines Calder; Lio Marten"),
        ("", "<a rel=author href=/i>Ines Calder</a>", "Ines Calder"),
        ("", "<p>Автор: Инна Кальдер</p>", "Инна Кальдер"),
        ("", "<p>By the time it rained, nobody was there.</p>", None),
    ],
)  # fmt: skip
def test_the_author_is_the_one_that_the_page_names_for_its_article(
    head: str, byline: str, expected: str | None
) -> None:
    assert entry(velmora(head=head, byline=byline)).author == expected


@pytest.mark.parametrize(
    ("page", "title", "outlet"),
    [
        (velmora(head='<meta property="og:site_name" content="Example Courier">'), TITLE,
         "Example Courier"),
        (velmora(head=json_ld(**OWN, publisher={"name": "Example Courier"})), TITLE,
         "Example Courier"),
        (velmora().replace(b"<main>", b"<h1>Example Courier</h1><main>"), TITLE, None),
        (velmora().replace(b"fails</title>", b"fails | Example Courier</title>"), TITLE, None),
        (velmora().replace(f"<h1>{TITLE}</h1>".encode(), b""), TITLE, None),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_and_not_the_name_of_the_site(
    page: bytes, title: str, outlet: str | None
) -> None:
    found = entry(page)
    assert (found.title, found.outlet) == (title, outlet)


def test_the_link_is_the_one_that_the_page_calls_its_own() -> None:
    head = '<link rel="canonical" href="https://www.vrc.example/news/velmora-runs-dry">'
    assert entry(velmora(head=head)).url == "https://www.vrc.example/news/velmora-runs-dry"


@pytest.mark.parametrize("script", ["{", "[[[[", '{"@type": 5}', '{"@graph": {"a": 1}}', "null"])
def test_what_is_no_json_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>'
    assert entry(velmora(head=head)).title == TITLE


PUBLISHED = '<meta property="article:published_time" content="2024-09-02T10:00:00+02:00">'


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        (PUBLISHED, "<p class='date'>5 October 2024</p>"),
        (PUBLISHED, "<div><i class='icon-calendar'></i> 05.10.24</div>"),
        (PUBLISHED + '<meta property="og:url" content="https://a.ex/2021/9/2/velmora">', ""),
        (PUBLISHED + '<meta name="pubdate" content="2024-09-03">', ""),
        ("", "<p class='date'>2 September 2024</p><p>News<br>1 September 2024, 22:11</p>"),
    ],
)
def test_a_date_that_the_head_or_the_address_denies_is_passed_over_and_said(
    head: str, byline: str
) -> None:
    read = formats.read(".html", velmora(byline=byline, head=head))
    assert read.entry.published is None
    assert "passed_over" in [remark.kind for remark in read.remarks]


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Updated: 5 October 2024</p>",
        "<p class='date'>2 September 2024</p><p>Updated <time>5 October 2024</time></p>",
        "<p>It fell on 5 October 2024, and nobody in the town or in the region said why.</p>",
    ],
)
def test_the_date_of_a_change_or_of_prose_denies_nothing(byline: str) -> None:
    assert entry(velmora(byline=byline, head=PUBLISHED)).published == "2024-09-02"


def test_a_headline_is_whole_behind_what_is_set_in_italics_or_on_a_new_line() -> None:
    set_apart = "<h1>Velmora runs <i>dry</i> as pumping<br>station fails"
    page = velmora().replace(f"<h1>{TITLE}".encode(), set_apart.encode())
    assert entry(page).title == TITLE


@pytest.mark.parametrize(
    ("byline", "published"),
    [
        ("<p>Published on <time datetime='2024-09-02'>Monday</time>.</p>", "2024-09-02"),
        ("<p>Updated: <time datetime='2024-09-03'>Tuesday</time></p>", None),
        ("<p>It fell on <time datetime='2024-09-02'>Monday</time>, she said.</p>", None),
        ("<p>By Ines Calder | <time datetime='2024-09-02'>2 Sep</time> | 4 min</p>", "2024-09-02"),
    ],
)
def test_a_time_is_of_what_the_words_around_it_say(byline: str, published: str | None) -> None:
    assert entry(velmora(byline=byline)).published == published
