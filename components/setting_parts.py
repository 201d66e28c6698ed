"""What every page of the settings is made of: the ways between them, groups of boxes, what was said, history."""

from __future__ import annotations

from collections.abc import Iterable

from components.cards import card, empty_state, notice
from components.html import A, Div, Fieldset, Input, Label, Legend, Li, Nav, Node, P, Span, Time, Tree, Ul, icon
from components.setting_words import name_of, value_of
from data.records.settings import SettingChange
from integrations.language import N_, _, moment

SECTIONS = (
    ("/staff/settings/company", N_("Company")),
    ("/staff/settings/signing-in", N_("Signing in")),
    ("/staff/settings/portal", N_("Portal")),
    ("/staff/settings/address", N_("Portal address")),
    ("/staff/settings/files", N_("Files")),
)


def sections(current: str) -> Tree:
    """The pages of the settings."""
    ways = [
        Li(A(_(words), href=path, className="settings-way", aria_current="page" if path == current else None))
        for path, words in SECTIONS
    ]
    return Nav(Ul(*ways, role="list", className="settings-ways"), aria_label=_("Settings"))


def saved() -> Tree:
    """What has just been done."""
    return notice("ok", P(_("Saved. It holds from now on.")), role="status")


def overtaken(changes: Iterable[SettingChange], zone: str) -> Tree:
    """Somebody else was first: what they changed, and what saving does now."""
    return notice(
        "warn",
        P(_("These settings were changed while you were looking at them:")),
        Ul(*[Li(_told(one), " – ", _by(one, zone)) for one in changes], className="settings-changes"),
        P(_("Your own values are still in the form. Saving again replaces theirs.")),
        role="alert",
    )


def boxes(
    id: str,
    legend: str,
    name: str,
    options: Iterable[tuple[str, str]],
    chosen: Iterable[str],
    *,
    help: Node = None,
    error: str | None = None,
) -> Tree:
    """A group of boxes to tick."""
    ticked = set(chosen)
    found = [
        Label(Input(type="checkbox", name=name, value=code, checked=code in ticked or None), Span(words),
              className="check")
        for code, words in options
    ]  # fmt: skip
    described = " ".join(part for part in (f"{id}-help" if help else "", f"{id}-error" if error else "") if part)
    return Fieldset(
        Legend(legend, className="label"),
        P(help, id=f"{id}-help", className="help") if help else None,
        Div(*found, className="settings-boxes"),
        P(icon("exclamation-triangle-fill"), Span(error), id=f"{id}-error", className="field-error") if error else None,
        id=id,
        className="settings-group",
        tabIndex=-1,
        aria_describedby=described or None,
    )


def history(changes: tuple[SettingChange, ...], zone: str) -> Tree:
    """Who changed what, and when."""
    if not changes:
        words = _("The usual values hold. Changes appear here, with who made them.")
        return card("settings-history", _("History"), empty_state(_("Nothing changed yet"), words, icon_name="clock"))
    rows = [
        Li(P(_told(one), className="row-title"), P(_by(one, zone), className="row-meta"), className="settings-change")
        for one in changes
    ]
    return card("settings-history", _("History"), Ul(*rows, role="list", className="settings-changes"))


def _told(change: SettingChange) -> str:
    values = {"name": name_of(change.key), "before": value_of(change.key, change.before),
              "after": value_of(change.key, change.after)}  # fmt: skip
    return _("%(name)s: %(before)s → %(after)s") % values


def _by(change: SettingChange, zone: str) -> list[Node]:
    when = Time(moment(change.at, zone), dateTime=change.at.isoformat())
    who = change.by or _("Command line")
    return [f"{who} · ", when]
