import pytest
from benchmarks.pages.contradictions import judge

OWN = '<meta property="article:published_time" content="2024-06-30T10:00:00Z">'


@pytest.mark.parametrize(
    ("page", "collected", "judged"),
    [
        (OWN, "2024-07-30", "slip"),
        (OWN, "2024-31-06", "slip"),
        (OWN + '<a href="https://a.example/2024/07/02/x">x</a>', "2024-07-02", "slip"),
        (OWN + "<p>Last updated on 2 July 2024</p>", "2024-07-02", "change"),
        (OWN + '<meta content="2024-07-02T10:00" name="lastmod">', "2024-07-02", "change"),
        (
            OWN + '{"datePublished":"2024-06-30","dateModified":"2024-07-02"}',
            "2024-07-02",
            "change",
        ),
        (OWN + "<time>2 July 2024</time>", "2024-07-02", "wrong"),
        (OWN + "<p>Updated</p><span class='date'>02/07/2024</span>", "2024-07-02", "wrong"),
        ("<p>It fell on 30 June 2024.</p>", "2024-07-02", "wrong"),
    ],
)
def test_the_collection_errs_where_its_page_says_so(page: str, collected: str, judged: str) -> None:
    assert judge(page, collected, "2024-06-30") == judged
