"""Telegram's flood control: so many messages in so many seconds, per chat and altogether."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from bot_api.values import Chat, too_many_requests


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `messages` in any `seconds`."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """What the Bot FAQ names: about 1 a second in a chat, 20 a minute in a group, 30 in all."""

    per_chat: Rate | None = Rate(1, 1.0)
    per_group: Rate | None = Rate(20, 60.0)
    overall: Rate | None = Rate(30, 1.0)


class FloodControl:
    """Counts what was sent; a message too many is refused and not counted."""

    def __init__(self, limits: FloodLimits | None, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._sent_at: defaultdict[tuple[str, int], deque[float]] = defaultdict(deque)

    def admit(self, chat: Chat) -> None:
        """Count one message to the chat, or raise the 429 that says how long to wait."""
        if self._limits is None:
            return
        now = self._clock()
        per_group = self._limits.per_group if chat.type != "private" else None
        counted: dict[tuple[str, int], Rate | None] = {
            ("chat", chat.id): self._limits.per_chat,
            ("group", chat.id): per_group,
            ("all", 0): self._limits.overall,
        }
        wait = max(
            self._wait_seconds(key, rate, now) for key, rate in counted.items() if rate is not None
        )
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for key in counted:
            self._sent_at[key].append(now)

    def _wait_seconds(self, key: tuple[str, int], rate: Rate, now: float) -> float:
        sent_at = self._sent_at[key]
        while sent_at and sent_at[0] <= now - rate.seconds:
            sent_at.popleft()
        if len(sent_at) < rate.messages:
            return 0.0
        return sent_at[-rate.messages] + rate.seconds - now
