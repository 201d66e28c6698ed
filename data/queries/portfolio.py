"""All sites at a glance: one statement (portfolio.sql beside this file), put together, in the order asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company
from data.queries.scope import patterns
from data.queries.validity import FOLLOWED
from data.records.dashboard_money import Owed
from data.records.portfolio import ClientBalance, OpenDefects, Portfolio, SiteStanding, totals
from data.records.portfolio_question import SiteQuestion, in_order
from data.records.reading import read
from data.records.scope import Scope
from data.viewer import Area, ClientChoice, NotFound, Viewer

_PORTFOLIO = text(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{followed}", FOLLOWED))
_EVERYTHING = SiteQuestion()
Json = dict[str, Any]


def find_portfolio(
    viewer: Viewer, scope: Scope, question: SiteQuestion = _EVERYTHING, *, exporting: bool = False
) -> Portfolio:
    """The sites of the scope's client, or of all clients of the person, that the question finds, in its order.

    `exporting`: to be taken away, with the rights that allow it. Raises NotFound for staff without a client: their list
    is that of clients.
    """
    if scope.client is not None:
        clients = [scope.client]
    elif viewer.is_staff:
        raise NotFound
    else:
        clients = [one for one in viewer.clients if viewer.client_id in (None, one.id)]
    if len(clients) == 1 and not viewer.is_staff:
        viewer = replace(viewer, client_id=clients[0].id)
    values = {
        "clients": [one.id for one in clients], "words": patterns(question.search),
        "expiry_days": company().expiry_days,
    }  # fmt: skip
    with transaction(viewer, exporting=exporting) as session:
        found: Json = session.execute(_PORTFOLIO, values).scalar_one()
    return _portfolio(found, clients, viewer, question)


def _portfolio(found: Json, clients: Sequence[ClientChoice], viewer: Viewer, question: SiteQuestion) -> Portfolio:
    owed, quotes, agreed = _by_place(found)
    known = {
        name: {row["site"]: row for row in found[name]} for name in ("inspections", "certificates", "planned")
    }  # fmt: skip
    defects = {(row["client"], row["site"]): row for row in found["defects"]}
    expiring = {(row["client"], row["site"]): row["certificates"] for row in found["expiring"]}
    reach = _reach(found["reach"], viewer)
    sites = []
    for row in found["sites"]:
        places = [(row["client"], row["id"])] + ([(row["client"], None)] if row["alone"] else [])
        client = {"id": row["client"], "public_id": row["client_public_id"], "name": row["client_name"]}
        told = {
            "site": row, "client": client, "position": row if None not in (row["latitude"], row["longitude"]) else None,
            "quotes": sum(quotes[place] for place in places),
            "expiring": sum(expiring.get(place, 0) for place in places),
            **_inspection(known["inspections"].get(row["id"]), known["certificates"].get(row["id"])),
            **_visit(known["planned"].get(row["id"]), [agreed[place] for place in places if place in agreed]),
        }  # fmt: skip
        standing = replace(
            read(SiteStanding, told), areas=reach(row["client"], row["id"]),
            owed=totals(one for place in places for one in owed[place]),
            defects=_defects([defects[place] for place in places if place in defects]),
        )  # fmt: skip
        if question.part is None or question.part.holds(standing.position):
            sites.append(standing)
    alone = {row["client"] for row in found["sites"] if row["alone"]}
    rest = tuple(
        ClientBalance(one, totals(owed[one.id, None]), quotes[one.id, None])
        for one in clients
        if not question.narrowed and one.id not in alone and (owed[one.id, None] or quotes[one.id, None])
    )
    return Portfolio(date.fromisoformat(found["today"]), tuple(in_order(sites, question.sort)), rest)


def _reach(found: Json, viewer: Viewer) -> Callable[[int, int], frozenset[Area]]:
    """The areas of which the viewer may see something at a site of a client; staff see all."""
    rights = {Area(area): (set(one["clients"] or ()), set(one["sites"] or ())) for area, one in found.items()}
    everything = frozenset(rights)
    known: dict[tuple[bool, ...], frozenset[Area]] = {}

    def areas(client: int, site: int) -> frozenset[Area]:
        if viewer.is_staff:
            return everything
        opened = tuple(client in clients or site in sites for clients, sites in rights.values())
        if opened not in known:
            known[opened] = frozenset(area for area, can in zip(rights, opened, strict=True) if can)
        return known[opened]

    return areas


def _defects(found: Sequence[Json]) -> OpenDefects:
    return OpenDefects(*(sum(one[severity] for one in found) for severity in ("critical", "major", "minor")))


def _by_place(found: Json) -> tuple[dict[Any, list[Owed]], dict[Any, int], dict[Any, str]]:
    """What is told by client and site, site None being the whole client: money owed, quotes waiting, visits agreed."""
    owed: dict[Any, list[Owed]] = defaultdict(list)
    for row in found["owed"]:
        owed[row["client"], row["site"]].append(read(Owed, row))
    quotes: dict[Any, int] = defaultdict(int)
    for row in found["quotes"]:
        quotes[row["client"], row["site"]] += row["waiting"]
    return owed, quotes, {(row["client"], row["site"]): row["starts_at"] for row in found["agreed"]}


def _inspection(last: Json | None, newest: Json | None) -> Json:
    """The counts of the last inspection; the certificate still to come stands before the one there is."""
    found: Json = {}
    if last is not None:
        found = {"inspected_on": last["done_on"], "failed": last["failed"], "checked": last["checked"]}
        if last["certificate"] == "missing" or (last["certificate"] == "awaited" and newest is None):
            return found | {"certificate": last["certificate"], "certificate_due_on": last["certificate_due_on"]}
    if newest is not None:
        found |= {"certificate": newest["standing"], "certificate_until": newest["valid_until"]}
    return found


def _visit(planned: Json | None, agreed: list[str]) -> Json:
    """The next visit with a date, unless an inspection is due in an earlier month; without any that month."""
    inspection = planned or {"starts_at": None, "month": None, "late": False}
    dated = [*agreed, inspection["starts_at"]] if inspection["starts_at"] else agreed
    first = min(dated, key=datetime.fromisoformat, default=None)
    month = inspection["month"] if not inspection["starts_at"] else None
    if first is None or (month is not None and not inspection["late"] and month[:7] < first[:7]):
        return {"visit_month": month, "late": inspection["late"]}
    return {"visit_at": first, "late": inspection["late"]}
