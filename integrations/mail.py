"""Outgoing mail: Flask-Mail composes, smtplib delivers with our own limits on time, and failures are told apart."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formataddr
from threading import Timer

from flask import Flask
from flask_mail import Mail, Message

from integrations.letters import Letter

STEP = 10.0  # seconds the server may be silent
WHOLE = 30.0  # seconds a delivery may take
# Flask-Mail composes inside an application; this one exists for nothing else.
_composer = Flask("mail")
Mail(_composer)


class MailRefused(Exception):
    """The server will never take this mail: 5xx."""


class MailDelayed(Exception):
    """Not now: 4xx, silence, a broken connection. `unreachable` means that others need not be tried either."""

    def __init__(self, words: str, *, unreachable: bool = False) -> None:
        super().__init__(words)
        self.unreachable = unreachable


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. `security` is starttls, tls or none."""

    host: str
    port: int
    security: str = "starttls"
    username: str | None = None
    password: str | None = None
    own_name: str = "localhost"

    @classmethod
    def from_text(
        cls, address: str, security: str, username: str | None, password: str | None, own_name: str
    ) -> MailServer:
        """`address` is host or host:port; without a port the usual one of the security."""
        host, _colon, port = address.rpartition(":") if ":" in address else (address, "", "")
        usual = {"tls": 465, "starttls": 587}.get(security, 25)
        return cls(host, int(port) if port else usual, security, username, password, own_name)


def compose(letter: Letter, *, recipient: str, sender: str, sender_name: str, message_id: str, language: str) -> bytes:
    """The mail as it travels. Raises MailRefused for headers with line breaks."""
    with _composer.app_context():
        message = Message(
            subject=letter.subject, recipients=[recipient], body=letter.text, html=letter.html,
            sender=formataddr((" ".join(sender_name.split()), sender)), charset="utf-8",
            extra_headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
        )  # fmt: skip
        message.msgId = message_id
        if message.has_bad_headers() or any(character in recipient for character in "\r\n"):
            raise MailRefused("line breaks in the headers")
        return message.as_bytes()


def deliver(server: MailServer, *, sender: str, recipient: str, content: bytes) -> None:
    """Hand a mail over. Raises MailRefused or MailDelayed; takes half a minute at most."""
    try:
        with _connection(server) as connection:
            connection.ehlo_or_helo_if_needed()
            eight_bits = ["BODY=8BITMIME"] if connection.has_extn("8bitmime") else []
            connection.sendmail(sender, [recipient], content, mail_options=eight_bits)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _told(code, words) from error
    except smtplib.SMTPAuthenticationError as error:
        # Our own password is wrong: no fault of this mail.
        raise MailDelayed(f"sign-in to the mail server failed: {error.smtp_code}", unreachable=True) from error
    except smtplib.SMTPResponseException as error:
        raise _told(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayed(f"{type(error).__name__}: {error}") from error


def _told(code: int, words: bytes | str) -> MailRefused | MailDelayed:
    text = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return MailRefused(text) if 500 <= code < 600 else MailDelayed(text)


@contextmanager
def _connection(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is cut when the time is over, however slowly the other side keeps talking."""
    secure = ssl.create_default_context()
    cut: Timer | None = None
    try:
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=server.own_name, timeout=STEP, context=secure)
            connection._host = server.host  # type: ignore[attr-defined]  # the name that its certificate is checked for
        else:
            connection = smtplib.SMTP(local_hostname=server.own_name, timeout=STEP)
            connection._host = server.host  # type: ignore[attr-defined]
        cut = Timer(WHOLE, _cut, [connection])
        cut.daemon = True
        cut.start()
        try:
            code, words = connection.connect(server.host, server.port)
        except OSError as error:
            raise MailDelayed(f"cannot reach the mail server: {error}", unreachable=True) from error
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        if server.security == "starttls":
            connection.starttls(context=secure)
        if server.username:
            connection.login(server.username, server.password or "")
        yield connection
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        if cut is not None:
            cut.cancel()
        with suppress(Exception):
            connection.close()


def _cut(connection: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
