"""Mails that tell a person what has just happened with their account, in their language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from auth.visits import source_ip, user_agent
from data.commands.outbox import Outgoing
from data.queries.company import company
from data.queries.moment import current_moment
from data.records.person import Addressee
from integrations.browsers import browser_name
from integrations.language import _, moment, use_language
from integrations.settings import Settings


def notice(kind: str, to: Addressee, *, recipient: str | None = None, **more: str) -> Outgoing:
    """A message of that kind about this very request; `recipient` replaces the person's own address."""
    settings: Settings = current_app.extensions["settings"]
    language = to.language or company().language
    with use_language(language):
        told = {
            "name": to.name,
            "device": browser_name(user_agent()),
            "ip": source_ip() or _("unknown"),
            "when": moment(current_moment(), company().zone),
        }
    host = urlsplit(settings.base_url).hostname or "localhost"
    return Outgoing(kind, recipient or to.email, language, host, person_id=to.person_id, variables={**told, **more})
