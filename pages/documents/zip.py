"""Documents as a ZIP: a small choice is sent at once, a larger one packed by the worker and found under Downloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, redirect, request

from auth.access import SIGNED_IN, taking
from auth.archives import pack
from auth.files import SAVED_POLICY, disposition
from auth.limits import for_packing
from auth.portal import Query, route
from auth.storage import storage
from auth.visits import note
from data.commands.downloads import ask_for_download
from data.commands.limits import take
from data.queries.documents import DOCUMENTS
from data.queries.moment import current_day
from data.queries.packing import choose_documents, choose_named, list_packed, still_there
from data.queries.scope import find_scope
from data.records.downloads import AT_ONCE, AT_ONCE_BYTES, MOST, MOST_BYTES, Chosen
from data.records.tables import read_question
from data.viewer import Conflict, Invalid, Unavailable, Viewer
from integrations.files import safe_name
from integrations.language import _, file_size, number
from integrations.storage import StorageUnavailable

_IN_MEMORY = 4_000_000  # bytes; larger files are written to disk
_PIECE = 1 << 16


# Sending it twice does no harm: one ZIP is packed at a time, and asking for the same again leads to the first.
@route("/documents/zip", access=taking(SIGNED_IN), methods=("POST",), repeatable=True)
def take_away(viewer: Viewer) -> Response:
    """The ticked documents (fields `document`), or with `what=all` every one that the list of this query shows."""
    take(for_packing(viewer))
    chosen = _choose(viewer)
    if not chosen:
        raise Invalid(_("Tick at least one document, then press the button again."))
    whole = sum(one.size for one in chosen)
    if len(chosen) > MOST or whole > MOST_BYTES:
        words = _("This is too much for one ZIP file, which takes %(n)s documents and %(size)s at most. "
                  "Please narrow the list first.")  # fmt: skip
        raise Invalid(words % {"n": number(MOST), "size": file_size(MOST_BYTES)})
    names = [one.public_id for one in chosen]
    if len(chosen) <= AT_ONCE and whole <= AT_ONCE_BYTES:
        answer = _send(viewer, names)
    else:
        ask_for_download(viewer, request.query_string.decode("ascii", "replace"), names)
        answer = cast(Response, redirect("/downloads", 303))
    note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
    return answer


def _choose(viewer: Viewer) -> Sequence[Chosen]:
    if request.form.get("what") == "all":
        query = Query(request.query_string.decode("ascii", "replace"))
        scope = find_scope(viewer, query.get("site"), query.get("client"))
        return choose_documents(viewer, scope, read_question(query, DOCUMENTS.shape))
    ticked = list(dict.fromkeys(request.form.getlist("document")))
    if len(ticked) > MOST:
        raise Invalid(_("These are more than %(n)s documents. Please tick fewer.") % {"n": number(MOST)})
    return choose_named(viewer, ticked)


def _send(viewer: Viewer, names: Sequence[str]) -> Response:
    """The archive, whole before its first byte leaves: a slow reader holds no connection to the database."""
    documents = list_packed(viewer, names)
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  (sent, then closed, after this function)
    try:
        pack(file, documents, storage(), left_out=len(names) - len(documents))
        inside = [one.very_file for one in documents]
        if not still_there(viewer, inside).issuperset(inside):
            raise Conflict(
                _("Something in this file has been withdrawn since it was packed. Please ask for a new one.")
            )
        size = file.seek(0, SEEK_END)
        file.seek(0)
    except StorageUnavailable as error:
        file.close()
        raise Unavailable from error
    except BaseException:
        file.close()
        raise
    for one in documents:
        note("document_downloaded", viewer=viewer, client_id=one.client_id, document_id=one.id)
    answer = Response(_pieces(file), mimetype="application/zip")
    answer.call_on_close(file.close)
    answer.headers["Content-Length"] = str(size)
    name = safe_name(_("Documents") + f" {current_day().isoformat()}.zip")
    answer.headers["Content-Disposition"] = disposition("attachment", name)
    answer.headers["Content-Security-Policy"] = SAVED_POLICY
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
