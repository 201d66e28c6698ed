"""Clients as staff see them: the list with its search, and a client's page with sites and people."""

from __future__ import annotations

from urllib.parse import urlencode

from components.badges import Tone, badge
from components.cards import button_link, card, empty_state, facts, grid, row, row_list
from components.forms import command_form, field, filter_form, hidden, submit
from components.html import A, Div, Li, Nav, Node, P, Section, Span, Tree, Ul, icon
from components.page import Page, page
from components.table import Column, data_table
from data.records.client import ClientList, ClientRecord, ListedClient
from data.records.person import Access, PersonWithAccess
from data.records.scope import Scope
from data.viewer import Area, Permission, Viewer
from integrations.language import N_, NP_, _, day, moment, ngettext, number, pgettext
from integrations.telephone import telephone

AREAS = {
    Area.INSPECTIONS: N_("Inspections"), Area.EQUIPMENT: N_("Equipment"), Area.JOBS: N_("Other work"),
    Area.DOCUMENTS: N_("Documents"), Area.BILLING: N_("Billing"), Area.QUOTES: N_("Quotes"),
    Area.CONTRACTS: N_("Contracts"), Area.ORDERS: N_("Orders"), Area.PROJECTS: N_("Projects"),
    Area.TICKETS: N_("Tickets"), Area.BOOKINGS: N_("Bookings"), Area.FILES: N_("Files"),
    Area.CATALOGUE: N_("Catalogue"),
}  # fmt: skip
GRANT_STATES: dict[str, tuple[Tone, str]] = {
    "active": ("ok", NP_("access", "Active")), "upcoming": ("info", NP_("access", "Not yet valid")),
    "ended": ("mute", NP_("access", "Ended")), "revoked": ("bad", NP_("access", "Revoked")),
}  # fmt: skip


def client_list(found: ClientList, search: str, after: str | None, zone: str, counted: int) -> Page:
    """The list; `counted` is where counting stops."""
    box = filter_form(
        "/staff/clients",
        field("client-search", _("Search clients"), "q", type="search", value=search, label_hidden=True,
              placeholder=_("Name, number or place"), autoComplete="off"),
        submit(_("Search"), kind="plain", icon_name="search"),
        className="search-line",
    )  # fmt: skip
    if not found.clients:
        content: Node = _no_clients(search)
    else:
        content = [data_table(_("Clients"), _columns(zone), found.clients), _foot(found, search, after, counted)]
    nothing = "nothing" if search and not after and not found.clients else None
    return page(_("Clients"), Section(box, content, className="card list", aria_label=_("Clients")), searched=nothing)


def _columns(zone: str) -> list[Column[ListedClient]]:
    def name(client: ListedClient) -> Node:
        return A(client.name, href=f"/staff/clients/{client.public_id}", className="row-link record-link")

    def visit(client: ListedClient) -> Node:
        return moment(client.last_visit, zone) if client.last_visit else None

    return [
        Column("name", N_("Name"), name, "title", 26, sorted="ascending"),
        Column("number", N_("Number"), lambda client: client.number, "", 12),
        Column("city", N_("City"), lambda client: client.city, "text", 16),
        Column("sites", N_("Sites"), lambda client: number(client.sites), "meta", 10, figures=True),
        Column("people", N_("People with access"), lambda client: number(client.people), "meta", 14, figures=True),
        Column("visit", N_("Last visit"), visit, "meta", 20),
    ]


def _no_clients(search: str) -> Tree:
    if search:
        everybody = button_link(_("Show all clients"), "/staff/clients")
        return empty_state(_("No client found"), _("No client matches “%(words)s”.") % {"words": search},
                           icon_name="search", action=everybody)  # fmt: skip
    words = _("Clients appear here as soon as they are imported.")
    return empty_state(_("No clients yet"), words, icon_name="buildings")


