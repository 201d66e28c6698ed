"""Merging two people who are one: everything of the other moves, and the other never signs in again."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.account_checks import confirm
from data.commands.accounts import end_everything, hold, managing, note
from data.database import transaction
from data.viewer import Conflict, Viewer
from integrations.language import _

_MOVE = tuple(text(statement) for statement in (
    "update portal.grants set person_id = :person, updated_at = portal.now() where person_id = :other",
    "update portal.contacts set person_id = :person where person_id = :other",
    # what was consented to stays where it was said, and is said again of the one who remains
    "insert into portal.consents (person_id, kind, given, at, by_person_id, origin)"
    " select :person, kind, given, at, by_person_id, origin from portal.consents where person_id = :other",
    # revoked for good is revoked for good: it also holds for who remains
    "insert into portal.revocations (person_id, client_id, at, by_person_id, reason)"
    " select :person, client_id, at, by_person_id, reason from portal.revocations where person_id = :other"
    " on conflict do nothing",
))  # fmt: skip
_END = text("""
    update portal.people set merged_into_id = :person, disabled_at = coalesce(disabled_at, portal.now())
     where id = :other
""")


def merge_people(viewer: Viewer, person: str, other: str, typed: str) -> None:
    """Move grants, contacts, consents and revocations of the other to the person; sessions of both end.

    `typed` is the other's e-mail address as confirmation. Raises Forbidden, NotFound, Invalid, Conflict.
    """
    managing(viewer)
    if person == other:
        raise Conflict(_("These are one person already."))
    with transaction(viewer) as session:
        held = {one: hold(session, one) for one in sorted((person, other))}  # always in the same order
        kept, gone = held[person], held[other]
        confirm(typed, gone.email)
        values = {"person": kept.id, "other": gone.id}
        for statement in _MOVE:
            session.execute(statement, values)
        session.execute(_END, values)
        for one in (kept, gone):
            end_everything(session, one.id)
        note(session, viewer, "people_merged", details={"person": kept.id, "merged": gone.id, "email": gone.email})
