"""Passkeys on file, and the challenges of their ceremonies: each may be answered once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import text

from data.commands.factors import after_removal, open_session, own
from data.commands.outbox import Outgoing, queue_message
from data.database import door
from data.ids import new_public_id
from data.records.account import PasskeyKey
from data.viewer import Conflict, NotFound, Viewer

CHALLENGE_LASTS = timedelta(minutes=5)
MOST = 20  # passkeys of one person
_ASK = text("""
    insert into portal.challenges (token_hash, purpose, person_id, asked, expires_at)
    values (:token, :purpose, :person, :asked, portal.now() + cast(:lasts as interval))
""")
_ANSWER = text("""
    delete from portal.challenges
     where token_hash = :token and purpose = :purpose and person_id is not distinct from :person
    returning asked, expires_at > portal.now() and expires_at < portal.now() + interval '6 minutes' as holds
""")
_ADD = text("""
    insert into portal.passkeys (public_id, person_id, credential_id, public_key, sign_count, transports, name,
                                 created_at)
    select :public_id, :person, :credential, :key, :count, cast(:transports as text[]), :name, portal.now()
     where (select count(*) from portal.passkeys where person_id = :person) < :most
    on conflict (credential_id) do nothing returning id
""")
_FIND = text("""
    select k.id, k.person_id, p.email, k.public_key, k.sign_count from portal.passkeys k
      join portal.people p on p.id = k.person_id
     where k.credential_id = :credential and p.disabled_at is null
""")
# A copied authenticator counts from where it was copied: a count that does not grow is refused, where there is one.
_USE = text("""
    update portal.passkeys set sign_count = :count, last_used_at = portal.now()
     where id = :id and (sign_count < :count or (sign_count = 0 and :count = 0)) returning id
""")
_REMOVE = text("delete from portal.passkeys where public_id = :passkey and person_id = :person returning id")


def ask_challenge(token_hash: str, purpose: str, person_id: int | None, asked: str) -> None:
    """Write down what a browser has been asked; good for five minutes and one answer."""
    values = {"token": token_hash, "purpose": purpose, "person": person_id, "asked": asked, "lasts": CHALLENGE_LASTS}
    with door() as session:
        session.execute(_ASK, values)


def answer_challenge(token_hash: str, purpose: str, person_id: int | None) -> str | None:
    """What was asked, once; None for anybody else, another purpose, the second time, or too late."""
    with door() as session:
        row = session.execute(_ANSWER, {"token": token_hash, "purpose": purpose, "person": person_id}).one_or_none()
    return row.asked if row is not None and row.holds else None


def add_passkey(
    viewer: Viewer, credential_id: bytes, public_key: bytes, sign_count: int, transports: Sequence[str], name: str,
    notice: Outgoing,
) -> None:  # fmt: skip
    """Keep a new passkey of the person. Raises Conflict for one that is on file already, or beyond twenty."""
    values = {
        "public_id": new_public_id(), "person": own(viewer), "credential": credential_id, "key": public_key,
        "count": sign_count, "transports": list(transports), "name": name, "most": MOST,
    }  # fmt: skip
    with door() as session:
        if session.execute(_ADD, values).first() is None:
            raise Conflict
        open_session(session, viewer, "passkey")
        queue_message(session, notice)


def find_passkey(credential_id: bytes) -> PasskeyKey | None:
    """Whose passkey this is and what verifies it; None for an unknown one or somebody disabled."""
    with door() as session:
        row = session.execute(_FIND, {"credential": credential_id}).one_or_none()
    if row is None:
        return None
    return PasskeyKey(row.id, row.person_id, row.email, bytes(row.public_key), row.sign_count)


def use_passkey(passkey_id: int, sign_count: int) -> bool:
    """Note that it was used; False when its count says it is a copy."""
    with door() as session:
        return session.execute(_USE, {"id": passkey_id, "count": sign_count}).first() is not None


def remove_passkey(viewer: Viewer, passkey: str, notice: Outgoing) -> None:
    """Forget one of the person's own passkeys (public id). Raises NotFound for anybody else's."""
    with door() as session:
        if session.execute(_REMOVE, {"passkey": passkey, "person": own(viewer)}).first() is None:
            raise NotFound
        after_removal(session, viewer)
        queue_message(session, notice)
