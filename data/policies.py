"""Every table on one screen: which area opens it to clients, or who else may use it; applied anew by each migration.

Clients reach a row through one condition: the active client, the area's list of sites, published and not withdrawn.
The shape matters for speed: scalar subselects are evaluated once per statement and `client_id = …` can use the indexes
(docs/decisions/0002-row-security.md). Staff have their own login and a plain `true`.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, text

PUBLISHED = "published_at is not null and withdrawn_at is null"
KEPT = "deleted_at is null"

# table -> area, for records whose area is fixed
AREA_OF = {
    "equipment": "equipment",
    "inspections": "inspections",
    "inspection_lines": "inspections",
    "defects": "inspections",
    "jobs": "jobs",
    "contracts": "contracts",
    "orders": "orders",
    "quotes": "quotes",
    "quote_lines": "quotes",
    "bookings": "bookings",
    "invoices": "billing",
    "invoice_lines": "billing",
    "payments": "billing",
    "allocations": "billing",
}
# tables whose rows each name their own area
AREA_IN_ROW = {
    "documents": f"{PUBLISHED} and {KEPT}",
    "document_versions": f"{PUBLISHED} and {KEPT}",
    "document_links": f"{PUBLISHED} and {KEPT}",
    "events": "audience = 'client'",
}
# an area of its own, and rows that can be deleted
FILES = {"files": f"{PUBLISHED} and {KEPT}"}
# what belongs to one person, whoever they are: no client in it, nobody else's rows; what they may write of it
OWN = {
    "downloads": ("select", "insert (public_id, person_id, language, asked, documents)"),
    "chosen_columns": ("select", "insert", "update (columns)", "delete"),
    "uploads": ("select", "insert (public_id, person_id)", "delete"),
}
# what clients may add to a table they read: the columns, and what must be true of a row beyond being theirs to read.
# Its bytes are those they put into the store themselves (portal.uploads shows everybody their own alone).
_RECORDS = "inspection_id, equipment_id, defect_id, job_id, invoice_id, quote_id, contract_id, order_id, booking_id"
ADDED = {
    "files": (
        "public_id, client_id, site_id, origin, description, file_name, media_type, size, sha256, storage_key, "
        f"added_by, search_text, published_at, scan, virus, {_RECORDS}",
        "origin = 'client' and added_by = (select portal.person_id()) and seen_at is null and source is null "
        "and exists (select from portal.uploads u where u.storage_key = files.storage_key)",
    ),
}
# what the worker looks after, whoever's it is
WORKER_TABLES = {
    "files": (
        "select (id, public_id, client_id, origin, file_name, storage_key, scan, size, deleted_at, withdrawn_at, "
        "seen_at, updated_at), update (scan, virus, updated_at), delete",
    ),
    "uploads": ("select, delete",),
}
# client data that no client may read: only staff
STAFF_ONLY = ("contacts", "grants", "revocations", "publishing_items")
# reference data without a client
EVERYBODY_READS = ("kinds",)
# views read with the rights of who asks (security_invoker): their rows are bounded by the policies of the tables below
VIEWS = ("invoice_balances",)
# no rights for clients at all; what other logins need stands in LOGIN_RIGHTS
CLOSED = (
    "alembic_version", "clock", "settings", "settings_history", "imports", "client_groups", "people", "activity",
    "activity_origins", "sessions", "sign_in_codes", "rate_limits", "submissions", "messages", "message_secrets",
    "mailbox", "heartbeats", "consents", "access_links", "devices", "authenticators", "recovery_codes", "passkeys",
    "challenges", "templates", "template_versions", "webhook_calls", "kept_forms",
    "publishing_batches", "publishing_notices", "import_mappings", "import_rows", "usage_people",
    "usage_days", "usage_months", "usage_searches", "usage_opened", "usage_summaries", "erasure_requests", "erasures",
)  # fmt: skip
# columns a client never reads, whatever the table
INTERNAL_COLUMNS = ("internal_note", "cost", "source", "external_ref", "row_hash", "storage_key", "import_id",
                    "access_note", "acting_staff_id", "seen_by", "deleted_by")  # fmt: skip
# what a client reads through a function that knows who may see amounts (docs/decisions/0011-amounts.md)
GUARDED_COLUMNS = {("contracts", "amount"), ("orders", "amount")}
# the storage key is what opening a document needs: readable, and useless without the server
NEEDED_COLUMNS = {("document_versions", "storage_key"), ("files", "storage_key"), ("downloads", "storage_key"),
                  ("uploads", "storage_key")}  # fmt: skip

STAFF_WRITES = (
    *AREA_OF, *AREA_IN_ROW, *FILES, *STAFF_ONLY, "clients", "sites", "kinds", "client_groups", "imports", "settings",
    "settings_history", "publishing_batches", "publishing_notices", "import_mappings",
)  # fmt: skip
# written by triggers alone, which run as the owner
KEPT_BY_TRIGGERS = {("invoices", "settled")}
# what happened stays as it was written: added to, never changed
APPEND_ONLY = ("events", "settings_history")
LOGIN_RIGHTS = {
    "staff": (
        "select on portal.heartbeats",
        "select (import_id) on portal.import_rows",
        "select (id, public_id, email, name, phone, phone_origin, phone_confirmed_at, language, theme, staff_role, "
        "disabled_at, last_visit_at, created_at, invited_at, password_changed_at, mail_bounced_at, mail_bounce, "
        "merged_into_id, erased_at) on portal.people",
        "select, update (declined_at, declined_by_person_id, answer) on portal.erasure_requests",
        "insert (public_id, email, name, phone, phone_origin, language, staff_role) on portal.people",
        "update (email, name, phone, phone_origin, phone_confirmed_at, language, staff_role, disabled_at, invited_at, "
        "mail_bounced_at, mail_bounce, merged_into_id) on portal.people",
        "select, insert on portal.consents, portal.template_versions",
        "select, insert, update on portal.templates",
        "select (id, person_id, purpose, by_person_id, created_at, expires_at, opened_at, used_at), insert, "
        "update (expires_at) on portal.access_links",
        "select (person_id, confirmed_at), delete on portal.authenticators",
        "select (person_id, created_at, used_at), delete on portal.recovery_codes",
        "select (id, public_id, person_id, name, created_at, last_used_at), delete on portal.passkeys",
        "select (id, public_id, person_id, user_agent, created_at, last_seen_at, forgotten_at) on portal.devices",
        "select on portal.activity",
        "select on portal.activity_origins",
        "select on portal.usage_people, portal.usage_days, portal.usage_months, portal.usage_searches, "
        "portal.usage_opened",
        "select (id, person_id, method, second_factor, created_at, last_seen_at, ended_at, view_as_person_id, "
        "view_as_client_id) on portal.sessions",
        "update (view_as_person_id, view_as_client_id, view_as_until, ended_at) on portal.sessions",
        "select (id, public_id, channel, template, template_version, language, person_id, client_id, recipient, state, "
        "attempts, next_at, created_at, expires_at, sent_at, error, variables, message_id, template_version_id), "
        "insert, update (state, next_at, error) on portal.messages",
        "insert on portal.message_secrets",
        "delete on portal.revocations",
    ),
    "door": (
        "select on portal.people, portal.settings, portal.heartbeats, portal.mailbox",
        "update (email, name, password_hash, password_changed_at, password_needs_factor, phone, phone_origin, "
        "phone_confirmed_at, language, theme, last_client_id, last_site_id, last_visit_at, mail_bounced_at, "
        "mail_bounce) on portal.people",
        "select, insert, update, delete on portal.sessions, portal.sign_in_codes, portal.rate_limits, "
        "portal.submissions, portal.access_links, portal.devices, portal.authenticators, portal.recovery_codes, "
        "portal.passkeys, portal.challenges",
        "select, insert, delete on portal.kept_forms",
        "select, insert on portal.consents",
        "select, insert, update (taken_back_at) on portal.erasure_requests",
        "select (id, message_id, state, sent_at, person_id, expires_at), insert, "
        "update (state, error) on portal.messages",
        "insert on portal.message_secrets, portal.activity, portal.activity_origins",
        "select (id, at, kind, person_id, acting_staff_id, method, result) on portal.activity",
        "select on portal.activity_origins",
    ),
    "worker": (
        "select (id, public_id, email, name, language, phone, mail_bounced_at, staff_role, disabled_at) "
        "on portal.people",
        "select, insert on portal.usage_summaries",
        "delete on portal.usage_searches",
        "select (at) on portal.usage_searches",
        "select on portal.template_versions",
        "select, update (active, broken_at, broken_why) on portal.templates",
        "select, delete on portal.access_links, portal.challenges, portal.kept_forms",
        "select on portal.settings, portal.clock",
        "select, insert, update, delete on portal.messages, portal.message_secrets, portal.mailbox, portal.heartbeats",
        "select, delete on portal.sessions, portal.sign_in_codes, portal.rate_limits, portal.submissions",
        "select, delete on portal.activity_origins",
        *(f"{right} on portal.{table}" for table, rights in WORKER_TABLES.items() for right in rights),
        "select, update, delete on portal.downloads, portal.imports",
        "select, update (listed_at) on portal.erasures",
        "select (import_id), delete on portal.import_rows",
    ),
}
FUNCTIONS = {
    "portal.now()": ("client", "many", "staff", "door", "worker"),
    "portal.today()": ("client", "many", "staff", "door", "worker"),
    "portal.zone()": ("client", "many", "staff", "door", "worker"),
    "portal.rights(bigint, boolean, boolean)": ("staff",),
    "portal.granted(bigint, boolean)": (),
    "portal.person_clients(bigint)": ("door", "staff"),
    "portal.client_language(text)": ("door",),
    "portal.new_public_id()": (),
    "portal.admit_contact(text)": ("door",),
    "portal.note_bounce(text, text, text, text)": ("door",),
    "portal.end_sessions()": (),
    "portal.tell_staff(bigint, text, jsonb)": ("door",),
    "portal.open_rights(bigint, bigint, boolean)": (),
    "portal.enter(bigint, bigint, boolean)": ("client_login",),
    "portal.enter_all(bigint, boolean)": ("client_login",),
    "portal.enter_staff(bigint)": ("staff_login",),
    "portal.client_id()": ("client", "many", "staff"),
    "portal.clients()": ("client", "many", "staff"),
    "portal.whole_clients(text)": ("client", "many", "staff"),  # staff: empty
    "portal.whole(text)": ("client", "many"),
    "portal.permitted_sites(text)": ("client", "many", "staff"),
    "portal.whole_areas()": ("client", "many"),
    "portal.area_clients()": ("client", "many"),
    "portal.area_sites()": ("client", "many"),
    "portal.shows_amounts(text, bigint, bigint)": (),
    "portal.contract_amount(bigint)": ("client", "many", "staff"),
    "portal.order_amount(bigint)": ("client", "many", "staff"),
    "portal.paper_words(text)": ("client", "many", "staff"),
    "portal.person_id()": ("client", "many", "staff"),
    "portal.inspection_standing(text, text)": ("client", "many", "staff"),
    "portal.invoice_standing(text, text, numeric, numeric, date, date)": ("client", "many", "staff"),
    "portal.defect_standing(date, date, date, date, date, date)": ("client", "many", "staff"),
    "portal.quote_standing(text, date, date)": ("client", "many", "staff"),
    "portal.contract_standing(text, date, date, text, date, int, date, int)": ("client", "many", "staff"),
    "portal.validity_standing(date, date, int)": ("client", "many", "staff"),
    "portal.certificate_standing(boolean, date, date, date, int)": ("client", "many", "staff"),
    "portal.take_token(text, double precision, double precision)": ("door",),
    "portal.defer(text, jsonb)": ("client", "many", "staff", "door", "worker"),
    "portal.make_activity_month(date)": ("worker",),
    "portal.drop_activity_before(date)": ("worker",),
    "portal.usage_rolled()": ("staff",),
    "portal.usage_of(timestamp with time zone, timestamp with time zone)": ("staff",),
    "portal.usage_left(timestamp with time zone, timestamp with time zone)": ("staff",),
    "portal.usage_searched(timestamp with time zone, timestamp with time zone)": ("staff",),
    "portal.usage_opened_in(timestamp with time zone, timestamp with time zone)": ("staff",),
    "portal.roll_usage(date)": ("worker",),
    "portal.usage_days_due(date)": ("worker",),
    "portal.keep_client()": (),
    "portal.settled_of(bigint, bigint, text)": (),
    "portal.settle(bigint[])": (),
    "portal.keep_settled()": (),
    "portal.settle_kind()": (),
    "portal.room_for_files(bigint)": (),
    "portal.file_room()": ("client",),
    "portal.keep_upload()": (),
    "portal.note_upload()": (),
    "portal.take_back_file(text)": ("client", "many"),
    "portal.import_digest(jsonb)": (),
    "portal.import_label(jsonb)": (),
    "portal.import_nouns()": (),
    "portal.note_import()": (),
    "portal.seal_import(bigint)": ("staff",),
    "portal.undo_import(bigint)": ("staff",),
    "portal.address_digest(text, text)": (),
    "portal.without_words(jsonb, text[], text)": (),
    "portal.in_address(text)": (),
    "portal.erased_addresses(text[])": ("staff",),
    "portal.erase_person(text, text[], text[], text[], bigint, timestamp with time zone, text, text)": ("staff",),
    "portal.sweep_erased()": ("worker",),
}
LOGINS = ("client", "staff", "door", "worker")
POLICIES = ("owner", "staff", "one_client", "all_clients", "own", "worker", "adds")
_POLICIES = text("""
    select c.relname as table, p.polname as name, obj_description(p.oid, 'pg_policy') as made_by
      from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = 'portal'::regnamespace
