"""Lists page by page: the place to go on from, the rows, and a count that stops when it is large enough."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import TextClause

from data.database import transaction
from data.ids import is_public_id
from data.queries.surroundings import PLAN_FOR_THESE_VALUES, documents_of
from data.records.scope import Scope
from data.records.shared import Listed, Slice, build
from data.viewer import Invalid, Viewer
from integrations.language import _

R = TypeVar("R", bound=Listed)
PAGE = 50
COUNTED = 1000  # beyond this a list says "more than"


def as_day(key: str) -> str:
    """A sort key that is a date."""
    return date.fromisoformat(key).isoformat()


def as_text(key: str) -> str:
    """A sort key that is text."""
    if len(key) > 500 or "\x00" in key:
        raise ValueError("not a key of ours")
    key.encode()  # half of a surrogate pair raises: no column holds one
    return key


def narrowed(viewer: Viewer, scope: Scope) -> Viewer:
    """The same person, entering only the client the scope is about: the database then needs to look at no other."""
    if viewer.is_staff or viewer.client_id is not None or scope.client is None:
        return viewer
    return replace(viewer, client_id=scope.client.id)


def read_slice(
    viewer: Viewer,
    scope: Scope,
    after: str | None,
    record: type[R],
    rows: TextClause,
    count: TextClause,
    *,
    key: Callable[[str], str] = as_day,
    document_noun: str | None = None,
    **values: Any,
) -> Slice[R]:
    """One page of a list, narrowed to the scope. `rows` answers :client :site :after_key :after_id :limit with a
    `list_key` column; `count` counts up to :counted. With `document_noun` each record gets its newest document.

    Raises Invalid for an `after` that is none of ours.
    """
    after_key, after_id = _place(after, key)
    values |= {
        "client": scope.client.id if scope.client else None,
        # who has one site only also reads what belongs to no site, if they may
        "site": scope.site.id if scope.site and not scope.alone else None,
    }
    with transaction(narrowed(viewer, scope)) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        found = session.execute(rows, values | {"after_key": after_key, "after_id": after_id, "limit": PAGE + 1}).all()
        total = session.scalar(count, values | {"counted": COUNTED + 1}) or 0
        shown = found[:PAGE]
        papers = documents_of(session, document_noun, [row.id for row in shown]) if document_noun else {}
    records = tuple(
        build(record, row, document=next(iter(papers.get(row.id, ())), None)) if document_noun else build(record, row)
        for row in shown
    )
    following = _token(shown[-1].list_key, shown[-1].public_id) if len(found) > PAGE else None
    return Slice(records, following, min(total, COUNTED), total > COUNTED, after is None)


def _token(key: str, public_id: str) -> str:
    return urlsafe_b64encode(json.dumps([key, public_id], separators=(",", ":")).encode()).decode().rstrip("=")


def _place(token: str | None, key: Callable[[str], str]) -> tuple[str | None, str | None]:
    """Where a page starts: sort key and public id of the last record before it."""
    if token is None:
        return None, None
    try:
        if len(token) > 2000:
            raise ValueError
        found = json.loads(urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)))
        sort_key, public_id = found
        if not isinstance(sort_key, str) or not is_public_id(public_id):
            raise ValueError
        return key(sort_key), public_id
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise Invalid(_("This address of a list is incomplete. Please start from its first page.")) from error
