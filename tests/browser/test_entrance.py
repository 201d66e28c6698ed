"""Sign-in pages and what is said when it fails, in four languages; and everything without JavaScript."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from auth import cookies
from auth.registry import REGISTERED
from data import database as pools
from integrations.language import LANGUAGES
from tests import cast
from tests.browser.chromium import Browser
from tests.browser.fixtures import FULL
from tests.browser.server import Live, complaints
from tests.browser.test_pages import THEMES, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
SEEN = """
var page = document.getElementById('page');
return [document.querySelector('h1').innerText, page.checkVisibility(), page.innerText.length];
"""


def sign_in(browser: Browser, live: Live) -> int:
    """The first page of all."""
    browser.get(live.address + "/sign-in?next=/invoices")
    return 200


def wrong_password(browser: Browser, live: Live) -> int:
    """Sent with something wrong."""
    browser.get(live.address + "/sign-in")
    browser.find_element("id", "email").send_keys("nobody@example.com")
    browser.find_element("id", "password").send_keys("wrong")
    browser.leave_by("button.primary")
    assert browser.find_elements("css selector", "[aria-invalid]")
    return 401


def ask_for_a_code(browser: Browser, live: Live) -> int:
    """The address for the code."""
    browser.get(live.address + "/sign-in/code")
    return 200


def enter_the_code(browser: Browser, live: Live) -> int:
    """A code has been sent; a wrong one was tried."""
    browser.get(live.address + "/sign-in/code?other=1")
    browser.find_element("id", "email").send_keys("nobody@example.com")
    browser.leave_by("button.primary")
    browser.find_element("id", "code").send_keys("000000")
    browser.leave_by("form button.primary")
    assert browser.find_elements("css selector", "[aria-invalid]")
    return 401


def too_many_codes(browser: Browser, live: Live) -> int:
    """All tries are used up."""
    enter_the_code(browser, live)
    while browser.find_elements("id", "code"):
        browser.find_element("id", "code").send_keys("111111")
        browser.leave_by("form button.primary")
    return 401


def forgotten(browser: Browser, live: Live) -> int:
    """A link has been asked for, and its code is awaited."""
    browser.get(live.address + "/sign-in/forgotten?other=1")
    browser.find_element("id", "email").send_keys("nobody@example.com")
    browser.leave_by("button.primary")
    assert browser.find_elements("id", "code")
    return 200


def question(browser: Browser, live: Live) -> int:
    """A program was suspected: one word has to be chosen."""
    browser.get(live.address + "/sign-in")
    browser.find_element("id", "email").send_keys("nobody@example.com")
    browser.execute_script("document.getElementById('reference').value = 'spam'")
    browser.leave_by("button.plain")
    assert len(browser.find_elements("css selector", "[type=radio]")) == 5
    return 400


def dead_link(browser: Browser, live: Live) -> int:
    """A link that was used before."""
    browser.get(live.address + "/access/" + 43 * "x")
    return 200


def nowhere(browser: Browser, live: Live) -> int:
    """No such page, asked by nobody we know."""
    browser.get(live.address + "/no-such-page")
    return 404


STATES = (sign_in, wrong_password, ask_for_a_code, enter_the_code, too_many_codes, forgotten, question, dead_link,
          nowhere)  # fmt: skip
SENT = (wrong_password, enter_the_code, question)  # answers to a form; the others are there again when they are opened
ALIKE = """
var like = function (body) { return ['h1', 'input', '[aria-invalid]'].map(function (one) {
  return body.querySelectorAll(one).length; }).join(); };
