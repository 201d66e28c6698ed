"""Staff write a record and correct it by the keyboard, on the real portal; two of them at the same time."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import scalar
from tests.record_forms import edit_path, public_id

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_a_quote_is_drafted_published_and_corrected_over_somebody_elses_shoulder(browser: Browser, live: Live) -> None:
    live.enter(browser, "admin", "/quotes")
    browser.find_element("css selector", "a[href^='/staff/records/quotes/new']").send_keys(Keys.ENTER)
    browser.arrive("location.pathname.endsWith('/quotes/new')")
    browser.find_element("css selector", "#record-clients a.row-link").send_keys(Keys.ENTER)
    browser.arrive("location.search.includes('client=')")
    for name, text in (("subject", "Hoses"), ("net", "1.234,50"), ("line-0-line_text", "Hose, 20 m")):
        browser.find_element("id", f"f-{name}").send_keys(text)
    browser.find_element("css selector", "button[value='lines']").send_keys(Keys.ENTER)
    browser.arrive("document.querySelector('#f-line-5-line_text')")
    assert browser.find_element("id", "f-net").get_attribute("value") == "1.234,50"
    browser.find_element("css selector", "button[value='draft']").send_keys(Keys.ENTER)
    browser.arrive("location.search.includes('said=draft')")
    assert browser.find_element("id", "f-net").get_attribute("value") == "1,234.50"
    browser.execute_script("document.querySelector('#f-issued_on').value = '2026-10-01'")
    browser.find_element("css selector", ".record-buttons button[value='publish']").send_keys(Keys.ENTER)
    browser.arrive("/^.quotes.[a-z2-7]{16}$/.test(location.pathname)")
    assert scalar("select net from portal.quotes where subject = 'Hoses' and published_at is not null") == 1234.5
    assert complaints(live, browser) == []


def rewrite(browser: Browser, words: str) -> None:
    box = browser.find_element("id", "f-subject")
    box.clear()
    box.send_keys(words, Keys.ENTER)
    browser.arrive("!location.pathname.endsWith('/edit') || document.querySelector('.notice.warn')")


def test_of_two_windows_the_second_to_save_shows_both(browser: Browser, live: Live) -> None:
    record = public_id("orders")
    live.enter(browser, "admin", edit_path("orders", record))
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.visit(live.address + edit_path("orders", record))
    rewrite(browser, "Theirs")
    browser.close()
    browser.switch_to.window(first)
    rewrite(browser, "Mine")
    assert browser.find_element("id", "f-subject").get_attribute("value") == "Mine"
    assert "Theirs" in browser.find_element("id", "f-subject-note").text
    assert scalar("select subject from portal.orders where public_id = :id", id=record) == "Theirs"
