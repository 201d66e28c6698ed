"""What a hostile expert tries at the doors: half-open sessions, forged ids, many at once, floods, secrets."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import arrival
from auth.access import ANYONE
from auth.registry import REGISTERED, load
from data.commands.activity import flush_activity
from data.viewer import Unavailable
from integrations.settings import Settings
from tests import cast
from tests.doors import is_in, move_clock, person_id, rule, scalar, sent_secrets, sql, try_password

load("auth", "pages")
SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER, ADMIN, READER = (cast.EMAILS[role] for role in ("owner", "admin", "reader"))
COMMANDS = [one for one in REGISTERED.routes.values() if "POST" in one.methods and one.access is not ANYONE]
ENROLLING = ("/account/factors", "/account/proof", "/account/passkeys")


def public_id(email: str) -> str:
    return str(scalar("select public_id from portal.people where email = :e", e=email))


def plain(path: str) -> str:
    return re.sub(r"<(id|string|path)?:?\w+>", "a" * 16, path)


def post(browser: FlaskClient, path: str, **sent: Any) -> Any:
    return browser.post(path, data={"csrf_token": browser.csrf_token, "submission": "s" * 20} | sent)


def everything(browser: FlaskClient) -> Iterator[tuple[str, Any]]:
    """Each page and route of the portal asked for, each command sent, each callback called, with the right token."""
    for page in REGISTERED.pages.values():
        yield page.path, browser.get(plain(page.path))
    for one in REGISTERED.routes.values():
        if one.access is not ANYONE and "GET" in one.methods:
            yield one.rule, browser.get(plain(one.rule))
    for one in COMMANDS:
        yield one.rule, post(browser, plain(one.rule))
    for path in ("/", "/invoices", "/account", "/staff/clients"):
        value = {"id": "nav", "property": "data-to", "value": path}
        body = {"output": "frame.children", "outputs": {"id": "frame", "property": "children"}, "inputs": [value]}
        answer = browser.post("/_dash-update-component", json=body, headers={"X-CSRFToken": browser.csrf_token})
        yield f"navigating to {path}", answer


def state() -> Any:
    """What happened so far, and who is who."""
    events = scalar("select count(*) from portal.events")
    return events, scalar("select md5(string_agg(p::text, ';' order by id)) from portal.people p")


def with_app(email: str) -> None:
    sql("insert into portal.authenticators (person_id, sealed, confirmed_at, created_at)"
        " select id, 'x', portal.now(), portal.now() from portal.people where email = :e", e=email)  # fmt: skip


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_who_owes_the_second_factor_reaches_nothing(app: Flask, sign_in: SignIn, role: str) -> None:
    with_app(cast.EMAILS[role])
    half = sign_in(app.test_client(), role)
    for what, answer in everything(half):
        leads = answer.location.startswith(("/sign-in?next=", "/sign-in")) if answer.location else False
        assert leads or answer.status_code in (401, 404), (what, answer.status_code, answer.location)
        assert "Miramar" not in answer.text, what
    assert scalar("select count(*) from portal.events") == scalar("select count(*) from portal.messages") == 0


def test_who_owes_the_setting_up_reaches_nothing_else(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(app.test_client(), "admin")
    with app.app_context():
        arrival.enrol(person_id("admin"))
    for what, answer in everything(browser):
        if not what.startswith(ENROLLING):
            assert answer.status_code in (401, 404) or answer.location == "/account/factors", (what, answer.status_code)
            assert "Miramar" not in answer.text, what
    assert scalar("select count(*) from portal.events") == 0


def test_who_looks_as_somebody_else_sends_nothing_and_sees_no_account(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(app.test_client(), "admin")
    client = scalar("select public_id from portal.clients where number = 'C-001'")
    assert post(browser, "/view-as", person=public_id(OWNER), client=client).status_code == 303
    before = state()
    for one in COMMANDS:
        if one.rule != "/view-as":
            assert post(browser, plain(one.rule)).status_code in (403, 404), one.rule
    for page in REGISTERED.pages.values():
        if page.path.startswith(("/account", "/staff")):
            assert browser.get(plain(page.path)).status_code in (403, 404), page.path
    assert post(browser, "/preferences", language="it").status_code == 403
    assert before == state()


def test_a_sign_in_that_is_cut_off_gives_no_browser_a_session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise Unavailable

    monkeypatch.setattr(arrival, "know_device", away)
    browser = app.test_client()
    assert try_password(browser, ADMIN) == 503
    assert not is_in(browser), "or it would be in without the second factor that its role has to set up"


def test_a_role_or_a_rule_that_asks_for_a_second_factor_asks_open_sessions_too(app: Flask, sign_in: SignIn) -> None:
    rule("second_factor_roles", ["manager"])
    admin, reader = sign_in(app.test_client(), "admin"), sign_in(app.test_client(), "reader")
    assert reader.get("/staff/clients").status_code == 200
    assert post(admin, "/staff/people/role", person=public_id(READER), role="manager").status_code == 303
    assert reader.get("/staff/clients").location == "/account/factors"
    assert admin.get("/staff/clients").status_code == 200


def test_nobody_locks_or_weakens_their_own_staff_account(app: Flask, sign_in: SignIn) -> None:
    sql("update portal.people set staff_role = 'administrator' where staff_role is not null")
    browser = sign_in(app.test_client(), "admin")
    with_app(ADMIN)
    for what in ("lock", "factors"):
        answer = post(browser, f"/staff/people/{what}", person=public_id(ADMIN), submission=what * 5)
        assert answer.status_code == 409, what
    assert scalar("select count(*) from portal.authenticators") == 1
    assert is_in(browser)


# --------------------------------------------------------------------------------------------------------- forged ids


@pytest.mark.parametrize(("role", "may"), [("read_only", False), ("agent", True), ("manager", True)])
def test_staff_do_to_accounts_what_their_role_may_and_nothing_to_colleagues(
    app: Flask, sign_in: SignIn, role: str, may: bool
) -> None:
    sql("update portal.people set staff_role = :r where email = :e", r=role, e=READER)
    browser, admin, client = sign_in(app.test_client(), "reader"), public_id(ADMIN), scalar(
        "select public_id from portal.clients where number = 'C-001'")  # fmt: skip
    refused = 404 if may else 403
    who = {"name": "X", "email": ADMIN, "phone": "", "language": "en"}
    forged: list[tuple[str, dict[str, Any]]] = [
        ("give", {"account": admin, "client": client, "preset": "full", "channel": "email"}),
        ("send", {"account": admin, "channel": "email"}), ("lock", {"account": admin, "do": "lock"}),
        ("revoke", {"account": admin, "client": client, "typed": ADMIN}),
        ("correct", {"account": admin, **who, **{f"was_{name}": value for name, value in who.items()}}),
        ("merge", {"account": public_id(OWNER), "other": admin, "typed": ADMIN}),
        ("merge", {"account": admin, "other": public_id(OWNER), "typed": OWNER}),
        ("rights", {"account": admin, "client": client, "stamp": "", "row": []}),
        ("lock", {"account": "a" * 16}), ("revoke", {"account": public_id(OWNER), "client": "a" * 16, "typed": OWNER}),
    ]  # fmt: skip
    for number, (what, sent) in enumerate(forged):
        answer = post(browser, f"/staff/accounts/{what}", **sent, submission=f"forged-number-{number:03}")
        assert answer.status_code == refused, (what, sent, answer.status_code)
    for what in ("add", "role", "lock", "factors"):
        sent = {"person": public_id(OWNER), "role": "administrator", "name": "X", "email": "x@x.example"}
        assert post(browser, f"/staff/people/{what}", **sent).status_code == 403
    for path in ("settings/portal", "settings/signing-in", f"clients/{client}/portal"):
        assert post(browser, f"/staff/{path}", turn="close").status_code == 403
    if role != "manager":
        assert post(browser, "/staff/templates/edit", kind="invitation", do="save", body="x").status_code == 403
    assert scalar("select count(*) from portal.events") == scalar("select count(*) from portal.messages") == 0


def test_a_clients_person_is_no_colleague(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(app.test_client(), "admin")
    for what in ("role", "lock", "factors"):
        for person in (public_id(OWNER), OWNER):
            answer = post(browser, f"/staff/people/{what}", person=person, role="administrator",
                          submission=f"{what}-{person}-xxxxxxxxxx"[:40])  # fmt: skip
            assert answer.status_code == 404
    added = post(browser, "/staff/people/add", name="O", email=OWNER.upper(), role="administrator", language="en")
    assert added.status_code == 409
    assert scalar("select staff_role from portal.people where email = :e", e=OWNER) is None


# -------------------------------------------------------------------------------------------------------- many at once


def at_once(app: Flask, sign_in: SignIn, *sent: tuple[str, dict[str, Any]]) -> list[int]:
    """The statuses of commands sent by as many browsers at the same moment."""
    browsers = [sign_in(app.test_client(), "admin") for _one in sent]

    def press(number: int) -> int:
        path, data = sent[number]
        return int(post(browsers[number], path, **data, submission=secrets.token_urlsafe(16)).status_code)

    with ThreadPoolExecutor(len(sent)) as pool:
        return sorted(pool.map(press, range(len(sent))))


def test_two_who_take_one_address_at_once_are_told_and_nobody_meets_an_error(app: Flask, sign_in: SignIn) -> None:
    for turn in range(4):
        new = f"both{turn}@miramar.example"
        sent = []
        for role in ("owner", "colleague"):
            row = sql("select public_id, name, email from portal.people where id = :p", p=person_id_of(role))[0]
            was = {"was_name": row.name, "was_email": row.email, "was_phone": "", "was_language": "en"}
            sent.append(("/staff/accounts/correct", {"account": row.public_id, "name": row.name, "email": new,
                                                     "phone": "", "language": "en", **was}))  # fmt: skip
        assert at_once(app, sign_in, *sent) == [303, 409]
    colleague = {"name": "Eva", "email": "eva@vigil.example", "role": "agent", "language": "en"}
    assert at_once(app, sign_in, *[("/staff/people/add", colleague)] * 4) == [303, 409, 409, 409]


def person_id_of(role: str) -> int:
    return int(scalar("select id from portal.people where name = :n", n=f"{role.title()} Person"))


def test_merging_and_correcting_at_once_leaves_one_person_and_no_error(app: Flask, sign_in: SignIn) -> None:
    email = cast.EMAILS["colleague"]
    other = {"account": public_id(email), "name": "C", "email": email, "phone": "", "language": "en",
             "was_name": "Colleague Person", "was_email": email, "was_phone": "", "was_language": "en"}  # fmt: skip
    merge = {"account": public_id(OWNER), "other": other["account"], "typed": cast.EMAILS["colleague"]}
    back = {"account": other["account"], "other": public_id(OWNER), "typed": OWNER}
    found = at_once(app, sign_in, ("/staff/accounts/merge", merge), ("/staff/accounts/correct", other),
                    ("/staff/accounts/merge", back))  # fmt: skip
    assert set(found) <= {303, 400, 404, 409}, found  # 404: merged away already
    assert scalar("select count(*) from portal.people where merged_into_id is not null") == 1


# ------------------------------------------------------------------------------------------------------------ flooding


def test_one_mailbox_gets_five_codes_an_hour_whatever_door_they_come_by(app: Flask, sign_in: SignIn) -> None:
    victim = cast.EMAILS["stranger"]
    thief, visitor = sign_in(app.test_client(), "owner"), app.test_client()
    owner = sign_in(app.test_client(), "stranger")
    for turn in range(3):
        there = {"REMOTE_ADDR": f"203.0.113.{turn}"}
        visitor.post("/sign-in/code", data={"email": victim}, environ_base=there)
        visitor.post("/sign-in/forgotten", data={"email": victim}, environ_base=there)
        post(thief, "/account/email/send", new=victim)
        post(owner, "/account/proof/send", channel="email")
    assert scalar("select count(*) from portal.messages where recipient = :e", e=victim) == 4
    move_clock("59 minutes")
    sql("update portal.sessions set proven_at = portal.now()")
    for _turn in range(3):
        post(thief, "/account/email/send", new=victim)
        post(owner, "/account/proof/send", channel="email")
    assert scalar("select count(*) from portal.messages where recipient = :e", e=victim) <= 5


def test_one_person_asks_for_five_codes_an_hour_and_for_no_dear_numbers(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.account.address.sends_sms", lambda: True)
    browser = sign_in(app.test_client(), "owner")
    for dear in ("+34806123456", "+442071838750", "+393", "+999123456789"):
        assert "wrong=phone" in post(browser, "/account/phone/send", new=dear).location
    for turn in range(7):
        post(browser, "/account/phone/send", new=f"+3460012345{turn}")
        post(browser, "/account/email/send", new=f"somebody{turn}@else.example")
    assert scalar("select count(*) from portal.messages") == 4


# ------------------------------------------------------------------------------------------------------------- secrets


def test_no_secret_is_written_down_where_others_read(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser, secret = app.test_client(), "a password nobody may read"
    browser.post("/sign-in/forgotten", data={"email": OWNER})
    browser.post("/sign-in/code", data={"email": OWNER})
    sealed = [value for one in sent_secrets(settings, OWNER) for value in one.values()]
    [link] = [value for value in sealed if "/access/" in value]
    token = link.rpartition("/")[2]
    browser.post("/sign-in", data={"email": OWNER, "password": secret})
    assert browser.get(f"/access/{token}").location == "/access"
    browser.post("/access", data={})
    assert is_in(browser)
    assert browser.get(f"/access/{token}/cut?wrongly={token}").status_code == 404
    seen = [browser.post(f"/access/{token}").text, browser.get("/access").text]
    flush_activity()
    written = [str(tuple(row)) for table in ("activity", "activity_origins", "messages", "events", "sessions",
                                             "access_links", "sign_in_codes", "rate_limits", "submissions")
               for row in sql(f"select to_jsonb(t)::text from portal.{table} t")]  # fmt: skip  # noqa: S608
    for text in (*written, *seen, caplog.text):
        for one in (*sealed, token, secret):
            assert one not in text, text[:300]


def test_an_error_tells_nothing_of_what_was_sent(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser = app.test_client()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("auth.entrance.find_credentials", lambda _email: 1 / 0)
        answer = browser.post("/sign-in", data={"email": OWNER, "password": "a password nobody may read"})
    assert answer.status_code == 500
    for text in (answer.text, caplog.text):
        assert "nobody may read" not in text
        assert OWNER not in text
    assert "ZeroDivisionError" not in answer.text
