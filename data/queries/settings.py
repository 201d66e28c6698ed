"""The settings for those who may change them: read anew, with their history."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company_of, rules_of
from data.records.closing import ClosedClient
from data.records.settings import SettingChange, SettingsState
from data.session import Session
from data.viewer import Forbidden, Permission, Viewer

SHOWN = 30
_VALUES = text("select key, value from portal.settings where key = any(:keys)")
_VERSION = text("select coalesce(max(id), 0) from portal.settings_history where key = any(:keys)")
_HISTORY = text("""
    select h.key, h.before, h.after, h.changed_at as at, p.name as by
      from portal.settings_history h left join portal.people p on p.id = h.changed_by
     where h.key = any(:keys) and h.id > :since order by h.id desc limit :limit
""")
_CLOSED = text("""
    select public_id, name, portal_closed_at from portal.clients where portal_closed_at is not null
     order by name, id limit 100
""")


def find_settings(viewer: Viewer, keys: Iterable[str]) -> SettingsState:
    """The settings of these names with what happened to them. Raises Forbidden for those who may not change them."""
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    asked = list(keys)
    with transaction(viewer) as session:
        rows = session.execute(_VALUES, {"keys": asked}).all()
        version = version_of(session, asked)
        history = changes_since(session, asked, 0, SHOWN)
    values = {row.key: row.value for row in rows}
    return SettingsState(rules_of(values), version, history, company_of(values))


def list_closed_clients(viewer: Viewer) -> tuple[ClosedClient, ...]:
    """The clients the portal is closed for, the first hundred by name. Raises Forbidden likewise."""
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    with transaction(viewer) as session:
        return tuple(ClosedClient(*row) for row in session.execute(_CLOSED))


def version_of(session: Session, keys: list[str]) -> int:
    """The number of the last change of these settings."""
    return int(session.execute(_VERSION, {"keys": keys}).scalar_one())


def changes_since(session: Session, keys: list[str], version: int, limit: int = SHOWN) -> tuple[SettingChange, ...]:
    """What has changed of these settings after a version, newest first."""
    rows = session.execute(_HISTORY, {"keys": keys, "since": version, "limit": limit})
    return tuple(SettingChange(**row._mapping) for row in rows)
