from dataclasses import replace

import pytest
from benchmarks.scale.costs import Kept, Measured
from benchmarks.scale.plant import Costs, Plant, fit
from benchmarks.scale.simulation import Simulation

COSTS = Costs(
    asker=2.0,
    asker_call=0.5,
    asker_shard=0.25,
    host_call=1.0,
    host_shard=3.0,
    host_million=20.0,
    round_wait=1.5,
    rounds=3.0,
    calls_each=1.0,
    spread=0.0,
    sent_shard=0.0,
    received_shard=0.0,
    fits=(0.0, 0.0),
)
ONE = Plant(1, 400_000, paused=0.0, embedding=6.0)
SEVERAL = Plant(8, 1_600_000, paused=0.0)


def test_alone_a_question_takes_the_sum_of_its_steps() -> None:
    taken = Simulation(ONE, COSTS, 1).one_after_another(3)
    asker = 6.0 + 2.0 + 3 * 0.5 + 4 * 0.25
    hosts = 3 * (1.0 + 1.5 + 0.2) + 4 * (3.0 + 0.1 * 20.0)
    assert taken == pytest.approx([asker + hosts] * 3)


def test_hosts_answer_side_by_side_and_the_slowest_is_waited_for() -> None:
    plant = replace(SEVERAL, copies=1)
    simulated = Simulation(plant, COSTS, 1)
    most = max([copy for (copy,) in simulated.placement].count(host) for host in range(8))
    slowest = (1.0 + most * 5.0) + 2 * (1.0 + 1.5 + 0.2) + 1.5 + 0.2
    asker = simulated.of_asker()
    (taken,) = simulated.one_after_another(1)
    assert taken == pytest.approx(asker + slowest, rel=0.1)


def test_on_a_machine_of_one_processor_the_hosts_wait_for_each_other() -> None:
    shared = replace(SEVERAL, is_shared=True, processors=1)
    work = 16 * 5.0
    assert Simulation(shared, COSTS, 1).one_after_another(1)[0] > work
    assert Simulation(SEVERAL, COSTS, 1).one_after_another(1)[0] < work


def test_questions_that_come_faster_than_they_are_answered_wait() -> None:
    most = 1000 / Simulation(ONE, COSTS, 1).busiest()
    slow = Simulation(ONE, COSTS, 4).arriving(0.2 * most, 300)
    fast = Simulation(ONE, COSTS, 4).arriving(2 * most, 300)
    assert len(slow) == len(fast) == 300
    assert sorted(fast)[150] > 10 * sorted(slow)[150]


def test_a_host_that_is_lost_is_hedged_and_no_question_is() -> None:
    lost = Simulation(SEVERAL, COSTS, 2).arriving(2.0, 200, lost=True)
    assert len(lost) == 200
    late = [taken for taken in lost if taken > 500]
    assert 1 <= len(late) < 20  # from then on the other copies are asked first
    assert max(lost) < 1500


def test_costs_are_fitted_to_what_was_measured() -> None:
    rows = tuple(
        Measured(
            paragraphs=1_000_000 * millions,
            shards=shards,
            machines=machines,
            p50=2 + 0.5 * calls + 0.25 * shards + calls + 3 * shards + 20 * millions + 3 * 1.5,
            p95=0.0,
            in_process_p50=10.0,
            in_process_p95=10.0,
            asker=2 + 0.5 * calls + 0.25 * shards,
            in_process=10.0,
            hosts=calls + 3 * shards + 20 * millions,
            rounds=3.0,
            calls=calls,
            sent=0.0,
            received=0.0,
            load=0.0,
        )
        for millions, shards, machines in ((1, 4, 1), (1, 16, 1), (2, 4, 1), (2, 4, 3), (1, 8, 2))
        for calls in [3.0 * machines]
    )
    found = fit(Kept("today", 2, "none", rows))
    assert (found.asker, found.asker_call, found.asker_shard) == pytest.approx((2, 0.5, 0.25))
    assert (found.host_call, found.host_shard, found.host_million) == pytest.approx((1, 3, 20))
    assert found.round_wait == pytest.approx(1.5)
    assert found.fits == pytest.approx((0.0, 0.0), abs=1e-6)
