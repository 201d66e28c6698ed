"""Whether the portal lives (`/healthz`) and can serve (`/readyz`), request ids, and one log line for each request."""

from __future__ import annotations

import logging
import time
from threading import Lock

from flask import Flask, Response, g, jsonify, request

from data.queries.health import database_answers, worker_lives
from integrations.logs import begin_request
from integrations.settings import LOOPBACK, Settings
from integrations.storage import StorageUnavailable, open_storage

logger = logging.getLogger("atrio.requests")
FRESH = 1.0


def install(server: Flask, settings: Settings) -> None:
    """Registers the two routes, both public, and what surrounds every request. Call before the gate."""

    @server.before_request
    def begin() -> tuple[Response, int] | None:
        g.request_id = begin_request(request.headers.get("X-Request-Id") if settings.trusted_proxies else None)
        g.began = time.perf_counter()
        if settings.demo and not _is_local(request.remote_addr):
            return jsonify(error="The demo answers this machine only."), 403
        return None

    @server.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in ("healthz", "readyz"):
            took = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
            # The path without its query: searches and codes have no place in a log, nor has the token of a link.
            path = "/access/…" if request.path.startswith("/access/") else request.path
            facts = {
                "method": request.method,
                "path": path,
                "status": response.status_code,
                "ms": round(took, 1),
            }
            logger.info("%s %s %s", request.method, path, response.status_code, extra=facts)
        return response

    @server.get("/healthz", endpoint="healthz")
    def healthz() -> Response:
        return jsonify(alive=True)

    store = _Store(settings)

    @server.get("/readyz", endpoint="readyz")
    def readyz() -> tuple[Response, int]:
        database = database_answers()
        state = {"database": database, "storage": store.answers(), "worker": database and worker_lives()}
        return jsonify(ready=all(state.values()), **state), 200 if all(state.values()) else 503


class _Store:
    """The file store as it was found lately. Anybody may ask, and a look writes to it: one a second is enough."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.lock = settings, Lock()
        self.at, self.found = -FRESH, False

    def answers(self) -> bool:
        """Whether it answers; at most FRESH seconds old."""
        with self.lock:
            if time.monotonic() - self.at >= FRESH:
                self.found = _storage_answers(self.settings)
                self.at = time.monotonic()
            return self.found


def _storage_answers(settings: Settings) -> bool:
    try:
        open_storage(settings.files_url).check()
    except StorageUnavailable:
        return False
    return True


def _is_local(address: str | None) -> bool:
    return address is None or address in LOOPBACK or address.startswith("127.")
