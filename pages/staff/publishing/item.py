"""One file of a batch: looked at, decided about, thrown away."""

from flask import Response, make_response, redirect

from auth.access import may
from auth.forms import fields
from auth.portal import Query, Redirect, register_page, route, show_again
from auth.storage import storage
from auth.stored_files import send_stored
from components.page import Page
from components.publishing_item import Deciding, item_page
from components.publishing_words import PATH
from data.commands.publishing.deciding import DecisionRefused, decide_item, discard_items
from data.queries.publishing.batches import find_item, find_item_file
from data.queries.publishing.targets import document_kinds, find_target, search_targets
from data.records.publishing import WAITING, Item, Wanted
from data.viewer import Permission, Viewer
from pages.staff.publishing.batch import back

PUBLISHING = may(Permission.PUBLISH)
PLACE = ("noun", "record", "site", "client")
SAID = ("kind", "title", "number", "valid_until", "replaces")


@register_page("/staff/publishing/items/<id:item>", access=PUBLISHING)
def layout(viewer: Viewer, query: Query, item: str) -> Page:
    """What is known of it; `?q=` looks for another place, `?noun=&record=`, `?site=` and `?client=` choose one."""
    one = find_item(viewer, item)
    if one.state not in WAITING:
        raise Redirect(f"{PATH}/{one.batch}")
    return item_page(viewer, one, deciding(viewer, wanted_of(one, query), search=query.get("q", "").strip()))


@route("/staff/publishing/items/<id:item>/open", access=PUBLISHING)
def show(viewer: Viewer, item: str) -> Response:
    """The file as it would be published."""
    return send_stored(find_item_file(viewer, item), inline=True)


@route("/staff/publishing/items/<id:item>/decide", access=PUBLISHING, methods=("POST",))
def decide(viewer: Viewer, item: str) -> Response:
    """Field `do`: publish it, or keep the decision to be confirmed with the others."""
    sent = fields("do", *PLACE, *SAID)
    publish = sent.pop("do") == "publish"
    wanted = Wanted(**sent)
    try:
        batch = decide_item(viewer, storage(), item, wanted, publish=publish)
    except DecisionRefused as error:
        found = item_page(viewer, find_item(viewer, item), deciding(viewer, wanted, mistakes=error.mistakes))
        return show_again(viewer, found, f"{PATH}/items/{item}")
    return back(batch, "published" if publish else "kept")


@route("/staff/publishing/items/<id:item>/discard", access=PUBLISHING, methods=("POST",))
def discard(viewer: Viewer, item: str) -> Response:
    """Throw it away: it is never published."""
    one = find_item(viewer, item)
    discard_items(viewer, storage(), one.batch, item)
    return make_response(redirect(f"{PATH}/{one.batch}?done=discarded", 303))


def deciding(viewer: Viewer, wanted: Wanted, *, search: str = "", mistakes: dict[str, str] | None = None) -> Deciding:
    """What the form is drawn from. Raises NotFound for a place that is not there."""
    target, papers = find_target(viewer, wanted)
    found = search_targets(viewer, search, target.client if target else "") if search else ()
    return Deciding(wanted, target, papers, document_kinds(viewer), search, found, mistakes or {})


def wanted_of(one: Item, query: Query) -> Wanted:
    """What is known of an item, at the place that the address names, if it names one."""
    place = {name: query.get(name, "") for name in PLACE}
    target = one.target
    if not any(place.values()) and target is not None:
        place = {"noun": target.noun or "", "record": target.record or "", "site": target.site or "",
                 "client": target.client}  # fmt: skip
    until = one.valid_until.isoformat() if one.valid_until else ""
    return Wanted(**place, kind=one.kind or "", title=one.title or "", number=one.number or "", valid_until=until,
                  replaces=one.replaces or "")  # fmt: skip
