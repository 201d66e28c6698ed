"""Search everywhere by keyboard: the panel opens, finds, leads to a record, closes; open to everybody; kept once."""

import time

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from sqlalchemy import text

from data import database as pools
from data.commands.activity import flush_activity
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
OPTIONS = "document.querySelectorAll('#finder-list [role=option]').length"
BUSY = "document.querySelector('.finder-panel').dataset.busy"
_NO_ANSWER = """
    const real = window.fetch;
    window.fetch = function (target) {
        return String(target).startsWith('/search/panel') ? new Promise(function () {}) : real.apply(window, arguments);
    };
"""


def call(browser: Browser) -> None:
    """Ctrl K, and the first lines are there."""
    ActionChains(browser).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    browser.await_truth(f"{OPTIONS} > 2 && !{BUSY}")


def ask(browser: Browser, text: str) -> None:
    """Type, and the lines for the whole text are there, not those for what was typed on the way."""
    browser.keys(text)
    answered = f"performance.getEntriesByType('resource').some(one => one.name.endsWith('/search/panel?q={text}'))"
    browser.await_truth(f"{answered} && !{BUSY}")


def searches() -> list[str]:
    flush_activity()
    with pools.owner() as session:
        rows = session.execute(text("select path, result from portal.activity where kind = 'searched' order by id"))
        return [f"{row.path} {row.result}" for row in rows]


def test_a_record_is_found_and_opened_with_the_keyboard_alone(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/equipment")
    call(browser)
    field = browser.find_element("id", "finder-search")
    for name, value in {"role": "combobox", "aria-expanded": "true", "aria-controls": "finder-list"}.items():
        assert field.get_attribute(name) == value
    assert browser.barriers() == []
    ask(browser, "hotel")
    assert "results" in browser.find_element("css selector", ".finder-note").text
    browser.wear("dark")
    assert browser.barriers() == []
    assert browser.find_element("id", field.get_attribute("aria-activedescendant")).text.startswith("Hotel Miramar")
    browser.keys(Keys.ARROW_DOWN)
    pointed = browser.find_element("id", field.get_attribute("aria-activedescendant"))
    assert pointed.text.startswith("INS-HOTEL")
    assert browser.execute_script("return document.activeElement.id") == "finder-search"
    browser.keys(Keys.ENTER)
    browser.arrive("location.pathname.startsWith('/inspections/')")
    assert "INS-HOTEL" in browser.heading()
    assert browser.find_elements("css selector", ".finder") == []
    browser.await_truth("document.activeElement.tagName === 'H1'")
    assert complaints(live, browser) == []


def test_esc_gives_the_focus_back_and_the_page_behind_cannot_be_reached_meanwhile(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/invoices")
    browser.find_element("id", "table-search").click()
    call(browser)
    for _step in range(4):
        browser.keys(Keys.TAB)
        assert browser.execute_script("return !document.querySelector('.frame').contains(document.activeElement)")
    browser.find_element("id", "finder-search").click()
    browser.keys(Keys.ESCAPE)
    assert browser.execute_script("return document.activeElement.id") == "table-search"
    browser.press("a[data-finder]")
    browser.await_truth(f"{OPTIONS} > 2")
    browser.press(".finder-close")
    assert browser.execute_script("return document.activeElement.hasAttribute('data-finder')")


def test_a_text_left_alone_is_kept_once_and_what_was_typed_on_the_way_is_not(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/equipment")
    before = len(searches())
    call(browser)
    ask(browser, "nowhere")
    assert browser.find_element("css selector", ".finder-note").text == "Nothing found"
    assert browser.barriers() == []
    for _turn in range(400):
        if len(searches()) > before:
            break
        time.sleep(0.05)
    browser.keys(Keys.ENTER)
    assert searches()[before:] == ["/search?q=nowhere nothing"]


def test_faster_than_the_answer_enter_leads_to_the_page_and_without_scripts_the_icon_does(
    browser: Browser, live: Live
) -> None:
    browser.resize(390, 800)
    live.enter(browser, "owner", "/equipment")
    call(browser)
    assert browser.too_wide() == []
    assert browser.barriers() == []
    ask(browser, "ho")
    browser.execute_script(_NO_ANSWER)
    browser.keys("tel", Keys.ENTER)  # the line for "ho" that is marked is not what was asked for
    browser.until_at("/search?q=hotel")
    assert browser.heading() == "Search"
    browser.block_scripts()
    browser.get(live.address + "/equipment")
    browser.leave_by(".topbar a[href='/search']")
    browser.find_element("id", "search-words").send_keys("hotel", Keys.ENTER)
    browser.arrive("location.search.includes('q=hotel')")
    assert "INV-HOTEL" in browser.find_element("id", "page").text
