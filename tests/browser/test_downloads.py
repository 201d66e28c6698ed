"""Taking documents away by keyboard, a page that looks again by itself, and the list of what staff withdrew."""

import pytest
from selenium.webdriver.common.keys import Keys

from data.commands.withdrawal import withdraw_record
from integrations.storage import open_storage
from jobs import downloads
from jobs.queue import use_settings
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import scalar

pytestmark = [pytest.mark.browser]
TICKED = "return document.querySelectorAll('.pick input:checked').length"


def focus(browser: Browser, selector: str, key: str) -> None:
    """Go there as a keyboard does, and press."""
    browser.execute_script("document.querySelector(arguments[0]).focus()", selector)
    browser.keys(key)


def test_documents_are_ticked_packed_and_found_by_keyboard_alone(browser: Browser, live: Live, settings, monkeypatch):
    monkeypatch.setattr("pages.documents.zip.AT_ONCE", 0)
    monkeypatch.setattr("components.download_views.LOOK_AGAIN", 1)
    live.enter(browser, "owner", "/documents")
    focus(browser, ".pick input", Keys.SPACE)
    assert browser.execute_script("return document.getElementById('pick-all').indeterminate")
    focus(browser, "#pick-all", Keys.SPACE)
    assert browser.execute_script(TICKED) == 3
    focus(browser, "#pick-all", Keys.SPACE)
    assert browser.execute_script(TICKED) == 0
    focus(browser, "#pick-all", Keys.SPACE)
    focus(browser, ".pick-bar button[value=ticked]", Keys.ENTER)
    browser.until_at("/downloads")
    assert "3 documents" in browser.page_source
    assert browser.barriers() == []
    browser.execute_script("document.querySelector('.sidebar a').focus(); window.scrollTo(0, 10)")
    use_settings(settings)
    try:
        downloads.pack_download(scalar("select id from portal.downloads"))
    finally:
        use_settings(None)
    browser.arrive("document.querySelector('#page a[download]')")
    assert not browser.execute_script("return document.querySelector('#page a[data-refresh]')")
    browser.await_truth("document.getElementById('announce').textContent.includes('ready to download')")
    for width in (1440, 390, 320):
        browser.resize(width)
        assert browser.too_wide() == []
        assert browser.barriers() == []
    assert complaints(live, browser) == []
    open_storage(settings.files_url).delete(scalar("select storage_key from portal.downloads"))


def test_without_scripts_the_boxes_and_buttons_do_the_same(browser: Browser, live: Live, monkeypatch):
    monkeypatch.setattr("pages.documents.zip.AT_ONCE", 0)
    live.enter(browser, "owner")
    browser.block_scripts()
    browser.get(live.address + "/documents")
    browser.find_element("css selector", ".pick input").click()
    browser.leave_by(".pick-bar button[value=ticked]")
    browser.until_at("/downloads")
    assert "1 document" in browser.find_element("id", "page").text
    browser.leave_by("#refresh")
    browser.until_at("/downloads")


def test_the_list_of_what_was_withdrawn_is_readable_by_everybody(browser: Browser, live: Live, admin):
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    live.enter(browser, "owner", f"/invoices/{invoice}")
    withdraw_record(admin, "invoice", invoice, "x" * 90)
    live.enter(browser, "admin", "/staff/withdrawn")
    assert "INV-HOTEL" in browser.page_source
    for width in (1440, 320):
        browser.resize(width)
        assert browser.too_wide() == []
        assert browser.barriers() == []
    browser.leave_by("#page form button")
    assert "Published again" in browser.find_element("tag name", "body").text
    assert complaints(live, browser) == []
