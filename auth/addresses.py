"""Addresses of this portal as the world writes them: from the configured base address, never from a request."""

from __future__ import annotations

from flask import current_app

from integrations.settings import Settings


def portal_address(path: str = "") -> str:
    """The whole address of a path."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + path
