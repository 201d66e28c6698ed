"""Mails as their reader gets them: one calm frame, as plain text and as HTML, made from the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from integrations.language import _, tag

_PAGE = Markup(
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title></head>'
    '<body style="margin:0;padding:24px 12px;background:#f5f6f8;color:#161b26;'
    "font:16px/1.55 Inter,-apple-system,'Segoe UI',Roboto,Arial,sans-serif\">"
    '<div style="max-width:520px;margin:0 auto">'
    '<p style="margin:0 0 16px;padding:0 4px;font-weight:600">{sender}</p>'
    '<div style="padding:28px;background:#fff;border:1px solid #e2e5eb;border-radius:12px">{body}</div>'
    '<p style="margin:16px 4px 0;font-size:13px;color:#5f687a">{foot}</p></div></body></html>'
)
_TITLE = Markup('<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">{}</h1>')
_FRAMES = {
    "text": Markup('<div style="margin:0 0 12px">{}</div>'),
    "note": Markup('<div style="margin:12px 0;font-size:14px;color:#5f687a">{}</div>'),
    "code": Markup(
        '<p style="margin:20px 0;padding:16px;background:#ebeffd;border-radius:8px;text-align:center;'
        'font-size:32px;font-weight:700;letter-spacing:.2em;color:#2841b0">{}</p>'
    ),
    "button": Markup(
        '<p style="margin:20px 0"><a href="{address}" style="display:inline-block;padding:12px 20px;background:#2841b0;'
        'border-radius:8px;color:#fff;font-weight:600;text-decoration:none">{}</a></p>'
    ),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that is ready to be composed."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, as it stands above and below every mail."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a mail, as HTML and as text; a button also has its address."""

    kind: Literal["text", "note", "code", "button"]
    html: Markup
    text: str
    address: str = ""


def letter(sender: Sender, subject: str, blocks: Sequence[Block]) -> Letter:
    """A mail of a title (the subject) and its blocks, in the frame that all mails share."""
    reach = " · ".join(part for part in (sender.phone, sender.email) if part)
    foot = _("This mail was sent by %(company)s.") % {"company": sender.name}
    text = "\n\n".join([*(block.text for block in blocks), "-- ", foot + (f"\n{reach}" if reach else "")])
    body = [_TITLE.format(subject), *(_FRAMES[one.kind].format(one.html, address=one.address) for one in blocks)]
    below = escape(foot) + (Markup("<br>") + escape(reach) if reach else "")
    html = _PAGE.format(lang=tag(), title=subject, sender=sender.name, body=Markup("").join(body), foot=below)
    return Letter(" ".join(subject.split()), text + "\n", str(html))
