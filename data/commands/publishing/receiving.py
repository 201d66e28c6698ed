"""A file comes in: put aside, matched, written down as an item of its batch. Nobody but staff can know of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.matching.evidence import Proposal
from data.matching.kinds import DATED, OWN_PAPER
from data.matching.lookup import match
from data.matching.validity import valid_until
from data.queries.company import company
from data.queries.publishing.sameness import same_document
from data.records.publishing import MOST_FILES, NOUNS
from data.session import Session
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.files import CleanFile, safe_name
from integrations.language import _, number
from integrations.storage import Storage

FOLDER = "publishing"  # where files are put aside in the store, each under its item's public id
_BEGIN = text("""
    insert into portal.publishing_batches (public_id, origin, by_person_id) values (:public_id, :origin, :person)
    returning id
""")
_OPEN = text("""
    insert into portal.publishing_batches (public_id, origin, by_person_id) values (:public_id, 'drop', :person)
    on conflict (public_id) do nothing
""")
_BATCH = text("""
    select b.id, b.undone_at, (select count(*) from portal.publishing_items i where i.batch_id = b.id) as files
      from portal.publishing_batches b where b.public_id = :batch for update
""")
_ADD = text(f"""
    insert into portal.publishing_items (public_id, batch_id, state, reason, file_name, media_type, size, sha256,
        storage_key, client_id, site_id, kind_id, title, number, valid_until,
        {", ".join(f"{noun}_id" for noun in NOUNS)})
    values (:public_id, :batch, :state, :reason, :file_name, :media_type, :size, :sha256,
        :key, :client, :site, :kind, :title, :number, :valid_until, {", ".join(f":{noun}" for noun in NOUNS)})
    returning id
""")  # noqa: S608  (constants alone)
_NAMED = text("""
    select k.id, coalesce(k.names ->> coalesce(c.language, :language), k.names ->> :language, k.names ->> 'en') as name
      from portal.kinds k left join portal.clients c on c.id = cast(:client as bigint)
     where k.noun = 'document' and k.code = :kind
""")
_TWICE = text("""
    select exists (select from portal.publishing_items
                    where sha256 = :sha256 and state in ('certain', 'uncertain') and id <> :id)
""")
_DOUBT = text("update portal.publishing_items set state = 'uncertain', reason = :reason where id = :id")
_WITH_NUMBER = frozenset(OWN_PAPER) | {"job"}  # what is called by the number of its record


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in: cleaned, with the text that was read of it."""

    name: str
    clean: CleanFile
    words: str = ""


def publishing(viewer: Viewer) -> None:
    """Raises Forbidden for whoever may not publish."""
    if not viewer.may(Permission.PUBLISH):
        raise Forbidden


def open_batch(viewer: Viewer, batch: str) -> str:
    """The batch of this public id, begun if there is none yet; its public id. Raises Forbidden, Invalid."""
    publishing(viewer)
    if not is_public_id(batch):
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."), "batch")
    with transaction(viewer) as session:
        session.execute(_OPEN, {"public_id": batch, "person": viewer.person_id})
    return batch


def insert_batch(session: Session, viewer: Viewer, origin: str) -> tuple[int, str]:
    """Id and public id of a new batch."""
    public_id = new_public_id()
    values = {"public_id": public_id, "origin": origin, "person": viewer.person_id}
    return int(session.execute(_BEGIN, values).scalar_one()), public_id


def add_file(viewer: Viewer, storage: Storage, batch: str, received: Received) -> str:
    """Put a file aside in a batch and match it; its public id.

    Raises Forbidden, NotFound, Invalid for a batch that is full, Conflict for one that was taken back,
    StorageUnavailable.
    """
    publishing(viewer)
    public_id = new_public_id()
    key = put_aside(storage, public_id, received.clean)
    kept = False
    try:
        with transaction(viewer) as session:
            found = match(session, received.name, received.words, company())
            held = hold_batch(session, batch)
            if held.files >= MOST_FILES:
                raise Invalid(_("A batch holds at most %(n)s files. Begin another one.") % {"n": number(MOST_FILES)})
            insert_item(session, held.id, public_id, key, received, found)
        kept = True
    finally:
        if not kept:
            storage.delete(key)
    return public_id


def put_aside(storage: Storage, item: str, clean: CleanFile) -> str:
    """Write a file where nobody is shown it; the key. Raises StorageUnavailable."""
    key = f"{FOLDER}/{item}"
    storage.keep(key, io.BytesIO(clean.content))
    return key


def hold_batch(session: Session, batch: str) -> Row[Any]:
    """The batch, held until the transaction ends. Raises NotFound, Conflict for one that was taken back."""
    row = session.execute(_BATCH, {"batch": batch}).one_or_none() if is_public_id(batch) else None
    if row is None:
        raise NotFound
    if row.undone_at is not None:
        raise Conflict(_("This batch was taken back. Nothing of it can be published any more."))
    return row


def insert_item(session: Session, batch: int, public_id: str, key: str, received: Received, found: Proposal) -> int:
    """Write the item with what was found; the same bytes at the same place, or twice, make it uncertain."""
    spoken = {"kind": found.kind, "client": found.client_id, "language": company().language}
    kind = session.execute(_NAMED, spoken).one_or_none()
    told = found.hit.number if found.hit and found.hit.noun in _WITH_NUMBER else None
    title = " ".join(part for part in (kind.name, told) if part) if kind else _stem(received.name)
    values: dict[str, Any] = dict.fromkeys(NOUNS)
    if found.hit is not None:
        values[found.hit.noun] = found.hit.id
    values |= {
        "public_id": public_id, "batch": batch, "state": "certain" if found.certain else "uncertain",
        "reason": found.reason, "file_name": safe_name(received.name), "media_type": received.clean.media_type,
        "size": received.clean.size, "sha256": received.clean.sha256, "key": key, "client": found.client_id,
        "site": found.site_id, "kind": kind.id if kind else None, "title": title, "number": told,
        "valid_until": valid_until(received.words) if found.kind in DATED else None,
    }  # fmt: skip
    item = int(session.execute(_ADD, values).scalar_one())
    doubt = None
    if session.execute(_TWICE, {"sha256": received.clean.sha256, "id": item}).scalar():
        doubt = "twice"
    if same_document(session, item):
        doubt = "already"
    if doubt:
        session.execute(_DOUBT, {"id": item, "reason": doubt})
    return item


def _stem(name: str) -> str:
    return PurePosixPath(safe_name(name)).stem.replace("_", " ")[:200] or name
