"""The settings in words: what each is called, what it does, what its values mean, and what is wrong with one."""

from __future__ import annotations

from typing import Any

from components.client_views import AREAS
from data.records.company_checks import BOUNDS as COMPANY_BOUNDS
from data.records.rules import BOUNDS
from data.records.settings import Mistake
from data.viewer import Area, StaffRole
from integrations.language import N_, _, number, pgettext
from integrations.language import NAMES as LANGUAGE_NAMES

ROLES = {
    StaffRole.ADMINISTRATOR: N_("Administrator"), StaffRole.MANAGER: N_("Manager"), StaffRole.AGENT: N_("Agent"),
    StaffRole.READ_ONLY: N_("Read-only"),
}  # fmt: skip
CHALLENGES = {
    "always": N_("Always"), "after_failures": N_("After failed tries"), "never": N_("Never"),
}  # fmt: skip
# setting -> its name; numbers say their unit in it
NAMES = {
    "code_minutes": N_("Minutes a sign-in code is valid"),
    "live_codes": N_("Codes valid at the same time"),
    "code_tries": N_("Tries until a code is burnt"),
    "link_minutes": N_("Minutes an access link is valid"),
    "kept_idle_days": N_("Days without a visit, with “keep me signed in”"),
    "kept_days": N_("Days at most, with “keep me signed in”"),
    "idle_hours": N_("Hours without a visit, otherwise"),
    "session_hours": N_("Hours at most, otherwise"),
    "staff_idle_minutes": N_("Minutes without a click, staff"),
    "proof_minutes": N_("Minutes a proof of identity counts"),
    "challenge": N_("Question against robots"),
    "contacts_may_enter": N_("Every contact with an e-mail address may enter"),
    "contact_areas": N_("What such contacts see"),
    "second_factor_roles": N_("Roles that need a second factor"),
    "portal_open": N_("The portal for clients"),
    "closed_areas": N_("Closed areas"),
    "name": N_("Name clients know"),
    "legal_name": N_("Registered name"),
    "tax_id": N_("Tax number"),
    "country": N_("Country"),
    "address": N_("Postal address"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "zone": N_("Time zone"),
    "language": N_("Usual language"),
    "languages": N_("Languages offered"),
    "currency": N_("Usual currency"),
    "expiry_days": N_("Days before something counts as expiring"),
    "contact_name": N_("Whom clients ask"),
    "contact_hours": N_("Hours"),
    "colour_light": N_("Colour"),
    "colour_dark": N_("Colour in the dark theme"),
    "logo": N_("Logo"),
    "client_files_mb": N_("Megabytes each client may upload in all"),
    "files_kept_days": N_("Days a deleted file can be had back"),
    "usage_summary": N_("Monthly summary of usage by e-mail"),
}
HELP = {
    "client_files_mb": N_("Deleted files count until their time is over. What you hand over does not count."),
    "files_kept_days": N_("Afterwards the worker removes it for good."),
    "live_codes": N_("A further code ends the oldest one."),
    "code_tries": N_("Counts over all codes of a browser; asking for another one does not reset it."),
    "link_minutes": N_(
        "In invitations and in mails for a forgotten password. The code in the same message lives as long."
    ),
    "proof_minutes": N_(
        "For what is delicate, such as another e-mail address: older than this, it is asked for again."
    ),
}


COMPANY_MISTAKES = {
    "needed": N_("%(name)s: a value is needed here."),
    "long": N_("%(name)s: this is too long."),
    "zone": N_("%(name)s: there is no such time zone. Write it as Europe/Madrid."),
    "currency": N_("%(name)s: this is not a currency code of three letters."),
    "email": N_("%(name)s: this is not an e-mail address."),
    "country": N_("%(name)s: this is not a country code of two letters."),
    "tax_id": N_("%(name)s: the check digits are wrong for this country."),
    "colour": N_("%(name)s: this is not a colour. Write it as #3451d1."),
    "contrast": N_(
        "%(name)s: it stands out from the page by %(ratio)s to 1; at least 3 to 1 is needed to see buttons and marks."
    ),
    "offered": N_("%(name)s: the usual language has to be among those offered."),
}


def name_of(key: str) -> str:
    """What the setting is called."""
    return _(NAMES[key]) if key in NAMES else key


def value_of(key: str, value: Any) -> str:
    """A value as history tells it."""
    if isinstance(value, bool):
        if key == "portal_open":
            return pgettext("portal", "open") if value else pgettext("portal", "closed")
        return pgettext("setting", "on") if value else pgettext("setting", "off")
    if isinstance(value, int):
        return number(value)
    if key == "logo":
        return _("a picture") if value else _("none")
    if key in ("language", "languages"):
        return ", ".join(LANGUAGE_NAMES.get(code, code) for code in ([value] if isinstance(value, str) else value))
    if isinstance(value, list | tuple):
        names: dict[str, str] = {str(code): words for code, words in (*AREAS.items(), *ROLES.items())}
        return ", ".join(_(names[one]) if one in names else str(one) for one in value) or _("none")
    return _(CHALLENGES[value]) if value in CHALLENGES else str(value if value not in (None, "") else "–")


def bounds_of(key: str) -> str:
    """Between what a number may lie."""
    least, most = BOUNDS[key]
    return _("From %(least)s to %(most)s.") % {"least": number(least), "most": number(most)}


def mistake_words(key: str, mistake: Mistake) -> str:
    """What is wrong with a value, and how to put it right."""
    if mistake.why in COMPANY_MISTAKES:
        return _(COMPANY_MISTAKES[mistake.why]) % {"name": name_of(key), "ratio": mistake.other}
    if mistake.why in ("number", "bounds"):
        least, most = BOUNDS.get(key) or COMPANY_BOUNDS[key]
        values = {"name": name_of(key), "least": number(least), "most": number(most)}
        return _("%(name)s: enter a whole number from %(least)s to %(most)s.") % values
    if mistake.why == "longer":
        values = {"name": name_of(key), "other": name_of(mistake.other)}
        return _("%(name)s: this ends before “%(other)s”, so it cannot be longer.") % values
    if mistake.why == "areas":
        return _("Choose at least one area, or contacts would be let in to nothing.")
    return _("%(name)s: this choice does not exist.") % {"name": name_of(key)}


def area_options() -> list[tuple[str, str]]:
    """The areas with their names."""
    return [(area.value, _(words)) for area, words in AREAS.items()]


def role_options() -> list[tuple[str, str]]:
    """The roles with their names."""
    return [(role.value, _(words)) for role, words in ROLES.items()]


def challenge_options() -> list[tuple[str, str]]:
    """When the question is asked, in words."""
    return [(code, _(words)) for code, words in CHALLENGES.items()]


def all_areas_but(closed: tuple[str, ...]) -> tuple[str, ...]:
    """The areas that are open."""
    return tuple(area.value for area in Area if area.value not in closed)
