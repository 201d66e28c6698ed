"""Adding files: the form, receiving them one by one, and taking back one that nobody has looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from flask import Response, redirect

from auth.access import Access
from auth.errors import wants_json
from auth.forms import fields
from auth.portal import Query, Redirect, register_page, route, show_again
from auth.receiving import Receiving, refused, taken, uploads
from auth.uploading import keep_file
from components.context import Context
from components.nouns import NOUNS
from components.page import Page
from components.upload_page import PATH, Tried, choose_client_page, new_file_page
from data.commands.uploads import NoRoom, find_destination, take_back
from data.queries.company import company
from data.queries.scope import find_scope
from data.queries.uploads import find_places
from data.records.scope import Scope
from data.records.uploads import ABOUT, NewFile
from data.viewer import Area, ClientChoice, Invalid, NotFound, Permission, Viewer
from integrations.files import FileRefused
from integrations.language import _


def _may_add(viewer: Viewer) -> bool:
    return viewer.may(Permission.MANAGE_FILES) if viewer.is_staff else viewer.sees(Area.FILES)


ADDING = Access("may add files", _may_add, area=Area.FILES)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose files, and what the form holds."""

    scope: Scope
    client: ClientChoice
    new: NewFile


@register_page(PATH, access=ADDING)
def layout(viewer: Viewer, query: Query) -> Page:
    """For the client and site the address names; `?invoice=<id>` and the like: about that record."""
    noun = next((name for name in query if name in ABOUT), "")
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    client = scope.client or _only_client(viewer)
    context = Context(viewer, scope, company())
    if client is None:
        if viewer.is_staff:
            raise Redirect("/staff/files/hand-over")
        return choose_client_page(context, viewer.clients)
    site = scope.site.public_id if scope.site else ""
    new = NewFile("", site, noun, query.get(noun, "") if noun else "")
    return new_file_page(context, client, find_places(viewer, client.id, new.noun, new.record), new)


@route(PATH, access=ADDING, methods=("POST",), receives=Receiving())
def send(viewer: Viewer) -> Response:
    """Fields `client`, `site` or `noun` and `record`, `description`, and `file`: one refused keeps no other back."""
    asked = _asked(viewer)
    kept: list[str] = []
    bad: list[tuple[str, str]] = []
    try:
        place = find_destination(viewer, asked.client.id, asked.new)
        found = uploads()
        if not found:
            raise Invalid(_("Choose at least one file."), "file")
        for one in found:
            try:
                keep_file(viewer, place, one)
                kept.append(one.name)
            except (FileRefused, NoRoom) as reason:
                bad.append((one.name, reason.message))
    except Invalid as wrong:
        return _again(viewer, asked, Tried(kept, bad, {wrong.field or "description": wrong.message}))
    if bad:
        return _again(viewer, asked, Tried(kept, bad))
    return taken(_after(viewer, asked))


@route("/files/<id:public_id>/take-back", access=ADDING, methods=("POST",))
def withdraw(viewer: Viewer, public_id: str) -> Response:
    """An own file that nobody at the company has looked at."""
    take_back(viewer, public_id)
    return cast(Response, redirect("/files?said=taken-back", 303))


def _asked(viewer: Viewer) -> _Asked:
    sent = fields("client", "site", "noun", "record", "description")
    scope = find_scope(viewer, sent["site"] or None, sent["client"] or None)
    client = scope.client or _only_client(viewer)
    if client is None or (sent["client"] and sent["client"] != client.public_id):
        raise NotFound
    return _Asked(scope, client, NewFile(sent["description"], sent["site"], sent["noun"], sent["record"]))


def _only_client(viewer: Viewer) -> ClientChoice | None:
    return viewer.clients[0] if not viewer.is_staff and len(viewer.clients) == 1 else None


def _again(viewer: Viewer, asked: _Asked, tried: Tried) -> Response:
    if wants_json():
        why: Mapping[str, str] = tried.errors
        return refused(next(iter(why.values())) if why else tried.refused[0][1], why)
    places = find_places(viewer, asked.client.id, asked.new.noun, asked.new.record)
    found = new_file_page(Context(viewer, asked.scope, company()), asked.client, places, asked.new, tried)
    return show_again(viewer, found, PATH)


def _after(viewer: Viewer, asked: _Asked) -> str:
    """Where one goes on: to the record the files are about, else to the list."""
    if asked.new.noun:
        return f"{NOUNS[asked.new.noun].path}/{asked.new.record}"
    place = {"site": asked.new.site} if asked.new.site else {}
    if not place and (viewer.is_staff or len(viewer.clients) > 1):
        place = {"client": asked.client.public_id}
    return f"/files?{urlencode(place | {'said': 'received'})}"
