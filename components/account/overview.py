"""My account: what is on file, and the ways to its parts."""

from __future__ import annotations

from components.account.words import places
from components.cards import card, facts, row, row_list
from components.page import Page, page
from data.records.account import Account
from integrations.language import _, number
from integrations.telephone import telephone


def overview_page(account: Account) -> Page:
    """The account's first page."""
    data = [(_("Name"), account.name), (_("E-mail"), account.email), (_("Mobile"), telephone(account.phone or ""))]
    devices = row(
        _("Devices and sign-ins"), _("%(n)s known") % {"n": number(account.devices)}, href="/account/devices",
        icon_name="phone",
    )  # fmt: skip
    return page(
        _("My account"),
        places("/account"),
        card("account-data", _("My data"), facts(data)),
        card("account-ways", _("Security"), row_list(devices)),
    )
