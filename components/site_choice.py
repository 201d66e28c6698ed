"""Choosing a client or site for a list: where a choice leads, the control of a table, and a page of its own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from components.cards import empty_state, row, row_list
from components.context import Context
from components.forms import field, filter_form, submit
from components.html import H2, A, Div, Node, P, Section, Span, Tree, icon, sr
from components.menus import scope_panel
from components.nouns import NOUNS
from components.page import Page, page
from data.records.scope import FoundSites
from data.viewer import ClientChoice
from integrations.language import _

_LONGEST = 4000
_PLACE = ("site", "client", "after")  # what a choice replaces; another place begins at its first page
_LISTS = frozenset({noun.path for noun in NOUNS.values()} | {"/calendar", "/statement", "/staff/usage"})


def chosen_address(to: str, **place: str) -> str:
    """The address `to` of a list with another place; of the dashboard where `to` is no list of ours."""
    # by hand: urlsplit raises for hosts that are none, such as //[
    path, _mark, query_of = to[:_LONGEST].partition("#")[0].partition("?")
    path = path if path in _LISTS else "/"
    asked = parse_qsl(query_of)[:50] if path != "/" else []
    query = [(name, value) for name, value in asked if name not in _PLACE] + list(place.items())
    return f"{path}?{urlencode(query)}" if query else path


def everything(to: str, *, staff: bool) -> tuple[str, str]:
    """Where the choice of everything leads, and its words."""
    if chosen_address(to).startswith("/?") or chosen_address(to) == "/":
        return ("/staff/clients", _("All clients")) if staff else ("/sites", _("All sites"))
    return chosen_address(to), _("All clients and sites") if staff else _("All sites")


def place_control(context: Context, address: str) -> Tree:
    """Client and site of a table with too many to list: a searchable list, without scripts a page of its own."""
    scope = context.scope
    words = _("All clients and sites") if context.viewer.is_staff or len(context.viewer.clients) > 1 else _("All sites")
    if scope.site is not None:
        words = scope.site.name
    elif scope.client is not None and context.narrowed:
        words = scope.client.name
    button = A(
        icon("building"), sr(_("Client and site:"), " "), Span(words, className="place-name"), icon("chevron-expand"),
        href=f"/scope/choose?{urlencode({'to': address})}", className="place-button", id="table-place",
        aria_haspopup="dialog", data_scope="1", data_to=address,
    )  # fmt: skip
    return Div(button, scope_panel(_("Search clients and sites")), className="scope place")


def choice_page(found: FoundSites, clients: tuple[ClientChoice, ...], search: str, to: str, context: Context) -> Page:
    """Clients and sites that match a search, as links back to the list one came from."""
    address, words = everything(to, staff=context.viewer.is_staff)
    box = field("place-search", _("Search clients and sites"), "q", type="search", value=search, label_hidden=True,
                placeholder=_("Name, address or client"))  # fmt: skip
    form = filter_form("/scope/choose", box, submit(_("Search"), kind="plain", icon_name="search"), keep={"to": to},
                       className="list-search", role="search")  # fmt: skip
    parts: list[Node] = [row_list(row(words, href=address, icon_name="buildings"))]
    if clients:
        rows = [row(one.name, href=chosen_address(to, client=one.public_id), icon_name="person") for one in clients]
        parts += [H2(_("Clients"), className="subtitle"), row_list(*rows)]
    if found.sites:
        rows = [
            row(one.name, " · ".join(part for part in (one.client_name, one.address) if part),
                href=chosen_address(to, site=one.public_id), icon_name="building")
            for one in found.sites
        ]  # fmt: skip
        parts += [H2(_("Sites"), className="subtitle"), row_list(*rows)]
    if not clients and not found.sites:
        parts.append(empty_state(_("No site found"), _("No name, address or client contains these words."),
                                 icon_name="search"))  # fmt: skip
    if found.more:
        parts.append(P(_("There are more. Type to narrow the list."), className="muted"))
    title = _("Choose a client or site")
    return page(title, Section(form, *parts, className="card place-choice", aria_label=title))
