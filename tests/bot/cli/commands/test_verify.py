"""The texts are Cyrillic, so that no model is loaded."""

import csv
import json
from contextlib import closing
from datetime import date
from io import StringIO

import pytest
from fakes.commands.shell import CAUGHT, Shell

from bot.cli.options import CHECK_FAILED
from index.checking import receipts
from index.store.store import Store
from index.text.quoting import quote_slice

SAID = "Солдат бежал ночью."


def receipt_of(shell: Shell, said: str = SAID) -> str:
    with closing(Store(shell.data)) as store:
        (article,) = store.corpus().articles
    quoted = article.text.index(said)
    quote = quote_slice(article, 1, quoted, quoted + len(said))
    return receipts.make(quote.citation, 1, date(2026, 1, 3))


def test_a_receipt_is_verified_and_its_quote_is_shown(indexed: Shell) -> None:
    ran = indexed.run("verify", receipt_of(indexed))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Verified: quoted on 2026-01-03, and it stands there still.\n")
    assert f"▎ {SAID}" in ran.out


def test_a_quote_that_changed_ends_with_one_and_shows_both(indexed: Shell) -> None:
    receipt = receipt_of(indexed, "Его не нашли.")
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", str(indexed.articles)).code == 0
    ran = indexed.run("verify", "--json", receipt)
    printed = json.loads(ran.out)
    assert (ran.code, printed["standing"]) == (CHECK_FAILED, "changed")
    assert printed["quote"]["text"] == "Его не нашли."
    assert printed["now"]["text"] == "Его нашли утром."
    assert printed["differences"] == [
        {"source": "", "written": "не"},
        {"source": "утром", "written": ""},
    ]


def test_a_mistyped_receipt_is_one_line(indexed: Shell) -> None:
    assert "is not a receipt as it was given" in indexed.run("verify", "pq-7K3M").refusal


@pytest.mark.parametrize(
    ("written", "code", "line"),
    [
        ("«солдат бежал ночью»", 0, "Verbatim: the corpus has these words, in 1 place."),
        ("«солдат бежал утром рано»", CHECK_FAILED, "Not in the corpus."),
        ("Его никогда не нашли", CHECK_FAILED, "Drift: the corpus has it in other words."),
    ],
)
def test_a_quotation_gets_its_verdict(indexed: Shell, written: str, code: int, line: str) -> None:
    ran = indexed.run("verify", written)
    assert (ran.code, ran.out.splitlines()[0][: len(line)]) == (code, line)
    assert "Searched: 1 article, 2 paragraphs" in ran.out


def test_two_words_and_a_file_that_is_not_there_are_one_line(indexed: Shell) -> None:
    assert "fewer than 3 words" in indexed.run("verify", "бежал ночью").refusal
    assert "there is no file draft.md" in indexed.run("verify", "draft.md").refusal


def test_each_quotation_of_a_draft_stands_in_the_table(indexed: Shell) -> None:
    draft = indexed.folder / "draft.md"
    draft.write_text("«Солдат бежал ночью», — сказал Петров.\n\n> Его не нашли никогда\n")
    ran = indexed.run("verify", "--csv", str(draft))
    rows = list(csv.DictReader(StringIO(ran.out)))
    assert ran.code == CHECK_FAILED
    assert [(row["line"], row["verdict"], row["claimed"]) for row in rows] == [
        ("1", "elsewhere", "Петров"),
        ("3", "drift", ""),
    ]
    page = indexed.run("verify", "--html", str(draft)).out
    assert page.count("<tr>") == 3
    assert "2 quotations checked, 0 verbatim" in page
    told = indexed.run("verify", str(draft)).out
    assert "elsewhere · line 1: “Солдат бежал ночью” · said by Петров" in told
    assert json.loads(indexed.run("verify", "--json", str(draft)).out)["too_short"] == 0


