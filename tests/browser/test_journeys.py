"""Journeys on the real portal: moving about, an ended session, failures, the keyboard alone, other languages."""

from dataclasses import replace

import pytest
from selenium.webdriver.common.keys import Keys
from sqlalchemy import text

from auth.registry import REGISTERED
from data import database as pools
from data.viewer import Unavailable
from integrations.language import _, use_language
from tests import cast
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
NAVIGATION = "/_dash-update-component"
FOCUS = "(function () { var a = document.activeElement; return a.id || a.tagName; })()"


def asked_of(live: Live, browser: Browser) -> list[str]:
    """Method and path of what was asked, without styles, scripts and fonts."""
    pages = [one for one in browser.asked() if one.kind in ("Document", "Fetch", "XHR")]
    return [f"{one.method} {one.url.removeprefix(live.address).partition('?')[0]}" for one in pages]


def fill(browser: Browser, email: str) -> None:
    """The sign-in form."""
    browser.find_element("id", "email").send_keys(email)
    browser.find_element("id", "password").send_keys(cast.PASSWORD)
    browser.leave_by("form button.primary")


def test_nothing_is_asked_before_the_content_and_one_request_brings_each_later_page(
    browser: Browser, live: Live
) -> None:
    live.enter(browser, "owner")
    browser.asked()
    browser.visit(live.address + "/inspections")
    assert [one for one in asked_of(live, browser) if "/_dash" in one] == []
    browser.press(".sidebar a[href^='/equipment']")
    browser.until_at("/equipment")
    assert asked_of(live, browser) == [f"POST {NAVIGATION}"]
    assert browser.heading() == "Equipment"
    assert browser.title.startswith("Equipment – ")
    assert browser.execute_script(f"return {FOCUS}") == "H1"
    browser.press("#page tbody a")
    browser.arrive("location.pathname.startsWith('/equipment/')")
    assert asked_of(live, browser) == [f"POST {NAVIGATION}"]
    browser.back()
    browser.until_at("/equipment")
    assert browser.heading() == "Equipment"
    browser.back()
    browser.until_at("/inspections")
    assert browser.heading() == "Inspections"
    browser.forward()
    browser.until_at("/equipment")
    assert browser.title.startswith("Equipment – ")
    assert complaints(live, browser) == []


def test_signing_in_leads_to_the_page_that_was_wanted(browser: Browser, live: Live) -> None:
    browser.get(live.address + "/invoices")
    assert browser.current_url.startswith(live.address + "/sign-in?next=")
    fill(browser, cast.EMAILS["owner"])
    assert browser.current_url == live.address + "/invoices"
    assert browser.heading() == "Invoices"


def test_whose_portal_is_closed_meanwhile_is_led_to_the_page_that_says_so(browser: Browser, live: Live) -> None:
    turn = "update portal.clients set portal_closed_at = {} where name like 'Grup%'"
    live.enter(browser, "owner")
    browser.visit(live.address + "/inspections")
    with pools.owner() as session:
        session.execute(text(turn.format("portal.now()")))
    try:
        browser.press(".sidebar a[href^='/equipment']")
        browser.arrive("document.title.startsWith('The portal is closed at the moment')")
        assert cast.SETTINGS["phone"] in browser.find_element("tag name", "main").text
        assert browser.barriers(20) == []
        browser.get(live.address + "/equipment")
        assert browser.current_url.startswith(live.address + "/sign-in")
    finally:
        with pools.owner() as session:
            session.execute(text(turn.format("null")))


