"""The Account tab of a client: who has access, who could have it, and letting somebody in."""

from __future__ import annotations

from components.account_forms import somebody_form
from components.account_list import account_columns
from components.cards import button_link, card, empty_state, grid
from components.client_frame import client_frame
from components.html import Details, Node, P, Span, Summary
from components.page import Page
from components.table import data_table
from data.records.accounts import ClientAccess
from data.records.client import ClientHead
from data.records.scope import Scope
from data.viewer import Permission, Viewer
from integrations.language import _, ngettext, number


def client_account(viewer: Viewer, found: ClientAccess, head: ClientHead, scope: Scope, zone: str) -> Page:
    """The tab."""
    manages = viewer.may(Permission.MANAGE_ACCOUNTS)
    ways: list[Node] = []
    more: Node = None
    if found.more:
        words = ngettext(
            "The first %(n)s account is shown.", "The first %(n)s accounts are shown.", len(found.accounts)
        )
        more = P(words % {"n": number(len(found.accounts))}, className="muted small")
    if found.accounts:
        columns = [one for one in account_columns(zone) if one.key != "clients"]
        people: Node = [data_table(_("People of this client"), columns, found.accounts), more]
    else:
        words = _("Contacts with an e-mail address appear here, and everybody who is given access.")
        people = empty_state(_("Nobody has access yet"), words, icon_name="people")
    if manages:
        ways.append(button_link(_("Invite many"), f"/staff/accounts/invite?client={found.public_id}", icon_name="send"))
    whole = (f"/staff/accounts?client={found.public_id}", _("Search and filters"))
    cards: list[Node] = [card("accounts", _("People of this client"), people, more=whole, className="accounts-card")]
    if manages:
        opener = Summary(Span(_("Name, e-mail and what they see")), id="new-open")
        form = somebody_form(viewer, found.public_id)
        opened = Details(opener, form, className="unfold", open=not found.accounts or None)
        cards.append(card("somebody", _("Let somebody in"), opened))
    return client_frame(viewer, head, scope, "account", zone, grid(*cards), actions=ways)
