import asyncio

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.serving.monitoring import Monitoring, monitoring_routes


@pytest.mark.parametrize(
    ("problem", "status", "text"),
    [(None, 200, "ok"), ("the desk is stuck", 503, "the desk is stuck")],
)
def test_health_is_503_with_one_line_where_there_is_a_problem(
    problem: str | None, status: int, text: str
) -> None:
    async def find_problem() -> str | None:
        return problem

    async def answer() -> tuple[int, str | None]:
        healthz, _ = monitoring_routes(Monitoring(), find_problem)
        response = await healthz.handler(make_mocked_request("GET", "/healthz"))
        return response.status, response.text  # type: ignore[attr-defined] # what a handler returns, as the library types it

    assert asyncio.run(answer()) == (status, text)


def test_counters_start_at_zero_in_a_registry_of_their_own() -> None:
    first, second = Monitoring(), Monitoring()
    first.differences.inc()
    assert b"pullquote_quote_differences_total 1.0" in first.text()
    assert b"pullquote_quote_differences_total 0.0" in second.text()
