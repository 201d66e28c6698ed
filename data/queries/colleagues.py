"""The company's own people, for the administrator."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.accounts import LAST_SIGN_IN, staff_only
from data.records.colleagues import Colleague
from data.viewer import Permission, Viewer

_LIST = text(f"""
    select p.public_id, p.name, p.email, p.staff_role as role, p.language, p.disabled_at,
           {LAST_SIGN_IN.format(person="p.id")} as last_sign_in,
           (select count(*) from portal.authenticators a where a.person_id = p.id and a.confirmed_at is not null)
             + (select count(*) from portal.passkeys k where k.person_id = p.id) as factors,
           p.staff_role = 'administrator' and p.disabled_at is null and not exists (
               select from portal.people o where o.id <> p.id and o.staff_role = 'administrator'
                  and o.disabled_at is null) as last_administrator
      from portal.people p where p.staff_role is not null and p.erased_at is null
     order by p.disabled_at is not null, lower(p.name), p.id limit 500
""")  # noqa: S608  (constant text)


def list_colleagues(viewer: Viewer) -> tuple[Colleague, ...]:
    """All of them, locked ones last. Raises Forbidden for anybody but administrators."""
    staff_only(viewer, Permission.MANAGE_STAFF)
    with transaction(viewer) as session:
        return tuple(Colleague(*row) for row in session.execute(_LIST))