def test_an_ended_session_leads_through_sign_in_to_the_page_that_was_wanted(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/inspections")
    with pools.owner() as session:
        session.execute(text("delete from portal.sessions"))
    browser.press(".sidebar a[href^='/invoices']")
    browser.arrive("location.pathname === '/sign-in'")
    fill(browser, cast.EMAILS["owner"])
    assert browser.current_url == live.address + "/invoices"


@pytest.mark.parametrize(("error", "words"), [(RuntimeError("broken"), "our side"), (Unavailable(), "not available")])
def test_a_page_that_fails_is_told_keeps_what_was_typed_and_can_be_tried_again(
    browser: Browser, live: Live, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fails(*_args: object, **_more: object) -> None:
        raise error

    live.enter(browser, "owner", "/sites")
    browser.find_element("css selector", "#page input[name=q]").send_keys("my words")
    name, rule = next((name, rule) for name, rule in REGISTERED.pages.items() if rule.path == "/invoices")
    with monkeypatch.context() as patch:
        patch.setitem(REGISTERED.pages, name, replace(rule, layout=fails))
        browser.press(".sidebar a[href^='/invoices']")
        assert words in browser.await_truth("document.getElementById('trouble').textContent")
        assert browser.heading() == "All sites"
        assert browser.find_element("css selector", "#page input[name=q]").get_attribute("value") == "my words"
        assert browser.barriers() == []
    browser.press("#trouble .primary")
    browser.until_at("/invoices")
    assert browser.execute_script("return document.getElementById('trouble').textContent") == ""


def test_without_a_connection_the_page_stays_and_says_so(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/sites")
    browser.find_element("css selector", "#page input[name=q]").send_keys("my words")
    with browser.offline():
        browser.press(".sidebar a[href^='/invoices']")
        assert "No connection" in browser.await_truth("document.getElementById('trouble').textContent")
        assert browser.find_element("css selector", "#page input[name=q]").get_attribute("value") == "my words"
    browser.press("#trouble .primary")
    browser.until_at("/invoices")


def tab_to(browser: Browser, selector: str, most: int = 60) -> list[str]:
    """Press Tab until the focus is there, and be told where it was; it is seen at every step."""
    met = []
    for _step in range(most):
        browser.keys(Keys.TAB)
        assert browser.hidden_focus() == ""
        met.append(str(browser.execute_script("return document.activeElement.getAttribute('href') || ''")))
        if browser.execute_script("return document.activeElement.matches(arguments[0])", selector):
            return met
    raise AssertionError(f"Tab never leads to {selector}")


def test_a_person_with_only_a_keyboard_signs_in_chooses_a_site_reads_an_invoice_and_comes_back(
    browser: Browser, live: Live
) -> None:
    browser.get(live.address + "/sign-in")
    browser.await_truth(f"{FOCUS} === 'email'")
    browser.keys(cast.EMAILS["owner"], Keys.TAB, cast.PASSWORD, Keys.ENTER)
    browser.until_at("/")
    browser.keys(Keys.TAB)
    assert browser.execute_script("return document.activeElement.className") == "skip"
    tab_to(browser, "a[data-scope]")
    browser.keys(Keys.ENTER)
    browser.await_truth("document.querySelectorAll('[role=option]').length > 2")
    browser.keys("hotel")
    browser.await_truth("document.querySelectorAll('[role=group] [role=option]').length === 1")
    assert browser.barriers() == []
    browser.keys(Keys.ENTER)
    browser.arrive("location.search.startsWith('?site=')")
    assert browser.find_element("css selector", ".scope-button .scope-name").text == "Hotel Miramar"
    browser.await_truth("document.activeElement.tagName === 'H1'")
    tab_to(browser, "#page a[href^='/invoices/']", 80)
    browser.keys(Keys.ENTER)
    browser.arrive("location.pathname.startsWith('/invoices/')")
    assert "INV-HOTEL" in browser.heading()
    browser.await_truth("document.activeElement.tagName === 'H1'")
    tab_to(browser, "#page a")
    browser.execute_script("history.back()")
    browser.arrive("location.pathname === '/'")
    assert browser.execute_script("return document.activeElement.getAttribute('href')").startswith("/invoices/")


def test_the_focus_is_seen_all_the_way_through_a_page_on_a_phone(browser: Browser, live: Live) -> None:
    browser.resize(390, 700)
    live.enter(browser, "owner", "/invoices")
    rows = "return [...document.querySelectorAll('#page tbody a')].map(link => link.getAttribute('href'))"
    links = browser.execute_script(rows)
    met = tab_to(browser, ".tabbar summary", 120)
    assert links
    assert [href for href in met if href in links] == links
    assert len(met) > len(links) + 5, "the search, the filters and the tabs are reached too"


def test_the_site_control_is_a_combobox_for_screen_readers(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/documents")
    browser.find_element("css selector", "a[data-scope]").send_keys(Keys.ARROW_DOWN)
    browser.await_truth("document.querySelectorAll('[role=option]').length > 2")
    field = browser.find_element("id", "scope-search")
    for name, value in {"role": "combobox", "aria-expanded": "true", "aria-controls": "scope-list"}.items():
        assert field.get_attribute(name) == value
    assert browser.find_element("id", "scope-list").get_attribute("role") == "listbox"
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    pointed = browser.find_element("id", field.get_attribute("aria-activedescendant"))
    assert "pointed" in pointed.get_attribute("class")
    assert browser.execute_script("return document.activeElement.id") == "scope-search"
    field.send_keys("zzz")
    browser.await_truth("document.querySelector('.scope-note[role=status]').textContent.length > 5")
    assert browser.barriers() == []
    field.send_keys(Keys.ESCAPE)
    assert browser.execute_script("return document.activeElement.hasAttribute('data-scope')")
    assert browser.find_elements("css selector", "[role=option]") == []


def test_the_menu_is_open_to_everybody_and_changes_the_language_where_one_is(browser: Browser, live: Live) -> None:
    live.enter(browser, "stranger", "/inspections")
    for language, lang in (("it", "it-IT"), ("ro", "ro-RO"), ("en", "en-GB")):
        browser.press(".user-menu summary")
        assert browser.barriers() == []
        browser.leave_by(f".user-menu button[value='{language}']")
        assert browser.execute_script("return document.documentElement.lang") == lang
        assert browser.current_url == live.address + "/inspections"
        with use_language(language):
            assert browser.heading() == _("Inspections")


def test_a_theme_is_chosen_for_good(browser: Browser, live: Live) -> None:
    live.enter(browser, "stranger")
    for theme, background in (("dark", "rgb(14, 17, 23)"), ("light", "rgb(245, 246, 248)")):
        browser.visit(live.address + "/inspections")
        browser.press(".user-menu summary")
        browser.leave_by(f".user-menu button[value='{theme}']")
        assert browser.execute_script("return document.documentElement.dataset.bsTheme") == theme
        assert browser.current_url == live.address + "/inspections"
        assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == background
        browser.visit(live.address + "/documents")
        assert browser.execute_script("return document.documentElement.dataset.bsTheme") == theme


def test_staff_see_the_portal_as_a_client_does_and_stop(browser: Browser, live: Live) -> None:
    live.enter(browser, "admin", "/staff/clients")
    browser.press("#page tbody a[href^='/staff/clients/']")
    browser.arrive("location.pathname.startsWith('/staff/clients/')")
    browser.leave_by("#page form[action='/view-as'] button")
    assert "Nothing can be changed" in browser.find_element("css selector", ".banner").text
    assert browser.barriers() == []
    browser.press(".sidebar a[href^='/inspections']")
    browser.arrive("location.pathname === '/inspections'")
    assert browser.find_element("css selector", ".banner").is_displayed()
    browser.leave_by(".banner button")
    assert browser.find_elements("css selector", ".banner") == []
    assert browser.current_url.startswith(live.address + "/staff/clients")
    assert complaints(live, browser) == []


def test_a_document_opens_in_the_browser_under_its_own_policy(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/documents")
    link = browser.find_element("css selector", "#page a[href^='/documents/'][href$='/download']")
    answer = browser.execute_async_script(
        "fetch(arguments[0]).then(got => arguments[1]([got.status, Object.fromEntries(got.headers)]))",
        link.get_attribute("href").replace("/download", "/open"),
    )
    assert answer[0] == 200
    assert answer[1]["content-type"] == "application/pdf"
    assert answer[1]["content-disposition"].startswith("inline")
    assert "default-src 'none'" in answer[1]["content-security-policy"]


def test_a_document_is_opened_stepped_through_and_left_by_keyboard(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/documents")
    link = "[...document.querySelectorAll('#page a.row-link')][1]"
    browser.execute_script(f"{link}.focus()")
    opened = browser.execute_script(f"return {link}.getAttribute('href')")
    browser.keys(Keys.ENTER)
    browser.until_at(opened)
    assert browser.find_elements("id", "viewer-frame")
    browser.execute_script("document.getElementById('step-after').focus()")
    browser.keys(Keys.ENTER)
    browser.arrive(f"location.pathname + location.search !== '{opened}'")
    assert browser.current_url.startswith(live.address + "/documents/")
    browser.keys(Keys.ESCAPE)
    browser.until_at("/documents")
    assert browser.await_truth("document.activeElement.getAttribute('href')") == opened
    browser.visit(live.address + opened)  # from elsewhere: closing leads to the list
    assert len([one for one in asked_of(live, browser) if one.endswith("/open")]) <= 3  # once for each look
    browser.press("#page a[data-close='any']")
    browser.until_at("/documents")
    assert complaints(live, browser) == []
