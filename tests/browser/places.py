"""Every page there is, from the register itself: who looks at it, and the address of one to look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from auth.portal import load
from auth.registry import REGISTERED
from data.viewer import Area, StaffRole, Viewer

load("auth", "pages")
_CLIENT = Viewer(1, "a" * 16, "", "", areas=frozenset(Area))
_STAFF = Viewer(1, "a" * 16, "", "", areas=frozenset(Area), staff_role=StaffRole.ADMINISTRATOR)
_PUBLIC_ID = "[a-z2-7]{16}"
CLIENT_PAGE = "/staff/clients/<id:client>"


@dataclass(frozen=True, slots=True)
class Place:
    """A page to look at. `key` names it in file and test names; `path` may hold `<id:...>`; `person` can open it.

    `start` is the page that leads there, where its address does not say so.
    """

    key: str
    path: str
    person: str
    start: str = ""

    def address(self, read: Callable[[str], str]) -> str:
        """Path and query of the page, or of the first record that a page before it leads to; LookupError without one.

        `read` gives the text at an address, as the person sees it, redirects followed.
        """
        if "<" not in self.path:
            return self.path
        ahead, _, below = self.path.partition("<")
        if "/" in below and "?" not in ahead:  # a further page of a record: by way of the record's own
            own_path = self.start or self.path[: len(ahead) + below.index("/") + 1]
            own = Place(self.key, own_path, self.person).address(read)
            return _first(_links(self.path), read(own))
        known = ["/staff/clients" if self.person == "admin" else "/sites"] if "?" in ahead else [ahead.rstrip("/")]
        if self.start:
            known = [self.start]
        elif "?" in ahead and self.person == "admin":  # staff come to a site by way of its client
            known.append(_first(_links(CLIENT_PAGE), read("/staff/clients")))
        for start in filter(None, known):
            if found := _first(_links(self.path), read(start)):
                return found
        raise LookupError(self.path)


def _links(path: str) -> re.Pattern[str]:
    return re.compile(re.sub("<[^>]+>", _PUBLIC_ID, re.escape(path)))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = re.search(f'href="({pattern.pattern})(?=["?&])', text)
    return found[1] if found else ""


def _key(path: str) -> str:
    return re.sub("<[^>]+>", "one", path).strip("/").replace("/", "-") or "home"


# Pages that one path shows in very different ways.
MORE = (
    Place("home-of-a-site", "/?site=<id:site>", "owner"),
    Place("home-of-a-site-as-staff", "/?site=<id:site>", "admin"),
    Place("home-of-a-client-as-staff", "/?client=<id:client>", "admin"),
    Place("home-with-nothing-yet", "/", "forn@fornsantantoni.example"),
    Place("invoices-nothing-yet", "/invoices", "forn@fornsantantoni.example"),
    Place("sites-three-hundred", "/sites", "manager@bellavista.example"),
    Place("sites-picture", "/sites?view=picture", "manager@bellavista.example"),
    Place("calendar-due-dates-as-staff", "/calendar?show=due", "admin"),
    Place("equipment-as-staff", "/equipment", "admin"),
    Place("search-found", "/search?q=2026", "owner"),
    Place(
        "staff-records-invoice-of-a-client",
        "/staff/records/invoices/new?client=<id:client>",
        "admin",
        "/staff/records/invoices/new",
    ),
    Place("staff-records-quote", "/staff/records/quotes/<id:public_id>/edit", "admin", "/quotes/<id:public_id>"),
    Place("staff-waiting-for-a-quote", "/staff/waiting?kind=defects", "admin"),
    Place("withdraw-a-document", "/staff/withdraw?document=<id:document>", "admin", "/documents"),
    Place("staff-usage-never", "/staff/usage/never", "admin"),
    Place("staff-usage-people", "/staff/usage/people?period=12_months", "admin"),
    Place("not-found", "/no-such-page", "owner"),
    Place("forbidden", "/staff/people", "reader"),
)


def places() -> list[Place]:
    """Every registered page seen by the owner or, where it is staff's, the administrator; and some seen differently."""
    found = []
    for rule in REGISTERED.pages.values():
        if rule.path.endswith("/<figure>"):
            continue  # some of MORE
        if rule.path.startswith(("/staff/publishing/<", "/staff/publishing/items/<")):
            continue  # nothing is put aside in the demo: tests/browser/test_publishing.py looks at them
        person = "owner" if rule.access.allows(_CLIENT) else "admin"
        if person == "admin" and not rule.access.allows(_STAFF):
            raise LookupError(f"nobody may open {rule.path}")
        path = rule.path.replace("/<kind>/", "/inspections/")  # forms of records are all made alike
        start = "/inspections/<id:public_id>" if path.endswith("/edit") else ""
        found.append(Place(_key(path), path, person, start))
    return sorted([*found, *MORE], key=lambda place: place.key)
