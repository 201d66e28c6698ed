"""The file behind a document: shown in the browser where that is safe, or saved; each opening is noted."""

from flask import Response, current_app

from auth.access import SIGNED_IN
from auth.files import reads_on, send_pieces
from auth.portal import route
from auth.visits import note
from data.queries.documents import find_document_file
from data.records.documents import VIEWABLE
from data.viewer import Unavailable, Viewer
from integrations.files import ALLOWED, safe_name
from integrations.storage import Storage, StorageUnavailable, open_storage

_SENDABLE = VIEWABLE | frozenset(ALLOWED.values())


# Who may open a document depends on the document: its area, its site, its publication. The rows' policies know.
@route("/documents/<id:document>", access=SIGNED_IN)
def show(viewer: Viewer, document: str) -> Response:
    """PDF and pictures open in place; anything else is saved."""
    return _send(viewer, document, "document_opened", inline=True)


@route("/documents/<id:document>/download", access=SIGNED_IN)
def download(viewer: Viewer, document: str) -> Response:
    """The file to be saved, under its own name."""
    return _send(viewer, document, "document_downloaded", inline=False)


def _send(viewer: Viewer, document: str, kind: str, *, inline: bool) -> Response:
    file = find_document_file(viewer, document)
    storage = _storage()
    try:
        size = storage.size(file.storage_key)
        answer = send_pieces(
            lambda: storage.stream(file.storage_key), size,
            file.media_type if file.media_type in _SENDABLE else "application/octet-stream", safe_name(file.file_name),
            inline=inline and file.media_type in VIEWABLE, tag=file.sha256,
        )  # fmt: skip
    except (FileNotFoundError, StorageUnavailable) as error:
        raise Unavailable from error
    if answer.status_code < 400:
        # Each part is noted, or a file could be had without a trace; parts do not count as openings.
        part = "part" if reads_on(answer) else None
        note(kind, viewer=viewer, client_id=file.client_id, document_id=file.id, result=part)
    return answer


def _storage() -> Storage:
    """The installation's file store, opened once."""
    extensions = current_app.extensions
    if "storage" not in extensions:
        extensions["storage"] = open_storage(extensions["settings"].files_url)
    found: Storage = extensions["storage"]
    return found
