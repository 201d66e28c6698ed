"""What devices ask for besides size: paper, less motion, colours of one's own, fingers."""

import pytest

from tests.browser.chromium import Browser
from tests.browser.server import Live

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
STYLE = "return getComputedStyle(document.querySelector(arguments[0]), arguments[2] || null)[arguments[1]]"


def style(browser: Browser, selector: str, name: str, part: str = "") -> str:
    """A computed style of the first element found."""
    return str(browser.execute_script(STYLE, selector, name, part))


def test_on_paper_there_is_the_content_alone(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/sites")
    browser.press("#page tbody a")
    browser.arrive("location.search.startsWith('?site=')")
    browser.prefer("dark", media="print")
    for selector in (".sidebar", ".topbar", ".tabbar", ".skip"):
        assert style(browser, selector, "display") == "none", selector
    assert style(browser, "body", "backgroundColor") in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert style(browser, "h1", "color") in ("rgb(0, 0, 0)", "rgb(22, 27, 38)")
    assert style(browser, ".card", "breakInside") == "avoid"
    assert style(browser, "#page .badge", "printColorAdjust") == "exact"
    assert browser.execute_script("return document.querySelector('#page').getBoundingClientRect().left") < 40
    paper = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"]
    assert len(paper) > 20_000


@pytest.mark.parametrize("path", ["/sites", "/invoices"])
def test_lists_are_tables_on_paper(browser: Browser, live: Live, path: str) -> None:
    live.enter(browser, "owner", path)
    browser.prefer("light", media="print")
    assert style(browser, "#page table", "display") == "table"


def test_nothing_moves_for_people_who_asked_for_less_motion(browser: Browser, live: Live) -> None:
    browser.prefer("light", prefers_reduced_motion="reduce")
    live.enter(browser, "owner", "/invoices")
    assert browser.execute_script("return instruments.moving()") == []


def test_with_colours_of_ones_own_icons_bars_and_focus_stay_visible(browser: Browser, live: Live) -> None:
    browser.prefer("light", forced_colors="active")
    live.enter(browser, "owner", "/sites")
    browser.press("#page tbody a")
    browser.arrive("location.search.startsWith('?site=')")
    assert browser.execute_script("return matchMedia('(forced-colors: active)').matches")
    assert style(browser, ".sidebar .i", "color") == style(browser, ".sidebar a", "color")
    assert browser.execute_script("return [...document.fonts].some(f => f.family === 'Icons' && f.status === 'loaded')")
    browser.execute_script("document.querySelector('.sidebar a').focus({focusVisible: true})")
    assert style(browser, ".sidebar a", "outlineStyle") != "none"
    assert float(style(browser, "#page .badge", "borderTopWidth").removesuffix("px")) >= 1  # its background is gone
    assert browser.barriers() == []


@pytest.mark.parametrize("path", ["/sites", "/invoices", "/documents"])
def test_everything_that_is_pressed_is_large_enough(browser: Browser, live: Live, path: str) -> None:
    browser.resize(390, 800)
    live.enter(browser, "owner", path)
    assert browser.execute_script("return instruments.smallTargets()") == []


def test_without_fonts_there_are_no_boxes_in_place_of_icons(browser: Browser, live: Live) -> None:
    live.enter(browser, "owner", "/sites")
    content = "return getComputedStyle(document.querySelector('.sidebar .i'), '::before').content"
    assert browser.execute_script(content) != "none"
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*.woff2*"]})
    try:
        browser.visit(live.address + "/invoices")
        browser.await_truth("document.documentElement.dataset.icons === 'none'")
        assert browser.execute_script(content) == "none"
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        browser.messages()
