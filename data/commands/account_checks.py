"""What staff type about a person, checked before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from data.viewer import Invalid
from integrations.identifiers import phone_number
from integrations.language import LANGUAGES, _

Channels = tuple[Literal["email", "sms"], ...]


def confirm(typed: str, email: str) -> None:
    """Raise Invalid unless the address was typed as confirmation."""
    if typed.strip().lower() != email:
        raise Invalid(_("Nothing was done. Type %(email)s to confirm.") % {"email": email}, "typed")


def checked(wanted: dict[str, str]) -> dict[str, str | None]:
    """Name, e-mail, phone and language as they are kept. Raises Invalid."""
    name, language = wanted["name"].strip(), wanted["language"]
    if not name:
        raise Invalid(_("A name is needed."), "name")
    if language and language not in LANGUAGES:
        raise Invalid(_("This choice does not exist."), "language")
    phone = phone_number(wanted["phone"]) if wanted["phone"].strip() else None
    if wanted["phone"].strip() and phone is None:
        raise Invalid(_("Enter the phone number with its country code, like +34 600 123 456."), "phone")
    return {"name": name, "email": checked_email(wanted["email"]), "phone": phone, "language": language or None}


def checked_email(typed: str) -> str:
    """The address as it is kept. Raises Invalid."""
    try:
        return validate_email(typed.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise Invalid(_("%(email)s is not an e-mail address.") % {"email": typed.strip()}, "email") from None


def channels_of(sent: Sequence[str]) -> Channels:
    """The ways a form asks for, in their order. Raises Invalid for others."""
    if not sent or not set(sent) <= {"email", "sms"}:
        raise Invalid(_("Choose how the invitation is sent."), "channel")
    return tuple(way for way in ("email", "sms") if way in sent)
