"""The settings of signing in as a form: numbers in their bounds, the question, contacts, second factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.cards import card
from components.forms import command_form, error_summary, hidden, select_field, submit
from components.forms import field as input_field
from components.html import Div, Input, Label, P, Span, Tree
from components.page import Page, page
from components.setting_parts import boxes, history, overtaken, saved, sections
from components.setting_words import (
    HELP,
    area_options,
    bounds_of,
    challenge_options,
    mistake_words,
    name_of,
    role_options,
)
from data.records.rules import BOUNDS, Rules
from data.records.settings import Mistakes, SettingChange, SettingsState
from data.viewer import Viewer
from integrations.language import _

PATH = "/staff/settings/signing-in"
CODES = ("code_minutes", "live_codes", "code_tries", "link_minutes")
SESSIONS = ("kept_idle_days", "kept_days", "idle_hours", "session_hours", "staff_idle_minutes", "proof_minutes")
NUMBERS = (*CODES, *SESSIONS)
KEYS = (*NUMBERS, "challenge", "contacts_may_enter", "contact_areas", "second_factor_roles")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: as stored, or as it was sent when it is shown again."""

    numbers: Mapping[str, str]
    challenge: str
    contacts_may_enter: bool
    contact_areas: tuple[str, ...]
    second_factor_roles: tuple[str, ...]

    @classmethod
    def of(cls, rules: Rules) -> Typed:
        numbers = {key: str(getattr(rules, key)) for key in NUMBERS}
        return cls(numbers, rules.challenge, rules.contacts_may_enter, rules.contact_areas, rules.second_factor_roles)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about the last try: it was saved, refused, or somebody else was first."""

    saved: bool = False
    mistakes: Mistakes = field(default_factory=dict)
    changes: tuple[SettingChange, ...] = ()


def signing_in_page(viewer: Viewer, state: SettingsState, typed: Typed, told: Told, zone: str) -> Page:
    """The page; `state.version` goes with the form, so that two people do not overwrite each other unseen."""
    errors = {key: mistake_words(key, mistake) for key, mistake in told.mistakes.items()}
    form = command_form(
        viewer,
        PATH,
        hidden("seen", str(state.version)),
        numbers_card("settings-codes", _("Codes and links"), CODES, typed.numbers, errors),
        numbers_card("settings-sessions", _("How long people stay signed in"), SESSIONS, typed.numbers, errors),
        _question(typed, errors),
        _contacts(typed, errors),
        _factors(typed, errors),
        Div(submit(_("Save"), icon_name="check-lg"), className="settings-save"),
        className="settings-form",
    )
    return page(
        _("Signing in"),
        sections(PATH),
        saved() if told.saved else None,
        overtaken(told.changes, zone) if told.changes else None,
        error_summary(errors),
        form,
        history(state.history, zone),
        context=_("How clients and staff get in, and how long they stay."),
    )


def numbers_card(
    id: str, title: str, keys: tuple[str, ...], typed: Mapping[str, str], errors: Mapping[str, str]
) -> Tree:
    """Numbers with their bounds and what is usual; `typed` is what stands in the fields, `errors` what is wrong."""
    usual = Rules()
    fields = []
    for key in keys:
        least, most = BOUNDS[key]
        help = " ".join([bounds_of(key), _("Usual: %(value)s.") % {"value": getattr(usual, key)},
                         _(HELP[key]) if key in HELP else ""]).strip()  # fmt: skip
        fields.append(input_field(key, name_of(key), key, type="number", value=typed[key], help=help,
                                  error=errors.get(key), min=least, max=most, step=1, required=True))  # fmt: skip
    return card(id, title, Div(*fields, className="settings-numbers"))


def _question(typed: Typed, errors: Mapping[str, str]) -> Tree:
    help = _("A small question everybody can answer, made here: nothing is asked of anybody else.")
    box = select_field("challenge", name_of("challenge"), "challenge", challenge_options(), value=typed.challenge,
                       help=help, error=errors.get("challenge"))  # fmt: skip
    return card("settings-question", _("Robots"), box)


def _contacts(typed: Typed, errors: Mapping[str, str]) -> Tree:
    words = _("A contact who was never invited gets in by “forgotten password”. Whoever was revoked stays out.")
    switch = Label(
        Input(type="checkbox", name="contacts_may_enter", value="1", checked=typed.contacts_may_enter or None),
        Span(name_of("contacts_may_enter")),
        className="check",
    )
    areas = boxes("contact_areas", name_of("contact_areas"), "contact_areas", area_options(), typed.contact_areas,
                  help=_("Of all sites of their client. Holds for whoever enters from now on."),
                  error=errors.get("contact_areas"))  # fmt: skip
    return card("settings-contacts", _("Contacts"), P(words, className="help"), switch, areas)


def _factors(typed: Typed, errors: Mapping[str, str]) -> Tree:
    roles = boxes("second_factor_roles", name_of("second_factor_roles"), "second_factor_roles", role_options(),
                  typed.second_factor_roles, help=_("Staff of these roles set one up at their next sign-in."),
                  error=errors.get("second_factor_roles"))  # fmt: skip
    return card("settings-factors", _("Second factor of staff"), roles)
