"""A table used with nothing but the keyboard, and the searchable list of clients and sites beside its filters."""

import pytest
from selenium.webdriver.common.keys import Keys
from sqlalchemy import text

from data import database as pools
from data.queries import slices
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.browser.test_journeys import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
FOCUS = "return document.activeElement.id"


def test_a_table_is_searched_narrowed_ordered_paged_and_given_columns_by_keyboard_alone(
    browser: Browser, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "PAGE", 1)
    with pools.owner() as session:
        session.execute(text("update portal.invoices set search_text = lower(number)"))
    live.enter(browser, "owner", "/invoices")
    tab_to(browser, "#table-search")
    browser.keys("inv", Keys.ENTER)
    browser.arrive("location.search === '?q=inv'")
    assert browser.execute_script(FOCUS) == "table-search"
    browser.await_truth("document.getElementById('announce').textContent.includes('record')")
    tab_to(browser, ".chip:not(#chip-all)")
    chip = browser.execute_script(FOCUS)
    browser.keys(Keys.SPACE)
    browser.arrive("location.search.includes('state=')")
    assert browser.execute_script(FOCUS) == chip
    assert browser.find_element("id", chip).get_attribute("aria-pressed") == "true"
    tab_to(browser, "#sort-number")
    browser.keys(Keys.ENTER)
    browser.arrive("location.search.includes('sort=number')")
    assert browser.find_element("css selector", "th[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert browser.execute_script(FOCUS) == "sort-number"
    tab_to(browser, "#page-next")
    browser.keys(Keys.ENTER)
    browser.arrive("location.search.includes('after=')")
    here = browser.execute_script("return location.search")
    tab_to(browser, "#choose-columns")
    browser.keys(Keys.ENTER)
    tab_to(browser, "#column-tax")
    browser.keys(Keys.SPACE)
    assert browser.barriers() == []
    tab_to(browser, "#columns-keep")
    browser.keys(Keys.ENTER)
    browser.arrive("[...document.querySelectorAll('#page th')].some(h => h.textContent === 'Tax')")
    assert browser.execute_script("return location.search") == here
    assert browser.barriers() == []
    tab_to(browser, "#export-csv")
    assert "q=inv" in browser.execute_script("return document.activeElement.href")
    assert complaints(live, browser) == []


def test_staff_narrow_a_table_to_a_client_by_typing(browser: Browser, live: Live) -> None:
    live.enter(browser, "admin", "/inspections?sort=number")
    tab_to(browser, "#table-place")
    browser.keys(Keys.ENTER)
    browser.await_truth("document.querySelectorAll('[role=option]').length > 2")
    browser.keys("palazzo")
    browser.await_truth("document.querySelectorAll('[role=group] [role=option]').length === 2")
    assert browser.barriers() == []
    browser.keys(Keys.ENTER)
    browser.arrive("location.search.includes('client=')")
    assert "sort=number" in browser.execute_script("return location.search")
    assert "Palazzo" in browser.find_element("css selector", "#table-place .place-name").text
    assert complaints(live, browser) == []
