"""Outgoing mail: what a composed mail looks like, and that every way a server can fail is told apart in time."""

import email
import re
from email.message import EmailMessage
from email.policy import default

import pytest
from markupsafe import escape

from integrations import mail
from integrations.language import LANGUAGES, use_language
from integrations.letters import Block, Letter, Sender, letter
from integrations.mail import MailDelayed, MailRefused, MailServer, compose, deliver
from integrations.seals import SealBroken, seal, unseal
from tests.mail_server import mail_server

PLAIN = Letter("Subject", "Text\n", "<p>Text</p>")
WHERE = {"recipient": "owner@miramar.example", "sender": "hello@vigil.example", "sender_name": "Vigil Fire & Safety",
         "message_id": "<abc@portal.example>", "language": "en-GB"}  # fmt: skip


def composed(written: Letter = PLAIN, **changes: str) -> EmailMessage:
    message = email.message_from_bytes(compose(written, **{**WHERE, **changes}), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def send(port: int) -> None:
    server = MailServer("127.0.0.1", port, security="none")
    deliver(server, sender=WHERE["sender"], recipient=WHERE["recipient"], content=compose(PLAIN, **WHERE))


def test_a_mail_carries_its_fixed_id_both_bodies_and_who_sends_it() -> None:
    message = composed(sender_name="Vigilță, Fire")
    assert message["Message-ID"] == "<abc@portal.example>"
    assert message["To"] == "owner@miramar.example"
    assert message["From"].addresses[0].display_name == "Vigilță, Fire"
    assert message["From"].addresses[0].addr_spec == "hello@vigil.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en-GB"
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html"]


@pytest.mark.parametrize("field", ["recipient", "subject"])
def test_line_breaks_put_nothing_into_the_headers(field: str) -> None:
    evil = "x\r\nBcc: evil@evil.example"
    written = Letter(evil, "", "") if field == "subject" else PLAIN
    others = {"recipient": evil} if field == "recipient" else {}
    with pytest.raises(MailRefused):
        composed(written, **others)
    assert composed(sender_name=evil)["Bcc"] is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_letter_says_the_same_in_text_and_html_and_the_code_is_the_first_number(code: str) -> None:
    with use_language(code):
        sender = Sender("Vigil <b>", "+34 932 555 014", "hello@vigil.example")
        parts = [("text", "A <u>line</u>"), ("code", "123456"), ("note", "Note")]
        written = letter(sender, "Sub\nject", [Block(kind, escape(words), words) for kind, words in parts])  # type: ignore[arg-type]
    assert written.subject == "Sub ject"
    for body in (written.text, written.html):
        assert re.search(r"\d{6}", body).group() == "123456"  # type: ignore[union-attr]
        assert "Note" in body
        assert "+34 932 555 014" in body
    assert "<u>" not in written.html
    assert "<b>" not in written.html
    assert "Vigil &lt;b&gt;" in written.html
    assert f'lang="{LANGUAGES[code].replace("_", "-")}"' in written.html
    assert "http" not in written.html


def test_a_server_that_takes_it_has_it_once() -> None:
    with mail_server() as (port, mails):
        send(port)
    assert len(mails) == 1
    assert "<abc@portal.example>" in mails[0]


@pytest.mark.parametrize("behaviour", ["550", "554"])
def test_a_refusal_for_good_is_told_as_such(behaviour: str) -> None:
    with mail_server(behaviour) as (port, _mails), pytest.raises(MailRefused, match=behaviour):
        send(port)


@pytest.mark.parametrize("behaviour", ["450", "close"])
def test_a_refusal_for_now_is_tried_again(behaviour: str) -> None:
    with mail_server(behaviour) as (port, _mails), pytest.raises(MailDelayed) as told:
        send(port)
    assert not told.value.unreachable


def test_a_server_that_is_not_there_is_told_as_unreachable() -> None:
    with mail_server() as (port, _mails):
        pass
    with pytest.raises(MailDelayed) as told:
        send(port)
    assert told.value.unreachable


@pytest.mark.parametrize("behaviour", ["stall", "drip"])
def test_silence_and_endless_talk_are_cut(behaviour: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "STEP", 0.4)
    monkeypatch.setattr(mail, "WHOLE", 1.0)
    with mail_server(behaviour) as (port, _mails), pytest.raises(MailDelayed):
        send(port)
    assert (mail.STEP, mail.WHOLE) == (0.4, 1.0)


def test_the_usual_limits_cut_at_half_a_minute() -> None:
    assert mail.WHOLE == 30
    assert mail.STEP <= 30


@pytest.mark.parametrize(
    ("address", "security", "host", "port"),
    [("mail.example", "starttls", "mail.example", 587), ("mail.example", "tls", "mail.example", 465),
     ("mail.example:2525", "none", "mail.example", 2525), ("mail.example", "none", "mail.example", 25)],
)  # fmt: skip
def test_the_port_follows_from_the_security(address: str, security: str, host: str, port: int) -> None:
    server = MailServer.from_text(address, security, None, None, "portal.example")
    assert (server.host, server.port) == (host, port)


def test_a_seal_opens_with_its_key_alone() -> None:
    sealed = seal("key", {"code": "123456"})
    assert b"123456" not in sealed
    assert unseal("key", sealed) == {"code": "123456"}
    for key, content in (("other", sealed), ("key", sealed[:-2] + b"xx"), ("key", b"")):
        with pytest.raises(SealBroken):
            unseal(key, content)
