"""Imports: a table is uploaded here, and everything that was imported is listed."""

import hashlib
from pathlib import PurePath
from typing import cast

from flask import Response

from auth.access import may
from auth.errors import wants_json
from auth.forms import fields
from auth.portal import Query, register_page, route, show_again
from auth.receiving import Receiving, refused, taken, uploads
from auth.storage import storage
from components.import_views import PATH, TABLES, imports_page
from components.page import Page
from data.commands.imports import add_import
from data.ids import new_public_id
from data.imports.suggesting import ON_PAGE
from data.queries.company import company
from data.queries.imports import list_imports
from data.records.imports import FOLDER, LARGEST_BYTES
from data.viewer import Permission, Unavailable, Viewer
from integrations.files import FileRefused, check_size
from integrations.language import N_
from integrations.storage import StorageUnavailable


@register_page(PATH, access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """Newest first, going on from `?after=`."""
    told = query.get("after", "")
    after = int(told) if told.isascii() and told.isdigit() and len(told) <= 18 else None
    return imports_page(list_imports(viewer, after), viewer, company().zone, after)


@route(f"{PATH}/upload", access=may(Permission.IMPORT_RECORDS), methods=("POST",),
       receives=Receiving(files=1, file_bytes=LARGEST_BYTES, request_bytes=LARGEST_BYTES + 1_000_000))  # fmt: skip
def upload(viewer: Viewer) -> Response:
    """The table goes into the store, and the worker looks at it. Fields `kind` and `source` may be empty."""
    sent = fields("kind", "source")
    kind = sent["kind"] if sent["kind"] in ON_PAGE else None
    name = ""
    try:
        found = uploads()
        if not found:
            raise FileRefused("no_table", N_("Choose a file."))
        one, name = found[0], found[0].name
        check_size(one.size, LARGEST_BYTES)
        if PurePath(name).suffix.lower().lstrip(".") not in TABLES:
            raise FileRefused("no_table", N_("This is neither a CSV nor an XLSX file."))
    except FileRefused as refusal:
        if wants_json():
            return refused(refusal)
        told = imports_page(list_imports(viewer), viewer, company().zone, None, [(name, refusal.message)], sent)
        return show_again(viewer, told, PATH)
    key = f"{FOLDER}/{new_public_id()}"
    try:
        one.stream.seek(0)
        digest = hashlib.file_digest(cast("hashlib._BytesIOLike", one.stream), "sha256").hexdigest()
        one.stream.seek(0)
        storage().keep(key, one.stream)
    except StorageUnavailable as error:
        raise Unavailable from error
    source = sent["source"].strip()[:60] or "files"
    return taken(f"{PATH}/{add_import(viewer, name, key, one.size, digest, kind=kind, source=source)}")