def test_a_draft_can_hurt_no_page(indexed: Shell) -> None:
    draft = indexed.folder / "draft.md"
    draft.write_text("«<script>alert(1)</script> и ещё слова»\n")
    assert "<script>" not in indexed.run("verify", "--html", str(draft)).out


def test_a_quote_is_written_for_another_program_with_what_became_of_it(indexed: Shell) -> None:
    receipt = receipt_of(indexed, "Его не нашли.")
    ran = indexed.run("verify", receipt, "--format", "jsonld")
    assert (ran.code, json.loads(ran.out)["identifier"], ran.err) == (0, receipt, "")
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", str(indexed.articles)).code == 0
    ran = indexed.run("verify", receipt, "--format", "csv")
    (row,) = csv.DictReader(StringIO(ran.out))
    assert (ran.code, row["text"], row["standing"]) == (CHECK_FAILED, "Его не нашли.", "changed")
    assert ran.err.startswith("Changed since ")


def test_the_passages_of_a_quotation_are_written_for_another_program(indexed: Shell) -> None:
    ran = indexed.run("verify", "«солдат бежал ночью»", "--format", "csl")
    (reference,) = json.loads(ran.out)
    assert (ran.code, reference["annote"]) == (0, "Солдат бежал ночью")
    assert "--format is for quotes" in indexed.run("verify", "d.md", "--format", "csl").refusal


def test_a_draft_that_holds_formulas_runs_none_in_a_spreadsheet(indexed: Shell) -> None:
    draft = indexed.folder / "draft.md"
    draft.write_text("«=HYPERLINK(1) и ещё слова»\n")
    (row,) = csv.DictReader(StringIO(indexed.run("verify", "--csv", str(draft)).out))
    assert row["quotation"].startswith("'=HYPERLINK")


def no_of(shell: Shell, question: str = "Кто украл корову?") -> str:
    return str(json.loads(shell.run("ask", "--json", question).out)["receipt"])


def test_a_no_is_genuine_and_asked_again_with_the_question_behind_it(indexed: Shell) -> None:
    receipt = no_of(indexed)
    ran = indexed.run("verify", receipt)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1] == "The corpus has not changed since."
    again = indexed.run("verify", receipt, "кто украл  корову")
    assert again.code == 0
    assert again.out.splitlines()[1] == "The question is the one that was asked."
    other = indexed.run("verify", receipt, "Кто нашёл солдата?")
    assert other.code == CHECK_FAILED
    assert "This is not the question that was asked" in other.out


def test_a_no_whose_corpus_has_changed_ends_with_one_and_counts_what_did(indexed: Shell) -> None:
    receipt = no_of(indexed)
    indexed.write(fled=CAUGHT)
    assert indexed.run("reindex", str(indexed.articles)).code == 0
    ran = indexed.run("verify", "--json", receipt)
    printed = json.loads(ran.out)
    assert (ran.code, printed["standing"], printed["outcome"]) == (
        CHECK_FAILED,
        "changed",
        "nothing",
    )
    assert printed["changes"] == {"added": 0, "changed": 1, "removed": 0}
    assert (printed["generation"], printed["live"], printed["again"]) == (1, 2, None)


def test_a_quotation_that_is_nowhere_has_a_receipt_too(indexed: Shell) -> None:
    ran = indexed.run("verify", "--json", "«солдат украл корову ночью»")
    printed = json.loads(ran.out)
    assert (ran.code, printed["verdict"]) == (CHECK_FAILED, "absent")
    again = indexed.run("verify", "--json", printed["receipt"], "солдат украл корову ночью")
    found = json.loads(again.out)
    assert (again.code, found["question"], found["again"]["verdict"]) == (0, "same", "absent")


def test_a_mistyped_receipt_of_a_no_is_one_line(indexed: Shell) -> None:
    receipt = no_of(indexed)
    other = "7" if receipt[9] != "7" else "8"
    wrong = f"{receipt[:9]}{other}{receipt[10:]}"
    assert "is not a receipt as it was given" in indexed.run("verify", wrong).refusal