var here = like(window.firstPaint || document.body);
return instruments.kept.every(function (paint) { return like(paint.body) === here; });
"""
EVERY = [
    (state, language)
    for at, state in enumerate(STATES)
    for language in (LANGUAGES if FULL else list(LANGUAGES)[at % len(LANGUAGES) :][:1])
]


@pytest.mark.parametrize(("state", "language"), EVERY, ids=[f"{state.__name__}-{code}" for state, code in EVERY])
def test_a_page_before_the_portal_is_open_to_everybody(
    browser: Browser, live: Live, state: Callable[[Browser, Live], int], language: str
) -> None:
    """In one language, which take turns; what it says in the others is laid out in the same place."""
    browser.give_cookie(live.address, cookies.LANGUAGE, language)
    with pools.owner() as session:
        session.execute(text("delete from portal.rate_limits"))
    status = state(browser, live)
    assert browser.execute_script("return document.documentElement.lang") == LANGUAGES[language].replace("_", "-")
    assert browser.execute_script("return document.querySelectorAll('h1').length") == 1
    assert complaints(live, browser, status) == []
    for other in () if FULL else LANGUAGES.keys() - {language}:
        browser.give_cookie(live.address, cookies.LANGUAGE, other)
        came = browser.keep_answer() if state in SENT else browser.keep_first_paint()
        assert came == LANGUAGES[other].replace("_", "-")
    assert browser.execute_script(ALIKE), "it is the same page in every language"
    at = STATES.index(state)
    for width in WIDTHS:
        browser.resize(width)
        assert browser.too_wide() == []
        assert browser.kept_too_wide() == []
        for theme in THEMES if FULL else THEMES[at // 3 % 2 :][:1] if width == WIDTHS[at % 3] else ():
            browser.wear(theme)
            assert browser.barriers() == [], f"{width} {theme}"
    assert complaints(live, browser, status) == []


def test_the_language_is_chosen_by_a_link_before_anybody_is_known(browser: Browser, live: Live) -> None:
    browser.get(live.address + "/sign-in")
    browser.leave_by("a[hreflang='ro-RO']")
    assert browser.execute_script("return document.documentElement.lang") == "ro-RO"
    browser.get(live.address + "/sign-in/code")
    assert browser.execute_script("return document.documentElement.lang") == "ro-RO"


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(browser: Browser, live: Live) -> None:
    wrong_password(browser, live)
    assert browser.find_element("id", "email").get_attribute("value") == "nobody@example.com"
    browser.await_truth("document.activeElement.id === 'password'")
    assert "do not match" in browser.find_element("css selector", "[role=alert]").text


def test_without_javascript_everything_is_read_and_done(browser: Browser, live: Live) -> None:
    browser.block_scripts()
    browser.get(live.address + "/")
    browser.find_element("id", "email").send_keys(cast.EMAILS["owner"])
    browser.find_element("id", "password").send_keys(cast.PASSWORD)
    browser.leave_by("button.primary")
    assert browser.current_url == live.address + "/"
    assert browser.heading() == "All sites"
    assert len(browser.find_elements("css selector", "#page tbody tr")) == 2
    browser.leave_by("#page tbody a[href*='site=']")
    assert browser.heading() == "Site overview"
    assert len(browser.find_elements("css selector", "#page section")) >= 10
    browser.leave_by("#page a[href^='/invoices']")
    assert browser.find_elements("css selector", "h1")
    browser.get(live.address + "/sites")
    browser.find_element("css selector", "#page input[name=q]").send_keys("spa")
    browser.leave_by("#page form button[type=submit]")
    assert "q=spa" in browser.current_url
    assert [one.text for one in browser.find_elements("css selector", "#page tbody .row-link")] == ["Spa Miramar"]
    browser.leave_by("a[data-scope]")
    assert browser.current_url.startswith(live.address + "/sites")
    browser.press(".user-menu summary")
    browser.leave_by(".menu-end button")
    assert browser.current_url == live.address + "/sign-in"
    browser.get(live.address + "/invoices")
    assert browser.current_url.startswith(live.address + "/sign-in?")


def test_without_javascript_every_page_can_be_read(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner")
    browser.block_scripts()
    for path in sorted(rule.path for rule in REGISTERED.pages.values()):
        if "<" in path or path.startswith("/staff/"):
            continue
        browser.get(live.address + path)
        heading, visible, words = browser.execute_script(SEEN)
        assert heading, path
        assert visible, path
        assert words > 40, path
