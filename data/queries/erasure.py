"""What a person asked for, and what erasing them would do."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door, transaction
from data.queries.account_page import find_row
from data.queries.accounts import staff_only
from data.records.erasure import ErasurePreview, ErasureRequest
from data.viewer import Forbidden, NotFound, Permission, Viewer

_OWN = text("""
    select public_id, asked_at, taken_back_at, declined_at, answer from portal.erasure_requests
     where person_id = :person and done_at is null order by asked_at desc, id desc limit 1
""")
_OPEN = text("""
    select asked_at from portal.erasure_requests
     where person_id = :person and taken_back_at is null and declined_at is null and done_at is null
""")
_CARDS = """(k.person_id = cast(:person as bigint) or k.person_id is null and k.email = :email)"""
_PREVIEW = text(f"""
    select array(select distinct c.name from portal.clients c where c.id in (
               select g.client_id from portal.grants g where g.person_id = cast(:person as bigint)
               union select k.client_id from portal.contacts k where {_CARDS}) order by c.name) as clients,
           (select count(*) from portal.contacts k where {_CARDS}) as contacts,
           (select count(*) from portal.grants g
             where g.person_id = cast(:person as bigint) and g.revoked_at is null) as grants,
           count(m.id) as messages, count(m.id) filter (where m.state in ('queued', 'sending')) as waiting_messages
      from portal.messages m where m.person_id = cast(:person as bigint)
""")  # noqa: S608  (constant text)


def find_own_request(viewer: Viewer) -> ErasureRequest | None:
    """The last request of the person. Raises Forbidden while staff look as somebody else."""
    if viewer.read_only or viewer.person_id is None:
        raise Forbidden
    with door() as session:
        row = session.execute(_OWN, {"person": viewer.person_id}).one_or_none()
    return None if row is None else ErasureRequest(**row._mapping)


def find_preview(viewer: Viewer, account: str) -> ErasurePreview:
    """What erasing an account takes away.

    Raises Forbidden for staff who may not manage accounts, NotFound for nobody, and for somebody merged or erased.
    """
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    with transaction(viewer) as session:
        found = find_row(session, account)
        if found.erased_at is not None or found.merged_into is not None:
            raise NotFound
        values = {"person": found.person_id, "email": found.email}
        row = session.execute(_PREVIEW, values).one()
        asked = session.execute(_OPEN, values).scalar()
    return ErasurePreview(found.public_id, found.person_id is not None, found.name, found.email,
                          **{**row._mapping, "clients": tuple(row.clients)}, asked_at=asked)  # fmt: skip
