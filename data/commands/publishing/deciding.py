"""Staff decide about one file: where it belongs and what it is; or that it is not published at all."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from data.commands.publishing.confirming import forget_aside, publish_items
from data.commands.publishing.receiving import Received, hold_batch, insert_batch, publishing, put_aside
from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.queries.publishing.targets import Place, find_place
from data.records.publishing import NOUNS, WAITING, Wanted
from data.session import Session
from data.viewer import Conflict, Invalid, NotFound, Viewer
from integrations.files import safe_name
from integrations.language import _, number
from integrations.storage import Storage

LONGEST_TITLE, LONGEST_NUMBER = 200, 100
_HOLD = text("""
    select i.id, i.batch_id, i.state, i.storage_key, b.public_id as batch
      from portal.publishing_items i join portal.publishing_batches b on b.id = i.batch_id
     where i.public_id = :item for update of i
""")
_DECIDE = text(f"""
    update portal.publishing_items set state = 'certain', reason = null, client_id = :client_id, site_id = :site_id,
           {", ".join(f"{noun}_id = :{noun}" for noun in NOUNS)}, kind_id = :kind_id, title = :title, number = :number,
           valid_until = :valid_until, replaces_id = :replaces_id, by_person_id = :person
     where id = :id
""")  # noqa: S608
_BESIDE = text("""
    insert into portal.publishing_items (public_id, batch_id, state, file_name, media_type, size, sha256, storage_key)
    values (:public_id, :batch, 'uncertain', :file_name, :media_type, :size, :sha256, :key) returning id
""")
_DISCARD = text("""
    update portal.publishing_items set state = 'discarded', reason = null, storage_key = null, by_person_id = :person,
           settled_at = portal.now()
     where id = :id
""")
_WAITING = text("""
    select id, storage_key from portal.publishing_items where batch_id = :batch and state in ('certain', 'uncertain')
       for update
""")
_KIND = text("select id from portal.kinds where noun = 'document' and code = :kind")
_REPLACED = text("""
    select d.id, d.kind_id, d.title from portal.documents d
     where d.public_id = :replaces and d.client_id = :client and d.published_at is not null and d.withdrawn_at is null
       and d.deleted_at is null
""")


class DecisionRefused(Invalid):
    """What was typed does not do; `mistakes` says of each field why."""

    status = 422

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(" ".join(mistakes.values()))
        self.mistakes = mistakes


def decide_item(viewer: Viewer, storage: Storage, item: str, wanted: Wanted, *, publish: bool) -> str:
    """Say where a file belongs, and publish it or leave it to be confirmed with the others; the batch's public id.

    Raises Forbidden, NotFound, DecisionRefused, Conflict for what was settled meanwhile, Unavailable.
    """
    publishing(viewer)
    done: list[str] = []
    with transaction(viewer) as session:
        held = _hold(session, item)
        hold_batch(session, held.batch)
        session.execute(_DECIDE, _checked(session, wanted) | {"id": held.id, "person": viewer.person_id})
        if publish:
            done = publish_items(session, viewer, storage, held.batch_id, [item])[1]
            if not done:
                raise Conflict(_("The record has been withdrawn meanwhile. Choose another one."))
    forget_aside(storage, done)
    return str(held.batch)


def add_beside(viewer: Viewer, storage: Storage, received: Received, wanted: Wanted, *, publish: bool) -> str:
    """One document beside its record: published at once, or kept as a draft that staff confirm later.

    It is a batch of one, so that it is told, listed and taken back like the others; its public id. Raises as
    decide_item does.
    """
    publishing(viewer)
    public_id, done, kept = new_public_id(), list[str](), False
    with transaction(viewer) as session:
        _checked(session, wanted)  # before anything is put aside
    key = put_aside(storage, public_id, received.clean)
    try:
        with transaction(viewer) as session:
            batch, batch_id = insert_batch(session, viewer, "record")
            clean = received.clean
            file = {"public_id": public_id, "batch": batch, "file_name": safe_name(received.name), "key": key,
                    "media_type": clean.media_type, "size": clean.size, "sha256": clean.sha256}  # fmt: skip
            values = _checked(session, wanted) | {"id": session.execute(_BESIDE, file).scalar_one()}
            session.execute(_DECIDE, values | {"person": viewer.person_id})
            if publish:
                done = publish_items(session, viewer, storage, batch, None)[1]
        kept = True
    finally:
        if not kept:
            storage.delete(key)
    forget_aside(storage, done)
    return batch_id


def discard_items(viewer: Viewer, storage: Storage, batch: str, item: str | None = None) -> int:
    """Throw away one file of a batch that waits, or all that do; how many. Raises Forbidden, NotFound, Conflict."""
    publishing(viewer)
    with transaction(viewer) as session:
        held = hold_batch(session, batch)
        rows = session.execute(_WAITING, {"batch": held.id}).all() if item is None else [_hold(session, item)]
        for row in rows:
            session.execute(_DISCARD, {"id": row.id, "person": viewer.person_id})
    forget_aside(storage, [row.storage_key for row in rows])
    return len(rows)


def _hold(session: Session, item: str) -> Row[Any]:
    row = session.execute(_HOLD, {"item": item}).one_or_none() if is_public_id(item) else None
    if row is None:
        raise NotFound
    if row.state not in WAITING:
        raise Conflict(_("Somebody else has settled this file meanwhile."))
    return row


def _checked(session: Session, wanted: Wanted) -> dict[str, Any]:
    """What was typed as it is stored. Raises DecisionRefused, NotFound for a place that is not there."""
    mistakes: dict[str, str] = {}
    place = find_place(session, wanted)
    kind = session.execute(_KIND, {"kind": wanted.kind}).scalar()
    title, told = wanted.title.strip(), wanted.number.strip()
    values: dict[str, Any] = dict.fromkeys(NOUNS) | _placed(place)
    replaced = None
    if wanted.replaces and place is not None:
        replaced = session.execute(_REPLACED, {"replaces": wanted.replaces, "client": place.client_id}).one_or_none()
        if replaced is None:
            mistakes["replaces"] = _("This document is not published there any more.")
        else:
            kind, title = replaced.kind_id, replaced.title
    if place is None:
        mistakes["place"] = _("Choose the client, site or record it belongs to.")
    if kind is None:
        mistakes["kind"] = _("Choose what kind of document it is.")
    if not title:
        mistakes["title"] = _("Give it a title: clients read it.")
    for field, words, most in (("title", title, LONGEST_TITLE), ("number", told, LONGEST_NUMBER)):
        if len(words) > most:
            mistakes[field] = _("Please say it in fewer than %(n)s characters.") % {"n": number(most)}
    values |= {"kind_id": kind, "title": title, "number": told or None, "valid_until": None,
               "replaces_id": replaced.id if replaced else None}  # fmt: skip
    if wanted.valid_until:
        try:
            values["valid_until"] = date.fromisoformat(wanted.valid_until)
        except ValueError:
            mistakes["valid_until"] = _("This is no day of the calendar.")
    if mistakes:
        raise DecisionRefused(mistakes)
    return values


def _placed(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    found: dict[str, Any] = {"client_id": place.client_id, "site_id": place.site_id}
    return found | ({place.noun: place.record_id} if place.noun else {})
