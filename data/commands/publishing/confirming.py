"""Confirming: what was put aside becomes documents, all at once and not before."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import text

from data.commands.publishing.receiving import hold_batch, publishing
from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.imports.doors.documents import area_of
from data.queries.publishing.sameness import SAME, SHOWN
from data.records.publishing import NOUNS
from data.search import folded
from data.session import Session
from data.viewer import Unavailable, Viewer
from integrations.storage import Storage, StorageUnavailable

TELL_AFTER = "10 minutes"  # time to take a batch back before anybody hears of it
AT_A_TIME, HANDS = 100, 4  # files of one transaction, and how many of them are copied at once
TELL_AT_LATEST = "1 hour"  # however long confirming goes on
_RECORD_SHOWN = " and ".join(
    f"(i.{noun}_id is null or exists (select from portal.{noun if noun == 'equipment' else f'{noun}s'} r "
    f"where r.client_id = i.client_id and r.id = i.{noun}_id and r.published_at is not null "
    "and r.withdrawn_at is null))"
    for noun in NOUNS
)
_NOUN = "case " + " ".join(f"when i.{noun}_id is not null then '{noun}'" for noun in NOUNS) + " end"
_CHOSEN = text(f"""
    select i.id, i.storage_key, i.title, i.number, {_NOUN} as noun, i.replaces_id,
           (select k.code from portal.kinds k where k.id = i.kind_id) as kind,
           case when not ({_RECORD_SHOWN}) then 'unpublished'
                when i.replaces_id is not null and not exists (select from portal.documents d where {SHOWN.format("d")}
                     and d.client_id = i.client_id and d.id = i.replaces_id) then 'unpublished'
                when i.by_person_id is null and {SAME} is not null then 'already' end as doubt
      from portal.publishing_items i
     where i.batch_id = :batch and i.state = 'certain'
       and (cast(:items as text[]) is null or i.public_id = any(cast(:items as text[])))
     order by i.id limit :most for update of i
""")  # noqa: S608  (constants alone)
_DOUBT = text("update portal.publishing_items set state = 'uncertain', reason = :reason where id = :id")
_TABLE = (
    "unnest(cast(:ids as bigint[]), cast(:public as text[]), cast(:areas as text[]), cast(:searches as text[]), "
    "cast(:keys as text[])) w (item, public_id, area, search_text, storage_key)"
)
_DOCUMENTS = text(f"""
    insert into portal.documents (public_id, client_id, site_id, area, kind_id, title, number, valid_until, search_text,
                                  published_at)
    select w.public_id, i.client_id, i.site_id, w.area, i.kind_id, i.title, i.number, i.valid_until, w.search_text,
           portal.now()
      from {_TABLE} join portal.publishing_items i on i.id = w.item where i.replaces_id is null
     order by i.id
""")  # noqa: S608
# the document of an item: the one just made, or the one it is a new version of
_OF_ITEM = (
    f"{_TABLE} join portal.publishing_items i on i.id = w.item join portal.documents d "
    "on d.client_id = i.client_id and (d.id = i.replaces_id or (i.replaces_id is null and d.public_id = w.public_id))"
)
_VERSIONS = text(f"""
    insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name, media_type, size,
                                          sha256, storage_key, published_at)
    select d.client_id, d.site_id, d.area, d.id,
           coalesce((select max(v.version) from portal.document_versions v where v.document_id = d.id), 0)
           + row_number() over (partition by d.id order by i.id),
           i.file_name, i.media_type, i.size, i.sha256, w.storage_key, portal.now()
      from {_OF_ITEM} order by i.id
""")  # noqa: S608
_LINKED = text(f"""
    insert into portal.document_links (client_id, site_id, area, document_id, published_at,
                                       {", ".join(f"{noun}_id" for noun in NOUNS)})
    select d.client_id, d.site_id, d.area, d.id, portal.now(), {", ".join(f"i.{noun}_id" for noun in NOUNS)}
      from {_OF_ITEM} where i.replaces_id is null and num_nonnulls({", ".join(f"i.{noun}_id" for noun in NOUNS)}) = 1
""")  # noqa: S608
_VALID = text(f"""
    update portal.documents d set valid_until = coalesce(i.valid_until, d.valid_until), updated_at = now()
      from {_TABLE} join portal.publishing_items i on i.id = w.item where d.id = i.replaces_id
