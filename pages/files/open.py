"""The bytes of a file: shown in the browser where that is safe, or saved; each opening is noted."""

from flask import Response, request

from auth.access import area
from auth.portal import route
from auth.stored_files import note_sent, send_stored
from data.commands.file_care import mark_seen
from data.queries.files import find_stored_file
from data.viewer import Area, Permission, Viewer


@route("/files/<id:public_id>/open", access=area(Area.FILES))
def show(viewer: Viewer, public_id: str) -> Response:
    """PDF and pictures open in place; anything else is saved."""
    return _send(viewer, public_id, "document_opened", inline=True)


@route("/files/<id:public_id>/download", access=area(Area.FILES))
def download(viewer: Viewer, public_id: str) -> Response:
    """The file to be saved, under its own name."""
    return _send(viewer, public_id, "document_downloaded", inline=False)


def _send(viewer: Viewer, public_id: str, kind: str, *, inline: bool) -> Response:
    file = find_stored_file(viewer, public_id)
    answer = send_stored(file, inline=inline)
    if viewer.may(Permission.MANAGE_FILES) and request.method == "GET":
        mark_seen(viewer, public_id)
    note_sent(kind, answer, viewer=viewer, client_id=file.client_id, file_id=file.id)
    return answer
