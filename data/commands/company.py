"""Changing the company's settings, with their history."""

from __future__ import annotations

import json
from dataclasses import fields

from sqlalchemy import text

from data.database import transaction
from data.queries.company import forget_company
from data.records.company import Company
from data.records.rules import Rules
from data.viewer import Forbidden, Permission, Viewer

_SET = text("""
    with before as (select value from portal.settings where key = :key),
         history as (insert into portal.settings_history (key, before, after, changed_by)
                     select :key, (select value from before), cast(:value as jsonb), :person
                      where (select value from before) is distinct from cast(:value as jsonb))
    insert into portal.settings (key, value, changed_by) values (:key, cast(:value as jsonb), :person)
    on conflict (key) do update set value = excluded.value, changed_at = now(), changed_by = excluded.changed_by
""")


def change_settings(viewer: Viewer, **values: str | int | bool | tuple[str, ...]) -> None:
    """Write settings by the names of the Company and the Rules records.

    Raises Forbidden without the right, ValueError for others.
    """
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    unknown = set(values) - {f.name for record in (Company, Rules) for f in fields(record)}
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    with transaction(viewer) as session:
        for key, value in values.items():
            session.execute(_SET, {"key": key, "value": json.dumps(value), "person": viewer.person_id})
    forget_company()
