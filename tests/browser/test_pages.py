"""Every page on the demo company, in four languages: live tree as first painted, nobody kept out, nothing too wide.

Each page is opened once; languages, themes and widths take turns, so that alike pages, which stand beside each other,
meet every language in every width and every theme. In the other languages its first paint is laid out in the widest
and the narrowest.
With ATRIO_TEST_FULL=1 each page is opened in each language and looked at in every theme and every width.
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
STATUS = {"not-found": 404, "forbidden": 403}


def turn(place: Place) -> tuple[str, int, str]:
    """The language, width and theme in which this page is looked at: of twelve neighbours no two meet the same."""
    at = PLACES.index(place)
    return list(LANGUAGES)[at % 4], WIDTHS[at % 3], THEMES[at // 4 % 2]


EVERY = [(place, language) for place in PLACES for language in (LANGUAGES if FULL else turn(place)[:1])]


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
    viewer = demo.viewer(email)
    change_preferences(viewer, language=language, theme="light")
    browser.give_cookie(demo_live.address, cookies.SESSION, visitors.cookie(email))
    browser.visit(demo_live.address + visitors.address(place, email))
    assert browser.execute_script("return document.documentElement.lang") == LANGUAGES[language].replace("_", "-")
    assert browser.differences() == []
    assert browser.execute_script("return document.querySelectorAll('h1').length") == 1
    if not FULL:
        for other in LANGUAGES.keys() - {language}:
            change_preferences(viewer, language=other)
            assert browser.keep_first_paint() == LANGUAGES[other].replace("_", "-")
    _, its_width, its_theme = turn(place)
    for width in WIDTHS:
        browser.resize(width)
        assert browser.too_wide() == []
        assert width == 390 or browser.kept_too_wide() == []
        for theme in THEMES if FULL else (its_theme,) if width == its_width else ():
            browser.wear(theme)
            assert browser.barriers(1000 if FULL else 20) == [], f"{browser.current_url} {width} {theme}"
    if place.key not in STATUS and (FULL or PLACES.index(place) % 4 == 0):  # a refusal shows its number
        change_preferences(viewer, language=language)
        browser.execute_script("window.atrio.go(location.pathname + location.search)")
        browser.arrive()
        assert browser.differences_from_a_fresh_load() == []
    assert complaints(demo_live, browser, STATUS.get(place.key, 200)) == []
