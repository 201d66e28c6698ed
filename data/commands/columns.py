"""Keeping the columns a person wants to see of a table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from data.database import transaction
from data.viewer import Forbidden, Viewer

_KEEP = text("""
insert into portal.chosen_columns (person_id, noun, columns) values (:person, :noun, cast(:columns as text[]))
    on conflict (person_id, noun) do update set columns = excluded.columns""")
_FORGET = text("delete from portal.chosen_columns where person_id = :person and noun = :noun")


def choose_columns(viewer: Viewer, noun: str, columns: Sequence[str]) -> None:
    """Remember these columns of the noun's table for the person; none brings the usual ones back.

    The keys have to be those the table offers: only its caller knows them. Read-only staff keep their choice too.
    Raises Forbidden while staff look at the portal as somebody else.
    """
    if viewer.read_only:
        raise Forbidden
    values = {"person": viewer.person_id, "noun": noun}
    with transaction(viewer, own=True) as session:
        if columns:
            session.execute(_KEEP, values | {"columns": list(columns)})
        else:
            session.execute(_FORGET, values)
