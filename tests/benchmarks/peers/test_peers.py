"""The benchmark against other tools: what is judged, what is printed, and what processes speak."""

import sys
from pathlib import Path

import pytest
from benchmarks.inputs.open_bench import Collection, Question
from benchmarks.peers import environments
from benchmarks.peers.__main__ import ask_in_turns, sample, searched_paragraphs
from benchmarks.peers.environments import TORCH, Peer
from benchmarks.peers.figures import Measured, missed_bars, rank_of, table, verbatim_share
from benchmarks.peers.processes import (
    Answered,
    Place,
    Serving,
    Tool,
    ToolFailed,
    first_answer_seconds,
    make_index,
)
from benchmarks.peers.protocol import Hit, read_paragraphs, write_paragraphs

from index.records import Source, SourceText

ARTICLES = {"a/b": "He left  at noon.\n\nNobody saw him.", "c": "It rained."}
PARAGRAPHS = {"a/b/1": "He left  at noon.", "a/b/2": "Nobody saw him.", "c/1": "It rained."}

# A tool whose index is what it was given, and which displays the question under the first's id.
DRIVER = """
import shutil
import sys

sys.path.insert(0, {folder!r})
from benchmarks.peers.protocol import Hit, read_paragraphs, run

def make_index(model, given, made):
    print("this is no reply")
    shutil.copy(given, made)

def open_index(model, made):
    first = read_paragraphs(made)[0]
    return lambda question: [Hit(first.id, question)]

run(make_index, open_index)
"""


def measured(
    *,
    first: tuple[float, ...] = (2.0, 4.0, 3.0),
    milliseconds: tuple[float, ...] = (10.0, 20.0, 60.0),
    ranks: tuple[int | None, ...] = (1, 1, 3, None),
    verbatim: float = 1.0,
) -> Measured:
    return Measured(
        index_seconds=8.0,
        index_peak_mib=600.4,
        first_answer_seconds=first,
        milliseconds=milliseconds,
        peak_mib=500.0,
        ranks=ranks,
        verbatim=verbatim,
    )


@pytest.fixture
def tool(tmp_path: Path) -> tuple[Tool, Place]:
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER.format(folder=str(Path(__file__).parents[2])), "utf-8")
    given = tmp_path / "paragraphs.jsonl"
    write_paragraphs(given, [Hit(place, text) for place, text in PARAGRAPHS.items()])
    place = Place(tmp_path / "model", given, tmp_path / "made", tmp_path / "errors.txt")
    return Tool("a tool", Path(sys.executable), str(driver)), place


def test_what_is_displayed_is_verbatim_only_if_its_article_holds_it_so() -> None:
    hits = [
        Hit("a/b/1", "left  at noon"),
        Hit("a/b/1", "left at noon"),  # a blank less
        Hit("c/1", "Nobody saw him."),  # another article's
        Hit("c/1", ""),
        Hit("a/b/2", "noon.\n\nNobody"),
    ]

    assert verbatim_share(hits, ARTICLES) == 2 / 5


def test_who_displays_nothing_displays_nothing_verbatim() -> None:
    assert verbatim_share([], ARTICLES) == 0.0


def test_a_rank_is_the_first_paragraph_that_says_all_the_words_of_the_gold_one() -> None:
    texts = {"a/1": "He left.", "a/2": "“He left”, at noon.", "a/3": "It rained."}
    hits = [Hit("a/3", "It"), Hit("a/1", "He"), Hit("a/2", "left")]

    assert rank_of("He left at noon.", hits, texts) == 3
    assert rank_of("He left.", hits, texts) == 2
    assert rank_of("He stayed.", hits, texts) is None


def test_hits_are_counted_among_all_questions_also_those_without_an_answer() -> None:
    assert (measured().hit_at(1), measured().hit_at(3)) == (0.5, 0.75)


def test_the_table_gives_medians_and_how_many_times_ours_they_are() -> None:
    shown = table("squad", {"Pullquote": measured(), "peer": measured(first=(6.0,), verbatim=0.5)})

    heading, _, ours, peer = shown.splitlines()
    assert heading.startswith("| squad | first answer, s | one question, ms | 95 % within, ms |")
    assert ours == (
        "| Pullquote | 3.00 (×1.00) | 20.0 (×1.00) | 56.0 | 0.500 | 0.750 | 100.00% | 8.0 (×1.00)"
        " | 500 | 600 |"
    )
    assert peer == (
        "| peer | 6.00 (×2.00) | 20.0 (×1.00) | 56.0 | 0.500 | 0.750 | 50.00% | 8.0 (×1.00)"
        " | 500 | 600 |"
    )