def _foot(found: ClientList, search: str, after: str | None, counted: int) -> Tree:
    shown = min(found.total, counted)
    words = ngettext("%(n)s client", "%(n)s clients", shown)
    if found.total > counted:
        words = ngettext("More than %(n)s client", "More than %(n)s clients", shown)
    kept = {"q": search} if search else {}
    ways: list[Node] = []
    if after:
        first = f"/staff/clients?{urlencode(kept)}" if kept else "/staff/clients"
        ways.append(button_link(_("First page"), first, kind="plain small", id="page-first", data_top="1"))
    if found.following:
        following = f"/staff/clients?{urlencode({**kept, 'after': found.following})}"
        ways.append(button_link(_("Next page"), following, kind="plain small", id="page-next", data_top="1"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(words % {"n": number(shown)}, role="status", data_announce="1"), pages, className="list-foot")


def client_page(viewer: Viewer, client: ClientRecord, scope: Scope, zone: str, *more: Tree) -> Page:
    """One client: who may see what, and the way to what they see; `more` cards stand below its details."""
    ways = [button_link(_("Dashboard"), f"/?client={client.public_id}", icon_name="speedometer2", kind="primary")]
    if viewer.may(Permission.PUBLISH):
        add = f"/staff/publishing/add?client={client.public_id}"
        ways.insert(0, button_link(_("Add a document"), add, icon_name="plus-lg"))
    context = " · ".join(part for part in (client.number, client.address) if part)
    cards = grid(
        _people(viewer, client, zone), Div(_facts(client), *more, className="span-4 stack-cards"), _sites(client)
    )
    return page(client.name, client_tabs(client.public_id), cards, context=context, actions=ways, scope=scope)


def client_tabs(client: str, account: bool = False) -> Tree:
    """The ways to the pages of one client."""
    tabs = ((f"/staff/clients/{client}", _("Details"), not account),
            (f"/staff/clients/{client}/account", _("Account"), account))  # fmt: skip
    links = [
        A(words, href=href, className="page-tab", aria_current="page" if here else None) for href, words, here in tabs
    ]
    return Nav(*links, className="page-tabs", aria_label=_("Client"))


def _facts(client: ClientRecord) -> Tree:
    pairs = [
        (_("Legal name"), client.legal_name), (_("Tax number"), client.tax_id), (_("E-mail"), client.email),
        (_("Phone"), telephone(client.phone or "")), (_("Address"), client.address),
        (_("Sites"), number(client.site_count)),
    ]  # fmt: skip
    return card("client-facts", _("Details"), facts(pairs), span=4)


def _people(viewer: Viewer, client: ClientRecord, zone: str) -> Tree:
    if not client.people:
        words = _("People appear here once they are granted access to this client.")
        nobody = empty_state(_("Nobody has access yet"), words, icon_name="people")
        return card("client-people", _("People with access"), nobody, span=8)
    rows = [_person(viewer, client, person, zone) for person in client.people]
    return card("client-people", _("People with access"), row_list(*rows), span=8)


def _person(viewer: Viewer, client: ClientRecord, person: PersonWithAccess, zone: str) -> Tree:
    last = None
    if person.last_sign_in:
        last = Div(_("Last sign-in: %(when)s") % {"when": moment(person.last_sign_in, zone)})
    grants = Ul(*[Li(_grant(one)) for one in person.grants], className="grants")
    told = [Div(person.email), last, grants]
    look = None
    if person.enters and viewer.may(Permission.VIEW_AS):
        words = _("View as %(name)s") % {"name": person.name}
        look = command_form(
            viewer, "/view-as", hidden("person", person.public_id), hidden("client", client.public_id),
            submit(_("View as"), kind="plain small", icon_name="eye", title=words),
        )  # fmt: skip
    return row(person.name, told, icon_name="person", badge=_state(person), actions=look or ())


def _state(person: PersonWithAccess) -> Tree:
    if person.disabled:
        return badge("bad", pgettext("person", "Disabled"), "x-circle-fill")
    if person.revoked:
        return badge("bad", pgettext("person", "Revoked"), "x-circle-fill")
    if not person.enters:
        return badge("mute", _("No access today"))
    return badge("ok", pgettext("person", "Active")) if person.last_sign_in else badge("info", _("Never signed in"))


def _grant(grant: Access) -> Node:
    known = [area for area in Area if area.value in grant.areas]
    areas = _("everything") if len(known) == len(Area) else ", ".join(_(AREAS[area]) for area in known)
    when = [
        _("from %(day)s") % {"day": day(grant.valid_from)} if grant.valid_from else "",
        _("until %(day)s") % {"day": day(grant.valid_until)} if grant.valid_until else "",
    ]
    tone, words = GRANT_STATES[grant.state]
    told = " · ".join(part for part in (grant.site or _("All sites"), areas, *when) if part)
    return Span(told, " ", badge(tone, pgettext("access", words)) if grant.state != "active" else None)


def _sites(client: ClientRecord) -> Tree:
    if not client.sites:
        words = _("Sites appear here as soon as they are imported.")
        return card("client-sites", _("Sites"), empty_state(_("No sites yet"), words, icon_name="building"))
    rows = [
        row(site.name, " · ".join(part for part in (site.code, site.address) if part), href=f"/?site={site.public_id}",
            icon_name="building")
        for site in client.sites
    ]  # fmt: skip
    more = None
    if client.site_count > len(client.sites):
        first = len(client.sites)
        words = ngettext("The first %(n)s site is shown.", "The first %(n)s sites are shown.", first)
        more = P(icon("info-circle"), words % {"n": number(first)}, className="muted small")
    overview = (f"/sites?client={client.public_id}", _("Overview"))
    return card("client-sites", _("Sites"), row_list(*rows), more, more=overview)
