"""What the account's pages say after something was done, or why it was not; the address names the words."""

from __future__ import annotations

from collections.abc import Mapping

from components.cards import notice
from components.html import A, Li, Nav, Node, Span, Tree, Ul, icon
from integrations.language import N_, _

PLACES = (
    ("/account", "person", N_("My account")),
    ("/account/password", "key", N_("Password")),
    ("/account/factors", "shield-lock", N_("Second step")),
    ("/account/devices", "phone", N_("Devices and sign-ins")),
)


def places(path: str) -> Tree:
    """The account's own navigation."""
    items = [
        Li(A(icon(shape), Span(_(words)), href=address, aria_current="page" if address == path else None))
        for address, shape, words in PLACES
    ]
    return Nav(Ul(*items, role="list"), className="account-nav", aria_label=_("My account"))


def outcome(words: Mapping[str, str], key: str, tone: str = "ok") -> Node:
    """What has happened, if the address tells; nothing for a key nobody wrote."""
    if key not in words:
        return None
    return notice("ok" if tone == "ok" else "bad", _(words[key]), role="status" if tone == "ok" else "alert")
