"""Codes for somebody who is signed in, bound to their session, the purpose, and the address they are sent to."""

from __future__ import annotations

import secrets
from typing import Literal
from urllib.parse import urlsplit

from flask import current_app

from auth import known, limits
from auth.codes import keyed
from data.commands.limits import take
from data.commands.outbox import Outgoing
from data.commands.own_codes import ask_own_code
from data.queries.company import rules
from data.viewer import Viewer
from integrations.language import language
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings

Channel = Literal["email", "sms"]


def own_code_hashes(viewer: Viewer, purpose: str, to: str, code: str = "") -> tuple[str, str]:
    """What a code is stored under and as: a code for one address proves nothing of another."""
    nonce = keyed("own nonce", purpose, str(viewer.session_id), to)
    return nonce, keyed("own code", nonce, code)


def send_own_code(viewer: Viewer, purpose: str, to: str, channel: Channel) -> None:
    """Send six digits to an address or a number. Raises TooMany at a limit."""
    mailbox = viewer.email if purpose == "proof" else to  # codes for signing in are counted by the address alone
    take(limits.for_own_codes(str(viewer.person_id), mailbox, known.browser_of(mailbox)))
    settings: Settings = current_app.extensions["settings"]
    code = f"{secrets.randbelow(10**6):06}"
    host = urlsplit(settings.base_url).hostname or "localhost"
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"code": code})
    message = Outgoing(
        "sign_in_code", to, language(), host, channel, viewer.person_id, variables={"name": viewer.name}, sealed=sealed,
        lasts=rules().code_lasts,
    )  # fmt: skip
    ask_own_code(viewer, purpose, *own_code_hashes(viewer, purpose, to, code), message)
