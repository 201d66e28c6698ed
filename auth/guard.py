"""The request gate: nobody passes unless the endpoint says so, and nothing changes without token and origin."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, request

from auth.callbacks import UPDATE, check_body
from auth.registry import Redirect
from auth.router import Match, Router, sign_in_address
from components.problems import problem_page
from data.viewer import Forbidden, Invalid, NotFound, PortalError, SignedOut, Unavailable, Viewer
from integrations.language import DEFAULT, LANGUAGES, _, set_language
from integrations.logs import begin_request, request_id

SUITE = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
STATIC = frozenset(
    {"auth.statics.style", "auth.statics.staff_style", "auth.statics.script", "_dash_assets.static", SUITE}
)
INDEX = frozenset({"/", "/<path:path>"})
DEPENDENCIES = "/_dash-dependencies"
CLOSED = frozenset(
    {"/_dash-layout", "/_reload-hash", "/_favicon.ico", "static"}
)  # Dash and Flask bring them; not in use

# Every endpoint that answers people who are not signed in. Nothing else does.
PUBLIC = STATIC | {
    "healthz",
    "readyz",
    "metrics",
    "auth.statics.favicon",
    "auth.statics.robots",
    "auth.branding.brand",
    "auth.branding.logo",
    "auth.views.sign_in",
    "auth.views.sign_in_code",
    "auth.views.sign_out",
    "auth.views.preferences",
    "auth.bounces.bounces",
    "auth.link_pages.follow_link",
    "auth.link_pages.arrive",
    "auth.link_pages.forgotten",
    "auth.client_address.client_address",
    "auth.second_step.second_step",
    "auth.passkey_entrance.begin",
    "auth.passkey_entrance.finish",
    "demo_mailbox",
    "demo_mailbox_json",
}
# All that staff may send while they look at the portal as somebody else: the next page, and that they have seen enough.
_WHILE_LOOKING = frozenset({UPDATE, "auth.view_as.view_as"})
# Commands for everybody, which want the session's token as soon as there is a session.
_FOR_BOTH = frozenset({"auth.views.sign_out", "auth.views.preferences"})
# Who has to set up a second factor does that first.
ENROLMENT = "/account/factors"
_WHILE_ENROLLING = (ENROLMENT, "/account/proof", "/account/passkeys")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_ANYBODYS_FETCH = frozenset({"same-origin", "none"})


def viewer() -> Viewer | None:
    """Who is asking, found once per request; None when nobody is signed in."""
    if "viewer" not in g:
        g.viewer = g.find_viewer()
        if g.viewer is not None:
            set_language(g.viewer.language)
    return cast("Viewer | None", g.viewer)


def known_viewer() -> Viewer | None:
    """Who is asking if that has been found out already; never asks the database."""
    return cast("Viewer | None", g.get("viewer"))


def preferred_language() -> str:
    """The language of somebody we do not know: their cookie, else what the browser asks for."""
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    wanted = (tag.replace("_", "-").split("-")[0].lower() for tag in request.accept_languages.values())
    return next((code for code in wanted if code in LANGUAGES), DEFAULT)


def preferred_theme() -> str:
    """The theme of the person, else of the cookie, else the device's."""
    known = known_viewer()
    chosen = known.theme if known is not None else request.cookies.get("theme", "")
    return chosen if chosen in ("light", "dark") else "auto"


def install(
    server: Flask,
    router: Router,
    callback_map: dict[str, Any],
    find_viewer: Callable[[], Viewer | None],
    turn_away: Callable[[], None],
) -> None:
    """Put the gate in front of every request of this server; `turn_away` tells who is shut out by a closed portal."""

    @server.before_request
    def gate() -> Response | None:
        if not request_id():
            begin_request()
        g.find_viewer, g.turn_away = find_viewer, turn_away
        set_language(preferred_language())
        endpoint = request.endpoint
        if endpoint is None or request.routing_exception is not None:
            raise request.routing_exception or NotFound()
        if endpoint in STATIC:
            return None
        takes = _receives(server, endpoint)
        if takes is None:
            check_text()
        if endpoint in CLOSED:
            raise NotFound
        if endpoint in PUBLIC:
            if request.method not in _READING:
                check_origin()
                if endpoint in _FOR_BOTH and (person := viewer()) is not None:
                    check_token(person)
            return None
        return _enter(endpoint, router, callback_map, takes)


