"""Batches as staff see them: the list with its counts, and one with its files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.publishing.sameness import SAME
from data.records.publishing import NOUNS, Batch, Batches, Item, ItemFile, OpenedDocument, Target, WholeBatch
from data.records.withdrawals import Opened
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 25
MOST_WAITING = 200
MOST_ITEMS = 300  # shown of a batch at once
_STATES = ("certain", "uncertain", "published", "discarded", "undone")
_COUNTS = ", ".join(
    f"(select count(*) from portal.publishing_items i where i.batch_id = b.id and i.state = '{state}') as {state}"  # noqa: S608
    for state in _STATES
)
_BATCH = f"""
select b.id, b.public_id, b.origin, p.name as by, b.created_at, b.tell_at, b.undone_at, {_COUNTS},
       (select count(*) from portal.publishing_notices n where n.batch_id = b.id) as told,
       (select i.file_name from portal.publishing_items i where i.batch_id = b.id order by i.id limit 1) as file_name
  from portal.publishing_batches b left join portal.people p on p.id = b.by_person_id"""  # noqa: S608
_ONE = text(f"{_BATCH} where b.public_id = :batch")
_WAITING = "select i.batch_id from portal.publishing_items i where i.state in ('certain', 'uncertain')"
_LIST = text(
    f"{_BATCH} where (cast(:after as bigint) is null or b.id < :after) and b.id not in ({_WAITING}) "
    "order by b.id desc limit :most"
)
_OPEN = text(f"{_BATCH} where b.id in ({_WAITING}) order by b.id desc limit :most")
_RECORDS = " union all ".join(
    f"select '{noun}', r.public_id, r.{'code' if noun == 'equipment' else 'number'} "  # noqa: S608
    f"from portal.{noun if noun == 'equipment' else f'{noun}s'} r "
    f"where r.client_id = i.client_id and r.id = i.{noun}_id"
    for noun in NOUNS
)
_ITEM = f"""
select i.public_id, b.public_id as batch, i.state, i.reason, i.file_name, i.media_type, i.size,
       c.public_id as client, c.name as client_name, s.public_id as site, s.name as site_name,
       r.noun, r.record, r.called, k.code as kind, k.names as kind_names, i.title, i.number, i.valid_until,
       o.public_id as replaces, d.public_id as document,
       case when i.state in ('certain', 'uncertain') and i.client_id is not null then {SAME} end as same
  from portal.publishing_items i
  join portal.publishing_batches b on b.id = i.batch_id
  left join portal.clients c on c.id = i.client_id
  left join portal.sites s on s.client_id = i.client_id and s.id = i.site_id
  left join portal.kinds k on k.id = i.kind_id
  left join portal.documents o on o.client_id = i.client_id and o.id = i.replaces_id
  left join portal.documents d on d.client_id = i.client_id and d.id = i.document_id
  left join lateral ({_RECORDS}) r (noun, record, called) on true"""  # noqa: S608
_ORDER = "array['uncertain', 'certain', 'published', 'undone', 'discarded']"
_ITEMS = text(f"""{_ITEM} where b.public_id = :batch order by array_position({_ORDER}, i.state), i.id limit :most""")
_ONE_ITEM = text(f"{_ITEM} where i.public_id = :item")
_FILE = text("""
    select storage_key, file_name, media_type, sha256 from portal.publishing_items
     where public_id = :item and storage_key is not null
""")
_OPENED = text("""
    select d.title, c.name as client_name, p.name, greatest(count(*) filter (where a.result is null), 1) as times,
           max(a.at) as last
      from portal.publishing_items i
      join portal.documents d on d.client_id = i.client_id and d.id = i.document_id
      join portal.clients c on c.id = d.client_id
      join portal.activity a on a.document_id = d.id and a.at >= i.settled_at - interval '1 minute' and not a.is_staff
       and a.kind in ('document_opened', 'document_downloaded') and coalesce(a.result, 'part') = 'part'
      join portal.people p on p.id = a.person_id
      join portal.publishing_batches b on b.id = i.batch_id
     where b.public_id = :batch group by d.id, d.title, c.name, p.id, p.name order by d.id, last desc limit 500
""")


def list_batches(viewer: Viewer, after: int | None = None) -> Batches:
    """Batches of which nothing waits any more, newest first, going on after an id. Raises Forbidden."""
    _allowed(viewer)
    with transaction(viewer) as session:
        rows = session.execute(_LIST, {"after": after, "most": PAGE + 1}).all()
    return Batches(tuple(_batch(row) for row in rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def waiting_batches(viewer: Viewer) -> tuple[Batch, ...]:
    """Batches with files that wait for somebody, newest first. Raises Forbidden."""
    _allowed(viewer)
    with transaction(viewer) as session:
        return tuple(_batch(row) for row in session.execute(_OPEN, {"most": MOST_WAITING}))


def find_batch(viewer: Viewer, batch: str) -> WholeBatch:
    """One batch, with what waits first, and who has opened what came of it. Raises Forbidden, NotFound."""
    _allowed(viewer)
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"batch": batch}).one_or_none() if is_public_id(batch) else None
        if row is None:
            raise NotFound
        items = session.execute(_ITEMS, {"batch": batch, "most": MOST_ITEMS}).all()
        opened: dict[tuple[str, str], list[Opened]] = {}
        for one in session.execute(_OPENED, {"batch": batch}):
            opened.setdefault((one.title, one.client_name), []).append(Opened(one.name, one.times, one.last))
    found = _batch(row)
    return WholeBatch(
        found, tuple(_item(one) for one in items), max(0, found.files - len(items)),
        tuple(OpenedDocument(title, client, tuple(people)) for (title, client), people in opened.items()),
    )  # fmt: skip


def has_batch(viewer: Viewer, batch: str) -> bool:
    """Whether there is such a batch. Raises Forbidden."""
    _allowed(viewer)
    with transaction(viewer) as session:
        return session.execute(_ONE, {"batch": batch}).first() is not None


def find_item(viewer: Viewer, item: str) -> Item:
    """One file of a batch. Raises Forbidden, NotFound."""
    _allowed(viewer)
    with transaction(viewer) as session:
        row = session.execute(_ONE_ITEM, {"item": item}).one_or_none() if is_public_id(item) else None
    if row is None:
        raise NotFound
    return _item(row)


def find_item_file(viewer: Viewer, item: str) -> ItemFile:
    """The bytes of a file that waits. Raises Forbidden, NotFound once it is settled."""
    _allowed(viewer)
    with transaction(viewer) as session:
        row = session.execute(_FILE, {"item": item}).one_or_none() if is_public_id(item) else None
    if row is None:
        raise NotFound
    return ItemFile(*row)


def _allowed(viewer: Viewer) -> None:
    if not viewer.may(Permission.PUBLISH):
        raise Forbidden


def _batch(row: Any) -> Batch:
    values: dict[str, Any] = dict(row._mapping)
    values.pop("id")
    return Batch(**values)


def _item(row: Any) -> Item:
    values: dict[str, Any] = dict(row._mapping)
    named = {name: values.pop(name) for name in ("client", "client_name", "site", "site_name", "noun", "record")}
    target = Target(**named, number=values.pop("called")) if named["client"] else None
    values.pop("called", None)
    return Item(**values, target=target)
