"""Coming in by a link: a person on a phone, a program that opens mails and presses everything, a link that is dead."""

from urllib.parse import urlsplit

import pytest
from selenium.webdriver.common.by import By

from auth import cookies
from auth.links import new_link_secrets
from data import database as pools
from data.commands.links import write_link
from data.records.link import NewLink
from tests import cast
from tests.browser.chromium import Browser
from tests.browser.server import Live, complaints
from tests.doors import person_id, scalar, sent_secrets, sql

pytestmark = [pytest.mark.browser]


def link_to(live: Live, role: str) -> tuple[str, str]:
    """The link in the newest message to one of the cast, on the port of this test, and the code beside it."""
    told = sent_secrets(live.server.extensions["settings"], cast.EMAILS[role])[-1]
    return live.address + urlsplit(told["link"]).path, told["code"]


def invite(live: Live, role: str) -> tuple[str, str]:
    """An invitation as staff send it."""
    with live.server.test_request_context(), pools.owner() as session:
        write_link(session, NewLink(person_id(role), "invitation", new_link_secrets(), "portal.example"))
    return link_to(live, role)


def sessions() -> int:
    """How many sessions the owner has."""
    return int(scalar("select count(*) from portal.sessions where person_id = :p", p=person_id("owner")))


@pytest.mark.usefixtures("database")
def test_an_invited_person_is_in_after_four_touches_of_a_phone(browser: Browser, live: Live) -> None:
    address, code = invite(live, "owner")
    browser.resize(390)
    browser.get(address)
    assert browser.current_url == live.address + "/access"
    assert browser.heading() == "Vigil Fire & Safety invites you to its portal"
    assert browser.await_truth("document.activeElement.id === 'code'"), "one can paste at once"
    assert browser.barriers() == []
    assert browser.too_wide() == []
    browser.find_element(By.ID, "code").send_keys(f" {code[:3]} {code[3:]}\n")
    browser.until_at("/")
    assert browser.heading() == "All sites"
    assert complaints(live, browser) == []
    assert not any(address.rpartition("/")[2] in one.url for one in browser.asked() if one.url != address)


@pytest.mark.usefixtures("database")
def test_a_program_that_presses_every_button_lets_nobody_in_and_keeps_nobody_out(browser: Browser, live: Live) -> None:
    browser.get(live.address + "/sign-in/forgotten?next=/invoices")
    browser.find_element(By.ID, "email").send_keys(cast.EMAILS["owner"])
    browser.leave_by("form button.primary")
    mine = browser.execute_cdp_cmd("Network.getCookies", {"urls": [live.address]})["cookies"]
    address, _code = link_to(live, "owner")
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    before = sessions()
    for visit in range(3):
        browser.get(address)
        for number in range(len(browser.find_elements(By.CSS_SELECTOR, "button"))):
            browser.get(address)
            browser.execute_script(
                "const one = document.querySelectorAll('button')[arguments[0]];"
                "one.form.noValidate = true; one.form.querySelectorAll('[type=text]').forEach(f => f.value = '123456');"
                "window.leaving = true; one.click()", number,
            )  # fmt: skip
            browser.arrive("!window.leaving")
        assert not any(one["name"] == cookies.SESSION for one in browser.get_cookies()), visit
        browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    assert sessions() == before
    for one in mine:
        browser.give_cookie(live.address, one["name"], one["value"])
    browser.get(address)
    assert not browser.find_elements(By.ID, "code"), "this browser asked for the link"
    browser.leave_by("form button.primary")
    assert browser.current_url == live.address + "/invoices"


@pytest.mark.usefixtures("database")
def test_without_scripts_a_dead_link_still_leads_in(browser: Browser, live: Live) -> None:
    address, _code = invite(live, "owner")
    sql("update portal.access_links set used_at = portal.now(), wanted = '/invoices'")
    browser.block_scripts()
    browser.get(address)
    assert browser.heading() == "This link can no longer be used"
    browser.find_element(By.ID, "email").send_keys(cast.EMAILS["owner"])
    browser.leave_by("form button.primary")
    code = sent_secrets(live.server.extensions["settings"], cast.EMAILS["owner"])[-1]["code"]
    browser.find_element(By.ID, "code").send_keys(code)
    browser.leave_by("form button.primary")
    assert browser.current_url == live.address + "/invoices"
