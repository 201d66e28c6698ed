"""Entering by a link: asking for one oneself, and using one up, by its button or with the code of its message."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Row, text

from data.commands.sessions import insert_session
from data.database import door
from data.queries.company import rules
from data.records.code import BROWSER_LASTS, AskedLink, SentCode
from data.records.session import StartedSession
from data.session import Session
from data.viewer import SignedOut

# As with codes: the same statements for everybody, whether or not anybody has the address.
_ADMIT = text("select portal.admit_contact(:email)")
_ASK = text("""
    with person as (
        select p.id, p.email, p.name, coalesce(p.language, :language) as language from portal.people p
         where p.email = :email and p.disabled_at is null and p.staff_role is null
           and exists (select from portal.person_clients(p.id))),
    earlier as (
        select l.id, l.attempts, l.created_at, l.used_at is null and l.expires_at > portal.now() as live
          from portal.access_links l join person p on p.id = l.person_id
         where l.nonce_hash = :nonce and l.created_at > portal.now() - cast(:together as interval)),
    too_many as (
        update portal.access_links set expires_at = portal.now()
         where id in (select id from earlier where live order by created_at desc offset :others)),
    link as (
        insert into portal.access_links (person_id, purpose, token_hash, code_hash, nonce_hash, wanted, created_at,
                                         expires_at, attempts)
        select id, 'recovery', :token, :code, :nonce, :wanted, portal.now(), portal.now() + cast(:lasts as interval),
               coalesce((select max(attempts) from earlier), 0)
          from person),
    message as (
        insert into portal.messages (public_id, channel, template, language, person_id, recipient, variables,
                                     message_id, next_at, created_at, expires_at)
        select :public_id, 'email', 'recovery', language, id, email, jsonb_build_object('name', name), :message_id,
               portal.now(), portal.now(), portal.now() + cast(:lasts as interval)
          from person returning id),
    secret as (
        insert into portal.message_secrets (message_id, sealed, expires_at)
        select id, :sealed, portal.now() + cast(:lasts as interval) from message),
    job as (select portal.defer('deliver_message', jsonb_build_object('message', id)) from message)
    select portal.now() as sent_at, portal.now() + cast(:lasts as interval) as valid_until,
           (select count(*) from job) as jobs
""")
# The browser that asked needs no code; no other browser has its secret.
_PRESS = text("""
    update portal.access_links l set used_at = portal.now()
     where l.token_hash = :token and l.nonce_hash = :nonce and l.used_at is null and l.expires_at > portal.now()
       and l.created_at < portal.now() + interval '1 minute'  -- a clock put back makes no link hold longer
       and exists (select from portal.people p where p.id = l.person_id and p.staff_role is null)
    returning l.id, l.person_id
""")
# Every look at a code counts as a try, the right one too. Without tries a link is dead but in the browser that asked.
_TRY = text("""
    update portal.access_links l set attempts = attempts + 1
     where l.id in (select id from portal.access_links where token_hash = any(:tokens) order by id for update)
       and l.used_at is null and l.expires_at > portal.now() and l.attempts < :most
       and l.created_at < portal.now() + interval '1 minute'
       and exists (select from portal.people p where p.id = l.person_id and p.staff_role is null)
    returning l.id, l.person_id, l.code_hash = any(:codes) as matches
""")
_USE = text("update portal.access_links set used_at = portal.now() where id = :id and used_at is null returning id")
_ASKED_HERE = text("""
    select l.token_hash from portal.access_links l join portal.people p on p.id = l.person_id
     where p.email = :email and l.nonce_hash = :nonce and l.used_at is null and l.expires_at > portal.now()
       and l.created_at < portal.now() + interval '1 minute'
     order by l.id
""")
_OPENED = text(
    "update portal.access_links set opened_at = portal.now() where token_hash = :token and opened_at is null"
)


def ask_for_link(asked: AskedLink) -> SentCode:
    """Write a link for whoever has this address and may enter by one, with the message that brings it and its code.

    A contact who was never invited becomes a person here, where the company lets every contact in. Earlier links of the
    same browser stay valid, as many as the rules let live, and share their tries.
    """
    held = rules()
    values = {
        "email": asked.email, "nonce": asked.nonce_hash, "token": asked.token_hash, "code": asked.code_hash,
        "sealed": asked.sealed, "wanted": asked.wanted, "language": asked.language, "public_id": asked.public_id,
        "message_id": asked.message_id, "lasts": held.link_lasts, "others": held.live_codes - 1,
        "together": max(BROWSER_LASTS, held.link_lasts),
    }  # fmt: skip
    with door() as session:
        session.execute(_ADMIT, {"email": asked.email})
        row = session.execute(_ASK, values).one()
    return SentCode(row.sent_at, row.valid_until)


def note_opened(token_hash: str) -> None:
    """Write down when a link was first looked at; it stays as good as it was."""
    with door() as session:
        session.execute(_OPENED, {"token": token_hash})


def use_link(
    token_hash: str, session_hash: str, *, nonce_hash: str | None = None, code_hash: str | None = None, keep: bool,
    ip: str | None, agent: str | None,
) -> StartedSession | None:  # fmt: skip
    """Use a link up, by the browser that asked (`nonce_hash`) or with its code, and begin the session with it.

    None when it is used or expired, the browser is another one or the code wrong, or its person may not enter.
    """
    with door() as session:
        if code_hash is None:
            values = {"token": token_hash, "nonce": nonce_hash}
            right = session.execute(_PRESS, values).one_or_none()
        else:
            right = _try(session, [token_hash], [code_hash])
        return _enter(session, right, session_hash, keep=keep, ip=ip, agent=agent)


def use_link_code(
    email: str, nonce_hash: str, hash_of: Callable[[str], str], session_hash: str, *, keep: bool, ip: str | None,
    agent: str | None,
) -> StartedSession | None:  # fmt: skip
    """Use up a link that this browser has asked for by its code alone; `hash_of(token hash)` is what it would be.

    None as above.
    """
    with door() as session:
        tokens = list(session.execute(_ASKED_HERE, {"email": email, "nonce": nonce_hash}).scalars())
        right = _try(session, tokens, [hash_of(token) for token in tokens])
        return _enter(session, right, session_hash, keep=keep, ip=ip, agent=agent)


def _try(session: Session, tokens: list[str], codes: list[str]) -> Row[tuple[int, int]] | None:
    values = {"tokens": tokens, "codes": codes, "most": rules().code_tries}
    tried = session.execute(_TRY, values).all()
    right = next((row for row in tried if row.matches), None)
    if right is None or session.execute(_USE, {"id": right.id}).first() is None:
        return None
    return right


def _enter(
    session: Session, right: Row[tuple[int, int]] | None, session_hash: str, *, keep: bool, ip: str | None,
    agent: str | None,
) -> StartedSession | None:  # fmt: skip
    if right is None:
        return None
    try:
        return insert_session(session, right.person_id, session_hash, "link", keep=keep, ip=ip, agent=agent)
    except SignedOut:
        return None