def test_no_bar_is_missed_by_who_is_before_every_peer() -> None:
    peer = measured(first=(3.1,), milliseconds=(20.1,), ranks=(1, None, 2, 2), verbatim=0.5)

    assert missed_bars("squad", {"Pullquote": measured(), "peer": peer}) == []


def test_a_bar_is_missed_by_who_only_draws_with_a_peer() -> None:
    figures = {"Pullquote": measured(verbatim=0.9999), "peer": measured()}

    assert missed_bars("squad", figures) == [
        "squad against peer: first answer 3.00 s, theirs 3.00 s",
        "squad against peer: one question 20.0 ms, theirs 20.0 ms",
        "squad against peer: hit@1 0.500, theirs 0.500",
        "squad: 99.9900% of what is displayed is verbatim",
    ]


def test_paragraphs_come_back_from_their_file_as_they_were_written(tmp_path: Path) -> None:
    written = [Hit("a/1", "Two\nlines\u2028and “quotes”."), Hit("a/2", "")]

    write_paragraphs(tmp_path / "given.jsonl", written)

    assert read_paragraphs(tmp_path / "given.jsonl") == written


def test_a_tool_indexes_answers_at_once_and_answers_again(tool: tuple[Tool, Place]) -> None:
    indexed = make_index(*tool)
    seconds = first_answer_seconds(*tool, "Who left?")
    with Serving(*tool) as serving:
        answers = [serving.ask("Who left?"), serving.ask("Кто\nушёл?")]

    assert [answer.hits for answer in answers] == [
        (Hit("a/b/1", "Who left?"),),
        (Hit("a/b/1", "Кто\nушёл?"),),
    ]
    assert 0 < answers[0].milliseconds / 1000 < seconds
    assert 1 < indexed.peak_mib < 1000
    assert 1 < answers[1].peak_mib < 1000
    assert tool[1].errors.read_text("utf-8") == "this is no reply\n"


def test_a_tool_that_ends_before_it_answers_is_named_with_its_errors(
    tool: tuple[Tool, Place],
) -> None:
    with pytest.raises(ToolFailed, match=r"(?s)^a tool ended with 1 .*No such file or directory"):
        first_answer_seconds(*tool, "Who left?")


def test_every_tool_is_asked_every_question_in_order(tool: tuple[Tool, Place]) -> None:
    make_index(*tool)
    second = Tool("another", tool[0].python, tool[0].driver)
    questions = [_question(f"Number {at}?") for at in range(45)]

    answered = ask_in_turns({"a tool": tool[1], "another": tool[1]}, questions, [tool[0], second])

    shown = [f"Number {at}?" for at in range(45)]
    assert {name: _texts(answers) for name, answers in answered.items()} == {
        "a tool": shown,
        "another": shown,
    }


def test_an_environment_with_the_pins_wanted_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "tool").mkdir()
    (tmp_path / "tool" / "pins.txt").write_text(f"{TORCH}\ntool==1.0\n", "utf-8")

    python = environments.make(tmp_path, Peer("Tool", ("tool==1.0",), "peer_tool.py"))

    assert python == tmp_path / "tool" / "bin" / "python"
    assert not python.exists()  # nothing was made


def test_every_peer_and_what_it_embeds_with_is_pinned() -> None:
    assert all("==" in pin for peer in environments.PEERS for pin in peer.pins)
    here = Path(environments.__file__).parent
    assert all((here / peer.driver).is_file() for peer in environments.PEERS)


def test_the_peers_are_given_the_paragraphs_that_ours_searches_under_its_numbers() -> None:
    text = "# The storm\n\nIt rained all night.\n\nNobody slept."

    given = searched_paragraphs([SourceText(Source("storm", "storm.md"), text)])

    assert given == {"storm/2": "It rained all night.", "storm/3": "Nobody slept."}


def test_the_sample_is_the_same_in_every_run_and_only_of_what_can_be_answered() -> None:
    asked = [_question(f"Number {at}?") for at in range(30)]
    absent = [_question("Absent?", kind="off_corpus")]
    collection = Collection("squad", (), (*absent, *asked))

    drawn = sample(collection, 10)

    assert drawn == sample(collection, 10)
    assert len(set(drawn)) == 10
    assert set(drawn) <= set(asked)
    assert set(sample(collection, 100)) == set(asked)


def _question(text: str, kind: str = "answerable") -> Question:
    return Question(text, kind, "c", 1, 0)


def _texts(answers: list[Answered]) -> list[str]:
    return [hit.text for answer in answers for hit in answer.hits]
