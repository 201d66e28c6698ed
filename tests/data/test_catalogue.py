"""The database's own catalogue says that nothing is open by accident: tables, views, functions, sequences, roles."""

from sqlalchemy import text

from data import database, policies


def rows(sql: str) -> list[tuple]:
    with database.owner() as session:
        return [tuple(row) for row in session.execute(text(sql))]


TABLES = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
           exists (select 1 from information_schema.columns k
                    where k.table_schema = 'portal' and k.table_name = c.relname and k.column_name = 'client_id'),
           (select count(*) from pg_policy p where p.polrelid = c.oid), c.relispartition
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'portal' and c.relkind in ('r', 'p')
"""
CLIENT_CAN = """
    select c.relname, k.attname, r.role, p.privilege
      from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'portal'
      join pg_attribute k on k.attrelid = c.oid and k.attnum > 0 and not k.attisdropped
     cross join (values (current_database() || '_client'), (current_database() || '_many'),
                        (current_database() || '_client_login')) as r (role)
     cross join (values ('SELECT'), ('INSERT'), ('UPDATE')) as p (privilege)
     where c.relkind in ('r', 'p', 'v', 'm')
       and has_column_privilege(r.role, c.oid, k.attnum, p.privilege)
"""


def test_every_table_is_secured_by_rows_or_listed_as_closed(database):
    for name, enabled, forced, _has_client, policy_count, is_partition in rows(TABLES):
        if is_partition:
            continue  # its parent's rights count, and the next test shows that nobody may reach it directly
        if name in policies.secured_tables():
            assert (enabled, forced, policy_count >= 2) == (True, True, True), f"{name} is not secured"
        else:
            assert name in policies.CLOSED or name in policies.EVERYBODY_READS, f"{name} is on no list"


def test_every_table_with_a_client_is_secured_or_closed_to_clients(database):
    readable = {table for table, *_rest in rows(CLIENT_CAN)}
    for name, enabled, forced, has_client, _policies, _partition in rows(TABLES):
        if has_client and name in readable:
            assert (enabled, forced) == (True, True), f"clients can read {name} without row security"


def test_clients_read_no_closed_table_no_partition_and_no_internal_column(database):
    for table, column, role, privilege in rows(CLIENT_CAN):
        allowed = table in {*policies.client_conditions(), *policies.EVERYBODY_READS, *policies.VIEWS, *policies.OWN}
        assert allowed, f"{role} may {privilege} {table}"
        internal = column in policies.INTERNAL_COLUMNS and (table, column) not in policies.NEEDED_COLUMNS
        assert not internal, f"{role} may {privilege} {table}.{column}"


def test_clients_write_nothing_but_what_is_their_own(database):
    assert {table for table, _column, _role, privilege in rows(CLIENT_CAN) if privilege != "SELECT"} == {
        *policies.OWN,
        *policies.ADDED,
    }


def test_what_is_a_persons_own_names_no_client(database):
    for name, _enabled, _forced, has_client, *_rest in rows(TABLES):
        assert not (has_client and name in policies.OWN), f"{name} belongs to a person and to a client"


def test_no_login_owns_tables_bypasses_row_security_or_inherits_rights(database):
    found = rows("""
        select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,
               exists (select 1 from pg_class c where c.relowner = r.oid)
          from pg_roles r where rolname ~ ('^' || current_database() || '_[a-z]+_login$')
    """)
    assert len(found) == 4
    for name, *dangerous in found:
        assert not any(dangerous), f"{name}: {dangerous}"


def test_the_client_login_can_never_become_staff(database):
    member = rows("""select pg_has_role(current_database() || '_client_login', current_database() || '_' || other,
                                        'member')
                       from (values ('staff'), ('door'), ('worker')) as v (other)""")
    assert member == [(False,), (False,), (False,)]


def test_every_function_is_listed_with_who_may_call_it_and_nobody_else_may(database):
    functions = {name for (name,) in rows("""
        select 'portal.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'portal'""")}  # fmt: skip
    plain = {name.split("(")[0] for name in functions}
    assert plain == {name.split("(")[0] for name in policies.FUNCTIONS}
    callable_by_clients = {name for (name,) in rows("""
        select 'portal.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname = 'portal' and (has_function_privilege(current_database() || '_client', p.oid, 'execute')
            or has_function_privilege(current_database() || '_client_login', p.oid, 'execute'))""")}  # fmt: skip
    listed = {n.split("(")[0] for n, who in policies.FUNCTIONS.items() if {"client", "client_login"} & set(who)}
    assert callable_by_clients == listed


def test_definer_functions_pin_their_search_path(database):
    loose = rows("""select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                     where n.nspname = 'portal' and p.prosecdef
                       and not exists (select 1 from unnest(p.proconfig) c where c like 'search_path=%pg_temp')""")
    assert loose == []


def test_views_run_with_the_rights_of_who_asks(database):
    loose = rows("""select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                     where n.nspname = 'portal' and c.relkind in ('v', 'm')
                       and not coalesce('security_invoker=true' = any (c.reloptions), false)""")
    assert loose == []


def test_clients_have_no_rights_on_sequences_or_the_job_queue(database):
    assert (
        rows("""select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname in ('portal', 'jobs') and c.relkind = 'S'
                      and has_sequence_privilege(current_database() || '_client', c.oid, 'usage')""")
        == []
    )
    assert rows("select has_schema_privilege(current_database() || '_client', 'jobs', 'usage')") == [(False,)]


def test_indexes_that_make_something_unique_for_clients_never_span_them(database):
    spanning = rows("""
        select i.indexrelid::regclass::text
          from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'portal' and i.indisunique and not i.indisprimary
           and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'client_id')
           and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attnum = any (i.indkey::int[])
                            and a.attname in ('client_id', 'public_id', 'source', 'inspection_id', 'invoice_id',
                                              'quote_id', 'document_id', 'message_id', 'token_hash', 'person_id'))""")
    assert spanning == []
