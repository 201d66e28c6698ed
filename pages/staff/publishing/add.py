"""One document beside its record: published at once or kept as a draft, new or as another version."""

from flask import Response

from auth.access import may
from auth.errors import wants_json
from auth.forms import fields
from auth.portal import Query, register_page, route, show_again
from auth.receiving import Receiving, refused, taken, uploads
from auth.storage import storage
from components.page import Page
from components.publishing_item import add_page
from components.publishing_words import PATH
from data.commands.publishing.deciding import DecisionRefused, add_beside
from data.commands.publishing.receiving import Received
from data.records.publishing import NOUNS, Wanted
from data.viewer import Permission, Viewer
from integrations.files import FileRefused
from integrations.language import _
from pages.staff.publishing.item import PLACE, SAID, deciding

PUBLISHING = may(Permission.PUBLISH)


@register_page("/staff/publishing/add", access=PUBLISHING)
def layout(viewer: Viewer, query: Query) -> Page:
    """To what the address names (`?invoice=…`, `?noun=&record=`, `?site=`, `?client=`), or what `?q=` finds."""
    noun = next((name for name in NOUNS if name in query), query.get("noun", ""))
    wanted = Wanted(query.get("client", ""), query.get("site", ""), noun, query.get(noun, query.get("record", "")))
    return add_page(viewer, deciding(viewer, wanted, search=query.get("q", "").strip()))


@route("/staff/publishing/add", access=PUBLISHING, methods=("POST",), receives=Receiving(files=1))
def add(viewer: Viewer) -> Response:
    """Fields of the place, of the document, and `do`: publish or keep."""
    sent = fields("do", *PLACE, *SAID)
    publish = sent.pop("do") != "keep"
    wanted, files = Wanted(**sent), uploads()
    try:
        if not files:
            raise FileRefused("file_none", _("No file was chosen."))
        clean = files[0].clean()
        batch = add_beside(viewer, storage(), Received(files[0].name, clean), wanted, publish=publish)
    except FileRefused as reason:
        if wants_json():
            return refused(reason)
        name = files[0].name if files else "–"
        return _again(viewer, wanted, publish, {}, [(name, reason.message)])
    except DecisionRefused as error:
        if wants_json():
            return refused(error.message, error.mistakes)
        return _again(viewer, wanted, publish, error.mistakes, [])
    return taken(f"{PATH}/{batch}?done={'published' if publish else 'draft'}")


def _again(
    viewer: Viewer, wanted: Wanted, now: bool, mistakes: dict[str, str], wrong: list[tuple[str, str]]
) -> Response:
    found = add_page(viewer, deciding(viewer, wanted, mistakes=mistakes), now, wrong)
    return show_again(viewer, found, f"{PATH}/add")
