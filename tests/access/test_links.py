"""Every link leads somewhere: followed as each of the cast, and on the demo company, until nothing new is left."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.exceptions import HTTPException

from auth import cookies
from auth.portal import load
from auth.registry import REGISTERED
from data.viewer import Area, StaffRole, Viewer
from tests import cast
from tests.browser.server import Live
from tests.doors import begin_session

load("auth", "pages")
PUBLIC_ID = re.compile(r"[a-z2-7]{16}")
ELSEWHERE = ("mailto:", "tel:")
TYPED = {"date": "2026-01-31", "number": "1"}  # what somebody puts into an empty field, by its type
ASKED = {"q", "state", "sort", "kind", "period", "from", "to", "due_from", "due_to", "min", "max"}
# Filters and orders of one table combine to thousands of addresses. Who may do most follows more of them; the links of
# the others are drawn by the same code, and who gets in where is the matrix's to prove. Files are made for two.
MOST_QUESTIONS, SOME_QUESTIONS, FILES = 6, 3, 2
# Records of a kind lead to the same places: of the cast's, which are all alike, the administrator opens every one and
# the others two; of the demo company's those who meet most of it open two, the others one.
RECORDS = 2
MEET_MOST = ("owner@miramar.example", "admin@atrio.example", "manager@bellavista.example")


class Leads:
    """Where a page leads: addresses to open, addresses that forms post to, ids on the page, names they jump to."""

    def __init__(self, text: str) -> None:
        self.opened: list[str] = []
        self.posted: list[str] = []
        self.jumps: list[str] = []
        self.ids: Counter[str] = Counter()
        self._form: tuple[str, dict[str, str]] | None = None
        self._typed: dict[str, str] = {}
        etree.fromstring(text.partition("<body>")[2] or text, etree.HTMLParser(target=self, huge_tree=True))

    def start(self, tag: str, has: dict[str, str]) -> None:
        """Collects."""
        if "id" in has:
            self.ids[has["id"]] += 1
        for name in ("href", "src", "data"):
            if tag != "svg" and (address := has.get(name, "")):
                (self.jumps if address.startswith("#") else self.opened).append(address)
        if address := has.get("formaction"):
            self.posted.append(address)
        if tag == "form" and has.get("method", "get").lower() == "post":
            self.posted.append(has["action"])
        elif tag == "form":
            self._form = has["action"], {}
        elif tag == "input" and self._form is not None and "name" in has:
            self._form[1][has["name"]] = has.get("value", "")
            self._typed[has["name"]] = TYPED.get(has.get("type", "text"), "a")

    def end(self, tag: str) -> None:
        """A form that only asks is opened as it stands, and with a word in its empty fields."""
        if tag == "form" and self._form is not None:
            action, values = self._form
            for one in (values, {name: value or self._typed[name] for name, value in values.items()}):
                self.opened.append(f"{action}?{urlencode(one)}")
            self._form = None

    def close(self) -> None:
        """Nothing is left to do at the end of the page."""


@dataclass
class Walk:
    """One person's way through everything: what was seen by rule, and what was wrong."""

    client: FlaskClient
    most_of_a_kind: int = RECORDS
    questions: int = SOME_QUESTIONS
    seen: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    answers: list[bytes] | None = None  # a list to keep everything in that was answered

    def all_from(self, start: str) -> None:
        """Follow every link from here on."""
        waiting = deque([(start, "the beginning")])
        while waiting:
            address, source = waiting.popleft()
            if address in self.seen or not self._wanted(address):
                continue
            self.seen.add(address)
            waiting.extend((one, address) for one in self._open(address, source))

    def _wanted(self, address: str) -> bool:
        kind = kind_of(address)
        self.kinds[kind] += 1
        names = kind.partition("?")[2].split("&")
        # each month of the calendar leads to the next one; each look at the page of publishing to a batch not yet begun
        if "month" in names or kind == "/staff/publishing?batch":
            return self.kinds[kind] <= 3
        most = self.questions if names == ["asked"] else self.most_of_a_kind
        return self.kinds[kind] <= min(most, FILES if kind.startswith("/export/") else self.most_of_a_kind)

    def _open(self, address: str, source: str) -> list[str]:
        answer = self.client.get(address)
        if self.answers is not None:
            self.answers.append(answer.data)
        if answer.status_code in (301, 302, 303, 307, 308):
            return [urljoin(address, answer.headers["Location"])]
        if answer.status_code != 200:
            self.faults.append(f"{source} leads to {address}: {answer.status}")
            return []
        if answer.mimetype == "text/calendar" and b"BEGIN:VEVENT" not in answer.data:
            self.faults.append(f"{address}: no calendar entry")
        if answer.mimetype != "text/html":
            if not answer.data:
                self.faults.append(f"{address}: nothing in it")
            return []
        if address.partition("?")[0].endswith("/preview"):
            return []  # a mail or a form of another website, shown in a frame: its links are whole addresses
        leads = Leads(answer.text)
        self._look_at_page(address, leads)
        found = []
        for one in leads.opened:
            if one.startswith(("/assets/", "/_dash-component-suites/", *ELSEWHERE)):
                continue
            if not one.startswith("/") or one.startswith("//"):
                self.faults.append(f"{address} leads away: {one}")
                continue
            parts = urlsplit(one)
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return found

    def _look_at_page(self, address: str, leads: Leads) -> None:
        twice = [name for name, times in leads.ids.items() if times > 1]
        lost = [name for name in leads.jumps if name[1:] not in leads.ids]
        dead = [action for action in leads.posted if not takes_forms(self.client.application, action)]
        found = {"ids twice": twice, "jumps to nothing": lost, "forms to nothing": dead}
        self.faults += [f"{address}: {what} {names}" for what, names in found.items() if names]


