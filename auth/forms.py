"""Forms of people who are not signed in: strict fields, the token of their browser, and where they want to go next."""

from __future__ import annotations

from flask import request

from auth.router import is_local
from auth.sessions import form_token_holds
from data.viewer import Invalid
from integrations.language import _

_LONGEST = 1000  # characters of a field
_NOT_AFTER_SIGN_IN = ("/access", "/sign-in", "/sign-out", "/_dash", "/preferences", "/view-as")


def fields(*names: str) -> dict[str, str]:
    """The named fields of the form, empty where not sent. Raises Invalid for one sent twice or overlong."""
    found = {}
    for name in names:
        values = request.form.getlist(name)
        if len(values) > 1 or any(len(value) > _LONGEST for value in values) or name in request.files:
            raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."), name)
        found[name] = values[0] if values else ""
    return found


def comes_from_here(*, strict: bool = False) -> bool:
    """Whether a form sent by a browser carries the token that browser was given.

    A program that says nothing of where it comes from is nobody's hijacked browser and may sign in without one, unless
    `strict`; a token that is sent has to be right all the same.
    """
    sent = request.form.get("csrf_token")
    if sent is None and not strict and not _from_a_browser():
        return True
    return form_token_holds(sent)


def _from_a_browser() -> bool:
    """Browsers say where a form comes from."""
    return any(name in request.headers for name in ("Origin", "Sec-Fetch-Site", "Referer"))


def address(typed: str) -> str | None:
    """An e-mail address as it is stored, or None for what cannot be one."""
    found = typed.strip().lower()
    name, at, host = found.rpartition("@")
    plain = at and name and host and len(found) <= 254 and not any(ord(one) < 33 or ord(one) == 127 for one in found)
    return found if plain else None


def next_address(wanted: str, *, anywhere: bool = False) -> str:
    """Where to go next, if that is a path on this host, otherwise an empty text; never back to signing in.

    `anywhere` also allows the pages of signing in.
    """
    if not wanted or not is_local(wanted) or (wanted.startswith(_NOT_AFTER_SIGN_IN) and not anywhere):
        return ""
    return wanted


def version_seen(sent: str) -> int:
    """The version of what a form was made from, which goes with it. Raises Invalid for anything else."""
    if not (sent.isascii() and sent.isdigit() and len(sent) < 19):
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."), "seen")
    return int(sent)
