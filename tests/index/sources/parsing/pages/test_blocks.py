from trafilatura import load_html

from index.sources.parsing.markup import article_blocks, page_blocks


def blocks(page: str) -> tuple[str, ...]:
    tree = load_html(f"<html><body>{page}</body></html>")
    assert tree is not None
    return page_blocks(tree)


def test_a_doubled_line_break_ends_a_block_and_a_single_one_does_not() -> None:
    assert blocks("<p>One<br>two<br><br>three</p>") == ("One\ntwo", "three")


def test_the_cells_of_a_row_are_parted_by_tabs() -> None:
    assert blocks("<table><tr><td>Ash</td><td> 1,200</td></tr></table>") == ("Ash\t1,200",)


def test_what_a_page_does_not_show_is_no_block() -> None:
    assert blocks("<nav>Home</nav><p>Text<script>x</script>.</p>") == ("Text.",)


def test_a_short_block_is_article_only_beside_one_that_is() -> None:
    page = ("Home", "The bridge fell on Monday morning.", "Short.", "Copyright")
    extracted = "The bridge fell on Monday morning. Short."
    assert article_blocks(page, extracted) == ("The bridge fell on Monday morning.", "Short.")
