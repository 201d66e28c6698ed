"""A ZIP file that is ready, for the person who asked for it and nobody else."""

from flask import Response

from auth.access import SIGNED_IN
from auth.files import reads_on, send_pieces
from auth.portal import route
from auth.storage import storage
from auth.visits import note
from data.queries.downloads import find_download_file
from data.viewer import Unavailable, Viewer
from integrations.files import safe_name
from integrations.language import _
from integrations.storage import StorageUnavailable


@route("/downloads/<id:download>", access=SIGNED_IN)
def send(viewer: Viewer, download: str) -> Response:
    """The file, or a part of it where a connection broke."""
    found = find_download_file(viewer, download)
    store = storage()
    name = safe_name(_("Documents") + f" {found.created_at.date().isoformat()}.zip")
    try:
        size = store.size(found.storage_key)
        answer = send_pieces(
            lambda: store.stream(found.storage_key), size, "application/zip", name, inline=False, tag=found.public_id
        )
    except (FileNotFoundError, StorageUnavailable) as error:
        raise Unavailable from error
    if answer.status_code < 400 and not reads_on(answer):
        note("exported", viewer=viewer)
    return answer
