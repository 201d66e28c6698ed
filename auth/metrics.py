"""Figures for Prometheus at `/metrics`: requests by endpoint, and what waits; for who knows the token, nobody else."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator

from flask import Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, multiprocess, values
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

from data.queries.health import what_waits
from data.viewer import PortalError
from integrations.settings import Settings

# Pages take 5 to 100 ms, exports and papers longer.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SECONDS = Histogram(
    "atrio_request_seconds", "Time a request took, by endpoint and status.", ("endpoint", "method", "status"),
    buckets=_BUCKETS,
)  # fmt: skip
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def install(server: Flask) -> None:
    """Measures every request, and serves the figures where a token is configured. Call before the gate."""

    @server.before_request
    def begin() -> None:
        g.measured_from = time.perf_counter()

    @server.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in ("healthz", "readyz", "metrics"):
            took = time.perf_counter() - g.get("measured_from", time.perf_counter())
            method = request.method if request.method in _METHODS else "other"  # never a label that visitors make up
            _SECONDS.labels(request.endpoint or "none", method, response.status_code).observe(took)
        return response

    @server.get("/metrics", endpoint="metrics")
    def metrics() -> Response:
        settings: Settings = current_app.extensions["settings"]
        if settings.metrics_token is None:
            abort(404)
        sent = request.headers.get("Authorization", "")
        if not hmac.compare_digest(sent.encode(), f"Bearer {settings.metrics_token}".encode()):
            abort(401)
        return Response(_figures(), content_type=CONTENT_TYPE_LATEST)


def _figures() -> bytes:
    """Of all processes of the web server where there are several, else of this one."""
    registry = CollectorRegistry()
    registry.register(_Waiting())
    if _shared():
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(_SECONDS)
    return generate_latest(registry)


def _shared() -> bool:
    """Whether the library keeps its figures in files that all processes share (see jobs/web.py)."""
    return values.ValueClass is not values.MutexValue


class _Waiting(Collector):
    """What the database knows, asked at each scrape. Not kept: the library would add up what each process once saw."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = what_waits()
        except PortalError:
            yield GaugeMetricFamily("atrio_database_up", "Whether the database answers.", 0)
            return
        yield GaugeMetricFamily("atrio_database_up", "Whether the database answers.", 1)
        silent = "Since the worker was last heard of."
        yield GaugeMetricFamily("atrio_worker_silent_seconds", silent, found.worker_silent)
        yield GaugeMetricFamily("atrio_messages_waiting", "Messages to be sent.", found.messages_waiting)
        yield GaugeMetricFamily("atrio_messages_failed", "Messages given up.", found.messages_failed)
        yield GaugeMetricFamily("atrio_sessions", "Sessions seen within the last hour.", found.sessions)
