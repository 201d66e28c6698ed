"""ZIP downloads: asking for one, and the worker's steps from queued to ready, failed and expired.

The row is the truth. Jobs hold its id only; a worker that was killed leaves it `working`, and its job comes again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import text

from data.database import transaction, worker
from data.ids import new_public_id
from data.records.downloads import GIVEN_UP, INTERRUPTED, KEPT, Packing
from data.viewer import Conflict, Viewer
from integrations.language import _

TEMPLATE = "download_ready"
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('portal.downloads', cast(:person as bigint)))")
_MOVING = text("""
    select asked = cast(:asked as jsonb) as same from portal.downloads
     where person_id = :person and state in ('queued', 'working')
       and created_at > portal.now() - cast(:given_up as interval)
     order by id limit 1
""")
_ASK = text("""
    with asked as (
        insert into portal.downloads (public_id, person_id, language, asked, documents)
        values (:public_id, :person, :language, cast(:asked as jsonb), :documents) returning id)
    select portal.defer('pack_download', jsonb_build_object('download', id)) from asked
""")
_BEGIN = text("""
    update portal.downloads set state = 'working', packed = 0
     where id = :id and state in ('queued', 'working')
    returning id, public_id, person_id, language, asked -> 'documents' as documents,
              created_at < portal.now() - interval '1 hour' as late
""")
_PROGRESS = text("update portal.downloads set packed = :packed where id = :id and state = 'working' returning id")
_FINISH = text("""
    with ready as (
        update portal.downloads
           set state = 'ready', storage_key = :key, size = :size, packed = cardinality(cast(:inside as text[])),
               asked = asked || jsonb_build_object('packed', to_jsonb(cast(:inside as text[]))),
               finished_at = portal.now(), expires_at = portal.now() + cast(:kept as interval)
         where id = :id and state = 'working' returning person_id, language, packed, expires_at),
    message as (
        insert into portal.messages (public_id, channel, template, language, person_id, recipient, variables,
                                     message_id, next_at, created_at, expires_at)
        select :public_id, 'email', :template, coalesce(p.language, r.language), p.id, p.email,
               jsonb_build_object('documents', r.packed, 'address', cast(:address as text)),
               :message_id, portal.now(), portal.now(), r.expires_at
          from ready r join portal.people p on p.id = r.person_id returning id)
    select portal.defer('deliver_message', jsonb_build_object('message', id)) from message
""")
_FAIL = text("""
    update portal.downloads set state = 'failed', error = :error, finished_at = portal.now()
     where id = :id and state in ('queued', 'working')
""")
_GIVE_UP = text("""
    update portal.downloads set state = 'failed', error = :error, finished_at = portal.now()
     where state in ('queued', 'working') and created_at <= portal.now() - cast(:given_up as interval)
""")
_EXPIRED = text("select id, storage_key from portal.downloads where state = 'ready' and expires_at <= portal.now()")
_EXPIRE = text("update portal.downloads set state = 'expired', storage_key = null where id = :id and state = 'ready'")
_FORGET = text("""
    delete from portal.downloads
     where state in ('failed', 'expired') and created_at < portal.now() - interval '30 days'
""")
_KEPT = text("select storage_key from portal.downloads where state = 'ready'")


def ask_for_download(viewer: Viewer, query: str, documents: Sequence[str]) -> None:
    """Have the documents packed by the worker; `query` is the address they were chosen by, for the record.

    Asking again for the same while it is being packed does nothing. Raises Conflict while another one is, Forbidden
    where nothing may be taken away.
    """
    asked = json.dumps({"query": query, "documents": list(documents)})
    values = {"person": viewer.person_id, "asked": asked, "given_up": GIVEN_UP}
    with transaction(viewer, exporting=True, own=True) as session:
        session.execute(_ONE_AT_A_TIME, values)
        moving = session.execute(_MOVING, values).one_or_none()
        if moving is None:
            session.execute(_ASK, values | {"public_id": new_public_id(), "language": viewer.language or "en",
                                            "documents": len(documents)})  # fmt: skip
        elif not moving.same:
            raise Conflict(_("Another ZIP file is being packed for you. Wait until it is ready, then ask again."))


def begin_packing(download: int) -> Packing | None:
    """Take one in hand, from the start; None when it is done, failed or gone."""
    with worker() as session:
        row = session.execute(_BEGIN, {"id": download}).one_or_none()
    if row is None:
        return None
    return Packing(row.id, row.public_id, row.person_id, row.language, tuple(row.documents), row.late)


def note_progress(packing: Packing, packed: int) -> bool:
    """How many documents are inside by now; False when it need not be made any more."""
    with worker() as session:
        return session.execute(_PROGRESS, {"id": packing.id, "packed": packed}).first() is not None


def finish_packing(packing: Packing, key: str, size: int, inside: Sequence[str], address: str, host: str) -> bool:
    """It is ready: kept under `key`, and its person is told by mail where (`address`). False when nobody waits for it.

    `inside` are the very files that are in it; `host` is the portal's name in the mail's Message-ID.
    """
    public_id = new_public_id()
    values = {"id": packing.id, "key": key, "size": size, "inside": list(inside), "kept": KEPT, "address": address,
              "template": TEMPLATE, "public_id": public_id, "message_id": f"<{public_id}@{host}>"}  # fmt: skip
    with worker() as session:
        return session.execute(_FINISH, values).first() is not None


def fail_packing(packing: Packing, error: str) -> None:
    """It will not be made; `error` is one of the reasons in data.records.downloads."""
    with worker() as session:
        session.execute(_FAIL, {"id": packing.id, "error": error})


def list_expired_downloads() -> list[tuple[int, str]]:
    """Ids and storage keys of files whose time is over."""
    with worker() as session:
        return [(row.id, row.storage_key) for row in session.execute(_EXPIRED)]


def mark_expired(download: int) -> None:
    """Its file is deleted."""
    with worker() as session:
        session.execute(_EXPIRE, {"id": download})


def clear_downloads() -> frozenset[str]:
    """Give up what never became ready, forget what was over a month ago; the keys of files that are still wanted."""
    with worker() as session:
        session.execute(_GIVE_UP, {"error": INTERRUPTED, "given_up": GIVEN_UP})
        session.execute(_FORGET)
        return frozenset(session.execute(_KEPT).scalars())
