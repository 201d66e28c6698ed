"""What people change of their own account. Everything here wants a fresh proof first, which its caller sees to."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import text

from data.commands.factors import own
from data.commands.outbox import Outgoing, queue_message
from data.commands.own_codes import use_own_code
from data.commands.sessions import end_other_sessions
from data.database import door
from data.records.account import CONSENTS, USUALLY_ON
from data.session import Session
from data.viewer import Forbidden, Invalid, SignedOut, Viewer
from integrations.language import _

LONGEST_NAME = 200

_PASSWORD = text("""
    update portal.people set password_hash = :hash, password_needs_factor = :needs_factor,
           password_changed_at = portal.now()
     where id = :person
""")
_EMAIL = text("""
    update portal.people set email = :new, mail_bounced_at = null, mail_bounce = null
     where id = :person and erased_at is null
       and not exists (select from portal.people o where o.email = :new and o.id <> :person)
    returning id
""")
_OLD_WAYS = (
    text("update portal.access_links set expires_at = portal.now()"
         " where person_id = :person and used_at is null and expires_at > portal.now()"),
    text("update portal.sign_in_codes set expires_at = portal.now()"
         " where person_id = :person and used_at is null and expires_at > portal.now()"),
)  # fmt: skip
_PHONE = text("""
    update portal.people set phone = cast(:new as text),
           phone_origin = case when cast(:new as text) is not null then 'self' end,
           phone_confirmed_at = case when cast(:new as text) is not null then portal.now() end
     where id = :person and erased_at is null returning id
""")
_NAME = text("""
    update portal.people p set name = :new from (select name from portal.people where id = :person for update) b
     where p.id = :person and p.erased_at is null and p.name <> :new returning b.name as before
""")
_CONSENT = text("""
    insert into portal.consents (person_id, kind, given, at, by_person_id, origin)
    select :person, :kind, :given, portal.now(), :person, 'self'
     where :given is distinct from coalesce((select c.given from portal.consents c
                                              where c.person_id = :person and c.kind = :kind
                                              order by c.at desc, c.id desc limit 1), :usually)
    returning id
""")
_TELL_STAFF = text("select portal.tell_staff(:person, :verb, cast(:details as jsonb))")


def change_password(viewer: Viewer, password_hash: str | None, notice: Outgoing, *, needs_factor: bool = False) -> None:
    """Keep a new password, or none; all other sessions of the person end with it, and they are told.

    `needs_factor`: it is too short to open the account alone. Raises Forbidden while looking as somebody else.
    """
    if viewer.read_only or viewer.person_id is None or viewer.session_id is None:
        raise Forbidden
    values = {"hash": password_hash, "person": viewer.person_id, "needs_factor": needs_factor}
    with door() as session:
        session.execute(_PASSWORD, values)
        end_other_sessions(session, viewer.person_id, viewer.session_id)
        queue_message(session, notice)


def change_email(viewer: Viewer, new: str, nonce_hash: str, code_hash: str, notices: Sequence[Outgoing]) -> str:
    """Take over a new address with the code that was sent there: "done", "code" (not right) or "taken".

    What was on its way to the old address opens nothing any more; staff see that it was changed.
    """
    person = own(viewer)
    with door() as session:
        if not use_own_code(session, viewer, "email", nonce_hash, code_hash):
            return "code"
        if session.execute(_EMAIL, {"person": person, "new": new}).first() is None:
            return "taken"
        for statement in _OLD_WAYS:
            session.execute(statement, {"person": person})
        _tell(session, person, "email_changed")
        for notice in notices:
            queue_message(session, notice)
    return "done"


def change_phone(viewer: Viewer, new: str, nonce_hash: str, code_hash: str, notice: Outgoing) -> bool:
    """Take over a new mobile number with the code that was sent there; False when the code is not right."""
    person = own(viewer)
    with door() as session:
        if not use_own_code(session, viewer, "phone", nonce_hash, code_hash):
            return False
        _keep_phone(session, person, new, notice)
    return True


def forget_phone(viewer: Viewer, notice: Outgoing) -> None:
    """Have no mobile number on file."""
    person = own(viewer)
    with door() as session:
        _keep_phone(session, person, None, notice)


def _keep_phone(session: Session, person: int, number: str | None, notice: Outgoing) -> None:
    if session.execute(_PHONE, {"person": person, "new": number}).first() is None:
        raise SignedOut  # erased at this very moment
    _tell(session, person, "phone_changed")
    queue_message(session, notice)


def change_name(viewer: Viewer, typed: str) -> None:
    """Take over a new name; staff see what it was before. Raises Invalid for none, or one that is no name."""
    person, new = own(viewer), " ".join(typed.split())
    if not new or len(new) > LONGEST_NAME or not new.isprintable():
        raise Invalid(_("Enter your name: one line of at most %(n)s characters.") % {"n": LONGEST_NAME}, "name")
    with door() as session:
        row = session.execute(_NAME, {"person": person, "new": new}).one_or_none()
        if row is not None:
            _tell(session, person, "name_changed", before=row.before, after=new)


def give_consent(viewer: Viewer, kind: str, *, given: bool) -> None:
    """Write down that the person agrees, or takes it back; nothing when that is how it stands already."""
    person = own(viewer)
    if kind not in CONSENTS:
        raise Invalid
    with door() as session:
        if (
            session.execute(
                _CONSENT, {"person": person, "kind": kind, "given": given, "usually": kind in USUALLY_ON}
            ).first()
            is not None
        ):
            _tell(session, person, "consent_changed", kind=kind, given=given)


def _tell(session: Session, person: int, verb: str, **details: object) -> None:
    session.execute(_TELL_STAFF, {"person": person, "verb": verb, "details": json.dumps(details)})
