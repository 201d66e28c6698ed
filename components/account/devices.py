"""My devices, and my sign-ins."""

from __future__ import annotations

from collections.abc import Sequence

from components.account.words import outcome, places
from components.badges import Tone, badge
from components.cards import card, row, row_list
from components.forms import command_form, hidden, submit
from components.html import Node, P, Tree, sr
from components.page import Page, page
from components.record_page import section_table
from components.table import Column, data_table
from data.records.account import Device, SignIn
from data.viewer import Viewer
from integrations.browsers import browser_name, is_hand_held
from integrations.language import N_, _, moment, pgettext

DONE = {
    "one": N_("That device is signed out."),
    "all": N_("You are signed out everywhere but here."),
}
METHODS = {
    "password": N_("Password"), "code": N_("Sign-in code"), "link": N_("Access link"), "passkey": N_("Passkey"),
    "totp": N_("Authenticator app"), "recovery": N_("Recovery code"),
}  # fmt: skip
_RESULTS: dict[str, tuple[Tone, str]] = {
    "sign_in": ("ok", N_("Signed in")), "sign_out": ("mute", N_("Signed out")), "sign_in_failed": ("bad", ""),
}  # fmt: skip


def devices_page(
    viewer: Viewer, devices: Sequence[Device], sign_ins: Sequence[SignIn], zone: str, done: str = ""
) -> Page:
    """Where the person is signed in, and the latest sign-ins."""
    return page(
        _("Devices and sign-ins"),
        places("/account/devices"),
        outcome(DONE, done),
        _devices(viewer, devices, zone),
        _history(sign_ins, zone),
        context=_("Where your account is open, and when it was opened."),
    )


def _devices(viewer: Viewer, devices: Sequence[Device], zone: str) -> Tree:
    everywhere = command_form(
        viewer, "/account/devices/sign-out-everywhere",
        submit(_("Sign out everywhere else"), kind="danger", icon_name="box-arrow-right"),
        P(_("All other devices have to sign in again. This one stays signed in."), className="help"),
        className="account-end",
    )  # fmt: skip
    rows = [_device(viewer, one, zone) for one in devices]
    return card("account-devices", _("My devices"), row_list(*rows) if rows else None, everywhere)


def _device(viewer: Viewer, one: Device, zone: str) -> Tree:
    name = browser_name(one.user_agent)
    seen = _("First seen %(first)s, last seen %(last)s") % {
        "first": moment(one.first_seen, zone), "last": moment(one.last_seen, zone),
    }  # fmt: skip
    out: Node = () if one.this_one else command_form(
        viewer, "/account/devices/sign-out", hidden("device", one.public_id),
        submit([_("Sign out"), sr(" – ", name)], kind="plain small"),
    )  # fmt: skip
    state = badge("ok", _("This device")) if one.this_one else (
        badge("info", _("Signed in")) if one.open else badge("mute", _("Signed out"))
    )  # fmt: skip
    return row(name, seen, icon_name="phone" if is_hand_held(one.user_agent) else "globe2", badge=state, actions=out)


def _history(sign_ins: Sequence[SignIn], zone: str) -> Tree:
    columns: list[Column[SignIn]] = [
        Column("at", N_("When"), lambda one: moment(one.at, zone), part="title", share=16),
        Column("result", N_("Result"), _result, part="badge", share=12),
        Column("method", N_("Method"), lambda one: method_words(one.method), share=16),
        Column("device", N_("Device"), lambda one: browser_name(one.user_agent), share=18),
        Column("ip", N_("Network address"), lambda one: one.ip, share=14),
    ]
    table = data_table(_("My sign-ins"), columns, sign_ins)
    words = _("Something you do not recognise? Sign out everywhere else, and call us.")
    return section_table("account-sign-ins", _("My sign-ins"), table, P(words, className="card-note"))


def method_words(method: str | None) -> str:
    """How somebody signed in, in words; two steps are joined by a plus sign."""
    return " + ".join(_(METHODS[part]) for part in (method or "").split("+") if part in METHODS)


def _result(one: SignIn) -> Tree:
    if one.kind == "sign_in_failed" and one.result == "limited":
        return badge("bad", _("Too many tries"))
    tone, words = _RESULTS[one.kind]
    return badge(tone, _(words) if one.kind != "sign_in_failed" else pgettext("sign-in", "Refused"))
