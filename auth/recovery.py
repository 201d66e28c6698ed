"""Forgotten password and first access: a link, with a code beside it, asked for by the person themselves."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import current_app

from auth import codes, cookies, known, limits, links
from data.commands.entering import ask_for_link
from data.commands.limits import take
from data.ids import new_public_id
from data.records.code import AskedLink
from integrations.language import language
from integrations.settings import Settings


def asked() -> codes.Asked | None:
    """What was asked for in this browser, while it holds."""
    return codes.asked(cookies.RECOVERY)


def nonce_hash() -> str | None:
    """What ties a link to this browser, if it has asked for one."""
    found = asked()
    return codes.nonce_hash(found.nonce) if found is not None else None


def ask(email: str, wanted: str, *, keep: bool) -> codes.Asked:
    """Send a link and its code to whoever has this address and may enter; for others all the same but for the mail.

    Raises TooMany at a limit, also when this browser has used up its tries.
    """
    earlier = codes.earlier_asked(email, cookies.RECOVERY)
    take(limits.for_asking(email, known.browser_of(email)))
    settings: Settings = current_app.extensions["settings"]
    nonce = earlier.nonce if earlier is not None else secrets.token_urlsafe(24)
    new, public_id = links.new_link_secrets(), new_public_id()
    sent = ask_for_link(
        AskedLink(
            email, codes.nonce_hash(nonce), new.token_hash, new.code_hash, new.sealed, wanted or None, language(),
            public_id, f"<{public_id}@{urlsplit(settings.base_url).hostname}>",
        )
    )  # fmt: skip
    began = earlier.began if earlier else sent.sent_at
    found = codes.Asked(email, nonce, began, sent.sent_at, sent.valid_until, keep, by_email=True)
    codes.remember(found, cookies.RECOVERY)
    return found
