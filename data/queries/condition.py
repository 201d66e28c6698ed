"""How an installation's database is: what the doctor looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from data.database import owner
from data.migrate import newest_migration

_CONDITION = text("""
    select current_setting('server_version') as server, current_setting('server_version_num')::int as server_number,
           (select version_num from portal.alembic_version) as schema,
           (select array_agg(rolname::text order by rolname) from pg_roles
             where rolname like current_database() || '\\_%\\_login' and (rolsuper or rolbypassrls)) as powerful,
           (select count(*) from portal.people
             where staff_role = 'administrator' and disabled_at is null) as administrators,
           (select count(*) from portal.people p
             where p.staff_role is not null and p.disabled_at is null
               and not exists (select from portal.authenticators a
                                where a.person_id = p.id and a.confirmed_at is not null)
               and not exists (select from portal.passkeys k where k.person_id = p.id)) as staff_without_factor,
           extract(epoch from clock_timestamp()) as clock, (select shift <> '0' from portal.clock) as clock_moved,
           (select at from portal.heartbeats where name = 'worker') as worker_at,
           (select at from portal.heartbeats where name = 'backup') as backup_at,
           (select count(*) from portal.messages where state = 'queued' and next_at < now() - interval '15 minutes'
                and coalesce(expires_at, 'infinity') > now()) as stuck,
           (select count(*) from portal.messages
             where state = 'failed' and created_at > now() - interval '7 days') as failed,
           (select count(*) from jobs.procrastinate_jobs where status = 'failed') as failed_jobs,
           (select count(*) from jobs.procrastinate_jobs
             where status = 'todo' and coalesce(scheduled_at, now()) < now() - interval '15 minutes') as late_jobs,
           to_regclass('portal.activity_' || to_char(portal.today(), 'YYYY_MM')) is not null as activity_month
""")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """The database of an installation. Times of the worker and of the last backup are None where there was none;
    `clock` is the server's, in seconds since 1970; `newest` the schema this code wants."""

    server: str
    server_number: int
    schema: str
    powerful: tuple[str, ...]
    administrators: int
    staff_without_factor: int
    clock: float
    clock_moved: bool
    worker_at: datetime | None
    backup_at: datetime | None
    stuck: int
    failed: int
    failed_jobs: int
    late_jobs: int
    activity_month: bool
    newest: str


def find_condition() -> Condition:
    """The condition of the opened database. Raises Unavailable. For the command line."""
    with owner() as session:
        row = session.execute(_CONDITION).one()
    found = dict(row._mapping)
    return Condition(
        **found | {"powerful": tuple(row.powerful or ()), "clock": float(row.clock), "newest": newest_migration()}
    )
