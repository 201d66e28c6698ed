"""Asking to be erased, taking that back, and declining it with an answer."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.accounts import hold, managing, note
from data.commands.factors import own
from data.commands.outbox import Outgoing, queue_message
from data.database import door, transaction
from data.ids import new_public_id
from data.queries.company import company
from data.records.erasure import LONGEST_ANSWER
from data.viewer import Conflict, Forbidden, Invalid, Viewer
from integrations.language import _

_HOLD = text("select public_id from portal.people where id = :person and disabled_at is null for update")
_ASK = text("""
    insert into portal.erasure_requests (public_id, person_id, asked_at)
    values (:public_id, :person, portal.now()) on conflict do nothing returning id
""")
_TOLD = text("""
    select exists (select from portal.erasure_requests where person_id = :person
                      and asked_at > portal.now() - interval '1 day' and asked_at < portal.now())
""")
_TAKE_BACK = text("""
    update portal.erasure_requests set taken_back_at = portal.now()
     where person_id = :person and taken_back_at is null and declined_at is null and done_at is null returning id
""")
_TELL_STAFF = text("select portal.tell_staff(:person, :verb, '{}')")
_MANAGERS = text("""
    select id, name, email, language from portal.people
     where staff_role in ('administrator', 'manager') and disabled_at is null and mail_bounced_at is null order by id
""")
_DECLINE = text("""
    update portal.erasure_requests
       set declined_at = portal.now(), declined_by_person_id = :by, answer = :answer
     where person_id = :person and taken_back_at is null and declined_at is null and done_at is null returning id
""")


def ask_for_erasure(viewer: Viewer, base_url: str, host: str) -> None:
    """Ask for one's own erasure: an event, and a mail to managers and administrators, once a day at most.

    Asking again while it is open does nothing. Raises Forbidden for staff, and while they look as somebody else.
    """
    person = own(viewer)
    if viewer.is_staff:
        raise Forbidden
    with door() as session:
        public_id = session.execute(_HOLD, {"person": person}).scalar()
        told = session.execute(_TOLD, {"person": person}).scalar()
        if public_id is None or session.execute(_ASK, {"public_id": new_public_id(), "person": person}).first() is None:
            return
        session.execute(_TELL_STAFF, {"person": person, "verb": "erasure_asked"})
        for one in () if told else session.execute(_MANAGERS).all():
            queue_message(session, Outgoing(
                "erasure_asked", one.email, one.language or company().language, host, person_id=one.id,
                variables={"name": one.name, "address": f"{base_url}/staff/accounts/{public_id}"},
            ))  # fmt: skip


def take_back_request(viewer: Viewer) -> bool:
    """Take it back, as long as nobody has answered it; whether there was anything to take back.

    Raises Forbidden while staff look as somebody else.
    """
    person = own(viewer)
    with door() as session:
        if session.execute(_TAKE_BACK, {"person": person}).first() is None:
            return False
        session.execute(_TELL_STAFF, {"person": person, "verb": "erasure_taken_back"})
        return True


def decline_erasure(viewer: Viewer, person: str, answer: str, base_url: str, host: str) -> None:
    """Decline a request with an answer, which the person reads in their account; a mail says that there is one.

    Raises Forbidden, NotFound, Invalid without an answer, Conflict where nothing is asked for.
    """
    managing(viewer)
    told = answer.strip()
    if not told or len(told) > LONGEST_ANSWER:
        raise Invalid(_("Say why, in at most %(n)s characters.") % {"n": LONGEST_ANSWER}, "answer")
    with transaction(viewer) as session:
        held = hold(session, person)
        values = {"person": held.id, "by": viewer.person_id, "answer": told}
        if session.execute(_DECLINE, values).first() is None:
            raise Conflict(_("%(name)s does not ask to be erased any more.") % {"name": held.name})
        if held.disabled_at is None:
            queue_message(session, Outgoing(
                "erasure_declined", held.email, held.language or company().language, host, person_id=held.id,
                variables={"name": held.name, "address": f"{base_url}/account"},
            ))  # fmt: skip
        note(session, viewer, "erasure_declined", details={"person": held.id})
