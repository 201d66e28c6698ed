"""The sites a person may choose from, for the site control."""

from itertools import groupby
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import request

from auth.access import SIGNED_IN
from auth.portal import route
from data.queries.scope import list_sites
from data.records.scope import FoundSite
from data.viewer import Viewer
from integrations.language import _


@route("/scope", access=SIGNED_IN)
def find(viewer: Viewer) -> dict[str, Any]:
    """Sites that match `?q=`, by client; `current` marks the one of the page that asks."""
    found = list_sites(viewer, request.args.get("q", ""))
    here = parse_qs(urlsplit(request.referrer or "").query).get("site", [""])[0]
    groups = [
        {"client": sites[0].client_name, "sites": [_choice(one, here) for one in sites]}
        for sites in (list(part) for _key, part in groupby(found.sites, key=lambda one: one.client_public_id))
    ]
    everything = {"href": "/sites", "text": _("All sites")}
    if viewer.is_staff:
        everything = {"href": "/staff/clients", "text": _("All clients")}
    return {"all": everything, "groups": groups, "more": found.more}


def _choice(one: FoundSite, here: str) -> dict[str, Any]:
    return {
        "href": f"/?site={one.public_id}",
        "name": one.name,
        "address": one.address,
        "current": one.public_id == here,
    }
