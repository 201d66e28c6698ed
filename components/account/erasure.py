"""Asking to be erased, on one's own account: what goes and what stays, and how the request stands."""

from __future__ import annotations

from components.cards import card, notice
from components.forms import command_form, submit
from components.html import Div, Node, P, Tree
from data.records.erasure import ErasureRequest
from data.viewer import Viewer
from integrations.language import _, moment


def erasure_card(viewer: Viewer, request: ErasureRequest | None, zone: str) -> Tree:
    """The card; `request` is the last one of the person."""
    return card("account-erasure", _("Erase my data"), Div(*_body(viewer, request, zone), className="stack"))


def _body(viewer: Viewer, request: ErasureRequest | None, zone: str) -> list[Node]:
    words = _(
        "Your access, name, e-mail address, telephone number and the messages sent to you go. Invoices, contracts, "
        "reports and what you did in them stay for as long as the law asks, without your name."
    )
    goes = P(words, className="account-text")
    if request is not None and request.is_open:
        asked = _("You asked for this on %(when)s. We answer within a month.")
        return [
            notice("info", asked % {"when": moment(request.asked_at, zone)}),
            goes,
            command_form(viewer, "/account/erasure/take-back",
                         submit(_("Take the request back"), kind="plain", id="erasure-take-back")),
        ]  # fmt: skip
    found: list[Node] = [goes]
    if request is not None and request.declined_at is not None:
        told = _("We declined your request on %(when)s:") % {"when": moment(request.declined_at, zone)}
        found.insert(0, notice("warn", P(told), P(request.answer or "")))
    until = P(_("Somebody of ours looks at each request. Until then everything works as before, and you can take it "
                "back. Once it is done it cannot be undone."), className="help")  # fmt: skip
    ask = command_form(viewer, "/account/erasure/ask",
                       submit(_("Ask for erasure"), kind="plain", icon_name="trash", id="erasure-ask"))  # fmt: skip
    return [*found, until, ask]
