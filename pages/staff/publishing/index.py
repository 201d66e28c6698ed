"""Publishing, for staff: dropping a batch of files, what waits, and all batches there ever were."""

from flask import Response, current_app

from auth.access import may
from auth.errors import wants_json
from auth.forms import fields
from auth.portal import Query, Redirect, register_page, route, show_again
from auth.receiving import Receiving, refused, taken, uploads
from auth.storage import storage
from components.page import Page
from components.publishing_views import AT_ONCE, publishing_page
from components.publishing_words import PATH
from data.commands.publishing.receiving import Received, add_file, open_batch
from data.ids import is_public_id, new_public_id
from data.queries.company import company
from data.queries.publishing.batches import has_batch, list_batches, waiting_batches
from data.viewer import Invalid, Permission, Viewer
from integrations.cleaning import CLEANER
from integrations.files import CleanFile, FileRefused
from integrations.language import _
from integrations.settings import Settings

PUBLISHING = may(Permission.PUBLISH)
_TAKES = Receiving(files=AT_ONCE, request_bytes=500_000_000)


@register_page("/staff/publishing", access=PUBLISHING)
def layout(viewer: Viewer, query: Query) -> Page:
    """Newest first, going on from `?after=`; `?batch=` leads to a batch once there is one."""
    batch = query.get("batch", "")
    if is_public_id(batch) and has_batch(viewer, batch):
        raise Redirect(f"{PATH}/{batch}")
    told = query.get("after", "")
    after = int(told) if told.isascii() and told.isdigit() and len(told) <= 18 else None
    return publishing_page(viewer, waiting_batches(viewer), list_batches(viewer, after), company().zone,
                           new_public_id(), after=after)  # fmt: skip


@route("/staff/publishing/upload", access=PUBLISHING, methods=("POST",), receives=_TAKES)
def upload(viewer: Viewer) -> Response:
    """Files of a batch: cleaned, read, matched, put aside. Those that are refused keep none of the others back."""
    files = uploads()
    if not files:
        raise Invalid(_("No file was chosen."), "file")
    batch, wrong = open_batch(viewer, fields("batch")["batch"]), []
    for one in files:
        try:
            clean = one.clean()
            if clean.media_type != "application/pdf":
                raise FileRefused("file_kind", _("Only PDF files are matched. Add others one by one."))
        except FileRefused as reason:
            if wants_json():
                return refused(reason)
            wrong.append((one.name, reason.message))
            continue
        add_file(viewer, storage(), batch, Received(one.name, clean, words_of(clean)))
    if wrong:
        found = publishing_page(viewer, waiting_batches(viewer), list_batches(viewer), company().zone, batch,
                                refused=wrong)  # fmt: skip
        return show_again(viewer, found, PATH)
    return taken(f"{PATH}/{batch}")


def words_of(clean: CleanFile) -> str:
    """The text of a file, where it has one."""
    return CLEANER.words(clean.content) if clean.media_type == "application/pdf" else ""


def installation() -> Settings:
    """The settings of the application that answers."""
    found: Settings = current_app.extensions["settings"]
    return found
