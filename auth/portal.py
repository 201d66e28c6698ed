"""The way in for everything that shows itself: registering pages, callbacks, routes; building the application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from dash import Dash, Input, Output
from flask import Flask, Response, current_app

from auth import answers, branding, errors, guard, plain, statics
from auth.access import SIGNED_IN
from auth.application import Portal
from auth.closing import turn_away
from auth.receiving import PortalRequest
from auth.registry import (
    REGISTERED,
    CallbackRule,
    Query,
    Redirect,
    Registry,
    callback,
    load,
    register_page,
    respond_of,
    route,
    view_of,
)
from auth.router import CONVERTERS, Router
from auth.sessions import current_viewer
from components.page import Page
from data.queries.company import company
from data.queries.scope import find_scope
from data.records.company import Company
from data.viewer import Viewer

__all__ = ["Query", "Redirect", "build", "callback", "load", "register_page", "route", "show_again"]
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # health checks on this machine
LARGEST_BODY = 1_000_000  # bytes; a route that takes more says so itself


class PortalSettings(Protocol):
    """What the portal needs to know about its installation."""

    @property
    def base_url(self) -> str: ...


def build(
    server: Flask,
    settings: PortalSettings,
    *,
    viewer: Callable[[], Viewer | None] = current_viewer,
    closing: Callable[[], None] = turn_away,
    company: Callable[[], Company] = company,
    scope: Callable[..., Any] = find_scope,
    registered: Registry = REGISTERED,
) -> Dash:
    """Put gate, routes, error pages, headers and Dash on the server, and make the first request here.

    Everything has to be registered before (see `load`). The keyword arguments replace where viewer, company and scope
    come from, who is turned away from a closed portal, and what is registered. Raises RuntimeError when an endpoint or
    callback has no access.
    """
    _configure(server, settings.base_url)
    router = Router(registered)
    app = Portal(server, router, company, scope)
    guard.install(server, router, app.callback_map, viewer, closing)
    answers.install(server, settings.base_url)
    errors.install(server)
    statics.register(server)
    branding.register(server)
    plain.install(server, company)
    _register(server, app, registered)
    server.extensions["dash"] = app
    _warm_up(server, app)
    return app


def show_again(viewer: Viewer, page: Page, path: str, search: str = "", status: int = 422) -> Response:
    """The answer to a form that was refused: its page at its address, with what was typed and what is wrong with it."""
    app: Portal = current_app.extensions["dash"]
    return Response(app.again(viewer, page, path, search, status), status, mimetype="text/html")


def _configure(server: Flask, base_url: str) -> None:
    server.url_map.converters.update(CONVERTERS)
    server.url_map.merge_slashes = False
    server.url_map.strict_slashes = False
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.request_class = PortalRequest
    if server.config["TRUSTED_HOSTS"] is None:
        host = urlsplit(base_url).hostname or "localhost"
        server.config["TRUSTED_HOSTS"] = list(dict.fromkeys([host, *LOOPBACK]))


def _register(server: Flask, app: Portal, registered: Registry) -> None:
    for rule in registered.routes.values():
        methods = list(rule.methods)
        server.add_url_rule(rule.rule, rule.name, view_of(rule, guard.viewer), methods=methods)

    def navigate(viewer: Viewer, address: object) -> list[dict[str, Any]]:
        return app.navigate(viewer, address)

    wanted = (Output("frame", "children"), Input("nav", "data-to"))
    own = CallbackRule("auth.portal.navigate", wanted, SIGNED_IN, navigate, {"prevent_initial_call": True})
    for entry in (own, *registered.callbacks.values()):
        app.callback(*entry.deps, **entry.options)(respond_of(entry, guard.viewer))


def _warm_up(server: Flask, app: Portal) -> None:
    """Dash sets itself up on its first request, and races there under threads: make that request now."""
    answer = server.test_client().get(statics.style_url(), base_url=_trusted(server))
    if answer.status_code != 200:
        raise RuntimeError(f"the first request failed: {answer.status}")
    app.finish()
    guard.assert_complete(server, app.callback_map)


def _trusted(server: Flask) -> str:
    return f"http://{server.config['TRUSTED_HOSTS'][0]}"
