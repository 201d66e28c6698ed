"""Opening and closing the portal: for everybody, for an area, for one client."""

from __future__ import annotations

from dataclasses import dataclass

from components.badges import badge
from components.cards import card, facts, row, row_list
from components.copying import address_field
from components.forms import command_form, hidden, submit
from components.html import Div, Fieldset, Input, Label, Legend, Node, P, Span, Tree
from components.page import Page, page
from components.setting_parts import boxes, history, overtaken, saved, sections
from components.setting_views import Told
from components.setting_words import all_areas_but, area_options
from data.records.client import ClientRecord
from data.records.closing import ClosedClient
from data.records.settings import SettingsState
from data.viewer import Permission, Viewer
from integrations.language import _, moment, pgettext

PATH = "/staff/settings/portal"
KEYS = ("portal_open", "closed_areas")


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands in the form: as stored, or as it was sent when it is shown again."""

    portal_open: bool
    closed_areas: tuple[str, ...]


def portal_page(
    viewer: Viewer, state: SettingsState, closed: tuple[ClosedClient, ...], told: Told, zone: str, typed: Opening
) -> Page:
    """Open or closed, the areas, and the clients it is closed for."""
    form = command_form(
        viewer,
        PATH,
        hidden("seen", str(state.version)),
        card("portal-all", _("For all clients"), _switch(typed.portal_open)),
        card("portal-areas", _("Areas"), _areas(typed.closed_areas)),
        Div(submit(_("Save"), icon_name="check-lg"), className="settings-save"),
        className="settings-form",
    )
    return page(
        _("Portal"),
        sections(PATH),
        saved() if told.saved else None,
        overtaken(told.changes, zone) if told.changes else None,
        form,
        _clients(closed, zone),
        history(state.history, zone),
        context=_("What clients can open. Staff always get in."),
    )


def _switch(open_now: bool) -> Tree:
    words = _("Closed, clients see a page that says so and how to reach you. Their sessions end with their next click.")
    ways = [("1", pgettext("portal", "Open"), open_now), ("", pgettext("portal", "Closed"), not open_now)]
    found = [
        Label(Input(type="radio", name="portal_open", value=value, checked=chosen or None), Span(name),
              className="check")
        for value, name, chosen in ways
    ]  # fmt: skip
    return Fieldset(
        Legend(_("The portal for clients"), className="sr"),
        P(words, id="portal_open-help", className="help"),
        *found,
        id="portal_open",
        className="settings-group",
        aria_describedby="portal_open-help",
    )


def _areas(closed: tuple[str, ...]) -> Tree:
    help = _("Without its tick an area is closed for all clients: gone from the navigation, the search and all lists.")
    return boxes("open_areas", _("Open areas"), "open_areas", area_options(), all_areas_but(closed), help=help)


def _clients(closed: tuple[ClosedClient, ...], zone: str) -> Node:
    if not closed:
        words = _("For none. A single client is closed on the client's own page.")
        return card("portal-clients", _("Closed for single clients"), P(words, className="muted"))
    rows = [
        row(one.name, _("Closed since %(when)s") % {"when": moment(one.closed_at, zone)},
            href=f"/staff/clients/{one.public_id}#client-portal", icon_name="door-closed")
        for one in closed
    ]  # fmt: skip
    return card("portal-clients", _("Closed for single clients"), row_list(*rows), className="settings-wide")


def client_portal(viewer: Viewer, client: ClientRecord, zone: str, address: str) -> Tree:
    """On a client's page: its own address, whether the portal is open for it, and turning that."""
    closed = client.portal_closed_at is not None
    state = badge("warn", pgettext("portal", "Closed")) if closed else badge("ok", pgettext("portal", "Open"))
    since = facts([(_("Closed since"), moment(client.portal_closed_at, zone))]) if client.portal_closed_at else None
    help = _("Opens the sign-in page in the client's language. It lets nobody in by itself.")
    link = address_field("client-address", _("Address for this client"), address, help)
    return card("client-portal", _("Portal"), since, link, _turn(viewer, client, closed), badge=state)


def _turn(viewer: Viewer, client: ClientRecord, closed: bool) -> Node:
    if not viewer.may(Permission.CHANGE_SETTINGS):
        return None
    path = f"/staff/clients/{client.public_id}/portal"
    if closed:
        button = submit(_("Open the portal for this client"), kind="plain", icon_name="door-open")
        return command_form(viewer, path, hidden("turn", "open"), button, className="client-portal-form")
    words = _("Closed, the people of this client see nothing of it any more; staff do.")
    button = submit(_("Close the portal for this client"), kind="danger", icon_name="door-closed")
    return command_form(viewer, path, hidden("turn", "close"), P(words, className="help"), button,
                        className="client-portal-form")  # fmt: skip
