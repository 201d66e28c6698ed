"""Templates and outbox as staff use them: saving, being refused by name, versions, tests, secrets nobody sees."""

import re
from dataclasses import replace
from html import unescape
from secrets import token_urlsafe

import pytest
from flask.testing import FlaskClient

from data import database as pools
from data.commands.outbox import Outgoing, queue_message
from integrations.seals import MESSAGE_SECRETS, seal
from jobs import messages as delivery
from jobs.queue import use_settings
from tests import cast
from tests.doors import scalar, sql

EDIT = "/staff/templates/edit?channel=email&kind=sign_in_code&language=en"


@pytest.fixture
def writer(client: FlaskClient, sign_in) -> FlaskClient:
    return sign_in(client, "admin")


@pytest.fixture(autouse=True)
def _to_the_mailbox(settings, database):
    use_settings(replace(settings, demo=True))
    yield
    use_settings(None)


def send(browser: FlaskClient, do: str, seen: int = 0, path: str = EDIT, **fields: str):
    told = {"kind": "sign_in_code", "channel": "email", "language": "en", "seen": str(seen), "do": do,
            "csrf_token": browser.csrf_token, "submission": token_urlsafe(16)}  # fmt: skip
    return browser.post(path, data=told | fields)


def words_of(browser: FlaskClient, address: str = EDIT) -> str:
    shown = browser.get(address).get_data(as_text=True)
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", shown, re.S)[1])


def queue(settings, kind: str, to: str = cast.EMAILS["owner"], **variables: str) -> str:
    person = scalar("select id from portal.people where email = :e", e=cast.EMAILS["owner"])
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"code": "864209", "link": f"{settings.base_url}/access/tok3n"})
    with pools.owner() as session:
        new = queue_message(session, Outgoing(kind, to, "en", "portal.example", person_id=person, variables=variables,
                                              sealed=sealed if kind == "invitation" else None))  # fmt: skip
    return str(scalar("select public_id from portal.messages where id = :id", id=new))


def test_own_words_are_saved_shown_restored_and_put_aside(writer):
    assert send(writer, "save", subject="One", body="First |code|").location.endswith("&said=saved")
    assert words_of(writer) == "First {{code}}"
    assert send(writer, "save", 1, subject="Two", body="Second {{code}}").status_code == 303
    assert "{{code}}" in words_of(writer, EDIT.replace("=en", "=es"))  # other languages keep the predefined words
    assert "código" in words_of(writer, EDIT.replace("=en", "=es"))
    assert send(writer, "restore", 2, version="1").location.endswith("&said=restored")
    assert words_of(writer) == "First {{code}}"
    assert send(writer, "remove", 3).location.endswith("&said=removed")
    assert words_of(writer).startswith("Enter this code")
    assert [row.version for row in sql("select version from portal.template_versions order by 1")] == [1, 2, 3, 4]
    assert send(writer, "save", 0, subject="Again", body="{{code}}").status_code == 303  # its history goes on
    assert scalar("select max(version) from portal.template_versions") == 5
    assert {row.verb for row in sql("select verb from portal.events where audience = 'staff'")} >= {
        "template_changed", "template_put_aside",
    }  # fmt: skip


def test_words_with_mistakes_are_refused_by_name_and_what_was_typed_stays(writer):
    refused = send(writer, "save", subject="Your {{code}}", body="Hello {{nobody}}, <b>typed</b>")
    shown = unescape(refused.get_data(as_text=True))
    assert refused.status_code == 422
    for sentence in ("Unknown variable: {{nobody}}. Missing variable: {{code}}.", "Unknown variable: {{code}}."):
        assert sentence in shown
    assert "Hello {{nobody}}, <b>typed</b></textarea>" in shown
    assert scalar("select count(*) from portal.templates") == 0


def test_the_second_of_two_people_who_save_is_told(writer):
    send(writer, "save", subject="One", body="{{code}}")
    assert send(writer, "save", 0, subject="Two", body="{{code}}").status_code == 409
    assert words_of(writer) == "{{code}}"


def test_the_preview_shows_what_is_typed_in_a_frame_where_nothing_can_act(writer):
    shown = send(writer, "preview", path="/staff/templates/preview", subject="Hi {{company}}",
                 body="<script>alert(1)</script>**{{name}}**\n\n{{code}}")  # fmt: skip
    assert shown.status_code == 200
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    html = shown.get_data(as_text=True)
    assert "Hi Vigil Fire &amp; Safety" in html
    assert "<b>Maria Ionescu</b>" in html
    assert "alert" not in html
    wrong = send(writer, "preview", path="/staff/templates/preview", subject="x", body="{{other}}")
    assert "Unknown variable: {{other}}" in wrong.get_data(as_text=True)
    short = send(writer, "preview", path="/staff/templates/preview", channel="sms", language="ro", body="{{code}} ș")
    assert "135246 s" in short.get_data(as_text=True)  # folded, as the gateway gets it
    assert "1 SMS segment" in short.get_data(as_text=True)
    assert scalar("select count(*) from portal.templates") == 0


