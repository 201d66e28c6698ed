"""My account: what is on file, and the ways to its parts."""

from __future__ import annotations

from components.account.words import places
from components.cards import card, facts, row, row_list
from components.html import Tree
from components.page import Page, page
from data.records.account import Account
from integrations.language import _, moment, ngettext, number
from integrations.telephone import telephone


def overview_page(account: Account, zone: str) -> Page:
    """The account's first page."""
    data = [(_("Name"), account.name), (_("E-mail"), account.email), (_("Mobile"), telephone(account.phone or ""))]
    return page(
        _("My account"),
        places("/account"),
        card("account-data", _("My data"), facts(data)),
        card("account-ways", _("Security"), row_list(*_ways(account, zone))),
    )


def _ways(account: Account, zone: str) -> list[Tree]:
    changed = account.password_changed_at
    password = _("No password: you sign in with codes")
    if account.has_password:
        password = _("Last changed on %(when)s") % {"when": moment(changed, zone)} if changed else _("In use")
    factors = [_("Authenticator app")] if account.totp_since else []
    if account.passkeys:
        words = ngettext("%(n)s passkey", "%(n)s passkeys", account.passkeys)
        factors.append(words % {"n": number(account.passkeys)})
    devices = ngettext("%(n)s device", "%(n)s devices", account.devices) % {"n": number(account.devices)}
    return [
        row(_("Password"), password, href="/account/password", icon_name="key"),
        row(_("Second step"), ", ".join(factors) or _("Not set up"), href="/account/factors", icon_name="shield-lock"),
        row(_("Devices and sign-ins"), devices, href="/account/devices", icon_name="phone"),
    ]
