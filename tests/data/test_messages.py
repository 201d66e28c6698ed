"""Messages: delivered once, retried with the same id, given up when useless, and never with a secret left behind."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from auth import demo_mailbox
from data import database as pools
from data.commands import messages
from data.commands.codes import ask_for_code
from data.commands.outbox import Outgoing, queue_message
from data.ids import new_public_id
from data.records.code import AskedCode
from data.viewer import Unavailable
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings
from integrations.sms import SmsDelayed
from jobs import messages as delivery
from jobs.queue import use_settings
from tests import cast
from tests.doors import move_clock, scalar, sql
from tests.mail_server import mail_server


@pytest.fixture
def post(settings: Settings, database: str) -> Any:
    """`post(port)` makes the worker's tasks deliver to that mail server; `post()` to the demo's mailbox."""

    def deliver_to(port: int | None = None) -> None:
        to_server = {"mail_server": f"127.0.0.1:{port}", "mail_security": "none"} if port else {"demo": True}
        use_settings(replace(settings, **to_server))  # type: ignore[arg-type]

    yield deliver_to
    use_settings(None)


def write(settings: Settings, code: str = "135246", email: str = cast.EMAILS["owner"]) -> int:
    public_id = new_public_id()
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"code": code})
    ask_for_code(AskedCode(email, "n", code, sealed, "en", public_id, f"<{public_id}@portal.example>"))
    return int(scalar("select max(id) from portal.messages"))


def state() -> str:
    return str(scalar("select state from portal.messages order by id desc"))


def secrets() -> int:
    return int(scalar("select count(*) from portal.message_secrets"))


def queue(kind: str, *, channel: str = "email", to: str = cast.EMAILS["owner"], **variables: str) -> int:
    """A message of the owner with nothing secret in it."""
    person = scalar("select id from portal.people where email = :e", e=cast.EMAILS["owner"])
    with pools.owner() as session:
        return queue_message(session, Outgoing(kind, to, "en", "portal.example", channel, person, variables=variables))  # type: ignore[arg-type]


def own_words(kind: str, channel: str = "email", **texts: str) -> int:
    """The company's own English words for a kind."""
    sql("insert into portal.templates (public_id, kind, channel, name) values (:i, :k, :c, :k)",
        i=new_public_id(), k=kind, c=channel)  # fmt: skip
    sql("insert into portal.template_versions (template_id, version, texts) select max(id), 1, cast(:t as jsonb) "
        "from portal.templates", t=json.dumps({"en": texts}))  # fmt: skip
    return int(scalar("select max(id) from portal.template_versions"))


def test_own_words_are_used_and_their_version_is_kept(settings: Settings, post: Any) -> None:
    version = own_words("sign_in_code", subject="Yours", body="Take this:\n\n{{code}}\n\n**{{company}}**")
    message = write(settings)
    post()
    delivery.deliver_message(message)
    mail = sql("select subject, body_text from portal.mailbox")[0]
    assert mail.subject == "Yours"
    assert mail.body_text.startswith("Take this:\n\n135246\n\nVigil Fire & Safety")
    assert scalar("select template_version_id from portal.messages") == version


@pytest.mark.parametrize("body", ["no code at all", "{{code}} {{password}}", "{{code}} {{ 7*7 }}", ""])
def test_broken_own_words_fall_back_to_the_predefined_ones_and_staff_are_told(
    settings: Settings, post: Any, body: str
) -> None:
    own_words("sign_in_code", subject="Yours", body=body)
    post()
    delivery.deliver_message(write(settings))
    mail = sql("select subject, body_text from portal.mailbox")[0]
    assert mail.subject == "Your sign-in code for Vigil Fire & Safety"
    assert "135246" in mail.body_text
    broken = sql("select broken_at, broken_why from portal.templates")[0]
    assert broken.broken_at is not None
    assert broken.broken_why
    assert scalar("select template_version_id from portal.messages") is None


def test_a_mailbox_that_refused_mail_gets_no_notices_but_what_somebody_waits_for(settings: Settings, post: Any) -> None:
    sql("update portal.people set mail_bounced_at = portal.now() where email = :e", e=cast.EMAILS["owner"])
    queue("password_changed")
    write(settings)
    queue("email_changed", to="former@miramar.example")  # another mailbox of the same person
    post()
    delivery.sweep_messages()
    assert [row.state for row in sql("select state from portal.messages order by id")] == ["suppressed", "sent", "sent"]


