"""The socket people connect to, taken before anything else starts: at once, or from a killed predecessor.

Whoever kills the supervisor alone leaves its web server behind, which lets go of the port as soon as it notices
(jobs/lifeline.py) - a web server that is just starting up needs seconds for that. A portal that answers, on the other
hand, is running and keeps its port.
"""

from __future__ import annotations

import errno
import http.client
import os
import socket
import time
from collections.abc import Callable

from integrations.settings import Settings

LEFTOVERS = 20.0  # seconds in which the web server of a killed supervisor lets go of the port
ANSWERING = 2.0  # seconds of answers after which somebody is no leftover


class StartFailed(Exception):
    """The portal cannot start; the text says why."""


def listen(settings: Settings, say: Callable[[str], None]) -> socket.socket:
    """The listening socket; `say` is told once when it has to be waited for. Raises StartFailed."""
    until = time.monotonic() + LEFTOVERS
    answering: float | None = None
    said = False
    while True:
        try:
            return _take(settings)
        except OSError as reason:
            now = time.monotonic()
            answering = (answering or now) if health(settings.host, settings.port) else None
            runs = answering is not None and now - answering >= ANSWERING
            if reason.errno != errno.EADDRINUSE or runs or now > until:
                raise StartFailed(
                    f"Cannot listen on {settings.host}:{settings.port} ({os.strerror(reason.errno or 0)}). "
                    f"Is Atrio running already? Another port: PORT={settings.port + 1} make run"
                ) from None
        if not said and answering is None:
            say(f"Port {settings.port} is in use by something that does not answer; waiting until it is free ...")
            said = True
        time.sleep(0.2)


def _take(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=256)


def health(host: str, port: int) -> int:
    """The status that a portal there answers with; 0 when nobody answers within a second."""
    connection = http.client.HTTPConnection(host, port, timeout=1.0)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
