"""The sites a person may choose from, for the site control."""

from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from auth.access import SIGNED_IN
from auth.portal import route
from components.site_choice import chosen_address, everything
from data.queries.scope import clients_to_choose, list_sites
from data.records.scope import FoundSite
from data.viewer import Viewer
from integrations.language import _


@route("/scope", access=SIGNED_IN)
def find(viewer: Viewer) -> dict[str, Any]:
    """Sites that match `?q=`, by client; `current` marks the one of the page that asks.

    They lead to its dashboard, or to the list whose address is `?to=`, which can be narrowed to a client, too.
    """
    search, to = request.args.get("q", ""), request.args.get("to", "")
    found = list_sites(viewer, search)
    place = parse_qs(urlsplit(request.referrer or "").query)
    groups = [
        {"client": sites[0].client_name, "sites": [_site(one, to, place) for one in sites]}
        for sites in (list(part) for _key, part in groupby(found.sites, key=lambda one: one.client_public_id))
    ]
    if to:
        clients = [
            _choice(one.name, "", one.public_id in place.get("client", ()), chosen_address(to, client=one.public_id))
            for one in clients_to_choose(viewer, search)
        ]
        groups = [*([{"client": _("Clients"), "sites": clients}] if clients else []), *groups]
    address, words = everything(to, staff=viewer.is_staff)
    return {"all": {"href": address, "text": words}, "groups": groups, "more": found.more}


def _site(one: FoundSite, to: str, place: dict[str, list[str]]) -> dict[str, Any]:
    address = chosen_address(to, site=one.public_id)
    return _choice(one.name, one.address, one.public_id in place.get("site", ()), address)


def _choice(name: str, address: str, current: bool, href: str) -> dict[str, Any]:
    return {"href": href, "name": name, "address": address, "current": current}
