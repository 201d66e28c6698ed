"""How often one may try: per source, per address, and per address from one source; all kept in the database.

Only failures count in the end: who signs in gets the tries of their address back. A single source runs dry long before
the address does, so that nobody can lock somebody else out. Keys are keyed hashes: what was typed is not stored.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from ipaddress import ip_address

from flask import current_app

from auth.visits import source_ip
from data.commands.limits import forget_limits
from data.queries.company import rules
from data.records.limit import Limit
from data.viewer import Viewer
from integrations.settings import Settings

_DAY = 86400.0
PACKINGS = 20  # ZIP files at once, then one every few seconds


def _key(kind: str, *parts: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    told = "\x00".join(parts).encode()
    return f"{kind}:{hmac.new(settings.derived('limits').encode(), told, sha256).hexdigest()[:40]}"


def _source() -> str:
    """The address a request comes from; for IPv6 the network, since one household has them by the billion."""
    address = ip_address(source_ip() or "0.0.0.0")  # noqa: S104  (a name for "not known")
    return address.exploded[:19] if address.version == 6 else str(address)


def _source_limit() -> Limit:
    """One source may be a whole office; it may not be a machine that tries address after address."""
    return Limit(_key("source", _source()), 150, 5)


def for_password(email: str) -> list[Limit]:
    """Before a password is looked at. An address bears 100 failures in 24 hours; one source never takes them all."""
    return [
        _source_limit(),
        Limit(_key("password-pair", email, _source()), 10, 60),
        Limit(_key("password-pair-day", email, _source()), 40, _DAY / 40),
        Limit(_key("password", email), 50, _DAY / 50),
    ]


def for_asking(email: str, browser: str | None = None) -> list[Limit]:
    """Before a code or a link is sent: nobody's mailbox is flooded. At most five messages an hour.

    `browser`: the name of one in which this address has signed in before. It has five of its own, so that strangers
    who ask in somebody's name do not keep them out.
    """
    if browser:
        return [_source_limit(), Limit(_key("ask-known", email, browser), 4, 3600)]
    return [
        _source_limit(),
        Limit(_key("ask-pair", email, _source()), 3, 1800),
        Limit(_key("ask", email), 4, 3600),
    ]


def for_link() -> list[Limit]:
    """Before a link is used; its own row counts the tries of its code."""
    return [_source_limit()]


def doubts(email: str = "") -> list[Limit]:
    """How much may go wrong before a question is asked: from one source, and for one address."""
    found = [Limit(_key("doubt-source", _source()), 3, 300)]
    return [*found, Limit(_key("doubt", email), 3, 300)] if email else found


def of_browser(email: str, nonce: str) -> Limit:
    """The tries of one browser for one address."""
    return Limit(_key("code-browser", email, nonce), rules().code_tries, None)


def for_code(email: str, nonce: str) -> list[Limit]:
    """Before a code is looked at. The tries of a browser never fill up again; asking for another code gives none."""
    return [
        _source_limit(),
        of_browser(email, nonce),
        Limit(_key("code-pair", email, _source()), 10, 60),
        Limit(_key("code-pair-day", email, _source()), 40, _DAY / 40),
        Limit(_key("code", email), 50, _DAY / 50),
    ]


def for_packing(viewer: Viewer) -> list[Limit]:
    """Before documents are packed: a person may take away what is theirs, not keep the machine busy with it."""
    return [Limit(_key("packing", str(viewer.person_id)), PACKINGS, 15)]


def forgive(email: str) -> None:
    """After a sign-in: the failed tries for this address from here, and of the address, were the person's own."""
    pairs = ("password-pair", "password-pair-day", "ask-pair", "code-pair", "code-pair-day")
    alone = ("password", "code", "ask", "doubt")
    forget_limits([*(_key(kind, email, _source()) for kind in pairs), *(_key(kind, email) for kind in alone),
                   _key("doubt-source", _source())])  # fmt: skip


def for_proof(person: str) -> list[Limit]:
    """Before a signed-in or half signed-in person's password, six digits or recovery code is looked at."""
    return [Limit(_key("proof", person), 8, 75), Limit(_key("proof-day", person), 40, _DAY / 40)]


def forgive_proof(person: str) -> None:
    """They have proved who they are: the failed tries were their own."""
    forget_limits([_key("proof", person)])


def for_own_codes(person: str, to: str, browser: str | None = None) -> list[Limit]:
    """Before a code is sent to somebody who is signed in, or to an address they name: five an hour, as at signing in.

    `to` is whose mailbox pays for it: what comes to it by other doors counts as well.
    """
    return [*for_asking(to, browser), Limit(_key("own-code", person), 4, 3600)]


def for_passkey() -> list[Limit]:
    """Before a passkey's answer is looked at: nothing can be guessed, but looking costs."""
    return [_source_limit()]
