"""Keeping a form beside its session while the person proves who they are, finding it again, letting it go."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.ids import is_public_id, new_public_id
from data.records.kept_forms import KEPT_LASTS, MOST_KEPT, KeptForm
from data.viewer import Forbidden, NotFound, Viewer

_KEEP = text("""
    with room as (
        delete from portal.kept_forms where id in (
            select id from portal.kept_forms where session_id = :session order by id desc offset :others))
    insert into portal.kept_forms (public_id, session_id, words, path, back, sealed, expires_at)
    values (:public_id, :session, :words, :path, :back, :sealed, portal.now() + cast(:lasts as interval))
""")
_FIND = text("""
    select public_id, words, path, back, sealed from portal.kept_forms
     where public_id = :form and session_id = :session and expires_at > portal.now()
""")
_DROP = text("delete from portal.kept_forms where public_id = :form and session_id = :session")


def keep_form(viewer: Viewer, words: str, path: str, back: str, sealed: bytes) -> str:
    """Keep a form of the viewer's session; the public id it is found by. Raises Forbidden without a session."""
    if viewer.read_only or viewer.session_id is None:
        raise Forbidden
    public_id = new_public_id()
    with door() as session:
        session.execute(_KEEP, {
            "public_id": public_id, "session": viewer.session_id, "words": words, "path": path, "back": back,
            "sealed": sealed, "lasts": KEPT_LASTS, "others": MOST_KEPT - 1,
        })  # fmt: skip
    return public_id


def find_kept_form(viewer: Viewer, form: str) -> KeptForm:
    """A form of the viewer's own session. Raises NotFound for any other, and for one that was sent or is too old."""
    with door() as session:
        row = session.execute(_FIND, {"form": form, "session": viewer.session_id}).one_or_none()
    if row is None:
        raise NotFound
    return KeptForm(row.public_id, row.words, row.path, row.back, bytes(row.sealed))


def drop_kept_form(viewer: Viewer, form: str) -> None:
    """It has been sent; nothing happens where there is none of that id."""
    if is_public_id(form):
        with door() as session:
            session.execute(_DROP, {"form": form, "session": viewer.session_id})
