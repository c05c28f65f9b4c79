"""Rendered by a parser of Markdown, and read as a person would read the page."""

from dataclasses import replace

import pytest
from fakes.files.cited import FERRY, SAID, UNKNOWN, cited
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from index.checking.citing import markdown
from index.checking.citing.cited import CitedQuote

LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
)


def rendered(held: CitedQuote, flavour: str = "commonmark") -> html.HtmlElement:
    return html.fromstring(f"<main>{MarkdownIt(flavour).render(markdown.blocks([held]))}</main>")


def said_in(held: CitedQuote, flavour: str) -> str:
    *said, _ = rendered(held, flavour).findall("./blockquote/p")
    return "\n".join(paragraph.text_content() for paragraph in said)


def test_a_quote_is_a_block_with_its_citation_below() -> None:
    held = cited()
    assert markdown.blocks([held]) == (
        f"> {SAID}\n>\n> — A. Mate, *Ferry sinks*, Harbour News, 2024-06-30, ¶ 1,"
        f" <https://example.org/ferry>, {held.receipt}\n"
    )


def test_what_is_unknown_is_left_out_and_what_does_not_stand_is_said() -> None:
    held = replace(cited(source=UNKNOWN), standing="withdrawn", since="2026-11-30")
    assert markdown.blocks([held]).endswith(
        f"> — \\[ferry.txt\\], ¶ 1, {held.receipt}, **withdrawn** 2026-11-30\n"
    )
    assert "**" not in markdown.blocks([replace(held, standing="verified")])


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    held = cited(source=replace(FERRY, url="javascript:alert(1)"))
    assert rendered(held).findall(".//a") == []


@pytest.mark.parametrize("flavour", ["commonmark", "js-default"])
@pytest.mark.parametrize(
    "said",
    [
        "1. *She* left [him](x)",
        "- no\n- yes",
        "# Heading",
        "> quoted",
        "    indented",
        "a\n===",
        "a\n---",
        "| a | b |\n| --- | --- |",
        "```\ncode\n```",
        "<b>bold</b> &amp; &lt; <!-- x -->",
        "ends in a backslash\\\nand goes on",
        "two blanks  \nand goes on",
        "![x](https://evil.example/p.png)",
        "[a]: https://example.org",
        "~~struck~~ ==marked== $x^2$ _a_b_",
        "12345678901) list",
    ],
)
def test_what_is_markup_is_shown_as_it_stands(said: str, flavour: str) -> None:
    shown = rendered(cited(said), flavour)
    assert said_in(cited(said), flavour).replace("\n\n", "\n") == said
    names = {element.tag for element in shown.iter() if isinstance(element.tag, str)}
    assert names <= {"main", "blockquote", "p", "br", "em", "a"}


@given(LINES)
def test_any_line_is_shown_as_it_stands(said: str) -> None:
    assert said_in(cited(said, text=said), "commonmark") == said
