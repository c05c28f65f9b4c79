import csv
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path

from fakes.chat import FERRY, TRIAL, publish
from fakes.speaking import ENGLISH

from bot.desk.verifying import report
from bot.desk.wording import Giving
from index.checking.checker import CheckedDraft, Checker
from index.checking.receipts import read

GIVEN = Giving(1, date(2027, 1, 15))


def checked(data: Path, draft: str) -> CheckedDraft:
    publish(data, FERRY, TRIAL)
    with closing(Checker(data)) as checker:
        return checker.draft(draft)


def test_the_table_has_the_words_that_differ_and_receipts_that_can_be_read(tmp_path: Path) -> None:
    draft = checked(tmp_path, "“Nobody was ever hurt at noon,” said Ada.\n\n> Bread became dear\n")
    rows = list(csv.DictReader(StringIO(report.write_csv(draft, GIVEN, ENGLISH))))
    drift, absent = rows
    assert (drift["line"], drift["verdict"], drift["claimed"]) == ("1", "drift", "Ada")
    assert drift["source"] == "Nobody was hurt at noon"
    assert drift["differences"] == "source: (nothing) · quotation: ever"
    assert read(drift["receipt"]).day == GIVEN.day
    assert (absent["verdict"], absent["source"], absent["receipt"]) == ("not in the corpus", "", "")


def test_neither_the_draft_nor_its_name_can_put_anything_into_the_page(tmp_path: Path) -> None:
    draft = checked(tmp_path, '“<script>alert(1)</script> and some words” said Ada "><b>')
    page = report.write_page(draft, "<img src=x>", GIVEN, ENGLISH)
    assert "<script>" not in page
    assert "<img" not in page
    assert "http" not in page
