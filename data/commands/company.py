"""Changing the company's settings, with their history."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company_of, forget_company, rules_of
from data.queries.settings import changes_since, version_of
from data.records.company import Company
from data.records.company_checks import company_mistakes
from data.records.rules import Rules
from data.records.setting_checks import mistakes_in
from data.records.settings import Mistakes, SettingChange
from data.session import Session
from data.viewer import Conflict, Forbidden, Invalid, Permission, Viewer

Value = str | int | bool | tuple[str, ...]
_NAMES = {record: {f.name for f in fields(record)} for record in (Company, Rules)}
# One change after the other: what two people change at once is seen by the second of them.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('portal.settings'))")
_RULES = text("select key, value from portal.settings where key = any(:keys)")
_SET = text("""
    with before as (select value from portal.settings where key = :key),
         history as (insert into portal.settings_history (key, before, after, changed_at, changed_by)
                     select :key, coalesce((select value from before), cast(:usual as jsonb)), cast(:value as jsonb),
                            portal.now(), :person
                      where coalesce((select value from before), cast(:usual as jsonb)) is distinct from
                            cast(:value as jsonb))
    insert into portal.settings (key, value, changed_at, changed_by)
    values (:key, cast(:value as jsonb), portal.now(), :person)
    on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by where settings.value is distinct from excluded.value
""")


class SettingsRefused(Invalid):
    """Values that cannot be: `mistakes` says for each setting why."""

    def __init__(self, mistakes: Mistakes) -> None:
        super().__init__(field=next(iter(mistakes)))
        self.mistakes = mistakes


class SettingsChanged(Conflict):
    """Somebody else was first: `changes` is what they did since, `version` what to go on from."""

    def __init__(self, changes: tuple[SettingChange, ...], version: int) -> None:
        super().__init__()
        self.changes, self.version = changes, version


def change_settings(viewer: Viewer, *, seen: int | None = None, **values: Value) -> None:
    """Write settings by the names of the Company and the Rules records.

    `seen` is the version (data.queries.settings) the change was made from; without it nothing is compared. Raises
    Forbidden without the right, ValueError for other names or types, SettingsRefused for rules outside their bounds,
    SettingsChanged when these settings have changed since.
    """
    if not viewer.may(Permission.CHANGE_SETTINGS):
        raise Forbidden
    _check_names(values)
    with transaction(viewer) as session:
        session.execute(_ONE_AT_A_TIME)
        if seen is not None and (version := version_of(session, list(values))) > seen:
            raise SettingsChanged(changes_since(session, list(values), seen), version)
        _check_rules(session, values)
        _check_company(session, values)
        usual: dict[str, Any] = asdict(Company()) | asdict(Rules())
        for key, value in values.items():
            session.execute(_SET, {"key": key, "value": json.dumps(value), "usual": json.dumps(usual[key]),
                                   "person": viewer.person_id})  # fmt: skip
    forget_company()


def _check_names(values: dict[str, Value]) -> None:
    unknown = set(values) - _NAMES[Company] - _NAMES[Rules]
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    usual = asdict(Company())
    wrong = [key for key, value in values.items() if key in usual and type(value) is not type(usual[key])]
    if wrong:
        raise ValueError(f"settings of another type: {', '.join(sorted(wrong))}")


def _check_company(session: Session, values: dict[str, Value]) -> None:
    new = {key: value for key, value in values.items() if key in _NAMES[Company]}
    if not new:
        return
    rows = session.execute(_RULES, {"keys": sorted(_NAMES[Company])})
    if mistakes := company_mistakes(new, company_of({row.key: row.value for row in rows})):
        raise SettingsRefused(mistakes)


def _check_rules(session: Session, values: dict[str, Value]) -> None:
    new = {key: value for key, value in values.items() if key in _NAMES[Rules]}
    if not new:
        return
    rows = session.execute(_RULES, {"keys": sorted(_NAMES[Rules])})
    mistakes = mistakes_in(new, rules_of({row.key: row.value for row in rows}))
    if mistakes:
        raise SettingsRefused(mistakes)