""")
_SECURED = text("""
    select relname as table from pg_class
     where relnamespace = 'portal'::regnamespace and relrowsecurity and relforcerowsecurity
""")


def _one_client(area: str) -> str:
    """The normal entry: one active client, a scalar the planner can follow into the indexes."""
    return (
        "client_id = (select portal.client_id()) and ((select portal.whole('{a}')) "
        "or site_id = any ((select portal.permitted_sites('{a}'))::bigint[]))"
    ).replace("{a}", area)


def _all_clients(area: str) -> str:
    """All clients of one person: lists and the portfolio."""
    return (
        "client_id = any ((select portal.clients())::bigint[]) "
        "and (client_id = any ((select portal.whole_clients('{a}'))::bigint[]) "
        "or site_id = any ((select portal.permitted_sites('{a}'))::bigint[]))"
    ).replace("{a}", area)


# One client: a plain comparison of the area, which the planner can estimate; 40,000 documents taught us.
_ROW_AREA_ONE = (
    "(area = any ((select portal.whole_areas())::text[]) "
    "or (area || ':' || site_id) = any ((select portal.area_sites())::text[]))"
)
_ROW_AREA_ALL = (
    "((area || ':' || client_id) = any ((select portal.area_clients())::text[]) "
    "or (area || ':' || site_id) = any ((select portal.area_sites())::text[]))"
)
_ONE = "client_id = (select portal.client_id())"
_ALL = "client_id = any ((select portal.clients())::bigint[])"


def client_conditions() -> dict[str, tuple[str, str]]:
    """Table -> (condition for one active client, condition for all clients of a person)."""
    rules = {t: (f"{_one_client(a)} and {PUBLISHED}", f"{_all_clients(a)} and {PUBLISHED}") for t, a in AREA_OF.items()}
    rules |= {
        t: (f"{_ONE} and {_ROW_AREA_ONE} and {c}", f"{_ALL} and {_ROW_AREA_ALL} and {c}")
        for t, c in AREA_IN_ROW.items()
    }
    rules |= {t: (f"{_one_client('files')} and {c}", f"{_all_clients('files')} and {c}") for t, c in FILES.items()}
    rules["clients"] = ("id = (select portal.client_id())", "id = any ((select portal.clients())::bigint[])")
    rules["sites"] = tuple(  # type: ignore[assignment]  # a site is known to whoever may see anything of it
        rule("any").replace("site_id =", "id =") for rule in (_one_client, _all_clients)
    )
    return rules


def secured_tables() -> frozenset[str]:
    """The tables under row-level security: everything that carries a client, and the clients themselves."""
    return frozenset(client_conditions()) | frozenset(STAFF_ONLY) | frozenset(OWN)


def apply(connection: Connection) -> None:
    """Bring policies and grants to what this file says; safe to repeat, runs as the owner inside the migration.

    A policy that is as it should be is left alone: making it anew would lock its table against everybody.
    """
    database = str(connection.scalar(text("select current_database()")))
    columns = _columns(connection)
    secured = {row.table for row in connection.execute(_SECURED)}
    for table in sorted(secured_tables() - secured):
        for word in ("enable", "force"):
            connection.exec_driver_sql(f"alter table portal.{table} {word} row level security")
    wanted = policies(database)
    there = {(row.table, row.name): row.made_by for row in connection.execute(_POLICIES)}
    for (table, name), made_by in there.items():
        if table in secured_tables() and name in POLICIES and made_by != _mark(wanted.get((table, name))):
            connection.exec_driver_sql(f"drop policy {name} on portal.{table}")
    for (table, name), statement in wanted.items():
        if there.get((table, name)) != _mark(statement):
            connection.exec_driver_sql(statement)
            connection.exec_driver_sql(f"comment on policy {name} on portal.{table} is '{_mark(statement)}'")
    for statement in grants(database, columns):
        connection.exec_driver_sql(statement)


def _mark(statement: str | None) -> str | None:
    """What a policy carries as its comment: which statement made it."""
    return None if statement is None else f"made by {sha256(statement.encode()).hexdigest()[:16]}"


def _roles(database: str) -> dict[str, str]:
    return {name: f'"{database}_{name}"' for name in ("client", "many", "staff", "door", "worker", "client_login",
                                                      "staff_login", "door_login", "worker_login")}  # fmt: skip


def policies(database: str) -> dict[tuple[str, str], str]:
    """(table, name) -> the statement that makes the policy."""
    role = _roles(database)
    people = ", ".join(role[name] for name in ("client", "many", "staff"))
    mine = "person_id = (select portal.person_id())"
    conditions = client_conditions()
    made = {}
    for table in sorted(secured_tables()):
        made[table, "owner"] = "to current_user using (true) with check (true)"
        if table in OWN:
            made[table, "own"] = f"to {people} using ({mine}) with check ({mine})"
        else:
            made[table, "staff"] = f"to {role['staff']} using (true) with check (true)"
        if table in OWN or table in WORKER_TABLES:
            made[table, "worker"] = f"to {role['worker']} using (true) with check (true)"
        if table in conditions:
            one, many = conditions[table]
            made[table, "one_client"] = f"for select to {role['client']} using ({one})"
            made[table, "all_clients"] = f"for select to {role['many']} using ({many})"
        if table in ADDED:
            added = f"{conditions[table][0]} and {ADDED[table][1]}"
            made[table, "adds"] = f"for insert to {role['client']} with check ({added})"
    return {(table, name): f"create policy {name} on portal.{table} {rule}" for (table, name), rule in made.items()}


def grants(database: str, columns: dict[str, list[str]]) -> list[str]:
    """Who may do what with which columns, from nothing; `columns` names each table's columns."""
    role = _roles(database)
    every = ", ".join(role.values())
    out = [f"revoke all on all {things} in schema portal from public, {every}"
           for things in ("tables", "sequences", "functions")]  # fmt: skip
    out += [f"grant usage on schema portal to {every}"]
    for table in sorted(client_conditions()):
        closed = {c for c in columns[table] if c in INTERNAL_COLUMNS and (table, c) not in NEEDED_COLUMNS}
        readable = [c for c in columns[table] if c not in closed and (table, c) not in GUARDED_COLUMNS]
        out += [f"grant select ({', '.join(readable)}) on portal.{table} to {role['client']}, {role['many']}"]
    out += [f"grant insert ({named}) on portal.{table} to {role['client']}" for table, (named, _true) in ADDED.items()]
    people = ", ".join(role[name] for name in ("client", "many", "staff"))
    out += [f"grant {right} on portal.{table} to {people}" for table, rights in OWN.items() for right in rights]
    out += [f"grant select on portal.{t} to {role['client']}, {role['many']}" for t in EVERYBODY_READS]
    out += [f"grant select on portal.{v} to {role['client']}, {role['many']}, {role['staff']}" for v in VIEWS]
    for table in sorted(set(STAFF_WRITES)):
        out += [f"grant {right} on portal.{table} to {role['staff']}" for right in _staff_rights(table, columns[table])]
    out += [f"grant delete on portal.{t} to {role['staff']}"
            for t in ("inspection_lines", "invoice_lines", "quote_lines", "allocations", "document_links")]  # fmt: skip
    out += [f"grant usage on sequence portal.own_references to {role['staff']}"]
    out += [f"grant {rights} to {role[login]}" for login, many_rights in LOGIN_RIGHTS.items() for rights in many_rights]
    out += [
        f"grant execute on function {function} to {', '.join(role[r] for r in who)}"
        for function, who in FUNCTIONS.items()
        if who
    ]
    out += [
        f"grant usage on schema jobs to {role['worker']}",
        f"grant all on all tables in schema jobs to {role['worker']}",
        f"grant all on all sequences in schema jobs to {role['worker']}",
        f"grant execute on all functions in schema jobs to {role['worker']}",
    ]
    return out


def _staff_rights(table: str, columns: list[str]) -> list[str]:
    """What staff may do with a table, column by column where triggers keep some of them."""
    rights = ["insert"] if table in APPEND_ONLY else ["insert", "update"]
    kept = {column for named, column in KEPT_BY_TRIGGERS if named == table}
    if not kept:
        return ["select", *rights]
    written = ", ".join(column for column in columns if column not in kept)
    return ["select", *(f"{right} ({written})" for right in rights)]


def _columns(connection: Connection) -> dict[str, list[str]]:
    rows = connection.execute(
        text(
            "select table_name, column_name from information_schema.columns where table_schema = 'portal'"
            " order by ordinal_position"
        )
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found
