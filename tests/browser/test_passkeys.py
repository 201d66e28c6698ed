"""Passkeys with Chromium's own virtual authenticator: add one, sign in with it, prove with it, and no answer twice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests import cast
from tests.browser.chromium import Browser
from tests.browser.server import Live
from tests.doors import move_clock, scalar, sql

pytestmark = pytest.mark.browser
AUTHENTICATOR = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                 "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
# What the page sends at the end of a ceremony is kept, so that it can be sent once more.
_KEEP = """
    const real = window.fetch;
    window.fetch = function (target, options) {
        if (/finish$/.test(String(target))) sessionStorage.setItem('sent', options.body);
        return real.apply(window, arguments);
    };
"""
_AGAIN = """
    const done = arguments[arguments.length - 1], token = document.querySelector('input[name=csrf_token]').value;
    fetch('/sign-in/passkey/finish', {method: 'POST', body: sessionStorage.getItem('sent'),
        headers: {'Content-Type': 'application/json', 'X-CSRFToken': token}}).then(answer => done(answer.status));
"""


@pytest.fixture
def address(app: Flask, live: Live, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The portal under a name, since addresses of figures have no passkeys; and a browser that can make them."""
    named = live.address.replace("127.0.0.1", "localhost")
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], base_url=named))
    browser.execute_cdp_cmd("WebAuthn.enable", {})
    added = browser.execute_cdp_cmd("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield named
    browser.execute_cdp_cmd("WebAuthn.removeVirtualAuthenticator", added)
    browser.execute_cdp_cmd("WebAuthn.disable", {})


def by_password(browser: Browser, address: str, wanted: str, role: str = "owner") -> None:
    browser.get(f"{address}/sign-in?next={wanted}")
    browser.find_element("id", "email").send_keys(cast.EMAILS[role])
    browser.find_element("id", "password").send_keys(cast.PASSWORD)
    browser.leave_by("button.primary")


def by_passkey(browser: Browser, until: str) -> None:
    browser.leave_by("[data-passkey]")
    browser.until_at(until)


def add_one(browser: Browser, address: str) -> None:
    by_password(browser, address, "/account/factors")
    browser.leave_by("[data-passkey]")
    browser.arrive("location.search === '?done=passkey'")


def sign_out(browser: Browser) -> None:
    browser.execute_script("document.querySelector('form.menu-end').submit()")
    browser.arrive("location.pathname === '/sign-in'")


def test_a_passkey_is_added_opens_the_account_alone_and_each_answer_counts_once(browser: Browser, address: str) -> None:
    add_one(browser, address)
    assert browser.execute_script("return document.querySelector('#account-passkeys .row-title').textContent")
    assert scalar("select count(*) from portal.messages where template = 'second_factor_changed'") == 1
    sign_out(browser)
    browser.get(f"{address}/sign-in?next=/invoices")
    browser.execute_script(_KEEP)
    by_passkey(browser, "/invoices")
    last = sql("select method, second_factor, awaits from portal.sessions order by id desc limit 1")[0]
    assert tuple(last) == ("passkey", "passkey", None)
    sign_out(browser)
    assert browser.execute_async_script(_AGAIN) == 400
    assert scalar("select count(*) from portal.challenges") == 0


def test_a_passkey_is_the_second_step_after_a_password_and_a_proof_later(browser: Browser, address: str) -> None:
    add_one(browser, address)
    sign_out(browser)
    by_password(browser, address, "/quotes")
    browser.arrive("location.pathname === '/sign-in/second'")
    assert browser.barriers() == []
    by_passkey(browser, "/quotes")
    move_clock("6 minutes")
    browser.get(f"{address}/account/password")
    browser.arrive("location.pathname === '/account/proof'")
    assert browser.barriers() == []
    by_passkey(browser, "/account/password")


def test_anothers_passkey_is_no_second_step(browser: Browser, address: str) -> None:
    add_one(browser, address)
    sign_out(browser)
    # the stranger has the owner's passkey now, and the owner one that nobody has
    sql("update portal.passkeys set person_id = (select id from portal.people where email = :e)",
        e=cast.EMAILS["stranger"])  # fmt: skip
    sql("insert into portal.passkeys (public_id, person_id, credential_id, public_key, sign_count, name, created_at)"
        " select 'aaaaaaaaaaaaaaaa', id, 'other', 'key', 0, 'Key', now() from portal.people where email = :e",
        e=cast.EMAILS["owner"])  # fmt: skip
    by_password(browser, address, "/quotes")
    browser.arrive("location.pathname === '/sign-in/second'")
    browser.press("[data-passkey]")
    browser.await_truth("document.querySelector('[data-passkey-error]').textContent")
    browser.get(f"{address}/quotes")
    assert "/sign-in/second" in browser.current_url
