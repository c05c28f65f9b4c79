from bot.cli.archives import worded
from index.embedding.ahead.estimate import Estimate, Pace

HERE = Estimate(235_000, {"cpu": Pace(1, 2.9)})
CLUSTER = Estimate(4_700_000, {"gpu": Pace(1, 0.13), "cpu": Pace(16, 2.94)})
GOES_ON = " Whatever interrupts it, the same command goes on from there."


def test_here_the_estimate_says_how_long_from_how_long_a_block_takes() -> None:
    assert worded(HERE, on_cluster=False) == (
        "Embedding about 235,000 sentences and paragraphs here (2.9 s for 256) takes about"
        " 44 min." + GOES_ON
    )


def test_on_a_cluster_it_says_on_how_many_workers() -> None:
    assert worded(CLUSTER, on_cluster=True) == (
        "Embedding about 4,700,000 sentences and paragraphs on 1 GPU (0.13 s for 256) and 16"
        " workers (2.9 s for 256) takes about 23 min." + GOES_ON
    )
