"""Figures for Prometheus: how many, how fast. Nothing about whom or in what words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0)
_TURN = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The metrics of one application; each has a registry of its own."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.turns = Counter(
            "laituri_turns",
            "Messages answered, by channel and by what answered them.",
            ["channel", "outcome"],
            registry=registry,
        )
        self.turn_seconds = Histogram(
            "laituri_turn_seconds",
            "Time from a message to its replies.",
            ["outcome"],
            buckets=_TURN,
            registry=registry,
        )
        self.screen_seconds = Histogram(
            "laituri_screen_seconds",
            "Time the crisis screen takes.",
            buckets=_FAST,
            registry=registry,
        )
        self.screened = Counter(
            "laituri_screened",
            "Messages screened, by tier.",
            ["tier"],
            registry=registry,
        )
        self.requests = Counter(
            "laituri_http_requests",
            "HTTP requests, by route and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self.sockets = Gauge(
            "laituri_open_sockets", "Open WebSockets.", registry=registry
        )
        self.store_degraded = Gauge(
            "laituri_store_degraded",
            "1 while the database does not answer.",
            registry=registry,
        )

    def page(self) -> bytes:
        """Return the page that Prometheus reads."""
        return generate_latest(self._registry)
