"""The file behind a document: shown in the browser where that is safe, or saved; each opening is noted."""

import re

from flask import Response, request

from auth.access import SIGNED_IN
from auth.portal import route
from auth.stored_files import note_sent, send_stored
from data.queries.documents import find_document_file
from data.viewer import NotFound, Viewer

_VERSION = re.compile(r"[1-9][0-9]{0,6}")


# Who may open a document depends on the document: its area, its site, its publication. The rows' policies know.
@route("/documents/<id:document>/open", access=SIGNED_IN)
def show(viewer: Viewer, document: str) -> Response:
    """PDF and pictures open in place; anything else is saved."""
    return _send(viewer, document, "document_opened", inline=True)


@route("/documents/<id:document>/download", access=SIGNED_IN)
def download(viewer: Viewer, document: str) -> Response:
    """The file to be saved, under its own name."""
    return _send(viewer, document, "document_downloaded", inline=False)


def _send(viewer: Viewer, document: str, kind: str, *, inline: bool) -> Response:
    file = find_document_file(viewer, document, wanted_version())
    answer = send_stored(file, inline=inline)
    note_sent(kind, answer, viewer=viewer, client_id=file.client_id, document_id=file.id)
    return answer


def wanted_version() -> int | None:
    """The earlier version an address asks for, if it does. Raises NotFound for what is no version."""
    asked = request.args.get("version", "")
    if not asked:
        return None
    if not _VERSION.fullmatch(asked):
        raise NotFound
    return int(asked)
