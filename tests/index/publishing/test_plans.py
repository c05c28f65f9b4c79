from pathlib import Path

from fakes.corpus import article, publish, source_text

from index.publishing import plans
from index.publishing.plans import Plan
from index.records import ChangeCounts
from index.store.store import live_generation, read_corpus

RIVER = source_text("river", "Marsh crossed the river. It was cold.")
BRIDGE = source_text("bridge", "The bridge fell in March.")


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert plans.compare(read_corpus(data).articles, [RIVER]) == Plan(("river",), (), (), ())
    assert not data.exists()
    publish(data, RIVER, BRIDGE)
    warm = source_text("river", "It was warm.")
    assert plans.compare(read_corpus(data).articles, [warm, source_text("a", "New.")]) == Plan(
        ("a",), ("river",), ("bridge",), ()
    )
    assert (live_generation(data), [article.id for article in read_corpus(data).articles]) == (
        1,
        ["bridge", "river"],
    )


def test_an_article_that_stays_as_it_is_is_not_changed() -> None:
    plan = plans.compare([article(RIVER), article(BRIDGE)], [BRIDGE, RIVER])
    assert plan == Plan((), (), (), ("bridge", "river"))
    assert not plan.has_changes


def test_what_a_plan_changes_is_counted() -> None:
    plan = Plan(("a", "b"), ("c",), (), ("d",))
    assert (plan.counts, plan.has_changes) == (ChangeCounts(2, 1, 0), True)


def test_the_digest_of_a_plan_is_that_of_the_same_texts_over_the_same_generation() -> None:
    planned = plans.digest(1, [RIVER, BRIDGE])
    assert plans.digest(1, [BRIDGE, RIVER]) == planned
    others = [plans.digest(2, [RIVER, BRIDGE]), plans.digest(1, [RIVER])]
    titled = source_text("bridge", "The bridge fell in March.", title="Bridge falls")
    assert planned not in [*others, plans.digest(1, [RIVER, titled])]
