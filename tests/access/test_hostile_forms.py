"""Forms as no page of ours sends them: whatever stands in them, no route fails and nothing is changed.

Every POST route that is registered is tried by somebody who may use it, with the names of the fields it reads.
"""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from auth.registry import REGISTERED, RouteRule, load
from tests import cast
from tests.doors import scalar, sql

pytestmark = pytest.mark.one_database
load("auth", "pages")

POSTS = {one.rule: one for one in REGISTERED.routes.values() if "POST" in one.methods}
SignIn = Callable[[FlaskClient, str], FlaskClient]
_NAMES = re.compile(r'"([a-z_]+)"|f"([a-z_]+_)\{')
# what says who may do what and what was decided; what was merely tried stands elsewhere
_KEPT = ("people", "grants", "revocations", "clients", "contacts", "consents", "settings", "templates",
         "template_versions", "access_links", "messages", "passkeys", "authenticators", "recovery_codes", "events",
         "invoices", "documents", "chosen_columns", "downloads")  # fmt: skip
# read as numbers, ids, dates, addresses, or put into texts
SPOILT = ("x" * 1000, "٣", "9" * 18, "0001-01-01", "😀'\"\\%s%(x)s{{x}}", "new-" + "a" * 16)
# nothing but a button: what they do needs no field
BUTTONS = ("/account/phone/remove", "/account/factors/app/begin", "/account/factors/app/remove",
           "/account/factors/recovery", "/account/password/remove", "/account/devices/sign-out-everywhere",
           "/staff/settings/company/logo", "/account/erasure/ask", "/account/erasure/take-back")  # fmt: skip
# takes any words that are not too long
WORDS = ("/account/name",)
BODIES = {
    "list": "[]", "number": "1", "nothing": "{", "deep": "[" * 100_000, "nul": '{"ticket": "\\u0000", "answer": {}}',
    "half a pair": '{"ticket": "\\ud800", "answer": {"rawId": "\\ud800"}, "next": "\\ud800"}',
    "other kinds": '{"account": ["a"], "ticket": "x", "answer": {"rawId": 1}}',
}  # fmt: skip


def names_of(one: RouteRule) -> list[str]:
    """The fields a route may read: all short words its module speaks of."""
    source = inspect.getsource(inspect.getmodule(inspect.unwrap(one.view)) or POSTS)  # type: ignore[arg-type]
    return sorted({name or row + "x" for name, row in _NAMES.findall(source)} - {"csrf_token", "submission"})


def state() -> list[Any]:
    """What the database holds of rights and decisions."""
    return [
        scalar("select md5(coalesce(string_agg((to_jsonb(t) - 'last_visit_at')::text, ';' order by to_jsonb(t)), ''))"  # noqa: S608
               f" from portal.{table} t")
        for table in _KEPT
    ]  # fmt: skip


def ids() -> dict[str, str]:
    """What exists, for the fields that name something."""
    person = scalar("select public_id from portal.people where email = :email", email=cast.EMAILS["stranger"])
    client = scalar("select public_id from portal.clients where number = 'C-001'")
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    return {"account": person, "person": person, "client": client, "other": person, "record": invoice,
            "noun": "invoice", "kind": "invitation", "channel": "email", "do": "save", "who": "never", "seen": "0",
            "language": "en", "preset": "full", "role": "agent", "version": "1"}  # fmt: skip


@pytest.fixture
def press(app: Flask, sign_in: SignIn) -> Iterator[Callable[..., Any]]:
    """Send something to an address as somebody who may: with a session and its token of their own."""
    sql("update portal.people set disabled_at = null, merged_into_id = null")
    mine = ("/account", "/documents", "/columns")

    browsers: dict[str, FlaskClient] = {}

    def send(path: str, data: Any = None, **more: Any) -> Any:
        who = "owner" if path.startswith(mine) else "admin"
        browser = browsers.get(who) or browsers.setdefault(who, sign_in(app.test_client(), who))
        address = re.sub(r"<id:\w+>", ids()["client"], path)
        return browser.post(address, data=data, headers={"X-CSRFToken": browser.csrf_token}, **more)

    yield send
    sql("delete from portal.rate_limits")


@pytest.mark.parametrize("path", POSTS)
def test_nothing_that_can_be_sent_makes_a_route_fail_or_do_something(press: Callable[..., Any], path: str) -> None:
    names, before, key = [*names_of(POSTS[path]), "submission"], state(), {"submission": "k" * 20}
    forms = {
        "nothing": key, "long": dict.fromkeys(names, "x" * 10_000) | key, "nul": dict.fromkeys(names, "a\x00b") | key,
        "twice": MultiDict([(name, value) for name in names for value in ("a" * 16, "b" * 16)]),
        "files": {name: (BytesIO(b"x"), "x.txt") for name in names},
    }  # fmt: skip
    answers = {what: press(path, data).status_code for what, data in forms.items()}
    plain = "&".join(f"{name}=%ED%A0%80" for name in names) + "&submission=" + "k" * 20
    answers["half a pair"] = press(path, plain, content_type="application/x-www-form-urlencoded").status_code
    answers |= {f"json: {what}": press(path, body, content_type="application/json").status_code
                for what, body in BODIES.items()}  # fmt: skip
    assert {what: status for what, status in answers.items() if status >= 500} == {}
    assert path in BUTTONS + WORDS or state() == before


@pytest.mark.parametrize("path", [path for path in POSTS if path.startswith("/staff")])
def test_strange_values_beside_ids_that_exist_make_no_command_fail(press: Callable[..., Any], path: str) -> None:
    names, there = names_of(POSTS[path]), ids()
    tried = [there | {name: "a" * 16} for name in names if name in there]
    tried += [dict.fromkeys(names, value) | there for value in SPOILT]
    found = [press(path, sent | {"submission": secrets.token_urlsafe(16)}).status_code for sent in tried]
    assert [sent for sent, status in zip(tried, found, strict=True) if status >= 500] == []
