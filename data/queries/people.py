"""What the portal remembers about the person who is signed in."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door, transaction
from data.records.person import Addressee, LastPlace
from data.viewer import NotFound, Viewer

_REMEMBERED = text("select last_client_id as client, last_site_id as site from portal.people where id = :person")
# Read with the viewer's own rights: a place they may not see any more is no place.
_PLACE = text("""
    select c.public_id as client, s.public_id as site from portal.clients c
      left join portal.sites s on s.id = :site and s.client_id = c.id
     where c.id = :client and (s.id is not null or cast(:site as bigint) is null)
""")
_ADDRESSEE = text("""
    select p.id as person_id, p.name, p.email, p.language, p.staff_role,
           exists (select from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null)
           or exists (select from portal.passkeys k where k.person_id = p.id) as has_factor
      from portal.people p where p.id = :person
""")


def find_addressee(person_id: int) -> Addressee:
    """Whom to write to. Raises NotFound without such a person."""
    with door() as session:
        row = session.execute(_ADDRESSEE, {"person": person_id}).one_or_none()
    if row is None:
        raise NotFound
    return Addressee(**row._mapping)


def find_last_place(viewer: Viewer) -> LastPlace | None:
    """Where the person was last, if they may still see it; None for staff and before the first choice."""
    if viewer.is_staff:
        return None
    with door() as session:
        remembered = session.execute(_REMEMBERED, {"person": viewer.person_id}).one_or_none()
    if remembered is None or remembered.client is None:
        return None
    with transaction(viewer) as session:
        row = session.execute(_PLACE, {"client": remembered.client, "site": remembered.site}).one_or_none()
    return None if row is None else LastPlace(row.client, row.site)
