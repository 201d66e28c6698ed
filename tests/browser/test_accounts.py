"""Staff change rights and revoke access by the keyboard alone, on the real portal."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests import cast
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import person_id, sql

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def areas() -> set[str]:
    return {row.area for row in sql("select area from portal.rights(:p)", p=person_id("colleague"))}


def test_rights_are_ticked_and_access_revoked_without_a_mouse(browser: Browser, live: Live) -> None:
    live.enter(browser, "admin", "/staff/accounts?q=colleague")
    browser.find_element("css selector", "a.record-link").send_keys(Keys.ENTER)
    browser.arrive("/accounts\\/[a-z2-7]{16}$/.test(location.pathname)")
    browser.find_element("css selector", "a[href*='/rights?']").send_keys(Keys.ENTER)
    browser.arrive("location.pathname.endsWith('/rights')")
    browser.find_element("css selector", "tbody tr:first-child input[value='billing']").send_keys(Keys.SPACE)
    browser.find_element("id", "save").send_keys(Keys.ENTER)
    browser.arrive("location.search.includes('done=rights')")
    assert areas() == {*cast.TECHNICAL, "billing"}
    browser.find_element("css selector", ".danger-fold summary").send_keys(Keys.ENTER)
    browser.find_element("css selector", ".danger-fold input[name='typed']").send_keys(
        cast.EMAILS["colleague"], Keys.ENTER
    )
    browser.arrive("location.search.includes('done=revoked')")
    assert "revoked for good" in browser.find_element("css selector", "[role='status'].notice").text
    assert areas() == set()
    assert complaints(live, browser) == []
