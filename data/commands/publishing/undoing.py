"""Taking a whole batch back: its documents are withdrawn at once, what waited is thrown away, nobody is told of it."""

from __future__ import annotations

import json

from sqlalchemy import text

from data.commands.publishing.confirming import forget_aside
from data.commands.publishing.receiving import hold_batch, publishing
from data.commands.withdrawal import checked_reason, hide
from data.database import transaction
from data.viewer import Viewer
from integrations.storage import Storage

_ITEMS = text("""
    select i.id, i.state, i.storage_key, i.replaces_id is not null as is_version, i.version, d.id as document_id,
           d.public_id
      from portal.publishing_items i left join portal.documents d on d.client_id = i.client_id and d.id = i.document_id
     where i.batch_id = :batch and i.state in ('certain', 'uncertain', 'published') order by i.id for update of i
""")
_VERSION = text("""
    update portal.document_versions set withdrawn_at = portal.now()
     where document_id = :document and version = :version and withdrawn_at is null
""")
_VERSION_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, document_id, changes, details)
    select portal.now(), 'changed', 'client', client_id, site_id, area, :person, id,
           jsonb_build_object('version', jsonb_build_array(cast(:version as int), cast(:version as int) - 1)), null
      from portal.documents where id = :document
    union all
    select portal.now(), 'version_withdrawn', 'staff', client_id, site_id, area, :person, id, null,
           cast(:details as jsonb)
      from portal.documents where id = :document
""")
_SETTLE = text("""
    update portal.publishing_items set state = case when state = 'published' then 'undone' else 'discarded' end,
           storage_key = null, reason = null, settled_at = portal.now()
     where batch_id = :batch and state in ('certain', 'uncertain', 'published')
""")
_UNDONE = text("""
    update portal.publishing_batches set undone_at = portal.now(), undone_by_person_id = :person, tell_at = null
     where id = :batch
""")


def undo_batch(viewer: Viewer, storage: Storage, batch: str, reason: str) -> int:
    """Take everything of a batch back; how many documents were withdrawn by it.

    Documents are withdrawn as by hand: listed with who had opened them, each to be published again by itself. Of a
    document that was given a new version the version goes. Raises Forbidden, NotFound, Invalid without a reason,
    Conflict when it was taken back before.
    """
    publishing(viewer)
    reason = checked_reason(reason)
    withdrawn = 0
    with transaction(viewer, seconds=60) as session:
        held = hold_batch(session, batch)
        rows = session.execute(_ITEMS, {"batch": held.id}).all()
        for row in rows:
            if row.state != "published":
                continue
            if row.is_version:
                values = {"document": row.document_id, "version": row.version, "person": viewer.person_id,
                          "details": json.dumps({"reason": reason, "version": row.version})}  # fmt: skip
                if session.execute(_VERSION, values).rowcount:
                    session.execute(_VERSION_EVENT, values)
                    withdrawn += 1
            else:
                withdrawn += hide(session, viewer, "document", row.public_id, reason)
        session.execute(_SETTLE, {"batch": held.id})
        session.execute(_UNDONE, {"batch": held.id, "person": viewer.person_id})
    forget_aside(storage, [row.storage_key for row in rows if row.storage_key])
    return withdrawn
