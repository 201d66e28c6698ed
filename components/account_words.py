"""What accounts are called: their states, presets, areas, ways in and answers to what staff just did."""

from __future__ import annotations

from collections.abc import Iterable

from components.badges import Tone, badge
from components.client_views import AREAS
from components.html import Tree
from data.records.accounts import Account
from data.viewer import Area
from integrations.language import N_, NP_, _, ngettext, number, pgettext

STATES: dict[str, tuple[Tone, str, str | None]] = {
    "active": ("ok", NP_("account", "Active"), None),
    "invited": ("info", NP_("account", "Invited"), "envelope"),
    "ready": ("warn", NP_("account", "Not invited yet"), "exclamation-circle"),
    "bounced": ("bad", NP_("account", "Mail bounced"), None),
    "locked": ("bad", NP_("account", "Locked"), "lock"),
    "revoked": ("bad", NP_("account", "Revoked"), "x-circle-fill"),
    "none": ("mute", NP_("account", "No access"), None),
}
PRESETS = {
    "full": NP_("preset", "Owner"), "technical": NP_("preset", "Technical"), "billing": NP_("preset", "Billing"),
    "read_only": NP_("preset", "Read-only"), "own": NP_("preset", "Own choice"),
}  # fmt: skip
PRESET_HELP = {
    "full": N_("Everything of the client."), "technical": N_("Inspections, equipment, work, documents, bookings."),
    "billing": N_("Invoices, quotes, contracts, orders."),
    "read_only": N_("Everything, without taking files of rows away."),
}  # fmt: skip
METHODS = {
    "password": N_("Password"), "code": N_("Code"), "link": N_("Access link"), "passkey": N_("Passkey"),
}  # fmt: skip
KINDS = {
    "sign_in": N_("Signed in"), "sign_in_failed": N_("Sign-in failed"), "code_asked": N_("Code asked for"),
    "sign_out": N_("Signed out"), "view_as_started": N_("Looked at by staff"),
    "view_as_ended": N_("Looked at by staff, ended"),
}  # fmt: skip
RESULTS = {"wrong": N_("Wrong"), "limited": N_("Too many tries"), "unknown": N_("Unknown address")}
CONSENTS = {"sms": N_("SMS"), "email": N_("E-mail"), "marketing": N_("Marketing")}
ORIGINS = {"self": N_("by themselves"), "staff": N_("by staff"), "import": N_("by an import")}


def account_badge(state: str) -> Tree:
    """The state of an account."""
    tone, words, shape = STATES[state]
    return badge(tone, pgettext("account", words), shape)


def area_words(areas: Iterable[str]) -> str:
    """The areas in words, in their usual order; all of them are "everything"."""
    given = set(areas)
    known = [area for area in Area if area.value in given]
    return _("everything") if len(known) == len(Area) else ", ".join(_(AREAS[area]) for area in known)


def preset_words(account: Account) -> str:
    """The presets of an account's grants, with their areas where they are an own choice."""
    told = [pgettext("preset", PRESETS[name]) for name in account.presets]
    return ", ".join(told)


def client_words(account: Account) -> str:
    """The first clients of an account and how many more."""
    more = account.client_count - len(account.clients)
    if more <= 0:
        return ", ".join(account.clients)
    words = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": number(more)}
    return " ".join((", ".join(account.clients), words))


def scope_words(account: Account) -> str:
    """Whether single sites are granted, and how many."""
    if not account.presets:
        return ""
    if not account.sites:
        return _("All sites")
    return ngettext("%(n)s site", "%(n)s sites", account.sites) % {"n": number(account.sites)}


def right_words(account: Account) -> str:
    """Export and amounts, as far as they are given."""
    told = [_("Export") if account.exports else "", _("Amounts") if account.sees_amounts else ""]
    return ", ".join(words for words in told if words)
