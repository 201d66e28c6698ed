"""Outgoing messages as staff see them: the list, newest first, and one of them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row, text

from data.database import transaction
from data.ids import is_public_id
from data.queries.templates import words_of
from data.records.outbox import COUNTED, STATES, ListedMessage, MessageList, MessageRecord, Wanted
from data.viewer import Forbidden, NotFound, Permission, Viewer
from integrations.message_kinds import KINDS

PAGE = 50
_COLUMNS = """
    m.public_id, m.template as kind, m.channel, m.language, m.recipient, p.name as person, m.state, m.attempts, m.error,
    m.created_at, m.sent_at, v.version, m.variables ? 'test' as test
"""
_FROM = """
      from portal.messages m
      left join portal.people p on p.id = m.person_id
      left join portal.template_versions v on v.id = m.template_version_id
"""
_WANTED = """
     where (cast(:kind as text) is null or m.template = :kind)
       and (cast(:channel as text) is null or m.channel = :channel)
       and lower(concat_ws(' ', m.recipient, p.name)) like all (:words)
"""
_LIST = text(f"""
    select {_COLUMNS} {_FROM} {_WANTED}
       and (cast(:state as text) is null or m.state = :state)
       and (cast(:after as text) is null or (m.created_at, m.id) <
            (select a.created_at, a.id from portal.messages a where a.public_id = :after))
     order by m.created_at desc, m.id desc limit :limit
""")  # noqa: S608  (constant text)
_COUNT = text(f"""
    select state, count(*) as n
      from (select m.state {_FROM} {_WANTED} and (cast(:state as text) is null or m.state = :state)
             order by m.created_at desc, m.id desc limit :counted) x
     group by state
""")  # noqa: S608  (constant text)
_ONE = text(f"""
    select {_COLUMNS}, c.name as client, c.public_id as client_public_id, m.message_id, m.next_at, m.expires_at,
           m.variables, v.texts
    {_FROM} left join portal.clients c on c.id = m.client_id
     where m.public_id = :message
""")


def list_messages(viewer: Viewer, wanted: Wanted, after: str | None = None) -> MessageList:
    """The messages wanted, newest first; `after` is a public id. Raises Forbidden for whoever may not see them."""
    _lookers_only(viewer)
    values: dict[str, Any] = {
        "kind": wanted.kind if wanted.kind in KINDS else None, "state": wanted.state or None,
        "channel": wanted.channel or None, "words": _patterns(wanted.search),
        "after": after if is_public_id(after) else None, "limit": PAGE + 1, "counted": COUNTED + 1,
    }  # fmt: skip
    with transaction(viewer) as session:
        rows = session.execute(_LIST, values).all()
        counts = {row.state: int(row.n) for row in session.execute(_COUNT, values)}
    shown = tuple(_listed(row) for row in rows[:PAGE])
    ordered = {state: counts[state] for state in STATES if state in counts}
    capped = sum(counts.values()) > COUNTED
    return MessageList(shown, {} if capped else ordered, shown[-1].public_id if len(rows) > PAGE else None, capped)


def find_message(viewer: Viewer, message: str) -> MessageRecord:
    """The message with a public id. Raises Forbidden, NotFound."""
    _lookers_only(viewer)
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"message": message}).one_or_none()
    if row is None:
        raise NotFound
    words = words_of(row.texts).get(row.language) if row.texts is not None else None
    return MessageRecord(_listed(row), row.client, row.client_public_id, row.message_id, row.next_at, row.expires_at,
                         row.variables, words)  # fmt: skip


def _patterns(search: str) -> list[str]:
    """Every word somewhere in address or name, whatever its case."""
    words = search[:200].lower().split()[:8]
    return ["%" + re.sub(r"([\\%_])", r"\\\1", word) + "%" for word in words] or ["%"]


def _listed(row: Row[Any]) -> ListedMessage:
    return ListedMessage(
        row.public_id, row.kind, row.channel, row.language, row.recipient, row.person, row.state, row.attempts,
        row.error, row.created_at, row.sent_at, row.version, row.test,
    )  # fmt: skip


def _lookers_only(viewer: Viewer) -> None:
    if not viewer.may(Permission.SEE_MESSAGES):
        raise Forbidden
