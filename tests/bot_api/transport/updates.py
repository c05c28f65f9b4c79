"""The queue of updates: numbered upwards, kept until confirmed, filtered by what the bot wants."""

import contextlib
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot_api.methods.fields import Parameters
from bot_api.values import JsonObject

NOT_SENT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE_ID = 700_000_001


@dataclass(frozen=True, slots=True)
class Update:
    """One update; those with the same `queue_key` are delivered one after another."""

    update_id: int
    queue_key: int
    body: object


class UpdateQueue:
    """Updates not yet confirmed, oldest first. Its owner's lock guards it."""

    def __init__(self) -> None:
        self._updates: deque[Update] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._allowed: frozenset[str] | None = None
        self.on_new: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return len(self._updates)

    def push(self, kind: str, payload: JsonObject, queue_key: int = 0) -> int | None:
        """Queue an update and return its id; None where the bot does not want this kind."""
        is_wanted = kind not in NOT_SENT_BY_DEFAULT
        if self._allowed is not None:
            is_wanted = kind in self._allowed
        if not is_wanted:
            return None
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._updates.append(Update(update_id, queue_key, {"update_id": update_id, kind: payload}))
        self.on_new()
        return update_id

    def push_garbled(self, body: object) -> None:
        """Queue what is no update that Telegram would send; it is confirmed with what is next."""
        update_id, self._next_id = self._next_id, self._next_id + 1
        if isinstance(body, dict) and body.get("update_id") == "its own":
            body = {**body, "update_id": update_id}
        self._updates.append(Update(update_id, 0, body))
        self.on_new()

    def allow(self, parameters: Parameters) -> None:
        """Remember `allowed_updates` where the call has it; an empty list restores the default."""
        try:
            kinds = json.loads(parameters.get("allowed_updates", "") or "null")
        except ValueError:
            return  # Client::update_allowed_update_types leaves what was set before
        if isinstance(kinds, list):
            self._allowed = frozenset(map(str, kinds)) or None

    def confirm_before(self, offset: int) -> None:
        """Forget every update with a lower id; a negative offset keeps only the newest."""
        while self._updates and offset < 0 and len(self._updates) > -offset:
            self._updates.popleft()
        while self._updates and self._updates[0].update_id < offset:
            self._updates.popleft()

    def oldest(self, limit: int) -> tuple[Update, ...]:
        """Return up to `limit` updates without confirming them."""
        return tuple(list(self._updates)[:limit])

    def forget(self, update: Update) -> None:
        """Take out an update that a webhook has accepted, unless it was dropped meanwhile."""
        with contextlib.suppress(ValueError):
            self._updates.remove(update)

    def clear(self) -> None:
        """Drop everything that waits."""
        self._updates.clear()
