"""What merging two people would move, and who could be meant."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.accounts import staff_only
from data.queries.scope import patterns
from data.records.merging import MergePreview
from data.viewer import NotFound, Permission, Viewer

MOST = 20
_PREVIEW = text("""
    select p.public_id as person, p.name as person_name, p.email as person_email, o.public_id as other,
           o.name as other_name, o.email as other_email,
           array(select distinct c.name from portal.clients c join portal.grants g on g.client_id = c.id
                  where g.person_id = o.id and g.revoked_at is null order by c.name) as clients,
           (select count(*) from portal.grants g where g.person_id = o.id) as grants,
           (select count(*) from portal.contacts k where k.person_id = o.id) as contacts,
           (select count(*) from portal.consents s where s.person_id = o.id) as consents,
           (select count(*) from portal.revocations r where r.person_id = o.id) as revocations
      from portal.people p cross join portal.people o
     where p.public_id = :person and o.public_id = :other and p.id <> o.id
       and p.staff_role is null and o.staff_role is null and p.merged_into_id is null and o.merged_into_id is null
       and p.erased_at is null and o.erased_at is null
""")
_OTHERS = text("""
    select p.public_id, p.name, p.email from portal.people p
     where p.staff_role is null and p.merged_into_id is null and p.erased_at is null and p.public_id <> :person
       and lower(p.name || ' ' || p.email) like all (cast(:words as text[])) order by lower(p.name), p.id limit :limit
""")


def find_merge(viewer: Viewer, person: str, other: str) -> MergePreview:
    """What would move. Raises Forbidden for staff who may not manage accounts, NotFound for people who cannot merge."""
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    with transaction(viewer) as session:
        row = session.execute(_PREVIEW, {"person": person, "other": other}).one_or_none()
    if row is None:
        raise NotFound
    return MergePreview(**{**row._mapping, "clients": tuple(row.clients)})


def list_others(viewer: Viewer, person: str, search: str) -> tuple[tuple[str, str, str], ...]:
    """Up to twenty people by name or address: public id, name, e-mail."""
    staff_only(viewer, Permission.MANAGE_ACCOUNTS)
    with transaction(viewer) as session:
        rows = session.execute(_OTHERS, {"person": person, "words": patterns(search), "limit": MOST}).all()
    return tuple((str(row.public_id), str(row.name), str(row.email)) for row in rows)
