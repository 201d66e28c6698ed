"""Moving through the portal: one request each, Back, focus, the site control, menus, what is said when it fails."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import number_of_windows_to_be
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chromium import Browser
from tests.pages.small_portal import PERSON, SITE, SmallPortal

pytestmark = pytest.mark.browser
UPDATE = "POST /_dash-update-component"


def press(browser: Browser, selector: str) -> None:
    browser.find_element("css selector", selector).click()


def heading(browser: Browser) -> str:
    return browser.find_element("css selector", "h1").text


def focused(browser: Browser) -> str:
    return str(browser.execute_script("var a=document.activeElement;return a.id||a.tagName"))


def trouble(browser: Browser) -> str:
    return str(browser.await_truth("document.getElementById('trouble').textContent"))


def test_a_link_is_one_request_and_renders_title_focus_address_and_sidebar(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/")
    small.asked.clear()
    press(browser, ".sidebar a[href='/invoices']")
    browser.until_at("/invoices")
    assert small.asked == [UPDATE]
    assert heading(browser) == "Invoices"
    assert browser.title == "Invoices – Vigil Fire & Safety"
    assert focused(browser) == "H1"
    assert browser.execute_script("return scrollY") == 0
    current = browser.execute_script("return [...document.querySelectorAll('[aria-current]')].map(a=>a.textContent)")
    assert current == ["Invoices"] * 3  # sidebar, phone tab, phone sheet
    browser.await_truth("document.getElementById('announce').textContent === document.title")
    assert browser.messages() == []


def test_a_later_view_is_what_a_fresh_load_shows_and_the_shell_comes_once(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/")
    kept = browser.execute_script("return window.atrio.keptNames().split('.')")
    for to in ("/invoices", f"/?site={SITE}", f"/invoices?site={SITE}", "/kitchen", "/live", "/"):
        browser.execute_script("window.atrio.go(arguments[0], {push: true})", to)
        browser.until_at(to)
        assert browser.differences_from_a_fresh_load() == [], to
    browser.back()
    browser.until_at("/live")
    assert browser.differences_from_a_fresh_load() == []
    client = small.server.test_client()
    client.environ_base["HTTP_X_CSRFTOKEN"] = PERSON.csrf
    sent = [view(client, f"/invoices?count=3#1~{'.'.join(names)}") for names in ([], kept)]
    assert ["side-nav" in text for text in sent] == [True, False]
    assert "side-nav" in view(client, f"/invoices?count=3&site={SITE}#1~{'.'.join(kept)}")
    small.viewer = replace(PERSON, language="ro")
    assert "side-nav" in view(client, f"/invoices?count=3#1~{'.'.join(kept)}")


def view(client: FlaskClient, value: str) -> str:
    """The answer to a navigation."""
    asked = [{"id": "nav", "property": "data-to", "value": value}]
    body = {"output": "frame.children", "outputs": {"id": "frame", "property": "children"}, "inputs": asked}
    return client.post("/_dash-update-component", json=body).text


def test_back_and_forward_show_the_pages_again_where_they_were_left(browser: Browser, address: str) -> None:
    browser.visit(address + "/invoices")
    browser.execute_script("scrollTo(0, 900)")
    browser.execute_script("document.querySelector('.sidebar a[href=\"/\"]').click()")
    browser.until_at("/")
    browser.back()
    browser.until_at("/invoices")
    browser.await_truth("scrollY === 900")
    assert heading(browser) == "Invoices"
    browser.forward()
    browser.until_at("/")
    assert heading(browser) == "Overview"


def test_a_filter_keeps_the_focus_and_reads_out_the_result(browser: Browser, small: SmallPortal, address: str) -> None:
    browser.visit(address + "/invoices?count=3")
    field = browser.find_element("id", "q")
    small.asked.clear()
    field.send_keys("lamp", Keys.ENTER)
    browser.until_at("/invoices?count=3&q=lamp")
    assert small.asked == [UPDATE]
    assert focused(browser) == "q"
    assert browser.find_element("id", "q").get_attribute("value") == "lamp"
    browser.await_truth("document.getElementById('announce').textContent === '3 invoices'")
    press(browser, "#clear")
    browser.until_at("/invoices?count=3")
    assert browser.find_element("id", "q").get_attribute("value") == ""
    press(browser, "#sort")
    browser.until_at("/invoices?count=3&sort=due")
    assert focused(browser) == "sort"


def test_live_parts_work_on_a_page_one_has_moved_to_and_again_after_coming_back(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    for _turn in range(2):
        browser.execute_script("window.atrio.go('/live',{push:true})")
        browser.until_at("/live")
        press(browser, "#live-fill")
        browser.await_truth("document.querySelectorAll('#filled tr').length === 80")
        browser.execute_script("window.atrio.go('/invoices',{push:true})")
        browser.until_at("/invoices")
    assert browser.messages() == []


def test_the_last_of_several_quick_presses_wins(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    browser.execute_script("['/invoices','/kitchen'].forEach(p=>window.atrio.go(p,{push:true}))")
    browser.until_at("/kitchen")
    assert heading(browser) == "Every <element> & more"


def test_files_new_tabs_and_commands_are_left_to_the_browser(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/")
    small.asked.clear()
    link = browser.find_element("css selector", ".sidebar a[href='/invoices']")
    ActionChains(browser).key_down(Keys.CONTROL).click(link).key_up(Keys.CONTROL).perform()
    WebDriverWait(browser, 20).until(number_of_windows_to_be(2))
    assert heading(browser) == "Overview"
    assert UPDATE not in small.asked
    for handle in browser.window_handles[1:]:
        browser.switch_to.window(handle)
        browser.close()
    browser.switch_to.window(browser.window_handles[0])
    press(browser, f"a.row-link[href='/files/{SITE}']")
    browser.await_truth("location.pathname.startsWith('/files/')")
    assert f"GET /files/{SITE}" in small.asked


def test_a_command_form_is_sent_once_with_token_and_key(browser: Browser, small: SmallPortal, address: str) -> None:
    browser.visit(address + "/kitchen")
    browser.execute_script("var b=document.querySelector('#page button[type=submit]');b.click();b.click()")
    browser.arrive("location.pathname === '/invoices'")
    assert len(small.done) == 1
    assert small.done[0]["csrf_token"] == PERSON.csrf
    assert len(small.done[0]["submission"]) >= 16
    assert small.done[0] | {"a": "start", "c": "2", "day": "2026-11-21"} == small.done[0]


def test_a_page_that_does_not_exist_is_said_inside_the_portal(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    browser.execute_script("window.atrio.go('/invoices/zzzzzzzzzzzzzzzz',{push:true})")
    browser.until_at("/invoices/zzzzzzzzzzzzzzzz")
    assert heading(browser) == "This page does not exist"
    press(browser, "#page a.button")
    browser.until_at("/")
    assert heading(browser) == "Overview"


def test_a_page_that_moved_is_one_request_and_the_right_address(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/")
    small.asked.clear()
    browser.execute_script("window.atrio.go('/trouble/moved',{push:true})")
    browser.until_at("/invoices?count=3")
    assert small.asked == [UPDATE]


@pytest.mark.parametrize("status", [400, 403, 409, 413, 429, 500, 503])
def test_a_failed_navigation_is_told_and_can_be_tried_again(
    browser: Browser, small: SmallPortal, address: str, status: int
) -> None:
    browser.visit(address + "/live")
    browser.find_element("id", "typed").send_keys("my words")
    small.failing = status
    press(browser, ".sidebar a[href='/invoices']")
    assert len(trouble(browser)) > 20
    assert browser.find_element("id", "typed").get_attribute("value") == "my words"
    assert browser.current_url == address + "/live"
    small.failing = 0
    press(browser, "#trouble .primary")
    browser.until_at("/invoices")
    assert browser.execute_script("return document.getElementById('trouble').textContent") == ""


def test_a_failed_callback_is_told_and_keeps_what_was_typed(browser: Browser, small: SmallPortal, address: str) -> None:
    browser.visit(address + "/live")
    browser.find_element("id", "typed").send_keys("my words")
    small.failing = 500
    press(browser, "#live-fill")
    assert "What you typed is still here" in trouble(browser)
    assert browser.find_element("id", "typed").get_attribute("value") == "my words"


def test_an_ended_session_leads_to_sign_in_and_back_with_what_was_typed(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/live")
    browser.find_element("id", "typed").send_keys("my words")
    small.viewer = None
    press(browser, "#live-fill")
    browser.arrive("location.pathname === '/sign-in'")
    assert browser.current_url.endswith("/sign-in?next=%2Flive")
    small.viewer = PERSON
    browser.visit(address + "/live")
    assert browser.find_element("id", "typed").get_attribute("value") == "my words"
    small.viewer = None
    press(browser, ".sidebar a[href='/invoices']")
    browser.arrive("location.pathname === '/sign-in'")
    assert browser.current_url.endswith("/sign-in?next=%2Finvoices")


def test_without_a_connection_it_says_so(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    with browser.offline():
        press(browser, ".sidebar a[href='/invoices']")
        assert "No connection" in trouble(browser)
    press(browser, "#trouble .primary")
    browser.until_at("/invoices")


def test_the_site_is_chosen_by_keyboard_alone(browser: Browser, small: SmallPortal, address: str) -> None:
    browser.visit(address + "/")
    button = browser.find_element("css selector", "a[data-scope]")
    button.send_keys(Keys.SPACE)
    browser.await_truth("document.querySelectorAll('[role=option]').length === 4")
    assert focused(browser) == "scope-search"
    field = browser.find_element("id", "scope-search")
    field.send_keys("mira")
    browser.await_truth("document.querySelectorAll('[role=option]').length === 2")
    pointed = browser.await_truth("document.getElementById('scope-search').getAttribute('aria-activedescendant')")
    assert browser.find_element("id", pointed).text.startswith("Hotel Miramar")
    small.asked.clear()
    field.send_keys(Keys.ENTER)
    browser.until_at(f"/?site={SITE}")
    assert small.asked == [UPDATE]
    assert browser.find_element("css selector", ".scope-button .scope-name").text == "Hotel Miramar"
    assert (
        browser.find_element("css selector", ".sidebar a[href^='/invoices']")
        .get_attribute("href")
        .endswith(f"?site={SITE}")
    )
    browser.find_element("css selector", "a[data-scope]").send_keys(Keys.ARROW_DOWN)
    browser.await_truth("document.querySelectorAll('[role=option]').length === 4")
    browser.find_element("id", "scope-search").send_keys(Keys.ESCAPE)
    assert browser.execute_script("return document.activeElement.hasAttribute('data-scope')")
    assert browser.execute_script("return document.querySelector('.scope-panel').hidden")


def test_no_site_found_is_said(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    press(browser, "a[data-scope]")
    note = browser.find_element("css selector", ".scope-note")
    browser.await_truth("document.querySelectorAll('[role=option]').length === 4")
    assert note.text == ""
    browser.find_element("id", "scope-search").send_keys("zzz")
    browser.await_truth("document.querySelectorAll('[role=option]').length < 4")
    assert note.text == "No site found"
    assert note.get_attribute("role") == "status"
    options = [one.text for one in browser.find_elements("css selector", "[role=option]")]
    assert options == ["All sites"], "the way back to all of them stays"


def test_a_person_with_one_site_sees_its_name_and_no_control(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    small.alone = True
    browser.visit(address + "/")
    assert "Hotel Miramar" in browser.find_element("css selector", ".scope-text").text
    assert browser.find_elements("css selector", "a[data-scope]") == []


def test_the_menu_closes_by_escape_and_by_pressing_elsewhere(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    press(browser, ".user-menu summary")
    assert browser.find_element("css selector", ".menu-mail").is_displayed()
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert not browser.find_element("css selector", ".menu-mail").is_displayed()
    press(browser, ".user-menu summary")
    press(browser, "h1")
    assert not browser.find_element("css selector", ".menu-mail").is_displayed()


def test_language_and_theme_are_chosen_in_the_menu_and_the_page_stays(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.visit(address + "/invoices?count=3")
    press(browser, ".user-menu summary")
    browser.leave_by("button[value='ro']")
    assert browser.execute_script("return document.documentElement.lang") == "ro-RO"
    assert browser.current_url == address + "/invoices?count=3"
    browser.visit(address + "/invoices?count=3")
    press(browser, ".user-menu summary")
    browser.leave_by("button[value='dark']")
    assert browser.execute_script("return document.documentElement.dataset.bsTheme") == "dark"
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 23)"


def test_everything_is_reached_on_a_phone(browser: Browser, address: str) -> None:
    browser.resize(320, 640)
    browser.visit(address + "/")
    assert browser.execute_script("return document.documentElement.scrollWidth") == 320
    press(browser, ".tab-more summary")
    press(browser, ".sheet a[href='/invoices']")
    browser.until_at("/invoices")
    assert not browser.find_element("css selector", ".sheet").is_displayed()
    assert browser.find_element("css selector", "a[data-scope]").is_displayed()
    browser.resize(1440)


def test_the_theme_of_the_device_is_followed_until_one_is_chosen(
    browser: Browser, small: SmallPortal, address: str
) -> None:
    browser.prefer("dark")
    browser.visit(address + "/")
    assert browser.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(14, 17, 23)"


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_paper_is_white_and_holds_the_page_alone(
    browser: Browser, small: SmallPortal, address: str, theme: str
) -> None:
    small.viewer = replace(PERSON, theme=theme)
    browser.visit(address + "/")
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": dark})
    try:
        found = browser.execute_script(
            "return ['body', '.card'].map(s => getComputedStyle(document.querySelector(s)).backgroundColor)"
        )
        assert found == ["rgb(255, 255, 255)"] * 2
        for part in (".sidebar", ".topbar", ".tabbar", ".page-actions"):
            assert not browser.find_element("css selector", part).is_displayed()
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def test_with_the_colours_of_the_system_controls_keep_their_outlines(browser: Browser, address: str) -> None:
    browser.visit(address + "/")
    forced = [{"name": "forced-colors", "value": "active"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": forced})
    try:
        widths = browser.execute_script(
            "return ['.card', '.tile', '.badge', '.button']"
            ".map(s => getComputedStyle(document.querySelector(s)).borderTopWidth)"
        )
        assert widths == ["1px"] * 4
        style = "return getComputedStyle(document.querySelector('.nav-link[aria-current]')).outlineStyle"
        assert browser.execute_script(style) == "solid"
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
