from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.chat import publish

from index.checking import finding
from index.checking.checker import Checker
from index.checking.finding import CheckedQuotation
from index.generation.opened import Generation


@pytest.fixture
def checker(tmp_path: Path) -> Iterator[Checker]:
    publish(tmp_path)
    with closing(Checker(tmp_path)) as opened:
        yield opened


def test_a_quotation_that_stands_in_a_draft_often_is_looked_up_once_for_each_who_said_it(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[tuple[str, str | None]] = []
    check = finding.check

    def counted(
        generation: Generation, written: str, claimed: str | None = None
    ) -> CheckedQuotation:
        looked_up.append((written, claimed))
        return check(generation, written, claimed)

    monkeypatch.setattr(finding, "check", counted)
    lines = [
        "“The captain was arrested,” he saw.",
        "“The captain was arrested,” said Galina Korol.",
    ]
    checked = checker.draft("\n\n".join(lines * 3)).quotations
    assert [verdict.verdict for _, verdict in checked] == ["verbatim", "elsewhere"] * 3
    assert [found.line for found, _ in checked] == [1, 3, 5, 7, 9, 11]
    assert len(looked_up) == len(set(looked_up)) == 2
