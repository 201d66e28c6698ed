"""`make look`: pictures of every page as each of the cast, in var/look, with an index.html to leaf through them.

Takes a demo company of its own, freshly seeded. `make look ARGS="owner invoices"` looks only at people and pages whose
names hold one of the words given for them: the cast's names choose people, everything else chooses pages.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import requests

from auth import cookies
from tests import cast
from tests.browser.chromium import Browser, running, start_browser
from tests.browser.places import Place, places
from tests.cluster import HOME
from tests.installation import Installation

FOLDER = HOME / "var" / "look"
PASSWORD = "a password for pictures only"
WIDTHS, THEMES = (1440, 390), ("light", "dark")
LANGUAGES = {"owner": ("en", "it", "ro"), "stranger": ("it",), "anonymous": ("en", "ro")}
ANONYMOUS = (
    Place("sign-in", "/sign-in", "anonymous"),
    Place("sign-in-code", "/sign-in/code", "anonymous"),
    Place("sign-in-forgotten", "/sign-in/forgotten", "anonymous"),
    Place("demo-mailbox", "/demo/mailbox", "anonymous"),
    Place("not-found", "/no-such-page", "anonymous"),
)
INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Atrio</title><style>
body { font: 14px sans-serif; margin: 16px } div { display: flex; flex-wrap: wrap; gap: 12px }
a { width: 220px; color: inherit } span { display: block; overflow-wrap: anywhere }
img { width: 220px; height: 260px; object-fit: cover; object-position: top; border: 1px solid #ccc }
</style>%s</html>
"""
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where it lies below the folder, and what it shows."""

    person: str
    file: str


class Visitor:
    """Somebody at the portal with a session of their own."""

    def __init__(self, portal: Installation, person: str) -> None:
        self.portal, self.person = portal, person
        self.http = requests.Session()
        self.http.headers["Connection"] = "close"
        if person != "anonymous":
            email = cast.EMAILS.get(person, person)
            self.send("/sign-in", {"email": email, "password": PASSWORD})

    def read(self, path: str) -> str:
        """The text at an address."""
        return self.http.get(self.portal.address + path, timeout=30).text

    def send(self, path: str, values: dict[str, str]) -> None:
        """A form, sent as its page would."""
        token = TOKEN.search(self.read("/sign-in" if path == "/sign-in" else "/"))
        sent = values | {"csrf_token": token[1] if token else ""}
        self.http.post(self.portal.address + path, data=sent, timeout=30).raise_for_status()

    def show(self, browser: Browser, language: str) -> None:
        """Makes the browser this person's, in a language."""
        if self.person == "anonymous":
            self.http.cookies.set(cookies.LANGUAGE, language)
        else:
            self.send("/preferences", {"language": language, "theme": "light", "next": "/"})
        browser.start_afresh()
        browser.prefer("light", prefers_reduced_motion="reduce")
        for name, value in self.http.cookies.items():
            browser.give_cookie(self.portal.address, name, value)


def places_of(person: str) -> list[Place]:
    """What this person can look at."""
    if person == "anonymous":
        return list(ANONYMOUS)
    if person not in cast.EMAILS:
        return [place for place in places() if place.person == person]
    staff = person in ("admin", "reader")
    shown = ("admin", "reader") if staff else ("owner", person)
    return [replace(place, person="admin" if staff else person) for place in places() if place.person in shown]


def look(portal: Installation, browser: Browser, person: str, words: list[str]) -> list[Picture]:
    """All pictures of one person."""
    visitor = Visitor(portal, person)
    name = person.partition("@")[0]
    (FOLDER / name).mkdir(parents=True, exist_ok=True)
    taken: list[Picture] = []
    wanted = [place for place in places_of(person) if not words or any(word in place.key for word in words)]
    for language in LANGUAGES.get(person, ("en",)):
        visitor.show(browser, language)
        for place in wanted:
            try:
                address = place.address(visitor.read)
            except LookupError:
                continue  # nothing of this kind for this person
            taken += take(browser, portal.address + address, name, place.key, language)
    return taken


def take(browser: Browser, address: str, name: str, key: str, language: str) -> list[Picture]:
    """One page in each width and theme."""
    browser.visit(address)
    browser.await_truth("document.fonts.status === 'loaded'")
    taken = []
    for width in WIDTHS:
        browser.resize(width)
        for theme in THEMES:
            browser.wear(theme)
            file = f"{name}/{key}-{width}-{theme}-{language}.png"
            browser.take_picture(FOLDER / file)
            taken.append(Picture(name, file))
    return taken


def write_index(pictures: list[Picture]) -> None:
    """A page with all pictures, small, by person."""
    parts = []
    for person in dict.fromkeys(one.person for one in pictures):
        parts.append(f"<h2>{escape(person)}</h2><div>")
        for one in pictures:
            if one.person == person:
                name, file = escape(Path(one.file).stem), escape(one.file)
                parts.append(f'<a href="{file}"><img loading="lazy" src="{file}" alt=""><span>{name}</span></a>')
        parts.append("</div>")
    (FOLDER / "index.html").write_text(INDEX % "\n".join(parts), encoding="utf-8")


def main(words: list[str]) -> None:
    """Starts a portal, looks at it, stops it."""
    everybody = ["anonymous", *cast.EMAILS, *dict.fromkeys(p.person for p in places() if p.person not in cast.EMAILS)]
    people = [person for person in everybody if person in words] or everybody
    data = HOME / "var" / "test" / "look"
    shutil.rmtree(data, ignore_errors=True)
    if not words:
        shutil.rmtree(FOLDER, ignore_errors=True)
    portal = Installation(data, ATRIO_DEMO="1", ATRIO_DEMO_PASSWORD=PASSWORD)
    portal.start()
    try:
        with running(start_browser) as browser:
            pictures = []
            for person in people:
                found = look(portal, browser, person, [word for word in words if word not in everybody])
                print(f"{person}: {len(found)} pictures", flush=True)
                pictures += found
            write_index(pictures)
    finally:
        portal.end()
    print(f"{len(pictures)} pictures: {FOLDER / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
