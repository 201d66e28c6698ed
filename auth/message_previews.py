"""Showing messages inside the portal: the values, and the answer a frame may hold but in which nothing can act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Response, current_app
from markupsafe import Markup

from data.queries.company import company
from data.queries.moment import current_moment
from data.records.outbox import MessageRecord
from integrations.language import tag, use_language
from integrations.letters import Letter, Sender
from integrations.message_kinds import KINDS, predefined
from integrations.message_words import HIDDEN, Facts, hide, values_of, write_mail, write_sms
from integrations.settings import Settings
from integrations.sms import as_sent
from integrations.templating import NothingToSay

_SHEET = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>SMS</title></head><body style="margin:0;'
    'padding:24px 16px;background:#f5f6f8;color:#161b26;font:16px/1.5 Inter,Arial,sans-serif">{body}</body></html>'
)
_BUBBLE = Markup(
    '<p style="margin:0;padding:12px 16px;max-width:300px;background:#fff;border:1px solid #e2e5eb;'
    'border-radius:16px 16px 16px 4px;white-space:pre-wrap;overflow-wrap:anywhere">{}</p>'
)
_NOTE = Markup('<p style="margin:12px 0 0;font-size:14px;color:#5f687a">{}</p>')
_MISTAKE = Markup('<p style="margin:0 0 12px;font-weight:600;color:#b3202a">{}</p>')
FRAMED_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


def settings() -> Settings:
    """This installation's."""
    found: Settings = current_app.extensions["settings"]
    return found


def facts_now(written: datetime | None = None, until: datetime | None = None) -> Facts:
    """What the company and the moment say; by themselves, of a message written now that lasts a while."""
    found = company()
    at = written or current_moment()
    sender = Sender(found.name, found.phone, found.email)
    return Facts(sender, settings().base_url, found.zone, at, until or (at + timedelta(minutes=45)))


def framed(html: str) -> Response:
    """The HTML of a mail, for a frame of ours alone: no script, no request, no way out."""
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAMED_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def without_secrets(found: MessageRecord) -> Letter | None:
    """What a message says, its code and link hidden; None when it cannot be put together any more.

    A short message has no subject and no HTML.
    """
    one, kind = found.listed, KINDS.get(found.listed.kind)
    if kind is None:
        return None
    facts = facts_now(one.created_at, found.expires_at)
    with use_language(one.language):
        words = found.words or predefined(kind, one.channel)
        try:
            values = values_of(kind, found.variables, hide(kind, facts), facts)
            if one.channel == "email":
                return write_mail(words, values, facts)
            text = short_as_sent(write_sms(words, values), one.language)
            return Letter("", text.replace(HIDDEN.replace("•", "*"), HIDDEN), "")
        except NothingToSay:
            return None


def short_as_sent(text: str, language: str) -> str:
    """A short message as the gateway gets it: folded where this installation folds."""
    return as_sent(text, settings().sms_fold, language)


def framed_short(text: str, note: str) -> Response:
    """A short message for a frame of ours, with what it costs below."""
    return framed(_SHEET.format(lang=tag(), body=_BUBBLE.format(text) + _NOTE.format(note)))


def framed_mistakes(mistakes: Iterable[str]) -> Response:
    """What is wrong with the words, in the place of what they would make."""
    return framed(_SHEET.format(lang=tag(), body=Markup("").join(_MISTAKE.format(one) for one in mistakes)))
