"""What every page of one client has: its head with what is owed and open, and the tabs."""

from __future__ import annotations

from collections.abc import Sequence

from components.badges import badge
from components.cards import button_link
from components.client_list import owed_words
from components.forms import command_form, hidden, submit
from components.html import A, Dd, Div, Dl, Dt, Nav, Node, Span, Tree
from components.page import Page, page_header
from components.record_links import edit_link, new_menu
from data.records.client import ClientHead
from data.records.scope import Scope
from data.viewer import Permission, Viewer
from integrations.language import N_, _, moment, ngettext, number, pgettext

PATH = "/staff/clients"
TABS = {
    "": N_("Details"), "sites": N_("Sites"), "account": N_("Accounts"), "documents": N_("Documents"),
    "billing": N_("Billing"), "inspections": N_("Inspections and equipment"), "orders": N_("Orders"),
    "files": N_("Files"), "activity": N_("Activity"),
}  # fmt: skip


def client_frame(
    viewer: Viewer, head: ClientHead, scope: Scope, tab: str, zone: str, *content: Node, actions: Sequence[Node] = ()
) -> Page:
    """A page of the client; `tab` is a key of `TABS`, `actions` stand before those all of them have."""
    told = " · ".join(part for part in (head.number, head.group, head.city) if part)
    ways = [*actions, *_ways(viewer, head)]
    return Page(
        f"{head.name} · {_(TABS[tab])}" if tab else head.name,
        [page_header(head.name, told or None, ways), _answers(head, zone), client_tabs(head.public_id, tab),
         Div(*content, className="client-tab")],
        scope,
    )  # fmt: skip


def _ways(viewer: Viewer, head: ClientHead) -> list[Node]:
    """What can be done from every tab: looking as the client, and its dashboard."""
    ways: list[Node] = [new_menu(viewer, head.public_id), edit_link(viewer, "client", head.public_id)]
    if viewer.may(Permission.PUBLISH):
        add = f"/staff/publishing/add?client={head.public_id}"
        ways.append(button_link(_("Add a document"), add, icon_name="cloud-upload"))
    if head.entering and viewer.may(Permission.VIEW_AS):
        ways.append(command_form(
            viewer, "/view-as", hidden("person", head.entering), hidden("client", head.public_id),
            submit(_("See it as this client"), kind="plain", icon_name="eye", id="as-client"),
        ))  # fmt: skip
    ways.append(button_link(_("Dashboard"), f"/?client={head.public_id}", icon_name="speedometer2", kind="primary"))
    return [way for way in ways if way is not None]


def _answers(head: ClientHead, zone: str) -> Tree:
    kept = f"client={head.public_id}"
    own = f"{PATH}/{head.public_id}"
    people = ngettext("%(n)s person with access", "%(n)s people with access", head.people) % {"n": number(head.people)}
    return Dl(
        _answer(_("Unpaid"), owed_words(head.owed) or _("Nothing"), f"{own}/billing"),
        _answer(_("Open defects"), number(head.defects), f"/defects?{kept}"),
        _answer(_("Open quotes and bookings"), _waiting(head), f"/quotes?{kept}&state=awaiting"),
        _answer(_("Sites"), number(head.sites), f"{own}/sites"),
        _answer(_("Portal"), _portal(head), f"{own}/account", people),
        _answer(_("Last visit"), moment(head.last_visit, zone) if head.last_visit else _("Never"), f"{own}/activity"),
        className="card strip client-strip",
    )  # fmt: skip


def _answer(label: str, value: Node, href: str, below: Node = None) -> Tree:
    under = Dd(below, className="strip-below") if below else None
    return Div(Dt(A(label, href=href)), Dd(value, className="strip-value"), under)


def _waiting(head: ClientHead) -> Node:
    told = []
    if head.quotes:
        told.append(ngettext("%(n)s quote", "%(n)s quotes", head.quotes) % {"n": number(head.quotes)})
    if head.bookings:
        told.append(ngettext("%(n)s booking", "%(n)s bookings", head.bookings) % {"n": number(head.bookings)})
    return [Span(words, className="client-owed") for words in told] or _("Nothing")


def _portal(head: ClientHead) -> Tree:
    if head.closed_at:
        return badge("warn", pgettext("portal", "Closed"), "door-closed")
    if not head.people:
        return badge("mute", _("Nobody has access yet"))
    return badge("ok", _("In use")) if head.last_visit else badge("info", _("Never signed in"))


def client_tabs(client: str, tab: str) -> Tree:
    """The ways to the pages of one client."""
    links = [
        A(_(words), href=f"{PATH}/{client}/{key}".rstrip("/"), className="page-tab",
          aria_current="page" if key == tab else None)
        for key, words in TABS.items()
    ]  # fmt: skip
    return Nav(*links, className="page-tabs", aria_label=_("Client"))
