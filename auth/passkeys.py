"""Ceremonies of passkeys: what a browser is asked, and whether its answer holds. Bound to the configured address."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.callbacks import read_json
from auth.sessions import token_hash
from data.commands.passkeys import answer_challenge, ask_challenge, find_passkey, use_passkey
from data.queries.company import company
from data.records.account import PasskeyKey
from data.viewer import Invalid, Viewer
from integrations.settings import Settings

_REQUIRED = UserVerificationRequirement.REQUIRED  # fingerprint, face or code: the passkey is two factors in one
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})
_UNFIT = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)  # whatever was sent, it is no answer


def _origin() -> str:
    settings: Settings = current_app.extensions["settings"]
    parts = urlsplit(settings.base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _host() -> str:
    return urlsplit(_origin()).hostname or "localhost"


def _ask(purpose: str, person_id: int | None) -> tuple[str, bytes]:
    """A challenge written down, and the ticket that names it."""
    ticket, challenge = secrets.token_urlsafe(24), secrets.token_bytes(32)
    ask_challenge(token_hash(ticket), purpose, person_id, bytes_to_base64url(challenge))
    return ticket, challenge


def registration(viewer: Viewer, known: list[bytes]) -> dict[str, str]:
    """What a browser needs to make a passkey; those on file are not made again."""
    ticket, challenge = _ask("register", viewer.person_id)
    options = generate_registration_options(
        rp_id=_host(), rp_name=company().name, user_name=viewer.email, user_display_name=viewer.name,
        user_id=viewer.public_id.encode(), challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )  # fmt: skip
    return {"ticket": ticket, "options": options_to_json(options)}


def registered(viewer: Viewer) -> tuple[bytes, bytes, int, list[str]] | None:
    """Credential id, public key, count and transports of a passkey just made; None when the answer does not hold."""
    ticket, answer = _sent()
    asked = answer_challenge(token_hash(ticket), "register", viewer.person_id)
    if asked is None:
        return None
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked), expected_rp_id=_host(),
            expected_origin=_origin(), require_user_verification=True,
        )  # fmt: skip
    except _UNFIT:
        return None
    told = answer["response"].get("transports")
    transports = [one for one in told if isinstance(one, str) and one in _TRANSPORTS] if isinstance(told, list) else []
    return made.credential_id, made.credential_public_key, made.sign_count, transports


def authentication(purpose: str, person_id: int | None = None) -> dict[str, str]:
    """What a browser needs to use a passkey: for signing in any one of this portal, which says whose it is."""
    ticket, challenge = _ask(purpose, person_id)
    options = generate_authentication_options(rp_id=_host(), challenge=challenge, user_verification=_REQUIRED)
    return {"ticket": ticket, "options": options_to_json(options)}


def authenticated(purpose: str, person_id: int | None = None) -> PasskeyKey | None:
    """The passkey that has answered; None when the answer does not hold, or it is somebody else's than `person_id`."""
    ticket, answer = _sent()
    asked = answer_challenge(token_hash(ticket), purpose, person_id)
    if asked is None:
        return None
    try:
        known = find_passkey(base64url_to_bytes(str(answer["rawId"])))
        if known is None or (person_id is not None and known.person_id != person_id):
            return None
        held = verify_authentication_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked), expected_rp_id=_host(),
            expected_origin=_origin(), credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count, require_user_verification=True,
        )  # fmt: skip
    except _UNFIT:
        return None
    return known if use_passkey(known.id, held.new_sign_count) else None


def _sent() -> tuple[str, dict[str, Any]]:
    """Ticket and answer of the request's JSON. Raises Invalid for anything else."""
    told = _told()
    ticket, answer = told.get("ticket"), told.get("answer")
    if not isinstance(ticket, str) or not isinstance(answer, dict):
        raise Invalid
    return ticket, answer


def _told() -> dict[str, Any]:
    """The request's JSON, empty where none was sent. Raises Invalid for what no script of ours sends."""
    if request.mimetype != "application/json":
        return {}
    body = read_json(request.get_data(cache=True))
    if not isinstance(body, dict):
        raise Invalid
    return body


def wanted() -> str:
    """Where the browser wants to go afterwards, as its JSON says; not looked at yet."""
    told = _told().get("next")
    return told if isinstance(told, str) else ""


def kept() -> bool:
    """Whether the browser asks to stay signed in."""
    return _told().get("keep") is True
