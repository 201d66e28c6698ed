"""What a link that somebody has followed is worth, without using it up."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.queries.company import rules
from data.records.link import FoundLink

_FIND = text("""
    select p.id as person_id, p.email, l.purpose, l.wanted, p.language, l.nonce_hash as asked_by,
           l.expires_at as valid_until, greatest(0, :most - l.attempts) as tries,
           l.used_at is null and l.expires_at > portal.now() and p.disabled_at is null and p.staff_role is null
               and l.created_at < portal.now() + interval '1 minute'  -- a clock put back makes no link hold longer
               and exists (select from portal.person_clients(p.id)) as holds
      from portal.access_links l join portal.people p on p.id = l.person_id
     where l.token_hash = :token
""")


def find_link(token_hash: str) -> FoundLink | None:
    """The link with this token; None when there never was one, or so long ago that it is forgotten."""
    with door() as session:
        row = session.execute(_FIND, {"token": token_hash, "most": rules().code_tries}).one_or_none()
    if row is None:
        return None
    return FoundLink(**row._mapping)
