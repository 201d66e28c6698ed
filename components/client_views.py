"""The details of a client, for staff: who it is, whom one talks to, who may see what."""

from __future__ import annotations

from components.badges import Tone, badge
from components.cards import card, empty_state, facts, grid, notice, row, row_list
from components.forms import command_form, hidden, submit
from components.html import A, Div, Li, Node, P, Span, Tree, Ul
from data.records.client import ClientContact, ClientRecord
from data.records.person import Access, PersonWithAccess
from data.viewer import Area, Permission, Viewer
from integrations.language import N_, NAMES, NP_, _, day, moment, ngettext, number, pgettext
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


def client_details(viewer: Viewer, client: ClientRecord, zone: str, portal: Tree) -> Tree:
    """The page of details: who it is, whom one talks to, who may see what; `portal` opens and closes it."""
    side = Div(_facts(client), portal, _note(client), className="span-4 client-column")
    main = Div(_contacts(client, zone), _people(viewer, client, zone), _sites(client), className="span-8 client-column")
    return grid(main, side)


def _facts(client: ClientRecord) -> Tree:
    reference = f"{client.source}: {client.external_ref}" if client.source and client.external_ref else None
    mail = A(client.email, href=f"mailto:{client.email}") if client.email else None
    pairs: list[tuple[Node, Node]] = [
        (_("Legal name"), client.legal_name), (_("Number"), client.number), (_("Group"), client.group),
        (_("Tax number"), client.tax_id), (_("E-mail"), mail), (_("Phone"), telephone(client.phone or "")),
        (_("Address"), client.address), (_("Language"), NAMES[client.language] if client.language else None),
        (_("Sites"), number(client.site_count)), (_("Reference"), reference),
    ]  # fmt: skip
    return card("client-facts", _("Details"), facts(pairs))


def _note(client: ClientRecord) -> Tree:
    words = P(client.note, className="prose client-note") if client.note else P(
        _("Nothing noted."), className="muted small")  # fmt: skip
    lead = P(_("Clients never see this."), className="card-note")
    return card("client-note", _("Notes for staff"), words, lead)


def _contacts(client: ClientRecord, zone: str) -> Tree:
    if not client.contacts:
        words = _("Contacts appear here as soon as they are imported.")
        nobody = empty_state(_("No contacts yet"), words, icon_name="people")
        return card("client-contacts", _("Contacts"), nobody)
    bounced = [one for one in client.contacts if one.bounced_at]
    told: Node = None
    if bounced:
        words = ngettext("Mail to %(n)s contact comes back. Ask for another address.",
                         "Mail to %(n)s contacts comes back. Ask for other addresses.", len(bounced))  # fmt: skip
        told = notice("warn", words % {"n": number(len(bounced))})
    rows = [_contact(one, zone) for one in client.contacts]
    return card("client-contacts", _("Contacts"), told, row_list(*rows))


def _contact(one: ClientContact, zone: str) -> Tree:
    mail: Node = A(one.email, href=f"mailto:{one.email}") if one.email else None
    phone: Node = None
    if one.phone:
        dialled = "".join(sign for sign in one.phone if sign.isdigit() or sign == "+")
        phone = A(telephone(one.phone), href=f"tel:{dialled}")
    ways = Div(mail, phone, className="client-ways") if mail or phone else None
    trouble = None
    if one.bounced_at:
        when = {"when": moment(one.bounced_at, zone)}
        words = " · ".join(part for part in (_("Came back on %(when)s") % when, one.bounce) if part)
        trouble = Div(words, className="client-late")
    note = Div(one.note, className="client-note") if one.note else None
    state = badge("bad", pgettext("account", "Mail bounced")) if one.bounced_at else None
    href = f"/staff/accounts/{one.person}" if one.person else None
    told = [Div(one.title) if one.title else None, ways, trouble, note]
    return row(one.name, told, href=href, icon_name="person", badge=state)


def _people(viewer: Viewer, client: ClientRecord, zone: str) -> Tree:
    if not client.people:
        words = _("People appear here once they are granted access to this client.")
        nobody = empty_state(_("Nobody has access yet"), words, icon_name="people")
        return card("client-people", _("People with access"), nobody)
    rows = [_person(viewer, client, person, zone) for person in client.people]
    return card("client-people", _("People with access"), row_list(*rows))


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
        more = P(words % {"n": number(first)}, className="card-note")
    every = (f"/staff/clients/{client.public_id}/sites", _("All %(n)s") % {"n": number(client.site_count)})
    return card("client-sites", _("Sites"), row_list(*rows), more, more=every)
