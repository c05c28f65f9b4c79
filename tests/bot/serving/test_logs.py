import logging

import httpx
import pytest
from telegram.error import InvalidToken, NetworkError

from bot.serving import logs

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"


@pytest.mark.parametrize(
    "error",
    [
        NetworkError(f"httpx.ConnectError: https://api.telegram.org/bot{TOKEN}/sendMessage"),
        InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
        httpx.ConnectError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe"),
        ValueError(f"half of it: {SECRET}"),
    ],
)
def test_the_token_stands_in_no_log_line_and_no_traceback(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Lines()
    handler.addFilter(logs.redact([TOKEN, SECRET]))
    log = logging.getLogger("a_test_of_redaction")
    log.addHandler(handler)
    caplog.set_level(logging.INFO)
    try:
        raise error
    except Exception:
        log.exception("failed with %s", error)
    log.info("HTTP Request: POST https://api.telegram.org/bot%s/getUpdates", TOKEN)
    log.removeHandler(handler)
    written = "\n".join(lines)
    assert SECRET not in written
    assert written.count("<secret>") >= 2
    assert "Traceback" in written


def test_of_lines_of_a_kind_only_so_many_are_written_in_a_minute() -> None:
    now = [0.0]
    lets_through = logs._Repeats(lambda: now[0])

    def record(number: int) -> logging.LogRecord:
        return logging.LogRecord("x", logging.ERROR, "", 0, "fault %d", (number,), None)

    records = [record(number) for number in range(1000)]
    written = [found.getMessage() for found in records if lets_through(found)]
    assert len(written) == logs.MOST_ALIKE
    assert written[-1] == "fault 59 (more of the kind are left out for a minute)"
    now[0] = 61.0
    assert lets_through(record(1))
