"""One batch: confirming, throwing away, telling, taking back."""

from flask import Response, make_response, redirect, request

from auth.access import may
from auth.forms import fields
from auth.portal import Query, register_page, route
from auth.storage import storage
from components.page import Page
from components.publishing_batch import batch_page
from components.publishing_words import PATH
from data.commands.publishing.confirming import publish_certain
from data.commands.publishing.deciding import discard_items
from data.commands.publishing.telling import tell_now
from data.commands.publishing.undoing import undo_batch
from data.queries.company import company
from data.queries.publishing.batches import find_batch
from data.viewer import Permission, Viewer
from integrations.message_words import host_of
from pages.staff.publishing.index import installation

PUBLISHING = may(Permission.PUBLISH)


@register_page("/staff/publishing/<id:batch>", access=PUBLISHING)
def layout(viewer: Viewer, query: Query, batch: str) -> Page:
    """What waits stands first."""
    return batch_page(viewer, find_batch(viewer, batch), company().zone, query.get("done", ""))


@route("/staff/publishing/<id:batch>/confirm", access=PUBLISHING, methods=("POST",))
def confirm(viewer: Viewer, batch: str) -> Response:
    """Publish each ticked `item`, or with `all` whatever is certain."""
    items = None if fields("all")["all"] else request.form.getlist("item")
    done = publish_certain(viewer, storage(), batch, items)
    return back(batch, "published" if done else "none")


@route("/staff/publishing/<id:batch>/discard", access=PUBLISHING, methods=("POST",))
def discard(viewer: Viewer, batch: str) -> Response:
    """Throw away all that waits in the batch."""
    discard_items(viewer, storage(), batch)
    return back(batch, "discarded")


@route("/staff/publishing/<id:batch>/tell", access=PUBLISHING, methods=("POST",))
def tell(viewer: Viewer, batch: str) -> Response:
    """Tell the clients' people without waiting."""
    base = installation().base_url
    return back(batch, "told" if tell_now(viewer, batch, base, host_of(base)) else "nobody")


@route("/staff/publishing/<id:batch>/undo", access=PUBLISHING, methods=("POST",))
def undo(viewer: Viewer, batch: str) -> Response:
    """Take everything of it back; field `reason`."""
    undo_batch(viewer, storage(), batch, fields("reason", "batch")["reason"])
    return back(batch, "undone")


def back(batch: str, done: str) -> Response:
    """To the batch, which says what was done."""
    return make_response(redirect(f"{PATH}/{batch}?done={done}", 303))
