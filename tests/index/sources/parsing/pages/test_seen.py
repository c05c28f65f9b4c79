import pytest
from trafilatura import load_html

from index.sources.parsing.pages import blocks, seen

HIDING = (
    "hidden",
    "hidden=until-found",
    'style="display:none"',
    'style="DISPLAY: none !important"',
    'style="visibility:hidden"',
    'style="opacity:0"',
    'style="font-size:0"',
    'style="position:absolute; left:-9999px"',
    'style="text-indent:-5000px"',
    'style="height:0;overflow:hidden"',
    'style="position:absolute;clip:rect(0,0,0,0)"',
    'style="color:#fff;background:white"',
    'style="color:transparent"',
    'class="sr-only"',
    'class="note visually-hidden"',
    'class="d-none"',
    'class="draft"',
    'class="lead secret"',
    "id=legal",
    "aria-hidden=true",
)
SHOWING = (
    'style="display:block"',
    'style="opacity:0.5"',
    'style="font-size:10px"',
    'style="color:#fff"',
    'style="opacity:0" data-aos="fade-up"',
    'class="hidden md:block"',
    'class="d-none d-md-block"',
    'class="tab on"',
    'class="printed"',
    "aria-hidden=false",
)
SHEET = """<style>.draft, p.secret { display: none } /* .printed {display:none} */
#legal{visibility:hidden} .tab{display:none} .tab.on{display:block}
@media print { .printed { display: none } }</style>"""


def read(body: str) -> tuple[list[str], list[str]]:
    """Return the texts of a page, and the kinds of what was left out."""
    tree = load_html(f"<html><head>{SHEET}</head><body>{body}</body></html>")
    assert tree is not None
    seen.leave_out(tree)
    found = blocks.find(tree)
    return [b.text for b in found if b.text], [kind for b in found for kind in b.left_out]


@pytest.mark.parametrize("how", HIDING)
def test_a_paragraph_that_no_browser_shows_is_left_out_and_counted(how: str) -> None:
    page = f"<p>Before.</p><p {how}>The mayor lied, legal to check.</p><p>After.</p>"
    assert read(page) == (["Before.", "After."], ["hidden"])


@pytest.mark.parametrize("how", SHOWING)
def test_a_paragraph_that_a_browser_shows_is_kept(how: str) -> None:
    assert read(f"<p>Before.</p><p {how}>It is shown.</p>") == (["Before.", "It is shown."], [])


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Built in 1961<span hidden> TODO legal</span> and repaired.</p>",
         "Built in 1961 and repaired."),
        ("<p>A<!-- note --> b<template>c</template>.</p>", "A b."),
        ("<p><span aria-hidden=true>T</span>he bridge</p>", "The bridge"),
        ("<dialog>Sign up!</dialog><p>Text.</p>", "Text."),
    ],
)  # fmt: skip
def test_hidden_words_leave_their_sentence_whole(page: str, text: str) -> None:
    assert read(page)[0] == [text]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("voted <del>nine to two</del> <ins>eleven to nil</ins>", "voted eleven to nil"),
        ("paid <s>$410,000</s> $41,000", "paid $41,000"),
        ("paid <strike>a lot</strike> little", "paid little"),
        ('paid <span style="text-decoration: line-through">5</span> 6', "paid 6"),
        ("he <del cite=x>did</del><ins>did not</ins> sign", "he did not sign"),
    ],
)
def test_struck_out_words_are_left_out_and_counted(page: str, text: str) -> None:
    assert read(f"<p>{page}</p>") == ([text], ["struck"])


def test_behind_an_open_dialog_the_page_is_read_all_the_same() -> None:
    page = '<div aria-hidden="true"><article><h1>A</h1><p>Text.</p></article></div>'
    assert read(page) == (["A", "Text."], [])
