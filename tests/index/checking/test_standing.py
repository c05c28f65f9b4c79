from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes.corpus import article, publish, source_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.checking import receipts, standing
from index.checking.standing import CheckedReceipt
from index.records import Span
from index.store.store import Store
from index.text.quoting import quote_slice

DAY = date(2026, 1, 3)
BRIDGE = (
    "The bridge fell at noon.\n\nNobody was hurt, the mayor said on Monday, and eleven cars were"
    " pulled out of the river.\n\nThe court meets in March."
)
SAID = "Nobody was hurt, the mayor said on Monday, and eleven cars were pulled out of the river."
WORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9), min_size=6)


def receipt_of(words: str, text: str = BRIDGE, article_id: str = "bridge") -> str:
    given_by = article(source_text(article_id, text))
    start = text.index(words)
    quote = quote_slice(given_by, 1, start, start + len(words))
    return receipts.make(quote.citation, 1, DAY)


def check(data: Path, written: str) -> CheckedReceipt:
    with closing(Store(data)) as store:
        return standing.check(store, receipts.read(written))


def test_a_quote_of_the_live_text_is_verified(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    checked = check(tmp_path, receipt_of(SAID))
    assert checked.standing == "verified"
    assert checked.quote is not None
    assert (checked.quote.text, checked.quote.citation.paragraph_number) == (SAID, 2)
    assert checked.receipt.day == DAY


def test_a_quote_whose_words_stand_elsewhere_now_has_moved(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    publish(tmp_path, source_text("bridge", f"An update.\n\n{BRIDGE}"))
    checked = check(tmp_path, receipt_of(SAID))
    assert (checked.standing, checked.since) == ("moved", "2026-01-02")
    assert checked.now is not None
    assert (checked.now.text, checked.now.citation.paragraph_number) == (SAID, 3)


def test_a_quote_stays_verified_where_only_the_text_behind_it_changed(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    publish(tmp_path, source_text("bridge", BRIDGE.replace("in March", "in May")))
    assert check(tmp_path, receipt_of(SAID)).standing == "verified"


def test_the_words_that_differ_are_told_of_a_quote_that_changed(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    publish(tmp_path, source_text("bridge", BRIDGE.replace("Nobody was", "Three men were")))
    checked = check(tmp_path, receipt_of(SAID))
    assert checked.standing == "changed"
    assert [(each.source, each.written) for each in checked.differences] == [
        ("Three men were", "Nobody was")
    ]


@pytest.mark.parametrize(
    "now",
    [
        source_text("bridge", "The bridge fell at noon.\n\nThe court meets in March."),
        source_text("bridge", BRIDGE, skipped=(Span(26, 114),)),
        source_text("another", "Bread became dearer."),
    ],
)
def test_a_quote_that_is_gone_was_withdrawn(tmp_path: Path, now: object) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    publish(tmp_path, now)  # type: ignore[arg-type]
    checked = check(tmp_path, receipt_of(SAID))
    assert checked.standing == "withdrawn"
    assert checked.quote is not None
    assert checked.quote.text == SAID


def test_a_quote_is_verified_again_after_undo(tmp_path: Path) -> None:
    from index import build

    publish(tmp_path, source_text("bridge", BRIDGE))
    publish(tmp_path, source_text("another", "Bread became dearer."))
    build.undo(tmp_path, by="cli:ada")
    assert check(tmp_path, receipt_of(SAID)).standing == "verified"


@pytest.mark.parametrize("ids", [("river",), ("river", "water"), ("river", "bridge")])
def test_a_quote_of_a_source_that_was_renamed_is_not_withdrawn(
    tmp_path: Path, ids: tuple[str, ...]
) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE), source_text("bread", "Bread became dearer."))
    for article_id in ids:
        publish(
            tmp_path, source_text(article_id, BRIDGE), source_text("bread", "Bread became dearer.")
        )
    checked = check(tmp_path, receipt_of(SAID))
    assert checked.standing == "verified"
    assert checked.now is not None
    assert checked.now.citation.article_id == ids[-1]


def test_a_quote_is_withdrawn_though_another_source_had_its_text_before(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE), source_text("copy", BRIDGE))
    publish(tmp_path, source_text("copy", BRIDGE))
    assert check(tmp_path, receipt_of(SAID)).standing == "withdrawn"


def test_only_the_articles_that_are_compared_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE), source_text("bread", "Bread became dearer."))
    monkeypatch.setattr(Store, "corpus", lambda _: pytest.fail("the whole corpus was read"))
    assert check(tmp_path, receipt_of(SAID)).standing == "verified"


def test_a_receipt_of_another_corpus_is_unknown(tmp_path: Path) -> None:
    publish(tmp_path, source_text("bridge", BRIDGE))
    checked = check(tmp_path, receipt_of("Bread", "Bread became dearer.", "bread"))
    assert (checked.standing, checked.quote) == ("unknown", None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_verdict_is_right_whatever_was_done_to_the_article(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    letters = st.text("абвгдежzxcvbné", min_size=3, max_size=9)
    paragraphs = data.draw(
        st.lists(st.lists(letters, min_size=6, max_size=12, unique=True), min_size=3, max_size=6)
    )
    # Each paragraph gets words of its own, so that its place is known.
    texts = [" ".join(f"{word}{at}" for word in words) for at, words in enumerate(paragraphs)]
    at = data.draw(st.integers(0, len(texts) - 1))
    done = data.draw(st.sampled_from(["nothing", "moved", "changed", "removed"]))
    now = list(texts)
    if done == "moved":
        now.insert(0, "Something stands above.")
    elif done == "changed":
        now[at] = now[at].replace(texts[at].split()[2], "otherwise")
    elif done == "removed":
        now[at] = "Nothing of it is left here."
    directory = tmp_path_factory.mktemp("data")
    was = "\n\n".join(texts)
    publish(directory, source_text("a", was))
    publish(directory, source_text("a", "\n\n".join(now)))
    expected = {
        "nothing": "verified",
        "moved": "moved",
        "changed": "changed",
        "removed": "withdrawn",
    }
    assert check(directory, receipt_of(texts[at], was, "a")).standing == expected[done]
