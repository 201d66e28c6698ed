"""What a search shows: blocks of lines, the same on the search page and in the panel of the top bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from components.badges import TONE_ICONS, Tone
from components.nouns import NOUNS
from components.states import STATES, state_words
from data.records.company import Company
from data.records.scope import FoundSites
from data.records.search import Found, FoundEverywhere, FoundGroup
from data.viewer import Viewer
from integrations.language import N_, _, day, money, ngettext, number, told

PLACES = {"site": ("/sites", "building", N_("Sites")), "client": ("/staff/clients", "buildings", N_("Clients"))}
SITES_TO_BEGIN_WITH = 5


@dataclass(frozen=True, slots=True)
class State:
    """A badge: tone, icon, words."""

    tone: Tone
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something to go to."""

    href: str
    icon: str
    title: str
    text: str = ""
    state: State | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a title, and the line that leads to all of them."""

    key: str
    title: str
    lines: tuple[Line, ...]
    more: Line | None = None


def blocks_of(found: FoundEverywhere, viewer: Viewer) -> list[Block]:
    """What was found, a block for each noun."""
    return [_block(group, found.search, viewer) for group in found.groups]


def places_to_begin(viewer: Viewer, sites: FoundSites | None, nouns: Sequence[str]) -> list[Block]:
    """Before anything is typed: the first sites of the person, and the lists they may open."""
    blocks = []
    if sites is not None and sites.sites:
        shown = sites.sites[:SITES_TO_BEGIN_WITH]
        lines = [Line(f"/?site={one.public_id}", "building", one.name, one.address) for one in shown]
        more = Line("/sites", "buildings", _("All sites")) if len(sites.sites) > len(shown) else None
        blocks.append(Block("site", _("Sites"), tuple(lines), more))
    lists = [Line(NOUNS[noun].path, NOUNS[noun].icon, _(NOUNS[noun].many)) for noun in nouns]
    if viewer.is_staff:
        lists.insert(0, Line("/staff/clients", "buildings", _("Clients")))
    return [*blocks, Block("lists", _("Go to"), tuple(lists))]


def count_words(found: FoundEverywhere) -> str:
    """How many there are, in words."""
    if found.capped:
        words = ngettext("More than %(n)s result", "More than %(n)s results", found.total)
    else:
        words = ngettext("%(n)s result", "%(n)s results", found.total)
    return words % {"n": number(found.total)}


def advice() -> list[str]:
    """What helps when nothing was found."""
    return [_("Check the spelling, or use fewer words."), _("Try the number alone, or only its last part.")]


def ways_to_ask(viewer: Viewer, company: Company) -> list[Line]:
    """Whom a client may ask: the company's telephone and mail."""
    if viewer.is_staff:
        return []
    called = "".join(sign for sign in company.phone if sign in "+0123456789")
    ways = [
        Line(f"tel:{called}", "telephone", company.phone),
        Line(f"mailto:{company.email}", "envelope", company.email),
    ]
    return [way for way in ways if way.title]


def _block(group: FoundGroup, search: str, viewer: Viewer) -> Block:
    if group.noun in PLACES:
        path, shape, name = PLACES[group.noun]
        title = _(name)
        if group.noun == "site" and viewer.is_staff:
            path = ""  # staff have no list of all clients' sites
    else:
        noun = NOUNS[group.noun]
        path, shape, title = noun.path, noun.icon, _(noun.many)
    more = None
    if path and (group.total > len(group.records) or group.capped):
        count = number(group.total) + ("+" if group.capped else "")
        words = _("All %(n)s in %(list)s") % {"n": count, "list": title}
        more = Line(f"{path}?{urlencode({'q': search})}", shape, words)
    return Block(group.noun, title, tuple(_line(one, viewer) for one in group.records), more)


def _line(one: Found, viewer: Viewer) -> Line:
    if one.noun == "client":
        return Line(f"/staff/clients/{one.public_id}", "buildings", one.title, one.text or "")
    client = one.client_name if viewer.is_staff or len(viewer.clients) > 1 else None
    if one.noun == "site":
        return Line(f"/?site={one.public_id}", "building", one.title, _joined(one.text, client))
    noun = NOUNS[one.noun]
    address = f"{noun.path}/{one.public_id}"
    kind = told(one.kind_names) if one.kind_names else _of_kind(one)
    said = one.text if one.text and one.text not in one.title else None
    words = _joined(kind, said, one.site_name, client, day(one.day) if one.day else None)
    value = money(one.amount, one.currency) if one.amount is not None and one.currency else ""
    return Line(address, noun.icon, one.title, words, _state(noun.states, one.standing), value)


def _of_kind(one: Found) -> str | None:
    """What it is called where one list holds several kinds: Credit note F-2026-7 under Invoices."""
    titles = {"proforma": N_("Proforma"), "receipt": N_("Receipt"), "credit_note": N_("Credit note")}
    return _(titles[one.noun]) if one.noun in titles else None


def _state(states: str, standing: str | None) -> State | None:
    if standing is None or not states:
        return None
    found = STATES[states][standing]
    return State(found.tone, found.icon or TONE_ICONS[found.tone], state_words(states, standing))


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
