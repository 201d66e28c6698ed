"""The company's own people, for the administrator: the list, and what can be done with each."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect

from auth.access import may
from auth.again import shown_again
from auth.arrival import enrol
from auth.forms import fields
from auth.portal import Query, register_page, route
from auth.proofs import proven
from components.colleague_views import colleagues_page
from components.page import Page
from data.commands.colleagues import add_colleague, change_role, lock_colleague, reset_factors
from data.queries.colleagues import list_colleagues
from data.queries.company import company
from data.viewer import Permission, Viewer
from integrations.language import N_
from integrations.settings import Settings

PATH = "/staff/people"
ADMINISTERING = may(Permission.MANAGE_STAFF)


@register_page("/staff/people", access=ADMINISTERING)
def layout(viewer: Viewer, query: Query) -> Page:
    """Everybody who works here."""
    return colleagues_page(viewer, list_colleagues(viewer), company().zone, query)


def _again(viewer: Viewer) -> tuple[Page, str]:
    return colleagues_page(viewer, list_colleagues(viewer), company().zone, {}), "/staff/people"


@route("/staff/people/add", access=ADMINISTERING, methods=("POST",))
@proven(PATH, N_("Add colleague"))
@shown_again(_again)
def add(viewer: Viewer) -> Response:
    """Let a colleague in; staff get no link that opens anything, only the address of the sign-in page."""
    address = f"{_settings().base_url}/sign-in"
    add_colleague(viewer, fields("name", "email", "role", "language"), address, _host())
    return _back("added")


@route("/staff/people/role", access=ADMINISTERING, methods=("POST",))
@proven(PATH, N_("Change role"))
@shown_again(_again)
def role(viewer: Viewer) -> Response:
    """Another role."""
    sent = fields("person", "role")
    enrol(change_role(viewer, sent["person"], sent["role"]))
    return _back("role")


@route("/staff/people/lock", access=ADMINISTERING, methods=("POST",))
@proven(PATH, N_("Lock or unlock account"))
@shown_again(_again)
def lock(viewer: Viewer) -> Response:
    """Lock, or with `do=unlock` open again."""
    sent = fields("person", "do")
    lock_colleague(viewer, sent["person"], unlock=sent["do"] == "unlock")
    return _back("unlocked" if sent["do"] == "unlock" else "locked")


@route("/staff/people/factors", access=ADMINISTERING, methods=("POST",))
@proven(PATH, N_("Remove second step"))
@shown_again(_again)
def factors(viewer: Viewer) -> Response:
    """Take the second steps away."""
    reset_factors(viewer, fields("person")["person"], _host())
    return _back("factors")


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _host() -> str:
    return urlsplit(_settings().base_url).hostname or "localhost"


def _back(done: str) -> Response:
    return make_response(redirect(f"/staff/people?done={done}", 303))
