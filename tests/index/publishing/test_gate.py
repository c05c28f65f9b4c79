from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import CALIBRATION, FakeEmbedder, noon, publish, reindex, source_text

from index import build
from index.build import Gate
from index.generation import directory
from index.generation.opened import Generation
from index.publishing import gate
from index.records import GoldenAnswer, GoldenChange, GoldenQuestion, Published, SourceText
from index.search.answer import Means
from index.store import audit, golden
from index.store.golden import GoldenRefused
from index.store.store import Store

RIVER = source_text("river", "Marsh crossed the river.")
BRIDGE = source_text("bridge", "The bridge fell in March.")
CROSSED = GoldenQuestion("Who crossed the river?", ("marsh", "the  River"))
FELL = GoldenQuestion("Which bridge fell?")
SANK = GoldenQuestion("Which ferry sank?", (), False)
MEANS = Means(FakeEmbedder(), CALIBRATION, 0.5)
GATE = Gate(lambda: MEANS)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, RIVER, BRIDGE)
    golden.add(tmp_path, [CROSSED, FELL, SANK], "cli:ada", noon)
    return tmp_path


def gated(data: Path, *texts: SourceText, gate: Gate = GATE) -> Published:
    return build.publish(replace(reindex(data, by="cli:ada"), gate=gate), texts)


def test_a_question_is_right_by_its_words_by_its_outcome_or_by_having_no_answer(
    data: Path,
) -> None:
    asked = [CROSSED, GoldenQuestion("Who crossed the river?", ("nobody",)), FELL, SANK]
    asked += [GoldenQuestion("Which bridge fell?", (), False), GoldenQuestion("Which ferry sank?")]
    with closing(Generation(data, 1, FakeEmbedder().fingerprint)) as generation:
        judged = gate.ask(generation, MEANS, asked)
    assert [answer.is_right for answer in judged] == [True, False, True, True, False, False]
    assert judged[0] == GoldenAnswer(True, "answer", "river", 1)
    assert judged[3] == GoldenAnswer(True, "nothing", None, None)


def test_a_generation_that_answers_fewer_is_not_published(data: Path) -> None:
    with pytest.raises(GoldenRefused) as refusal:
        gated(data, BRIDGE)
    assert str(refusal.value) == (
        "not published: fewer golden questions would be answered, no longer these: 'Who crossed"
        " the river?'; look at them, and publish nevertheless with --publish-anyway"
    )
    was, now = GoldenAnswer(True, "answer", "river", 1), GoldenAnswer(False, "nothing", None, None)
    assert refusal.value.changes == (GoldenChange(CROSSED.question, was, now),)
    with closing(Store(data)) as store:
        assert (store.live(), len(store.events())) == (1, 1)
    assert directory.kept(data) == (1,)
    assert audit.verify(data).problems == ()


def test_what_is_wanted_anyway_is_published_and_the_log_says_so(data: Path) -> None:
    assert gated(data, BRIDGE, gate=Gate(lambda: MEANS, anyway=True)).generation == 2
    assert audit.entries(data)[-1].deed.detail == (
        "generation 2: removed river; published anyway, no longer answered: 'Who crossed the"
        " river?'"
    )


def test_as_many_right_answers_as_before_are_enough(data: Path) -> None:
    ferry = source_text("ferry", "The ferry sank at noon.")
    golden.add(data, [GoldenQuestion("When did the ferry sink?", ("noon",))], "cli:ada", noon)
    # "Which ferry sank?" is now answered, wrongly; "When did the ferry sink?" rightly for it.
    assert gated(data, RIVER, BRIDGE, ferry).generation == 2
    changes = gate.compare(data, 1, 2, MEANS, golden.questions(data))
    assert [(change.question, change.now.is_right) for change in changes] == [
        ("Which ferry sank?", False),
        ("When did the ferry sink?", True),
    ]


def test_a_damaged_live_generation_is_mended_though_it_cannot_be_asked(data: Path) -> None:
    (directory.path_of(data, 1) / "rows.npy").unlink()
    assert gated(data, RIVER, BRIDGE).generation == 2


def test_without_golden_questions_nothing_is_asked(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    assert gated(tmp_path, BRIDGE).generation == 2
