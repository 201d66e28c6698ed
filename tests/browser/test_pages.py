"""Every page on the demo company, in four languages: live tree as first painted, nobody kept out, nothing too wide.

Each page is opened in each language; theme and width take turns so that each page meets every theme and every width.
With ATRIO_TEST_FULL=1 every combination is looked at.
"""

import pytest

from auth import cookies
from data.commands.people import change_preferences
from integrations.language import LANGUAGES
from tests import cast
from tests.browser.chromium import Browser
from tests.browser.fixtures import FULL
from tests.browser.places import Place, places
from tests.browser.server import Live, complaints
from tests.demo_world import DemoWorld
from tests.doors import begin_session

pytestmark = pytest.mark.browser
WIDTHS, THEMES = (1440, 390, 320), ("light", "dark")
PLACES = places()
EVERY = [(place, language) for place in PLACES for language in LANGUAGES]
STATUS = {"not-found": 404, "forbidden": 403}


def looks(place: Place, language: str) -> dict[int, tuple[str, ...]]:
    """The widths, and the themes in each, in which this page is looked at in this language."""
    if FULL:
        return dict.fromkeys(WIDTHS, THEMES)
    turn = PLACES.index(place) + list(LANGUAGES).index(language)
    return {WIDTHS[turn % 3]: (THEMES[turn // 2 % 2],)}


class Visitors:
    """Who has signed in, and the addresses of places as they found them."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.cookies: dict[str, str] = {}
        self.addresses: dict[Place, str] = {}

    def cookie(self, email: str) -> str:
        """The session of a person, begun once."""
        if email not in self.cookies:
            self.cookies[email] = begin_session(email)
        return self.cookies[email]

    def address(self, place: Place, email: str) -> str:
        """Where the place is for this person."""
        if place not in self.addresses:
            client = self.live.server.test_client()
            client.set_cookie(cookies.SESSION, self.cookie(email))
            self.addresses[place] = place.address(lambda path: client.get(path, follow_redirects=True).text)
        return self.addresses[place]


@pytest.fixture(scope="module")
def visitors(demo: DemoWorld, _live: Live) -> Visitors:
    """Shared by the tests of this module: sessions and addresses."""
    return Visitors(_live)


@pytest.mark.parametrize(("place", "language"), EVERY, ids=[f"{place.key}-{language}" for place, language in EVERY])
def test_a_page_is_readable_at_once_and_by_everybody(
    browser: Browser, demo: DemoWorld, demo_live: Live, visitors: Visitors, place: Place, language: str
) -> None:
    email = cast.EMAILS.get(place.person, place.person)
    change_preferences(demo.viewer(email), language=language, theme="light")
    browser.give_cookie(demo_live.address, cookies.SESSION, visitors.cookie(email))
    browser.visit(demo_live.address + visitors.address(place, email))
    assert browser.execute_script("return document.documentElement.lang") == LANGUAGES[language].replace("_", "-")
    assert browser.differences() == []
    assert browser.execute_script("return document.querySelectorAll('h1').length") == 1
    themes = looks(place, language)
    for width in WIDTHS:
        browser.resize(width)
        assert browser.too_wide() == []
        for theme in themes.get(width, ()):
            browser.wear(theme)
            assert browser.barriers(1000 if FULL else 20) == [], f"{browser.current_url} {width} {theme}"
    turn = (PLACES.index(place) + list(LANGUAGES).index(language)) % len(LANGUAGES)
    if place.key not in STATUS and (FULL or turn == 0):  # what is refused shows the number of its request
        browser.execute_script("window.atrio.go(location.pathname + location.search)")
        browser.await_truth("!window.atrio.going()")
        assert browser.differences_from_a_fresh_load() == []
    assert complaints(demo_live, browser, STATUS.get(place.key, 200)) == []
