"""Bounces: only who knows the secret is heard, once, soon and briefly; then message, mailbox and event say so."""

import hmac
import json
from dataclasses import replace
from hashlib import sha256

import pytest

from data import database as pools
from data.commands.outbox import Outgoing, queue_message
from tests import cast
from tests.doors import move_clock, scalar, sql

SECRET = "a secret of the mail service"


@pytest.fixture
def told(app, monkeypatch):
    """`told(body)` signs and sends what a mail service would."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], bounce_secret=SECRET))

    def send(body: object, *, secret: str = SECRET, at: int | None = None, **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        stamp = str(at if at is not None else int(scalar("select extract(epoch from portal.now())")))
        signature = "sha256=" + hmac.new(secret.encode(), f"{stamp}.".encode() + content, sha256).hexdigest()
        sent = {"X-Atrio-Timestamp": stamp, "X-Atrio-Signature": signature, "Content-Type": "application/json"}
        return app.test_client().post("/webhooks/bounces", data=content, headers=sent | headers)

    return send


def sent_mail() -> str:
    person = scalar("select id from portal.people where email = :e", e=cast.EMAILS["owner"])
    with pools.owner() as session:
        queue_message(session, Outgoing("password_changed", cast.EMAILS["owner"], "en", "portal.example",
                                        person_id=person))  # fmt: skip
    sql("update portal.messages set state = 'sent', sent_at = portal.now()")
    return str(scalar("select message_id from portal.messages"))


def bounced() -> bool:
    return bool(
        scalar("select mail_bounced_at is not null from portal.people where email = :e", e=cast.EMAILS["owner"])
    )


def test_nobody_is_heard_without_the_secret_or_with_an_old_or_changed_message(app, told):
    body = {"message_id": sent_mail()}
    now = int(scalar("select extract(epoch from portal.now())"))
    assert app.test_client().post("/webhooks/bounces", json=body).status_code == 403
    assert told(body, secret="another secret entirely").status_code == 403
    assert told(body, at=now - 301).status_code == 403
    assert told(body, at=now + 301).status_code == 403
    assert told(body, **{"X-Atrio-Signature": "sha256=ș"}).status_code == 403
    assert told(body, **{"X-Atrio-Timestamp": str(now + 1)}).status_code == 403
    assert not bounced()


def test_a_bounce_marks_the_message_and_the_mailbox_and_tells_staff(told):
    message = sent_mail()
    answer = told({"message_id": message, "reason": "550 5.1.1 no such user"})
    assert (answer.status_code, answer.json) == (200, {"status": "noted"})
    assert sql("select state, error from portal.messages")[0] == ("bounced", "550 5.1.1 no such user")
    assert bounced()
    event = sql("select audience, details from portal.events where verb = 'mail_bounced'")[0]
    assert event.audience == "staff"
    assert event.details["mailbox"] == cast.EMAILS["owner"]


def test_the_same_call_again_changes_nothing_even_after_the_mailbox_was_put_right(told):
    body, now = {"email": cast.EMAILS["owner"].upper()}, int(scalar("select extract(epoch from portal.now())"))
    assert told(body, at=now).json == {"status": "noted"}
    sql("update portal.people set mail_bounced_at = null")
    assert told(body, at=now).json == {"status": "seen"}
    assert not bounced()
    move_clock("301 seconds")
    assert told(body, at=now).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), ([], 400), ({}, 400), ({"email": ["a@b"]}, 400), ({"email": "a@b", "other": 1}, 400),
     ({"email": "a\x00b"}, 400), ({"email": "x" * 999}, 400), (b"x" * 16_385, 413),
     ({"email": "nobody@nowhere.example"}, 200), ({"email": cast.EMAILS["owner"], "permanent": False}, 200)],
)  # fmt: skip
def test_nonsense_is_refused_and_what_is_not_ours_changes_nothing(told, body, status):
    assert told(body).status_code == status
    assert not bounced()
    assert scalar("select count(*) from portal.events where verb = 'mail_bounced'") == 0