def test_an_sms_goes_to_the_gateway_and_in_the_demo_to_the_mailbox(settings: Settings, post: Any, caplog: Any) -> None:
    write(settings)
    sql("update portal.messages set channel = 'sms', recipient = '+40722123456', language = 'ro'")
    post()
    delivery.sweep_messages()
    mail = sql("select * from portal.mailbox")[0]
    assert (mail.recipient, mail.subject, mail.body_html) == ("+40722123456", "SMS", "")
    assert "135246 este codul dvs. pentru Vigil" in mail.body_text
    assert mail.body_text.isascii()  # Romanian is folded: half the price
    write(settings)
    sql("update portal.messages set channel = 'sms', recipient = '+40722123456' where state = 'queued'")
    use_settings(replace(settings, sms_provider="console"))
    with caplog.at_level("DEBUG"):
        delivery.sweep_messages()
    assert state() == "sent"
    assert secrets() == 0
    assert "135246" not in caplog.text


def test_a_gateway_that_is_away_holds_up_no_mail(settings: Settings, post: Any) -> None:
    write(settings, "111111")
    sql("update portal.messages set channel = 'sms', recipient = '+40722123456'")
    write(settings, "222222")
    with mail_server() as (port, mails):
        post(port)  # no gateway is configured
        delivery.sweep_messages()
    assert [row.state for row in sql("select state from portal.messages order by id")] == ["queued", "sent"]
    assert len(mails) == 1
    assert "ATRIO_SMS_PROVIDER" in scalar("select error from portal.messages order by id")


def test_an_sms_that_may_have_been_sent_is_not_tried_for_ever(
    settings: Settings, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_args: object) -> None:
        raise SmsDelayed("the gateway broke off: ReadTimeout", uncertain=True)

    monkeypatch.setattr(delivery, "send_sms", silent)
    write(settings)
    sql("update portal.messages set channel = 'sms', recipient = '+40722123456', expires_at = null")
    use_settings(replace(settings, sms_provider="console"))
    delivery.sweep_messages()
    move_clock("6 seconds")
    delivery.sweep_messages()
    assert state() == "failed"
    assert "may have been sent" in scalar("select error from portal.messages")


def test_an_expired_code_is_never_sent(settings: Settings, post: Any) -> None:
    message = write(settings)
    move_clock("5 minutes")
    with mail_server() as (port, mails):
        post(port)
        delivery.deliver_message(message)
        assert secrets() == 1
        delivery.sweep_messages()
    assert mails == []
    assert state() == "expired"
    assert secrets() == 0


def test_a_message_is_sent_once_and_its_secret_erased(settings: Settings, post: Any) -> None:
    message = write(settings)
    with mail_server() as (port, mails):
        post(port)
        delivery.deliver_message(message)
        delivery.deliver_message(message)
        delivery.sweep_messages()
    assert len(mails) == 1
    assert state() == "sent"
    assert secrets() == 0
    assert scalar("select sent_at is not null and leased_until is null from portal.messages")


def test_a_lost_job_is_made_good_by_the_sweep(settings: Settings, post: Any) -> None:
    write(settings)
    post()  # no worker ever takes the job
    delivery.sweep_messages()
    assert state() == "sent"


def test_two_workers_do_not_send_the_same_message(settings: Settings, post: Any) -> None:
    message = write(settings)
    assert messages.lease_message(message) is not None
    assert messages.lease_message(message) is None
    assert messages.list_due_messages() == []


def test_a_killed_worker_leaves_a_message_that_the_next_one_sends_with_the_same_id(
    settings: Settings, post: Any
) -> None:
    message = write(settings)
    first = messages.lease_message(message)
    move_clock("61 seconds")
    with mail_server() as (port, mails):
        post(port)
        delivery.sweep_messages()
    assert first is not None
    assert len(mails) == 1
    assert first.message_id in mails[0]
    assert scalar("select attempts from portal.messages") == 2


def test_a_mail_taken_but_not_acknowledged_comes_again_with_the_same_id(settings: Settings, post: Any) -> None:
    message = write(settings)
    with mail_server("close") as (port, first):
        post(port)
        delivery.deliver_message(message)
    assert state() == "queued"
    assert secrets() == 1
    move_clock("6 seconds")
    with mail_server() as (port, second):
        post(port)
        delivery.sweep_messages()
    message_id = scalar("select message_id from portal.messages")
    assert message_id in first[0]
    assert message_id in second[0]
    assert state() == "sent"


def test_not_now_waits_longer_each_time(settings: Settings, post: Any) -> None:
    message = write(settings)
    sql("update portal.messages set expires_at = null")
    waits = []
    with mail_server("450") as (port, _mails):
        post(port)
        for _ in range(4):
            delivery.deliver_message(message)
            row = sql(
                "select round(extract(epoch from next_at - portal.now())) as wait, state, error from portal.messages"
            )[0]
            assert row.state == "queued"
            assert "450" in row.error
            waits.append(int(row.wait))
            move_clock(f"{row.wait} seconds")
    assert waits == [5, 15, 30, 60]


