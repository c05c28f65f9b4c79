import pickle

import numpy as np
import pytest

from index.generation.placed.packing import Call, Reply, pack, unpack


@pytest.mark.parametrize(
    "numbers",
    [[], [0], [-2, 127], [-129, 5], [40_000], [2**31], [-(2**40), 3], [-2] * 900 + [7]],
)
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_integers_arrive_as_they_were_whatever_their_width(
    numbers: list[int], dtype: type[np.signedinteger]
) -> None:
    sent = np.array(numbers, dtype=np.int64).astype(dtype)
    arrived = unpack(pack([Reply({"stems": sent})]))[0].found["stems"]
    assert arrived.dtype == sent.dtype
    assert arrived.tolist() == sent.tolist()
    arrived.sort()  # as one's own array, it can be written


def test_fractions_truth_values_and_tables_arrive_as_they_were() -> None:
    sent = (
        np.array([0.25, -1], dtype=np.float32),
        np.array([True, False]),
        np.array([[1, 2], [3, 4]]),
    )
    arrived = unpack(pack(sent))
    assert [each.tolist() for each in arrived] == [each.tolist() for each in sent]
    assert [each.dtype for each in arrived] == [each.dtype for each in sent]


def test_integers_of_which_most_are_alike_take_a_hundredth_of_their_room() -> None:
    stems = np.full(20_000, -2, dtype=np.int32)
    stems[::500] = 7
    assert len(pack(stems)) * 100 < len(pickle.dumps(stems))


def test_what_the_call_cannot_carry_is_compressed() -> None:
    text = "The captain left the bridge for good. " * 5_000
    assert len(pack(Reply(text))) < 5_000
    assert unpack(pack(Reply(text))) == Reply(text)
    assert unpack(pack([Call(1, "ab", "read", ((3,),))])) == [Call(1, "ab", "read", ((3,),))]
