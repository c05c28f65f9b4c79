from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import article, source_text

from index.embedding.ahead.estimate import Estimate, Pace, foresee, measured, texts_of
from index.embedding.cache import EmbeddingCache
from index.records import Article


def archive(count: int) -> list[Article]:
    """Make articles of 4 texts each: 2 paragraphs, one of two sentences, one of one."""
    return [
        article(source_text(f"{at}", f"Guard {at} left. He ran {at}.\n\nHe came back in {at}."))
        for at in range(count)
    ]


def test_two_kinds_of_workers_share_the_blocks() -> None:
    estimate = Estimate(25_600, {"cpu": Pace(4, 2.0), "gpu": Pace(1, 0.125)})
    assert estimate.seconds == pytest.approx(100 / (4 / 2.0 + 1 / 0.125))


def test_the_texts_of_an_archive_are_estimated_from_fifty_of_its_articles(tmp_path: Path) -> None:
    articles = archive(1000)
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        in_all = sum(len(texts_of(each)) for each in articles)
        assert foresee(articles, cache).new == pytest.approx(in_all, rel=0.02)
        assert foresee(articles[:1], cache).new == len(texts_of(articles[0]))


def test_what_is_known_of_the_sample_is_not_expected(tmp_path: Path) -> None:
    articles = archive(40)
    with closing(EmbeddingCache(tmp_path, "aa")) as cache:
        for each in articles[::2]:
            own = texts_of(each)
            cache.keep(own, np.ones((len(own), 2), dtype=np.float32))
        half = sum(len(texts_of(each)) for each in articles) / 2
        foreseen = foresee(articles, cache)
    assert foreseen.new == pytest.approx(half, rel=0.02)
    assert (foreseen.paragraphs, foreseen.texts) == (80, foreseen.new * 2)
    assert set(foreseen.lacking) == {text for each in articles[1::2] for text in texts_of(each)}


def test_paces_are_known_once_each_kind_has_done_a_block_and_all_workers_had_one() -> None:
    workers = {"cpu": 2, "gpu": 1, "none": 0}
    assert measured({"cpu": [1.0, 3.0, 2.0]}, workers) is None
    assert measured({"cpu": [1.0], "gpu": [0.5]}, workers) is None
    paces = measured({"cpu": [1.0, 3.0, 2.0], "gpu": [0.5]}, workers)
    assert paces == {"cpu": Pace(2, 2.0), "gpu": Pace(1, 0.5)}
    assert measured({}, {"cpu": 0}) is None
