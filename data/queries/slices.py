"""Lists page by page: how large a page is, how far a list is counted, and the place a page goes on from."""

from __future__ import annotations

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date

from data.ids import is_public_id
from data.records.scope import Scope
from data.viewer import Invalid, Viewer
from integrations.language import _

PAGE = 50
COUNTED = 1000  # beyond this a list says "more than"
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_AMOUNT = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,6})?")


def narrowed(viewer: Viewer, scope: Scope) -> Viewer:
    """The same person, entering only the client the scope is about: the database then needs to look at no other."""
    if viewer.is_staff or viewer.client_id is not None or scope.client is None:
        return viewer
    return replace(viewer, client_id=scope.client.id)


def write_place(key: str | None, public_id: str) -> str:
    """The place after a record, for the address of the next page: its sort key (None for none) and its public id."""
    return urlsafe_b64encode(json.dumps([key, public_id], separators=(",", ":")).encode()).decode().rstrip("=")


def read_place(token: str, kind: str, *, nullable: bool) -> tuple[str | None, str]:
    """Sort key and public id of the last record before a page; `kind` is the key's SQL type.

    Raises Invalid for a token that is none of ours.
    """
    try:
        if len(token) > 2000:
            raise ValueError
        found = json.loads(urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)))
        key, public_id = found
        if not is_public_id(public_id) or not (isinstance(key, str) or (key is None and nullable)):
            raise ValueError
        return (None if key is None else _key(key, kind)), public_id
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid(_("This address of a list is incomplete. Please start from its first page.")) from error


def _key(key: str, kind: str) -> str:
    if kind == "date":
        return date.fromisoformat(key).isoformat()
    if kind == "numeric" and not _AMOUNT.fullmatch(key):
        raise ValueError("not an amount")
    if kind == "bigint" and not _WHOLE.fullmatch(key):
        raise ValueError("not a number of cents")
    if len(key) > 500 or "\x00" in key:
        raise ValueError("not a key of ours")
    return key.encode().decode()  # half of a surrogate pair is no text
