"""What is counted while a chat is served, as Prometheus reads it: numbers, never any text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Monitoring:
    """Counters of one run, in a registry of its own."""

    def __init__(self) -> None:
        """Start at zero."""
        self._registry = CollectorRegistry()
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

    def text(self) -> bytes:
        """Write all of it in Prometheus' format."""
        return generate_latest(self._registry)
