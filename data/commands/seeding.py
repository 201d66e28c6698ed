"""Whether the demo company still has to be put in: into an empty database, or to finish what was interrupted."""

from __future__ import annotations

from sqlalchemy import text

from data.database import owner, transaction
from data.viewer import Viewer

_NEEDED = text(
    "select not exists (select 1 from portal.clients)"
    " or exists (select 1 from portal.settings where key = 'demo_seeding' and value = '\"begun\"')"
)
_MARK = text(
    "insert into portal.settings (key, value) values ('demo_seeding', to_jsonb(cast(:state as text)))"
    " on conflict (key) do update set value = excluded.value, changed_at = now()"
)
_PASSWORD = text("update portal.people set password_hash = :hash where email = any(:emails)")


def begin_seeding(viewer: Viewer) -> bool:
    """Claims the work; False where there are clients that are not left over from an interrupted attempt."""
    with transaction(viewer) as session:
        needed = bool(session.scalar(_NEEDED))
        if needed:
            session.execute(_MARK, {"state": "begun"})
        return needed


def finish_seeding(viewer: Viewer) -> None:
    """Says that the demo company is complete."""
    with transaction(viewer) as session:
        session.execute(_MARK, {"state": "done"})


def set_demo_password(emails: list[str], password_hash: str) -> None:
    """Gives the demo people another password."""
    with owner() as session:
        session.execute(_PASSWORD, {"hash": password_hash, "emails": emails})
