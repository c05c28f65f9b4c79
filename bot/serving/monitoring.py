"""What whoever runs the bot can watch: /healthz, and /metrics as numbers, never any text."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

FindProblem = Callable[[], Awaitable[str | None]]
"""Returns one line that says what is wrong with the bot; `None` if nothing is."""


class Monitoring:
    """Counters of one run, in a registry of its own."""

    def __init__(self) -> None:
        """Start at zero."""
        self._registry = CollectorRegistry()
        self._finders: list[FindProblem] = []
        self.updates = Counter(
            "pullquote_updates", "Updates dealt with", ["kind"], registry=self._registry
        )
        self.answers = Counter(
            "pullquote_answers", "Questions answered", ["outcome"], registry=self._registry
        )
        self.retries = Counter(
            "pullquote_retries", "Calls tried again", ["reason"], registry=self._registry
        )
        self.failures = Counter(
            "pullquote_failures", "Updates that failed", ["kind"], registry=self._registry
        )
        self.differences = Counter(
            "pullquote_quote_differences",
            "Messages deleted because a quote did not arrive as it stands",
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "pullquote_updates_in_flight", "Updates being dealt with", registry=self._registry
        )
        self.thinking_seconds = Histogram(
            "pullquote_thinking_seconds",
            "From a question's turn to its answer, laid out",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.answer_seconds = Histogram(
            "pullquote_answer_seconds",
            "From a question received to its answer delivered",
            buckets=_SECONDS,
            registry=self._registry,
        )

    def watch(self, find_problem: FindProblem) -> None:
        """Ask this, too, whether anything is wrong: each platform that is served knows its own."""
        self._finders.append(find_problem)

    async def find_problem(self) -> str | None:
        """Return the first problem that is found; `None` if nothing is wrong."""
        if not self._finders:
            return "not yet connected"
        for find in self._finders:
            problem = await find()
            if problem is not None:
                return problem
        return None

    def text(self) -> bytes:
        """Write all counters in Prometheus' format."""
        return generate_latest(self._registry)


def monitoring_routes(
    monitoring: Monitoring, find_problem: FindProblem
) -> tuple[web.RouteDef, web.RouteDef]:
    """Make the routes of /healthz, which is 503 where there is a problem, and of /metrics."""

    async def healthz(_: web.Request) -> web.Response:
        problem = await find_problem()
        return web.Response(text=problem or "ok", status=200 if problem is None else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=monitoring.text(), headers={"Content-Type": CONTENT_TYPE})

    return web.get("/healthz", healthz), web.get("/metrics", metrics)