def _receives(server: Flask, endpoint: str) -> Callable[[Viewer], None] | None:
    """For a route that takes files: what lets the body in once it is known who sends it."""
    view = server.view_functions.get(endpoint)
    receiving = getattr(view, "receives", None)
    if receiving is None or request.method in _READING:
        return None

    def admit(person: Viewer) -> None:
        view.access.check(person)  # type: ignore[union-attr]
        if person.enrolling:
            raise SignedOut
        receiving.begin()
        check_text()

    return admit


def _enter(
    endpoint: str, router: Router, callback_map: dict[str, Any], admit: Callable[[Viewer], None] | None
) -> Response | None:
    """The part of the gate behind which somebody is known."""
    search = f"?{request.query_string.decode('utf-8', 'replace')}" if request.query_string else ""
    reading = request.method in ("GET", "HEAD") and endpoint not in (UPDATE, DEPENDENCIES)
    page = _find_page(router, search) if endpoint in INDEX else None
    person = viewer()
    if person is None:
        if endpoint in INDEX and page is None:
            raise NotFound
        g.turn_away()
        if reading:
            return cast(Response, redirect(sign_in_address(request.path, search)))
        raise SignedOut
    if request.method not in _READING:
        check_origin()
        if admit is None:
            check_token(person)
        if person.read_only and endpoint not in _WHILE_LOOKING:
            raise Forbidden(_("You are looking at the portal as somebody else: nothing can be changed."))
        if admit is not None:  # nothing of a body is read for who may not send one
            admit(person)
            check_token(person)
    if person.enrolling and not request.path.startswith(_WHILE_ENROLLING):
        if endpoint in INDEX:
            return cast(Response, redirect(ENROLMENT, 303))
        raise SignedOut
    if endpoint == UPDATE:
        check_body(callback_map, person)
    return _show(page, person) if endpoint in INDEX else None


def _find_page(router: Router, search: str) -> Match | None:
    try:
        return router.match(request.path, search)
    except NotFound:
        return None


def _show(page: Match | None, person: Viewer) -> Response | None:
    """Build the page now, so that what it raises is answered here; the document around it comes later."""
    try:
        if page is None:
            raise NotFound
        g.page, g.page_status = page.show(person), 200
    except Redirect as found:
        return cast(Response, redirect(found.to, 303))
    except Unavailable:
        raise
    except PortalError as error:
        g.page, g.page_status = problem_page(error.status, error.message, request_id(), error.problem), error.status
    return None


def check_text() -> None:
    """No NUL anywhere, which the database cannot hold; and where a request comes from has to be readable."""
    if "\x00" in request.path:
        raise NotFound
    values = [*request.args.keys(), *request.args.values()]
    if request.method not in _READING and request.mimetype != "application/json":
        values += [value for key in request.form for value in (key, *request.form.getlist(key))]
    if any("\x00" in value for value in values):
        raise Invalid(_("This request contains characters that cannot be stored."))
    try:
        for header in ("Origin", "Referer"):
            urlsplit(request.headers.get(header, ""))
    except ValueError:
        raise Invalid(_("This request cannot be read. Reload the page and try again.")) from None


def check_origin() -> None:
    """A change is asked for by our own pages only; browsers say where a request comes from."""
    if request.headers.get("Sec-Fetch-Site", "none") not in _ANYBODYS_FETCH:
        raise Forbidden(_("This request comes from another website. Open the page here and try again."))
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden(_("This request comes from another website. Open the page here and try again."))


def check_token(person: Viewer) -> None:
    """The session's own token, in a header (scripts) or a hidden field (forms)."""
    sent = request.headers.get("X-CSRFToken")
    if sent is None and request.mimetype != "application/json":
        sent = request.form.get("csrf_token")
    if not person.csrf or not hmac.compare_digest((sent or "").encode(), person.csrf.encode()):
        raise Forbidden(_("This page has become too old. Reload it and try again."))


def assert_complete(server: Flask, callback_map: dict[str, Any]) -> None:
    """Refuse to start with an endpoint or a server callback that has no access and is not on the public list."""
    listed = PUBLIC | CLOSED | INDEX | {UPDATE, DEPENDENCIES}
    found = {rule.endpoint for rule in server.url_map.iter_rules()} - listed
    open_ones = sorted(name for name in found if not _guarded(server.view_functions.get(name)))
    unguarded = [
        name for name, entry in callback_map.items() if "callback" in entry and not _guarded(entry["callback"])
    ]
    if open_ones or unguarded:
        raise RuntimeError(f"no access declared for endpoints {open_ones}, callbacks {unguarded}")


def _guarded(view: object) -> bool:
    access = getattr(view, "access", None)
    return access is not None and not access.public
