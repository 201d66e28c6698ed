"""Erasing a person: one transaction that leaves nothing that says who it was (docs/decisions/0016-erasure.md)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.commands.account_checks import confirm
from data.commands.accounts import hold, managing
from data.commands.colleagues import hold_colleague
from data.database import transaction
from data.ids import new_public_id
from data.queries.account_page import find_row
from data.queries.company import company
from data.records.erasure import LONGEST_REASON
from data.session import Session
from data.viewer import Conflict, Invalid, NotFound, Permission, Viewer
from integrations.language import _, use_language

SECONDS = 120  # of one statement: all that happened is looked through
ERASE = text("""
    select portal.erase_person(:erasure, cast(:people as text[]), cast(:contacts as text[]), cast(:addresses as text[]),
                               :by, coalesce(cast(:at as timestamptz), portal.now()), :reason, :name)
""")
_DEFER = text("select portal.defer('finish_erasures', '{}')")
_KNOWN = text("select public_id, staff_role from portal.people where email = :email and erased_at is null")
_CONTACT = text("select public_id from portal.contacts where email = :email and person_id is null order by id limit 1")


def nameless(language: str) -> str:
    """What stands where a name stood."""
    with use_language(language):
        return _("Erased person")


def erase_account(viewer: Viewer, account: str, typed: str, reason: str = "") -> bool:
    """Erase a person, or a contact who never was anybody here; whether there is an account left to look at.

    `typed` is the e-mail address, as confirmation. Raises Forbidden, NotFound, Invalid, and Conflict for somebody
    erased or merged already. Colleagues are erased by the command line alone.
    """
    managing(viewer)
    why = _reason(reason)
    with transaction(viewer, seconds=SECONDS) as session:
        found = find_row(session, account)
        if found.erased_at is not None:
            raise Conflict(_("This person was erased."))
        held = hold(session, found.public_id) if found.person_id is not None else found
        confirm(typed, held.email)
        _erase(session, viewer, held.public_id, why, contact=found.person_id is None)
    return found.person_id is not None


def erase_address(viewer: Viewer, email: str, reason: str = "") -> None:
    """Erase whoever has an address: a client's person, a contact, a colleague unless the last administrator.

    For system administrators. Raises Forbidden, NotFound, Conflict.
    """
    managing(viewer)
    address, why = email.strip().lower(), _reason(reason)
    with transaction(viewer, seconds=SECONDS) as session:
        known = session.execute(_KNOWN, {"email": address}).one_or_none()
        if known is None:
            contact = session.execute(_CONTACT, {"email": address}).scalar()
            if contact is None:
                raise NotFound
            _erase(session, viewer, contact, why, contact=True)
        elif known.staff_role is None:
            _erase(session, viewer, hold(session, known.public_id).public_id, why)
        else:
            if not viewer.may(Permission.MANAGE_STAFF):
                raise NotFound
            _erase(session, viewer, hold_colleague(session, known.public_id, leaves=True).public_id, why)


def _erase(session: Session, viewer: Viewer, public_id: str, reason: str | None, *, contact: bool = False) -> None:
    values: dict[str, Any] = {
        "erasure": new_public_id(), "people": [] if contact else [public_id],
        "contacts": [public_id] if contact else [], "addresses": [], "by": viewer.person_id, "at": None,
        "reason": reason, "name": nameless(company().language),
    }  # fmt: skip
    session.execute(ERASE, values)
    session.execute(_DEFER)


def _reason(typed: str) -> str | None:
    if len(typed.strip()) > LONGEST_REASON:
        raise Invalid(_("Say why, in at most %(n)s characters.") % {"n": LONGEST_REASON}, "reason")
    return typed.strip() or None
