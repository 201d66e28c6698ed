"""What a database holds, in figures that can be compared: rows and a digest of each table, and the files it names."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import Connection, text

from data.session import Session
from integrations.storage import key_of

# What would let somebody in, or be done a second time, and what means nothing elsewhere: their rows stay behind.
LEFT_BEHIND = (
    "portal.sessions", "portal.sign_in_codes", "portal.access_links", "portal.challenges", "portal.message_secrets",
    "portal.rate_limits", "portal.submissions", "portal.heartbeats", "portal.mailbox", "portal.downloads",
    "portal.uploads",  # bytes that are only on their way
    "portal.kept_forms",  # each belongs to a session
    "jobs.procrastinate_jobs", "jobs.procrastinate_events", "jobs.procrastinate_periodic_defers",
    "jobs.procrastinate_workers",
)  # fmt: skip
_TABLES = text("""
    select n.nspname || '.' || c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'portal' and c.relkind = 'r' order by 1
""")
# With row security forced, even the owner sees only what a policy shows: all of it, or the figures mean nothing.
_SILENCED = text("""
    select c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'portal' and c.relrowsecurity and row_security_active(c.oid)
       and not exists (select from pg_policy p
                        where p.polrelid = c.oid and p.polpermissive and p.polcmd = '*'
                          and (select oid from pg_roles where rolname = current_user) = any (p.polroles)
                          and pg_get_expr(p.polqual, p.polrelid) = 'true')
     union all
    select c.relname from pg_policy p join pg_class c on c.oid = p.polrelid where not p.polpermissive
     order by 1
""")
_KEYED = text("""
    select table_name, column_name from information_schema.columns
     where table_schema = 'portal' and column_name like '%storage_key' order by 1, 2
""")
_LOGO = text("select split_part(value #>> '{}', '.', 1) from portal.settings where key = 'logo' and value <> '\"\"'")


@dataclass(frozen=True, slots=True)
class TableFigures:
    """Rows of a table, and a digest of all of them whatever their order."""

    rows: int
    digest: str


def silenced_tables(connection: Connection) -> list[str]:
    """Tables of which this login might not see every row."""
    return list(connection.scalars(_SILENCED))


def figures(connection: Connection | Session) -> dict[str, TableFigures]:
    """Table -> figures, for every table whose rows belong into a backup."""
    found = {}
    for table in connection.execute(_TABLES).scalars():
        if table in LEFT_BEHIND:
            continue
        statement = sql.SQL(
            "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from {} t"
        ).format(sql.Identifier(*table.split(".")))
        rows, digest = connection.execute(text(statement.as_string())).one()
        found[table] = TableFigures(rows, digest)
    return found


def named_files(connection: Connection | Session) -> list[str]:
    """The keys of all files that a row of a backup names, the logo too, in order."""
    parts = [
        sql.SQL("select {column} from {table} where {column} is not null").format(
            column=sql.Identifier(column), table=sql.Identifier("portal", table)
        )
        for table, column in connection.execute(_KEYED)
        if f"portal.{table}" not in LEFT_BEHIND
    ]
    named = connection.execute(text(sql.SQL(" union ").join(parts).as_string())).scalars()
    return sorted({*named, *(key_of(sha256) for sha256 in connection.execute(_LOGO).scalars())})
