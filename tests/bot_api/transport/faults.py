"""Faults to inject: floods, bad gateways, garbled answers, connections dropped before or after."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot_api.methods.fields import Parameters

FaultKind = Literal["flood", "bad gateway", "drop before", "drop after", "garbled"]

FAULTS_BEFORE_THE_DEED: tuple[FaultKind, ...] = ("flood", "bad gateway", "drop before")
"""The call had no effect, so trying again is safe. After "drop after" the message was sent, but
the bot cannot know it: the Bot API has no idempotency key."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call; `retry_after` counts seconds and belongs to "flood".

    "garbled" answers with a status and bytes that are none of Telegram's, and the deed is not done.
    """

    kind: FaultKind
    retry_after: int = 1
    status: int = 200
    body: bytes = b""


ChooseFault = Callable[[str, Parameters], Fault | None]
"""From a method in lower case and its parameters to what shall go wrong."""


def no_faults(_method: str, _parameters: Parameters) -> None:
    """Let every call through."""


def random_faults(
    seed: int,
    *,
    share: float = 0.05,
    kinds: Sequence[FaultKind] = FAULTS_BEFORE_THE_DEED,
    retry_after: int = 1,
    spared: frozenset[str] = frozenset(),
) -> ChooseFault:
    """Return a chooser that spoils a share of the calls, the same ones for the same seed and order.

    `spared` names methods, in lower case, that never fail.
    """
    generator = random.Random(seed)

    def choose(method: str, _parameters: Parameters) -> Fault | None:
        if method in spared or generator.random() >= share:
            return None
        return Fault(generator.choice(kinds), retry_after)

    return choose