def test_a_test_goes_to_the_person_who_asks_and_says_so(writer):
    send(writer, "save", subject="Mine", body="{{name}}: {{code}}")
    assert send(writer, "test", 1).location.endswith("&said=test")
    delivery.sweep_messages()
    mail = sql("select recipient, subject, body_text from portal.mailbox")[0]
    assert (mail.recipient, mail.subject) == (cast.EMAILS["admin"], "[Test] Mine")
    assert ": 135246" in mail.body_text
    refused = send(writer, "test", 1, channel="sms")
    assert refused.status_code == 400


def test_the_list_tells_own_words_from_predefined_ones_and_what_is_broken(writer):
    send(writer, "save", subject="One", body="{{code}}")
    own = writer.get("/staff/templates?set=own").get_data(as_text=True)
    assert "Sign-in code" in own
    assert "Password changed" not in own
    sql("update portal.templates set broken_at = portal.now(), broken_why = 'Missing variable: {{code}}.'")
    shown = writer.get("/staff/templates?q=code").get_data(as_text=True)
    assert "Not usable" in shown
    assert "Own words that cannot be used" in shown
    assert send(writer, "save", 1, subject="One", body="Better {{code}}").status_code == 303
    assert scalar("select broken_at is null from portal.templates")


def test_the_outbox_finds_filters_and_pages(writer, settings):
    for number in range(52):
        queue(settings, "password_changed", f"p{number}@miramar.example")
    sql("update portal.messages set state = 'failed', error = '550 no such user' where recipient like 'p51@%'")
    page = writer.get("/staff/messages").get_data(as_text=True)
    assert "52 messages (51 waiting, 1 failed)" in page
    following = unescape(re.search(r'href="(/staff/messages\?after=[^"]+)"', page)[1])
    rest = writer.get(following).get_data(as_text=True)
    assert "p0@miramar.example" in rest
    assert "p2@miramar.example" not in rest
    failed = writer.get("/staff/messages?state=failed&kind=password_changed").get_data(as_text=True)
    assert "p51@" in failed
    assert "p50@" not in failed
    assert "p7@" in writer.get("/staff/messages?q=P7@MIRAMAR").get_data(as_text=True)
    assert "No message found" in writer.get("/staff/messages?q=100%25").get_data(as_text=True)


@pytest.mark.parametrize("sent", [False, True])
def test_nobody_sees_a_messages_secrets_and_they_cannot_come_back(writer, settings, sent):
    message = queue(settings, "invitation", name="Olga <b>Owner</b>")
    if sent:
        delivery.sweep_messages()
        assert "864209" in scalar("select body_text from portal.mailbox")
    shown = writer.get(f"/staff/messages/{message}").get_data(as_text=True)
    mail = writer.get(f"/staff/messages/{message}/preview").get_data(as_text=True)
    assert "Its code and link were erased" in shown
    assert "••••••" in mail
    assert "Hello Olga &lt;b&gt;Owner&lt;/b&gt;," in mail
    for page in (shown, mail, writer.get("/staff/messages").get_data(as_text=True)):
        assert "864209" not in page
        assert "tok3n" not in page
    again = writer.post("/staff/messages/again", data={
        "message": message, "csrf_token": writer.csrf_token, "submission": token_urlsafe(16)})  # fmt: skip
    assert again.status_code == 409
    assert scalar("select count(*) from portal.messages") == 1


def test_a_notice_is_sent_again_as_a_new_message(writer, settings):
    message = queue(settings, "password_changed", name="Olga")
    delivery.sweep_messages()
    answer = writer.post("/staff/messages/again", data={
        "message": message, "csrf_token": writer.csrf_token, "submission": token_urlsafe(16)})  # fmt: skip
    assert answer.status_code == 303
    assert message not in answer.location
    delivery.sweep_messages()
    assert [row.state for row in sql("select state from portal.messages")] == ["sent", "sent"]
    assert scalar("select count(distinct message_id) from portal.messages") == 2
    assert "Hello Olga," in scalar("select body_text from portal.mailbox order by id desc")
