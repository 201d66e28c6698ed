"""Letting the company's own people in."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import text

from data.database import owner
from data.ids import new_public_id
from data.viewer import Conflict, Invalid, StaffRole
from integrations.language import _

_KNOWN = text("select staff_role from portal.people where email = :email")
_ADD = text(
    "insert into portal.people (public_id, email, name, language, staff_role, password_hash)"
    " values (:public_id, :email, :name, :language, :role, :password_hash) returning id"
)
_EVENT = text(
    "insert into portal.events (verb, audience, details)"
    " values ('staff_added', 'staff',"
    " jsonb_build_object('person', cast(:person as bigint), 'role', cast(:role as text)))"
)


def add_staff(email: str, name: str, role: str, language: str, password_hash: str | None = None) -> None:
    """Makes a person with a staff role; done at the console, by whoever holds the owner's password.

    Raises Invalid for an address that cannot be one or an empty name, Conflict when the address is taken.
    """
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise Invalid(_("%(email)s is not an e-mail address.") % {"email": email}, "email") from None
    if not name.strip():
        raise Invalid(_("A name is needed."), "name")
    values = {"email": address, "name": name.strip(), "language": language, "role": StaffRole(role).value}
    with owner() as session:
        if session.execute(_KNOWN, values).first():
            raise Conflict(_("%(email)s is known already.") % {"email": address})
        person = session.scalar(_ADD, values | {"public_id": new_public_id(), "password_hash": password_hash})
        session.execute(_EVENT, {"person": person, "role": values["role"]})