def test_never_is_failed_at_once_and_says_why(settings: Settings, post: Any) -> None:
    message = write(settings)
    with mail_server("550") as (port, _mails):
        post(port)
        delivery.deliver_message(message)
    assert state() == "failed"
    assert secrets() == 0
    assert "550 not you" in scalar("select error from portal.messages")


def test_with_the_server_down_the_sweep_stops_and_everything_goes_out_afterwards(settings: Settings, post: Any) -> None:
    for number in range(3):
        write(settings, f"11111{number}")
    sql("update portal.messages set expires_at = null")
    sql("update portal.message_secrets set expires_at = null")
    with mail_server() as (port, _none):
        pass
    post(port)
    delivery.sweep_messages()
    assert [row.attempts for row in sql("select attempts from portal.messages order by id")] == [1, 0, 0]
    move_clock("1 hour")
    with mail_server() as (port, mails):
        post(port)
        delivery.sweep_messages()
    assert [next(n for n in range(3) if f"11111{n}" in mail) for mail in decoded(mails)] == [0, 1, 2]


def decoded(mails: list[str]) -> list[str]:
    import email

    return [
        "".join(part.get_payload(decode=True).decode() for part in email.message_from_bytes(mail.encode()).walk()
                if not part.is_multipart())
        for mail in mails
    ]  # fmt: skip


def test_a_message_nobody_can_write_fails_instead_of_blocking_the_others(settings: Settings, post: Any) -> None:
    write(settings)
    sql("update portal.message_secrets set sealed = 'not ours'")
    write(settings)
    sql("update portal.messages set template = 'unknown' where id = (select max(id) from portal.messages)")
    good = write(settings)
    post()
    delivery.sweep_messages()
    states = [row.state for row in sql("select state from portal.messages order by id")]
    assert states == ["failed", "failed", "sent"]
    assert good
    assert "not ours" not in str(sql("select error from portal.messages"))


def test_trying_ends_one_day(settings: Settings, post: Any) -> None:
    write(settings)
    sql("update portal.messages set attempts = :n, expires_at = null", n=messages.MOST_ATTEMPTS)
    with mail_server("450") as (port, _mails):
        post(port)
        delivery.sweep_messages()
    assert state() == "failed"


def test_without_the_database_the_message_stays_for_the_next_sweep(
    settings: Settings, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> None:
        raise Unavailable

    message = write(settings)
    post()
    with monkeypatch.context() as patch:
        patch.setattr(messages, "keep_in_mailbox", away)
        with pytest.raises(Unavailable):
            delivery.deliver_message(message)
    move_clock("61 seconds")
    delivery.sweep_messages()
    assert state() == "sent"


def test_the_code_stands_in_the_mail_and_nowhere_in_the_logs(
    settings: Settings, post: Any, caplog: pytest.LogCaptureFixture
) -> None:
    message = write(settings, "864209")
    post()
    with caplog.at_level("DEBUG"):
        delivery.deliver_message(message)
    assert "864209" in scalar("select body_text from portal.mailbox")
    assert "864209" in scalar("select body_html from portal.mailbox")
    assert "864209" not in caplog.text
    assert "864209" not in str(sql("select variables, error from portal.messages"))


@pytest.mark.parametrize("language", ["en", "es", "it", "ro"])
def test_the_mail_speaks_the_persons_language_and_the_companys_time(
    settings: Settings, post: Any, language: str
) -> None:
    sql("update portal.people set language = :l where email = :e", l=language, e=cast.EMAILS["owner"])
    message = write(settings)
    post()
    delivery.deliver_message(message)
    mail = sql("select subject, body_text, body_html from portal.mailbox")[0]
    times = scalar("select to_char(expires_at at time zone 'Europe/Madrid', 'HH24:MI') from portal.messages")
    assert times in mail.body_text
    assert times in mail.body_html
    assert "Vigil Fire & Safety" in mail.subject
    assert f'<html lang="{language}-' in mail.body_html


def test_the_demo_mailbox_shows_and_tells_what_was_sent(app: Flask, settings: Settings, post: Any) -> None:
    message = write(settings)
    post()
    delivery.deliver_message(message)
    delivery.deliver_message(message)
    with app.test_request_context():
        page, (told,) = demo_mailbox.page().get_data(as_text=True), demo_mailbox.as_json().json
    assert set(told) == {"to", "subject", "text", "html", "sent_at"}
    assert told["to"] == cast.EMAILS["owner"]
    assert "135246" in told["text"]
    assert "135246" in page


def test_outside_the_demo_there_is_no_mailbox(app: Flask) -> None:
    for path in ("/demo/mailbox", "/demo/mailbox.json"):
        assert app.test_client().get(path).status_code == 404
