"""Metrics of this API, in a registry of its own."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.jobs.runs import StalledRuns, StallReason
from domain.podcast.spec import PODCAST

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds; a submission has to stay under 0.05, a status under 1."""


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "podwright_http_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "podwright_http_request_seconds",
            "Time to the first byte of an answer",
            ("method", "route"),
            registry=self.registry,
            buckets=BUCKETS,
        )
        self._podcasts = Counter("podwright_podcasts_submitted", "Podcasts taken in", registry=self.registry)
        self._jobs = Counter("podwright_jobs_submitted", "Jobs taken in", ("kind",), registry=self.registry)
        self.stalled = Gauge(
            "podwright_stalled_podcasts", "Open podcasts that make no progress", ("reason",), registry=self.registry
        )
        self.watchers = Gauge("podwright_event_streams", "Open event streams", registry=self.registry)

    def count_submitted(self, kind: str) -> None:
        self._jobs.labels(kind).inc()
        if kind == PODCAST:
            self._podcasts.inc()

    def show_stalled(self, found: StalledRuns | None) -> None:
        """None while nothing is known: then the gauge shows nothing."""
        self.stalled.clear()
        if found is not None:
            for reason in StallReason:
                self.stalled.labels(reason).set(sum(each.reason is reason for each in found.runs))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class RequestMetrics:
    """ASGI middleware. A route is named by its pattern, so that ids never become labels."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_and_measure(message: Message) -> None:
            if message["type"] == "http.response.start":
                method, route = scope["method"], _pattern(scope)
                self._metrics.requests.labels(method, route, str(message["status"])).inc()
                self._metrics.seconds.labels(method, route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_and_measure)


def _pattern(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unknown"))
