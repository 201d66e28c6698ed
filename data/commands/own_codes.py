"""Codes for somebody who is signed in: to prove who they are, or that an address or a number is theirs."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.database import door
from data.queries.company import rules
from data.records.code import BROWSER_LASTS
from data.session import Session
from data.viewer import Forbidden, Viewer

# The nonce names session, purpose and what is to be proved: a code for one is none for another. Tries are shared.
_WRITE = text("""
    with earlier as (
        select c.id, c.attempts, c.created_at, c.used_at is null and c.expires_at > portal.now() as live
          from portal.sign_in_codes c
         where c.person_id = :person and c.nonce_hash = :nonce and c.purpose = :purpose
           and c.created_at > portal.now() - cast(:together as interval)),
    too_many as (
        update portal.sign_in_codes set expires_at = portal.now()
         where id in (select id from earlier where live order by created_at desc offset :others))
    insert into portal.sign_in_codes (person_id, purpose, nonce_hash, code_hash, channel, created_at, expires_at,
                                      attempts)
    values (:person, :purpose, :nonce, :code, :channel, portal.now(), portal.now() + cast(:lasts as interval),
            coalesce((select max(attempts) from earlier), 0))
""")
_TRY = text("""
    update portal.sign_in_codes set attempts = attempts + 1
     where id in (select id from portal.sign_in_codes where person_id = :person and nonce_hash = :nonce
                     and purpose = :purpose order by id for update)
       and used_at is null and expires_at > portal.now() and attempts < :most
       and created_at < portal.now() + interval '1 minute'  -- a clock put back makes no code hold longer
    returning id, code_hash = :code as matches
""")
_USE = text("""
    update portal.sign_in_codes set used_at = portal.now()
     where person_id = :person and nonce_hash = :nonce and purpose = :purpose and used_at is null
""")


def ask_own_code(viewer: Viewer, purpose: str, nonce_hash: str, code_hash: str, message: Outgoing) -> None:
    """Write a code for the person and the message that brings it; earlier ones of the same kind stay good."""
    if viewer.read_only or viewer.person_id is None:
        raise Forbidden
    held = rules()
    values = {
        "person": viewer.person_id, "purpose": purpose, "nonce": nonce_hash, "code": code_hash,
        "channel": message.channel, "lasts": held.code_lasts, "others": held.live_codes - 1, "together": BROWSER_LASTS,
    }  # fmt: skip
    with door() as session:
        session.execute(_WRITE, values)
        queue_message(session, message)


def use_own_code(session: Session, viewer: Viewer, purpose: str, nonce_hash: str, code_hash: str) -> bool:
    """Use a code up inside the caller's door transaction; False when it is wrong, used, expired or out of tries."""
    values = {"person": viewer.person_id, "purpose": purpose, "nonce": nonce_hash}
    tried = session.execute(_TRY, {**values, "code": code_hash, "most": rules().code_tries}).all()
    if not any(row.matches for row in tried):
        return False
    session.execute(_USE, values)
    return True


def redeem_own_code(viewer: Viewer, purpose: str, nonce_hash: str, code_hash: str) -> bool:
    """Likewise, in a transaction of its own."""
    with door() as session:
        return use_own_code(session, viewer, purpose, nonce_hash, code_hash)
