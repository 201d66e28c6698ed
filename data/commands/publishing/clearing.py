"""What the night clears away of files that were put aside: what no waiting item names any more."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.viewer import Viewer

_WANTED = text("select storage_key from portal.publishing_items where storage_key is not null")


def wanted_aside() -> frozenset[str]:
    """The keys of files that still wait to be published."""
    with transaction(Viewer.system()) as session:
        return frozenset(session.execute(_WANTED).scalars())
