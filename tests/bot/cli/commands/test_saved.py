"""The texts are Cyrillic, so that no model is loaded."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from fakes.commands.shell import CAUGHT, Shell

from bot.cli.options import CHECK_FAILED
from index.checking import receipts
from index.store.store import Store
from index.text.quoting import quote_slice


def receipt_of(shell: Shell, said: str) -> str:
    with closing(Store(shell.data)) as store:
        (article,) = store.corpus().articles
    at = article.text.index(said)
    quote = quote_slice(article, 1, at, at + len(said))
    return receipts.make(quote.citation, 1, date(2026, 1, 3))


@pytest.fixture
def two(indexed: Shell) -> tuple[str, str]:
    return receipt_of(indexed, "Солдат бежал ночью."), receipt_of(indexed, "Его не нашли.")


def test_what_is_saved_is_listed_exported_and_dropped(indexed: Shell, two: tuple[str, str]) -> None:
    added = indexed.run("saved", "add", *two)
    assert added.out.startswith("Saved: 2. Your collection holds 2 quotes,")
    assert indexed.run("saved", "add", two[0].lower()).out.startswith("Saved: 0. ")
    listed = indexed.run("saved", "list").out
    assert all(receipt in listed for receipt in two)
    path = indexed.data / "quotes.bib"
    assert indexed.run("export", "-o", str(path)).code == 0
    assert path.read_text().count("@") == 2
    assert indexed.run("saved", "drop", "1").out.startswith("Dropped: 1. Your collection holds 1")
    assert (
        "no saved quote is 7; see: pullquote saved list"
        in indexed.run("saved", "drop", "7").refusal
    )
    assert indexed.run("saved", "drop", "all").code == 0
    assert "pullquote saved add" in indexed.run("export").refusal


def test_quotes_are_exported_by_their_receipts_in_the_order_given(
    indexed: Shell, two: tuple[str, str]
) -> None:
    ran = indexed.run("export", two[1], two[0], "--format", "csl")
    assert ran.code == 0
    assert [two[1] in json.dumps(item) for item in json.loads(ran.out)] == [True, False]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("quotes.annotation.jsonld", '"Annotation"'),
        ("quotes.jsonld", '"Quotation"'),
        ("quotes.md", "> Солдат"),
        ("quotes.csv", "text,"),
    ],
)
def test_the_ending_of_the_file_chooses_the_form(
    indexed: Shell, two: tuple[str, str], name: str, begins: str
) -> None:
    assert indexed.run("export", two[0], "-o", str(indexed.data / name)).code == 0
    assert begins in (indexed.data / name).read_text(encoding="utf-8")
    assert "a format ends in" in indexed.run("export", two[0], "-o", "quotes.docx").refusal


def test_what_does_not_stand_as_it_was_given_is_named_and_ends_with_one(
    indexed: Shell, two: tuple[str, str]
) -> None:
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", str(indexed.articles)).code == 0
    ran = indexed.run("export", *two, "--format", "csv")
    assert (ran.code, ran.err) == (CHECK_FAILED, f"{two[1]}: changed\n")
    assert "Его не нашли." in ran.out


def test_a_receipt_of_another_corpus_is_not_saved(indexed: Shell, two: tuple[str, str]) -> None:
    with closing(Store(indexed.data)) as store:
        (article,) = store.corpus().articles
    place = quote_slice(article, 1, 0, 6).citation
    foreign = receipts.make(replace(place, text_sha256="0" * 64), 1, date(2026, 1, 3))
    ran = indexed.run("saved", "add", foreign, two[0])
    assert ran.code == CHECK_FAILED
    assert ran.out.startswith("Saved: 1. ")
    assert foreign in ran.err
    assert "is not a receipt" in indexed.run("saved", "add", "pq-7K3M").refusal


def test_a_chat_in_the_terminal_saves_exports_and_tells_once_what_has_changed(
    indexed: Shell,
) -> None:
    typed = "Кого не нашли?\n/save\n/export bibtex\n/saved\n"
    asked = indexed.run("chat", typed=typed.encode())
    assert "Saved: 1. Your collection holds 1 quote," in asked.out
    assert "@" in asked.out
    assert "has changed since" not in asked.out
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", str(indexed.articles)).code == 0
    first, second = (indexed.run("chat", typed=b"quit\n").out for _ in range(2))
    assert "A quote that I gave you has changed since:" not in second
    assert "has changed since" in first
