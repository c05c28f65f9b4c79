import pytest
from fakes.commands.shell import CAUGHT, Ran, Shell

from bot.cli.commands.sources.checking import check
from index.errors import SourceGone, UnreadableSource
from index.records import Article, Source, SourceText

WHOLE = Source(
    "whole", "a.txt", title="T", outlet="O", author="A", published="2024", url="https://x.org/a"
)


def article(source_id: str, address: str) -> Article:
    source = Source(source_id, address, "T", "O", "A", "2024", address)
    return Article(source_id, 1, source, "Ten men fled.\n\nNobody saw.", "")


def read_address(address: str) -> SourceText:
    """The web of these tests."""
    if address.endswith("/gone"):
        raise SourceGone(f"{address}: the server says 404 Not Found")
    if address.endswith("/slow"):
        raise UnreadableSource(f"{address}: no answer in 20 seconds")
    text = "Two men fled.\n\nХлеб." if address.endswith("/new") else "Ten men fled.\n\nNobody saw."
    return SourceText(Source("x", address), text)


def never(address: str) -> SourceText:
    raise AssertionError(address)


def test_check_names_what_is_unknown_and_exits_1(indexed: Shell) -> None:
    whole = "title: T\noutlet: O\nauthor: A\npublished: 2024\nurl: https://x.org/a\n"
    indexed.write(caught=f"---\n{whole}---\n\n{CAUGHT}")
    indexed.run("reindex", "articles")
    assert indexed.run("sources", "check") == Ran(
        1,
        "caught: complete\n"
        "fled: unknown title, outlet, author, published, url\n"
        "2 sources, 1 with something unknown\n",
        "",
    )


def test_every_address_is_reported_with_what_became_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = ("gone", "new", "same", "slow")
    articles = [article(name, f"https://x.org/{name}") for name in names]
    file = Article("file", 1, Source("file", "f.txt"), "Text.", "")
    assert not check([file, *articles], read_address)
    assert capsys.readouterr().out.splitlines() == [
        "file: unknown title, outlet, author, published, url",
        "gone: complete; gone: the server says 404 Not Found",
        "new: complete; changed: 1 paragraph added, 1 changed, 1 removed",
        "same: complete; unchanged",
        "slow: complete; could not be fetched: no answer in 20 seconds",
        "5 sources, 1 with something unknown; 4 addresses: 1 unchanged, 1 changed, 1 gone,"
        " 1 could not be fetched",
    ]


@pytest.mark.parametrize(
    ("address", "is_well"), [("same", True), ("slow", True), ("new", False), ("gone", False)]
)
def test_what_is_changed_or_gone_needs_mending(address: str, is_well: bool) -> None:
    assert check([article("a", f"https://x.org/{address}")], read_address) is is_well


def test_what_is_lacking_needs_mending_and_files_are_not_fetched() -> None:
    assert check([Article("whole", 1, WHOLE, "Text.", "")], never)
    assert not check([Article("a", 1, Source("a", "a.txt"), "Text.", "")], never)
