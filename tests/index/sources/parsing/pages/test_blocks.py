import pytest
from trafilatura import load_html

from index.sources.parsing.pages import blocks, inline


def shown(page: str) -> list[str]:
    tree = load_html(f"<html><body>{page}</body></html>")
    assert tree is not None
    inline.write_out(tree)
    return [block.shown() for block in blocks.find(tree)]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One<br>two<br><br>three</p>", ["One\ntwo", "three"]),
        ("<nav>Home</nav><p>Text<script>x</script>.</p>", ["Text."]),
        ("<h1>A</h1><h3>B  <i>c</i></h3><p>d</p>", ["# A", "### B c", "d"]),
        ("<div role=heading aria-level=4>A</div>b", ["#### A", "b"]),
        ("<ol><li>First<li>Then</ol>", ["1. First", "2. Then"]),
        ("<ol start=3 type=a><li>x<li value=5>y</ol>", ["c. x", "e. y"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ("<ul><li>x<li>y</ul>", ["x", "y"]),
        ("<dl><dt>Ash</dt><dd>1,200 people</dd><dt>Oak</dt><dd>90</dd></dl>",
         ["Ash\n1,200 people", "Oak\n90"]),
        ("<p>mora&shy;to&#8203;ri<wbr>um</p>", ["moratorium"]),
        ("<p>One</p>two<p>three</p>", ["One", "two", "three"]),
        ("<pre>a  b\n c</pre>", ["a b\nc"]),
    ],
)  # fmt: skip
def test_a_page_falls_into_the_blocks_that_a_reader_sees(page: str, expected: list[str]) -> None:
    assert shown(page) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td>Ash</td><td> 1,200</td></tr>", ["Ash | 1,200"]),
        ("<tr><td><p>Ash</p></td><td><div>1,200</div></td></tr>", ["Ash | 1,200"]),
        ("<tr><td>Ash</td><td></td><td>2</td></tr>", ["Ash |  | 2"]),
        ("<tr><td colspan=2>Ash</td><td>2</td></tr>", ["Ash |  | 2"]),
        ("<tr><td rowspan=2>Ash</td><td>1</td></tr><tr><td>2</td></tr>", ["Ash | 1", "Ash | 2"]),
        ("<tr><td></td><td>Ash<br>North</td><td>2</td></tr>", ["| Ash North | 2"]),
        ("<tr><td><p>One.<p>Two.</td><td>Menu</td></tr>", ["One.", "Two.", "Menu"]),
        ("<tr><td><h2>A</h2>b</td><td>c</td></tr>", ["## A", "b", "c"]),
    ],
)
def test_the_cells_of_a_row_stand_apart_and_in_their_places(rows: str, expected: list[str]) -> None:
    assert shown(f"<table>{rows}</table>") == expected
