"""Second factors in words a browser understands: six digits of an app, its QR code, recovery codes."""

from __future__ import annotations

import hmac
import secrets

import pyotp
import segno
from flask import current_app

from auth.codes import keyed, six_digits
from data.commands.factors import use_recovery_code, use_step
from data.queries.company import company, rules
from data.queries.factors import find_sealed_authenticator
from data.queries.moment import current_moment
from data.viewer import Viewer
from integrations.seals import seal, unseal
from integrations.settings import Settings

RECOVERY_CODES = 10
_STEP = 30  # seconds
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def new_sealed_secret() -> bytes:
    """The secret of a new app, as it is stored."""
    return seal(_settings().derived("authenticators"), {"secret": pyotp.random_base32()})


def _secret(person_id: int, *, confirmed: bool) -> str | None:
    sealed = find_sealed_authenticator(person_id, confirmed=confirmed)
    return None if sealed is None else unseal(_settings().derived("authenticators"), sealed)["secret"]


def setup_of(viewer: Viewer) -> tuple[str, str] | None:
    """What an app being set up is told: the secret, and its QR code as the address of a picture; None if none is."""
    secret = _secret(int(viewer.person_id or 0), confirmed=False)
    if secret is None:
        return None
    address = pyotp.TOTP(secret).provisioning_uri(name=viewer.email, issuer_name=company().name)
    return secret, segno.make(address, error="m").svg_data_uri(scale=4, border=0)


def step_of(person_id: int, typed: str, *, confirmed: bool = True) -> int | None:
    """The half minute whose digits these are: this one, or the one before or after, as clocks differ."""
    code, secret = six_digits(typed), _secret(person_id, confirmed=confirmed)
    if not code or secret is None:
        return None
    totp, now = pyotp.TOTP(secret), int(current_moment().timestamp()) // _STEP
    return next((step for step in (now, now - 1, now + 1) if hmac.compare_digest(totp.at(step * _STEP), code)), None)


def totp_holds(person_id: int, typed: str) -> bool:
    """Whether these are the app's digits; they open once."""
    step = step_of(person_id, typed)
    return step is not None and use_step(person_id, step)


def new_recovery_codes(viewer: Viewer) -> tuple[list[str], list[str]]:
    """Ten codes to be shown once, and what is stored of them."""
    codes = ["".join(secrets.choice(_ALPHABET) for _at in range(10)) for _code in range(RECOVERY_CODES)]
    hashes = [_recovery_hash(int(viewer.person_id or 0), code) for code in codes]
    return [f"{code[:5]}-{code[5:]}" for code in codes], hashes


def recovery_holds(person_id: int, typed: str) -> bool:
    """Whether this is one of the person's recovery codes; it opens once."""
    code = "".join(one for one in typed.casefold() if one.isalnum())
    return len(code) == 10 and code.isascii() and use_recovery_code(person_id, _recovery_hash(person_id, code))


def _recovery_hash(person_id: int, code: str) -> str:
    return keyed("recovery code", str(person_id), code)


def has_to_have_one(viewer: Viewer) -> bool:
    """Whether the person's role is not let in without a second factor."""
    return not _settings().demo and viewer.staff_role is not None and viewer.staff_role in rules().second_factor_roles
