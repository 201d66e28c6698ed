"""What staff do with a file: delete it, have it back, make a document of a record of it."""

from __future__ import annotations

from typing import cast

from flask import Response, redirect

from auth.access import may
from auth.forms import fields
from auth.portal import Query, register_page, route, show_again
from auth.storage import storage
from components.page import Page
from components.staff_file_views import attach_page
from data.commands.file_care import attach_file, delete_file, find_attachable, find_record, restore_file
from data.queries.files import find_file
from data.queries.tables import document_kinds
from data.viewer import Invalid, Permission, Unavailable, Viewer
from integrations.storage import StorageUnavailable

HANDLING = may(Permission.MANAGE_FILES)


@route("/staff/files/<id:public_id>/delete", access=HANDLING, methods=("POST",))
def delete(viewer: Viewer, public_id: str) -> Response:
    """Into the trash; the list offers to undo it."""
    delete_file(viewer, public_id)
    return cast(Response, redirect(f"/staff/files?deleted={public_id}", 303))


@route("/staff/files/<id:public_id>/restore", access=HANDLING, methods=("POST",))
def restore(viewer: Viewer, public_id: str) -> Response:
    """Out of the trash again."""
    restore_file(viewer, public_id)
    return cast(Response, redirect(f"/files/{public_id}", 303))


@register_page("/files/<id:public_id>/attach", access=HANDLING)
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The form; the record the file is about stands in it already."""
    found = find_file(viewer, public_id)
    about = found.about
    typed = {"noun": about.noun if about else "inspection", "number": about.number if about else "",
             "title": found.description, "kind": ""}  # fmt: skip
    return attach_page(found, document_kinds(viewer), typed, {}, viewer)


@route("/files/<id:public_id>/attach", access=HANDLING, methods=("POST",))
def attach(viewer: Viewer, public_id: str) -> Response:
    """Copy the bytes, then publish them as a document of the record."""
    typed = fields("noun", "number", "title", "kind")
    file = find_attachable(viewer, public_id)
    try:
        find_record(viewer, public_id, typed["noun"], typed["number"])
        key = _copied(file.storage_key)
        document = attach_file(viewer, public_id, typed["noun"], typed["number"], typed["title"], typed["kind"], key)
    except Invalid as wrong:
        errors = {wrong.field or "number": wrong.message}
        page = attach_page(find_file(viewer, public_id), document_kinds(viewer), typed, errors, viewer)
        return show_again(viewer, page, f"/files/{public_id}/attach")
    return cast(Response, redirect(f"/documents/{document}", 303))


def _copied(key: str) -> str:
    """The same bytes where documents are kept."""
    kept = storage()
    try:
        return kept.publish(kept.stage(kept.get(key)))
    except (FileNotFoundError, StorageUnavailable) as error:
        raise Unavailable from error