""")  # noqa: S608
_SETTLED = text(f"""
    update portal.publishing_items p set state = 'published', reason = null, storage_key = null, document_id = d.id,
           version = (select max(v.version) from portal.document_versions v where v.document_id = d.id),
           by_person_id = coalesce(p.by_person_id, :person), settled_at = portal.now()
      from {_OF_ITEM} where p.id = i.id
""")  # noqa: S608
_EVENTS = text("""
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, document_id, changes)
    select portal.now(), case when i.replaces_id is null then 'published' else 'changed' end, 'client', d.client_id,
           d.site_id, d.area, :person, d.id,
           case when i.replaces_id is not null then jsonb_build_object('version', jsonb_build_array(i.version - 1,
                i.version)) end
      from portal.publishing_items i join portal.documents d on d.client_id = i.client_id and d.id = i.document_id
     where i.id = any(cast(:ids as bigint[])) order by i.id
""")
_TELL = text("""
    update portal.publishing_batches set published_at = coalesce(published_at, portal.now()),
           tell_at = least(portal.now() + cast(:after as interval),
                           coalesce(published_at, portal.now()) + cast(:latest as interval))
     where id = :batch
""")


def publish_certain(viewer: Viewer, storage: Storage, batch: str, items: Sequence[str] | None = None) -> int:
    """Publish what is certain of a batch, or those of it that are named; how many documents came of it.

    What has become doubtful since it was matched (its record withdrawn, the same bytes published meanwhile) is left
    out and waits. Raises Forbidden, NotFound, Conflict, Unavailable.
    """
    publishing(viewer)
    named = None if items is None else [item for item in items if is_public_id(item)]
    published = 0
    while True:  # a hundred at a time: a store far away may be slow, and a transaction must not wait for long
        with transaction(viewer, seconds=60) as session:
            held = hold_batch(session, batch)
            looked_at, done = publish_items(session, viewer, storage, held.id, named)
        forget_aside(storage, done)
        published += len(done)
        if not looked_at:
            return published


def publish_items(
    session: Session, viewer: Viewer, storage: Storage, batch: int, items: Sequence[str] | None
) -> tuple[int, list[str]]:
    """Publish some in the caller's transaction: how many were looked at, and the keys of the files put aside that are
    to be forgotten once it is committed."""
    rows = session.execute(_CHOSEN, {"batch": batch, "items": items, "most": AT_A_TIME}).all()
    looked_at = len(rows)
    good = [row for row in rows if row.doubt is None]
    with ThreadPoolExecutor(HANDS) as hands:  # before their rows: a row never lacks its file
        kept = dict(zip([row.id for row in good], hands.map(partial(_keep, storage), good), strict=True))
    for row in rows:
        if kept.get(row.id) is None:
            session.execute(_DOUBT, {"id": row.id, "reason": row.doubt or "gone"})
    rows = [row for row in good if kept[row.id] is not None]
    if not rows:
        return looked_at, []
    values: dict[str, Any] = {
        "ids": [row.id for row in rows], "public": [new_public_id() for _row in rows],
        "keys": [kept[row.id] for row in rows],
        "areas": [str(area_of(row.kind, row.noun)) for row in rows],
        "searches": [folded(row.title, row.number) for row in rows], "person": viewer.person_id,
        "batch": batch, "after": TELL_AFTER, "latest": TELL_AT_LATEST,
    }  # fmt: skip
    for statement in (_DOCUMENTS, _VERSIONS, _LINKED, _VALID, _SETTLED, _EVENTS, _TELL):
        session.execute(statement, values)
    return looked_at, [row.storage_key for row in rows]


def _keep(storage: Storage, row: Any) -> str | None:
    """Write a file to its final key, which is returned; None for one that is lost. Raises Unavailable."""
    try:
        return storage.publish(storage.stage(storage.get(row.storage_key)))
    except FileNotFoundError:
        return None
    except StorageUnavailable as error:
        raise Unavailable from error


def forget_aside(storage: Storage, keys: Sequence[str]) -> None:
    """Remove files that were put aside and are wanted no more; what the store keeps now, the night's clearing takes."""
    for key in keys:
        try:
            storage.delete(key)
        except StorageUnavailable:
            return
