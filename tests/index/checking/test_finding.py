from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import publish, source_text

from index.checking.checker import Checker
from index.checking.finding import CheckedQuotation
from index.errors import BadQuestion, GenerationRefused

FIRE = source_text(
    "fire",
    "The fire began at dawn, the council’s spokesman said.\n\n“Nobody was hurt in the fire,” Lio"
    " Marten, the mayor of Arrano, told reporters in Garrow, “and nobody will be.” He thanked 3,500"
    " volunteers.\n\nThe station was built in 1961 and repaired twice after the floods of 1987.",
    title="Fire in Arrano",
)
TALK = source_text(
    "talk",
    "Ines Calder: We knew in March that the valve was broken.\n\nRay Hart: I never saw the report"
    " before Friday morning.\n\nInes Calder: He signed for it in my office.\n",
)


@pytest.fixture
def checker(tmp_path: Path) -> Iterator[Checker]:
    publish(tmp_path, FIRE, TALK)
    with closing(Checker(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize(
    "written",
    [
        "Nobody was hurt in the fire",
        '"Nobody was hurt in the fire"',
        "«nobody was hurt\nin the fire»",
        "Nobody was hurt in the fire, and nobody will be.",  # who says it stands in between
        "He thanked 3500 volunteers",
        "The station was built … after the floods of 1987",
        "The station [of Arrano] was built in 1961",
        "the council's spokesman said",
        "He thanked 3,500 volunteers. The station was built in 1961",  # over a paragraph's end
    ],
)
def test_words_of_the_corpus_are_verbatim_however_they_are_typed(
    checker: Checker, written: str
) -> None:
    checked = checker.quotation(written)
    assert checked.verdict == "verbatim"
    assert checked.passages[0].citation.article_id == "fire"
    assert checked.count == 1


@pytest.mark.parametrize(
    ("written", "differences"),
    [
        ("Nobody was killed in the fire", [("hurt", "killed")]),
        ("The station was built in 1961 and twice repaired after the floods", None),
        ("The old station was built in 1961", [("", "old")]),
        ("The station was built in 1962 and repaired twice", [("1961", "1962")]),
    ],
)
def test_changed_words_are_drift_and_the_source_comes_first(
    checker: Checker, written: str, differences: list[tuple[str, str]] | None
) -> None:
    checked = checker.quotation(written)
    assert checked.verdict == "drift"
    found = [(each.source, each.written) for each in checked.differences]
    assert found == differences if differences else found


def test_two_passages_made_one_are_joined(checker: Checker) -> None:
    joined = checker.quotation("We knew in March that the valve was built in 1961 and repaired")
    assert joined.verdict == "joined"
    assert [quote.citation.article_id for quote in joined.passages] == ["talk", "fire"]


def test_an_unmarked_gap_is_joined(checker: Checker) -> None:
    checked = checker.quotation("The fire began at dawn and repaired twice after the floods")
    assert checked.verdict == "joined"


@pytest.mark.parametrize(
    ("written", "claimed", "verdict", "speaker"),
    [
        ("I never saw the report before Friday", "Ray Hart", "verbatim", "Ray Hart"),
        ("I never saw the report before Friday", "Hart", "verbatim", "Ray Hart"),
        ("I never saw the report before Friday", "Ines Calder", "elsewhere", "Ray Hart"),
        ("Nobody was hurt in the fire", "Marten", "verbatim", "Lio Marten"),
        ("Nobody was hurt in the fire", "Oksana Petrova", "elsewhere", "Lio Marten"),
        ("The station was built in 1961", "Lio Marten", "verbatim", None),
        ("The station was built in 1961", "Oksana Petrova", "elsewhere", None),
    ],
)
def test_who_is_said_to_have_said_it_is_compared_with_the_corpus(
    checker: Checker, written: str, claimed: str, verdict: str, speaker: str | None
) -> None:
    checked = checker.quotation(written, claimed)
    assert (checked.verdict, checked.claimed) == (verdict, claimed)
    if speaker is not None:
        assert checked.speaker == speaker


@pytest.mark.parametrize(
    "written",
    [
        "We shall fight them on the beaches and never surrender",
        "The fire was the work of the council, and it will be repeated",
        "Nobody was hurt because the mayor of Garrow had thanked the council",
        "абвгд еёжз ийкл мноп",
    ],
)
def test_invented_words_are_not_in_the_corpus(checker: Checker, written: str) -> None:
    checked = checker.quotation(written)
    assert (checked.verdict, checked.passages) == ("absent", ())


def test_what_made_no_difference_is_told(checker: Checker) -> None:
    checked: CheckedQuotation = checker.quotation("the COUNCIL'S spokesman\nsaid")
    assert set(checked.ignored) == {"apostrophes", "spaces", "case"}


def test_every_place_is_counted(tmp_path: Path) -> None:
    said = "The station was built in 1961."
    publish(tmp_path, source_text("a", said), source_text("b", f"{said} It burned."))
    with closing(Checker(tmp_path)) as checker:
        checked = checker.quotation(said)
    assert (checked.verdict, checked.count, len(checked.passages)) == ("verbatim", 2, 2)


def test_two_words_are_refused_and_no_corpus_is_told(checker: Checker, tmp_path: Path) -> None:
    with pytest.raises(BadQuestion, match="fewer than 3 words"):
        checker.quotation("“very unfair”")
    with pytest.raises(GenerationRefused, match="there is no index"):
        Checker(tmp_path / "nothing")


def test_a_draft_is_checked_quotation_by_quotation(checker: Checker) -> None:
    draft = "“Nobody was hurt in the fire,” said Ray Hart.\n\nIt was “bad”.\n\n> He signed for it"
    checked = checker.draft(draft)
    assert [
        (found.line, found.claimed, verdict.verdict) for found, verdict in checked.quotations
    ] == [(1, "Ray Hart", "elsewhere"), (5, None, "verbatim")]
    assert checked.too_short == 1


def test_what_is_searched_names_the_bar_that_a_passage_did_not_reach(checker: Checker) -> None:
    searched = checker.searched()
    assert (searched.articles, searched.generation, searched.threshold) == (
        checker.generation.manifest.articles,
        1,
        0.6,
    )
