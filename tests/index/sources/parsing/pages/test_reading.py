import pytest
from fakes.files.articles import refusal, text_of
from fakes.files.pages import PAGE, RUSSIAN, RUSSIAN_IN_ASCII_QUOTES, WESTERN

from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats
from index.sources.parsing.pages.reading import parser_name


def test_a_page_gives_its_blocks_in_its_own_words_and_what_it_says_of_itself() -> None:
    blocks = (
        "# Bridge falls",
        "The bridge over the river fell on Monday morning, the mayor of the town said at a press "
        "conference.",
        "## What next",
        "The road is closed, police said.\nIt opens on Friday.",
        "Then it rests for a while.",
        "First it is measured",
        "Then it is mended",
        "Town | People",
        "Ash | 1,200",
        "Short.",
    )
    assert formats.read(".html", PAGE.encode()) == Extracted(
        "\n\n".join(blocks),
        Entry(
            title="Bridge falls",
            outlet="iDaily",
            author="Ann Lee",
            published="2024-06-30",
            url="https://daily.example/bridge",
            language="en-GB",
        ),
        parser=parser_name(),
    )


def test_the_paragraphs_of_a_short_page_stay_apart_and_its_words_whole() -> None:
    page = "<html><body><p>Nobody was hurt.</p><p>pre<i>fix</i>ed H<sub>2</sub>O</p></body></html>"
    assert text_of(".html", page.encode()) == "Nobody was hurt.\n\nprefixed H₂O"


def test_a_fragment_is_read_as_a_page() -> None:
    page = "<p>One short paragraph.</p>"
    assert formats.read(".htm", page.encode()) == Extracted(
        "One short paragraph.", Entry(), parser=parser_name()
    )


def test_what_a_page_does_not_say_is_not_guessed() -> None:
    page = (
        "<html><head><meta name='author' content='van der Berg'>"
        "<link rel='canonical' href='https://daily.example/2'></head><body><article>"
        f"<h2>Related</h2><p>{WESTERN}</p><p>It was 30 June 2024.</p></article></body></html>"
    )
    assert formats.read(".html", page.encode()).entry == Entry(
        author="van der Berg", url="https://daily.example/2"
    )


def test_a_page_is_read_in_the_charset_that_it_names() -> None:
    text = RUSSIAN_IN_ASCII_QUOTES
    page = f"<html><head><meta charset='koi8-r'></head><body><p>{text}</p></body></html>"
    assert text_of(".html", page.encode("koi8_r")) == text


def test_a_page_saved_as_utf_8_is_read_so_whatever_charset_it_still_names() -> None:
    page = f"<html><head><meta charset='windows-1251'></head><body><p>{RUSSIAN}</p></body></html>"
    assert text_of(".html", page.encode()) == RUSSIAN


@pytest.mark.parametrize("charset", ["no-such", "utf-8", "base64"])
def test_a_page_that_names_a_charset_it_is_not_in_is_refused(charset: str) -> None:
    page = f"<html><head><meta charset={charset}></head><body><p>{RUSSIAN}</p></body></html>"
    assert refusal(".html", page.encode("cp1251")) == (
        f"says that it is {charset} but is not; save it again as UTF-8"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<html><body><nav>Home</nav><script>x</script></body></html>",
        "<!-- nothing -->",
        "<html>" + "<div>" * 20_000,
    ],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    assert refusal(".html", page.encode()) == (
        "no article text was found on the page; save its text as .txt or .md"
    )
