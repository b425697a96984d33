"""Counters for Prometheus: how many, how long, how full. No question and no address is in them."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from hubbot.surfaces.api.pool import Pool

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self, pool: Pool) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "hubbot_requests", "Requests by route and status.", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "hubbot_request_seconds",
            "Seconds until the head of the response.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.answers = Counter(
            "hubbot_answers",
            "Answers by outcome (answered, silent) and surface.",
            ("outcome", "surface"),
            registry=self.registry,
        )
        self.feedback = Counter(
            "hubbot_feedback", "What readers said of answers.", ("helpful",), registry=self.registry
        )
        waiting = Gauge("hubbot_questions_inside", "Questions computed or waiting.", registry=self.registry)
        waiting.set_function(lambda: float(pool.inside))

    def answered(self, abstained: bool, surface: str) -> None:
        """Count one answer, or one silence."""
        self.answers.labels("silent" if abstained else "answered", surface).inc()

    def text(self) -> bytes:
        """Return everything in the format of Prometheus."""
        return generate_latest(self.registry)
