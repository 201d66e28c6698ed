"""A person's own ZIP downloads, and the file behind one."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.ids import is_public_id
from data.queries.packing import still_there
from data.records.downloads import Download, DownloadFile
from data.records.shared import build
from data.viewer import Conflict, Forbidden, NotFound, Viewer
from integrations.language import _

SHOWN = 10
_LIST = text("""
    select public_id, state, documents, packed, size, error, created_at, finished_at, expires_at,
           case when state = 'ready' then asked -> 'packed' end as inside
      from portal.downloads where person_id = :person order by id desc limit :most
""")
_FILE = text("""
    select public_id, storage_key, created_at, asked -> 'packed' as inside from portal.downloads
     where public_id = :public_id and person_id = :person and state = 'ready' and expires_at > portal.now()
""")


def list_downloads(viewer: Viewer) -> tuple[Download, ...]:
    """The newest of the person's own; nobody else's, whoever asks."""
    _own(viewer)
    with transaction(viewer) as session:
        rows = session.execute(_LIST, {"person": viewer.person_id, "most": SHOWN}).all()
    ready = {name for row in rows for name in row.inside or ()}
    there = still_there(viewer, sorted(ready)) if ready and viewer.exports else frozenset()
    return tuple(build(Download, row, withdrawn=not there.issuperset(row.inside or ())) for row in rows)


def find_download_file(viewer: Viewer, public_id: str) -> DownloadFile:
    """The file to send, if everything in it may still be taken away by this person.

    Raises NotFound for anybody else's and one whose time is over, Forbidden without the right, Conflict when something
    in it has been withdrawn since.
    """
    _own(viewer)
    if not is_public_id(public_id):
        raise NotFound
    with transaction(viewer) as session:
        row = session.execute(_FILE, {"public_id": public_id, "person": viewer.person_id}).one_or_none()
    if row is None:
        raise NotFound
    if not viewer.exports:
        raise Forbidden
    if not still_there(viewer, row.inside).issuperset(row.inside):
        raise Conflict(_("Something in this file has been withdrawn since it was packed. Please ask for a new one."))
    return build(DownloadFile, row)


def _own(viewer: Viewer) -> None:
    """Staff who look at the portal as somebody else do not see what that person took away."""
    if viewer.read_only:
        raise NotFound
