"""When more people come than there are threads for: whoever is beyond the limit is told at once, and when to try again.

Which requests these are is decided before us (jobs/web_worker.py). Nothing is asked of the database for them.
"""

from __future__ import annotations

from flask import Flask, request

from auth.guard import STATIC, preferred_language
from data.viewer import Crowded
from integrations.language import set_language

CROWDED = "atrio.crowded"  # in the WSGI environment
# Cheap, and a page without its styles would be no page; who watches has to hear from us now above all.
_SERVED = STATIC | {"healthz", "readyz", "metrics", "auth.statics.favicon", "auth.statics.robots"}


def install(server: Flask) -> None:
    """Turn away what is beyond the limit. Call after health and metrics, which see these requests too."""

    @server.before_request
    def turn_away() -> None:
        if request.environ.get(CROWDED) and request.endpoint not in _SERVED:
            set_language(preferred_language())
            raise Crowded
