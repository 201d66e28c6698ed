"""Demo only: the mails that would have been sent, as a page and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from flask import Flask, Response, jsonify, make_response, render_template

from data.queries.company import company
from data.queries.mailbox import list_mailbox
from integrations.language import moment


def install(server: Flask) -> None:
    """Register both addresses; called in demo mode alone, so elsewhere they do not exist."""
    server.add_url_rule("/demo/mailbox", "demo_mailbox", page)
    server.add_url_rule("/demo/mailbox.json", "demo_mailbox_json", as_json)


def page() -> Response:
    """The newest mails first."""
    zone = company().zone
    mails = [(mail, moment(mail.sent_at, zone)) for mail in list_mailbox()]
    return make_response(render_template("demo-mailbox.html", mails=mails))


def as_json() -> Response:
    """For tests and scripts: the newest first, `sent_at` in ISO 8601."""
    return jsonify([{**asdict(mail), "sent_at": mail.sent_at.isoformat()} for mail in list_mailbox()])
