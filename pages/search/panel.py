"""What the search panel of the top bar shows while somebody types."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from flask import request

from auth.access import SIGNED_IN
from auth.portal import route
from auth.visits import note_search
from components.search_blocks import Block, advice, blocks_of, count_words, places_to_begin, ways_to_ask
from data.queries.company import company
from data.queries.scope import list_sites
from data.queries.search import search_everywhere, searched_tables
from data.records.search import read_search
from data.viewer import Viewer
from integrations.language import _


@route("/search/panel", access=SIGNED_IN)
def find(viewer: Viewer) -> dict[str, Any]:
    """What `?q=` finds; `settled=1` says that the person left it so: only then is it kept as a search."""
    search = read_search(request.args.get("q", ""))
    if not search:
        sites = None if viewer.is_staff else list_sites(viewer)
        nouns = [one.table.noun for one in searched_tables(viewer)]
        return {"blocks": _written(places_to_begin(viewer, sites, nouns)), "count": ""}
    found = search_everywhere(viewer, search)
    if request.args.get("settled"):
        note_search(viewer, f"/search?{urlencode({'q': search})}", "found" if found.groups else "nothing")
    if found.groups:
        return {"blocks": _written(blocks_of(found, viewer)), "count": count_words(found)}
    ways = [asdict(way) for way in ways_to_ask(viewer, company())]
    return {"blocks": [], "count": _("Nothing found"), "advice": advice(), "ask": ways}


def _written(blocks: list[Block]) -> list[dict[str, Any]]:
    return [asdict(block) for block in blocks]
