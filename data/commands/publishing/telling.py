"""Telling the clients' people of what was published: one message to each for a batch, of what they may see alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.commands.publishing.receiving import publishing
from data.database import transaction
from data.ids import is_public_id
from data.queries.company import company
from data.session import Session
from data.viewer import NotFound, Viewer
from integrations.language import number, use_language

KIND = "documents_published"
TITLES = 5  # named in a message
_DUE = text("""
    select id from portal.publishing_batches where tell_at <= portal.now() and undone_at is null
     order by tell_at for update skip locked
""")
_ONE = text("""
    select id from portal.publishing_batches where public_id = :batch and tell_at is not null and undone_at is null
       for update
""")
_KNOWN = text("select exists (select from portal.publishing_batches where public_id = :batch)")
_TOLD = text("update portal.publishing_batches set tell_at = null where id = :batch")
# Everybody who has rights where documents of the batch are, with those documents their rights open, as row security
# would: area by area, site by site, today, of contracts and orders only with their amounts. Who has not agreed to
# notices by e-mail finds them in the portal.
_READERS = text("""
    with shown as materialized (
        select distinct d.id, d.public_id, d.client_id, d.site_id, d.area, d.title
          from portal.publishing_items i
          join portal.documents d on d.client_id = i.client_id and d.id = i.document_id
           and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
         where i.batch_id = :batch and i.state = 'published'),
    readers as materialized (
        select distinct g.person_id
          from portal.grants g left join portal.clients c on c.group_id = g.group_id
         where coalesce(g.client_id, c.id) in (select client_id from shown) and g.revoked_at is null)
    select p.id, p.name, p.email, p.language, array_agg(distinct c.name) as clients,
           array_agg(s.title order by s.id) as titles, array_agg(s.public_id::text order by s.id) as documents
      from readers
      join portal.people p on p.id = readers.person_id and p.disabled_at is null and p.staff_role is null
     cross join lateral (select distinct s.* from portal.rights(p.id, p_papers => true) r
            join shown s on s.client_id = r.client_id and s.area = r.area
             and (r.site_id is null or s.site_id = r.site_id)) s
      join portal.clients c on c.id = s.client_id
     where coalesce((select n.given from portal.consents n where n.person_id = p.id and n.kind = 'email'
                      order by n.at desc, n.id desc limit 1), true)
       and not exists (select from portal.publishing_notices t where t.batch_id = :batch and t.person_id = p.id)
     group by p.id order by p.id
""")
_NOTE = text("""
    insert into portal.publishing_notices (batch_id, person_id) values (:batch, :person)
    on conflict do nothing returning person_id
""")


def tell_due(base_url: str, host: str) -> int:
    """Tell of every batch whose time has come, for the worker; how many messages were written."""
    with transaction(Viewer.system(), seconds=60) as session:
        due = session.execute(_DUE).scalars().all()
        return sum(_tell(session, batch, base_url, host) for batch in due)


def tell_now(viewer: Viewer, batch: str, base_url: str, host: str) -> int:
    """Tell of a batch without waiting; how many people. Raises Forbidden, NotFound; 0 when nothing waits to be told."""
    publishing(viewer)
    with transaction(viewer, seconds=60) as session:
        if not is_public_id(batch) or not session.execute(_KNOWN, {"batch": batch}).scalar():
            raise NotFound
        found = session.execute(_ONE, {"batch": batch}).scalar()
        return _tell(session, found, base_url, host) if found is not None else 0


def _tell(session: Session, batch: int, base_url: str, host: str) -> int:
    told = 0
    for row in session.execute(_READERS, {"batch": batch}).all():
        if session.execute(_NOTE, {"batch": batch, "person": row.id}).scalar() is None:
            continue
        language = row.language or company().language
        path = f"/documents/{row.documents[0]}" if len(row.documents) == 1 else "/documents"
        with use_language(language):
            values = {"name": row.name, "client": ", ".join(row.clients), "documents": number(len(row.documents)),
                      "titles": _titles(row.titles), "address": base_url.rstrip("/") + path}  # fmt: skip
        queue_message(session, Outgoing(KIND, row.email, language, host, person_id=row.id, variables=values))
        told += 1
    session.execute(_TOLD, {"batch": batch})
    return told


def _titles(titles: Sequence[Any]) -> str:
    named = list(dict.fromkeys(titles))
    return ", ".join(named[:TITLES]) + (" …" if len(named) > TITLES else "")
