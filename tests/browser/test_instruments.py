"""The instruments of the browser tests find what they are for: each is shown a fault."""

import pytest

from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def at_home(browser: Browser, live: Live) -> Browser:
    """The owner's first page."""
    live.enter(browser, "owner", "/documents")
    return browser


def put(browser: Browser, markup: str) -> None:
    """Something into the page that does not belong there."""
    browser.execute_script("document.getElementById('page').insertAdjacentHTML('beforeend', arguments[0])", markup)


def test_barriers_are_found(at_home: Browser) -> None:
    assert at_home.barriers() == []
    put(
        at_home,
        '<img src="/icons/favicon.svg" width="9" height="9"><p style="color:#bbb;background:#fff">pale words</p>',
    )
    assert sorted(one.partition(":")[0] for one in at_home.barriers()) == ["color-contrast", "image-alt"]


def test_what_is_too_wide_is_found(at_home: Browser) -> None:
    at_home.resize(320)
    assert at_home.too_wide() == []
    put(at_home, '<div class="wide" style="width:400px">wide</div>')
    assert "div.wide" in at_home.too_wide()[0]


def test_a_first_paint_that_is_too_wide_in_another_language_is_found_beside_the_page(at_home: Browser) -> None:
    at_home.resize(320)
    assert at_home.keep_first_paint() == "en-GB"
    assert at_home.kept_too_wide() == []
    at_home.execute_script("document.querySelector('h1').id = 'of-the-page'")
    at_home.execute_script("instruments.kept[0].body.querySelector('h1').style.width = '400px'")
    assert "h1" in at_home.kept_too_wide()[0]
    assert at_home.too_wide() == []
    assert at_home.find_element("id", "of-the-page").is_displayed()


def test_a_difference_from_the_first_paint_is_found(at_home: Browser) -> None:
    assert at_home.differences() == []
    at_home.execute_script("document.querySelector('h1').textContent = 'Something else'")
    assert "Something else" in at_home.differences()[0]


def test_messages_policy_and_other_hosts_are_found(at_home: Browser, live: Live) -> None:
    assert complaints(live, at_home) == []
    put(at_home, '<img alt="" src="http://203.0.113.7/pixel.png">')
    at_home.await_truth("window.violations.length")
    assert any("img-src http://203.0.113.7" in one for one in complaints(live, at_home))
    at_home.execute_script("console.error('something is wrong')")
    at_home.execute_script("setTimeout(function () { throw new Error('nobody caught this'); })")
    at_home.await_truth("true")
    assert any("something is wrong" in one for one in complaints(live, at_home))


def test_a_request_to_another_host_is_found(browser: Browser, live: Live) -> None:
    browser.get("about:blank")
    browser.execute_script("new Image().src = 'http://203.0.113.7/pixel.png'")
    assert live.foreign(browser) == ["http://203.0.113.7/pixel.png"]
