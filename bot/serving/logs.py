"""Log lines for whoever runs the bot: on stderr, and never with a token in them."""

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_HIDDEN = "<secret>"
MOST_ALIKE = 60  # lines of a kind in a minute
MINUTE_SECONDS = 60.0
HOUR_SECONDS = 3600.0

_log = logging.getLogger("pullquote")


def set_up(secrets: Sequence[str]) -> None:
    """Log our own lines from INFO and others' from WARNING, and hide the secrets in all of them.

    httpx logs every URL at INFO, and in Telegram's the token stands.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.addFilter(_Repeats(monotonic))  # first: it goes by the words before they are filled
    handler.addFilter(redact(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    _log.setLevel(logging.INFO)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def redact(secrets: Sequence[str]) -> Callable[[logging.LogRecord], bool]:
    """Make a filter for a handler that rewrites records: their message and their traceback."""

    def hide(text: str) -> str:
        for secret in secrets:
            text = text.replace(secret, _HIDDEN)
        return text

    def rewrite(record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(record.getMessage()), None
        if record.exc_info:
            record.exc_text = hide(logging.Formatter().formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = hide(record.stack_info)
        return True

    return rewrite


@dataclass(slots=True)
class Hourly:
    """Tells what goes on being so, as that a disk is full, once an hour."""

    _again_at: float = 0.0

    def is_due(self) -> bool:
        """Tell whether it is to be said now; then not again for an hour."""
        if monotonic() < self._again_at:
            return False
        self._again_at = monotonic() + HOUR_SECONDS
        return True


class _Repeats:
    """Lets lines of a kind through so often in a minute, so that no fault fills a disk."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._seen: Counter[tuple[str, int, str]] = Counter()

    def __call__(self, record: logging.LogRecord) -> bool:
        now = self._clock()
        if now - self._began >= MINUTE_SECONDS:
            self._began = now
            self._seen.clear()
        kind = (record.name, record.levelno, str(record.msg))
        self._seen[kind] += 1
        if self._seen[kind] == MOST_ALIKE:
            record.msg = f"{record.getMessage()} (more of the kind are left out for a minute)"
            record.args = None
        return self._seen[kind] <= MOST_ALIKE


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _log.critical("this should not happen, please report it", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        _log_uncaught(given.exc_type, given.exc_value, given.exc_traceback)