def takes_forms(server: Flask, action: str) -> bool:
    """Whether a POST to this address is answered by anything."""
    try:
        server.url_map.bind("localhost").match(urlsplit(action).path, method="POST")
    except HTTPException:
        return False
    return True


def kind_of(address: str) -> str:
    """Addresses that differ only in the record, and in the values of what they ask, are of one kind."""
    parts = urlsplit(address)
    names = sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})
    if ASKED.intersection(names):
        names = ["asked"]
    return PUBLIC_ID.sub("<id>", parts.path) + ("?" + "&".join(names) if names else "")


def open_pages(staff: StaffRole | None, areas: frozenset[Area]) -> set[str]:
    """Every registered page that somebody with these rights may open, as kinds."""
    viewer = Viewer(1, "a" * 16, "", "", areas=areas, staff_role=staff)
    paths = [rule.path for rule in REGISTERED.pages.values() if rule.access.allows(viewer)]
    return {
        re.sub("<[^>]+>", "<id>", path.replace("/<kind>/", "/invoices/").replace("/<figure>", "/invoices"))
        for path in paths
    }


@pytest.mark.parametrize("person", list(cast.EMAILS))
def test_nobody_of_the_cast_meets_a_dead_end(
    client: FlaskClient, sign_in: Callable[[FlaskClient, str], FlaskClient], request: pytest.FixtureRequest, person: str
) -> None:
    viewer: Viewer = request.getfixturevalue(person)
    walk = Walk(sign_in(client, person), questions=MOST_QUESTIONS if person in ("owner", "admin") else SOME_QUESTIONS)
    if person == "admin":
        walk.most_of_a_kind = 1_000_000
    walk.all_from("/")
    assert walk.faults == []
    reached = {kind.partition("?")[0] for kind in walk.kinds}
    unreached = open_pages(viewer.staff_role, viewer.areas) - reached
    # with one site there is no list of sites; with few, and with scripts, nobody is sent to a page to choose one
    # nor, without SMS, to a number, to a proof and an app while nothing asks for them, to a message when none was sent,
    # to an import when none was made
    in_passing = {
        "/account/phone",
        "/account/proof",
        "/account/proof/go-on",
        "/account/factors/app",
        "/staff/messages/<id>",
        "/staff/publishing/<id>",
        "/staff/publishing/items/<id>",
        "/staff/imports/<id>",
    }
    assert unreached <= {"/sites", "/scope/choose"} | in_passing, "nothing is there that no link leads to"
    assert "/sites" in reached or person in ("colleague", "stranger")


def test_people_who_are_not_signed_in_meet_no_dead_end(client: FlaskClient) -> None:
    walk = Walk(client)
    for start in ("/", "/sign-in", "/sign-in/code", "/sign-in/forgotten", "/access", "/invoices"):
        walk.all_from(start)
    assert walk.faults == []
    assert {"/sign-in", "/sign-in/code"} <= {kind.partition("?")[0] for kind in walk.kinds}


@pytest.mark.parametrize("email", [
    "owner@miramar.example", "colleague@miramar.example", "stranger@palazzo.example", "admin@atrio.example",
    "reader@atrio.example", "manager@bellavista.example", "forn@fornsantantoni.example", "dolors@consultoria.example",
])  # fmt: skip
def test_nobody_of_the_demo_company_meets_a_dead_end(demo_live: Live, email: str) -> None:
    client = demo_live.server.test_client()
    client.set_cookie(cookies.SESSION, begin_session(email))
    walk = Walk(client, most_of_a_kind=RECORDS if email in MEET_MOST else 1)
    walk.all_from("/")
    assert walk.faults == []
    assert len(walk.seen) > 5
