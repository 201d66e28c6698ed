"""A property manager for measurements: hundreds of sites with years of records, made inside the database."""

from __future__ import annotations

from sqlalchemy import text

from data import database as pools
from data.session import Session
from data.viewer import Area, ClientChoice, Viewer

AREAS = [area.value for area in Area]
_ID = "translate(substr(md5(random()::text), 1, 16), '0189', 'abcd')"
# {id} stands for a fresh public id; every statement is run with :client, :sites and :invoices (for each site)
_RECORDS = (
    """insert into sites (public_id, client_id, name, search_text)
       select {id}, :client, 'House ' || n, 'house ' || n from generate_series(1, :sites) n where :invoices > 0""",
    """insert into invoices (public_id, client_id, site_id, kind, number, state, issued_on, due_on, currency, payable,
                             published_at)
       select {id}, s.client_id, s.id, 'invoice', s.id || '-' || n, 'issued', current_date - 30 * n,
              current_date - 30 * n + 30, 'EUR', 100 + n, now()
         from sites s, generate_series(1, :invoices) n where s.client_id = :client""",
    """insert into payments (public_id, client_id, number, received_on, amount, currency, method, published_at)
       select {id}, client_id, id::text, issued_on + 20, payable, 'EUR', 'transfer', now()
         from invoices where client_id = :client and id % 20 <> 0""",
    """insert into allocations (client_id, site_id, invoice_id, payment_id, amount, allocated_on, published_at)
       select i.client_id, i.site_id, i.id, p.id, p.amount, p.received_on, now()
         from invoices i join payments p on p.client_id = i.client_id and p.number = i.id::text
        where i.client_id = :client""",
    """insert into equipment (public_id, client_id, site_id, kind_id, code, published_at)
       select {id}, s.client_id, s.id, (select min(id) from kinds where noun = 'equipment'), s.id || '-' || n, now()
         from sites s, generate_series(1, 8) n where s.client_id = :client""",
    """insert into inspections (public_id, client_id, site_id, number, state, done_on, result, published_at)
       select {id}, s.client_id, s.id, s.id || '-' || n, 'done', current_date - 90 * n, 'compliant', now()
         from sites s, generate_series(1, 12) n where s.client_id = :client""",
    """insert into inspections (public_id, client_id, site_id, number, state, due_month, published_at)
       select {id}, client_id, id, 'next-' || id, 'planned', date_trunc('month', current_date + 40)::date, now()
         from sites where client_id = :client""",
    """insert into inspection_lines (client_id, site_id, inspection_id, equipment_id, position, result, published_at)
       select i.client_id, i.site_id, i.id, e.id, row_number() over (partition by i.id),
              case when random() < 0.03 then 'non_compliant' else 'compliant' end, now()
         from inspections i join equipment e on e.site_id = i.site_id
        where i.client_id = :client and i.state = 'done'""",
    """insert into documents (public_id, client_id, site_id, area, kind_id, title, issued_on, valid_until, published_at)
       select {id}, client_id, site_id, 'inspections', (select id from kinds where noun = 'document'
              and code = 'certificate'), 'Certificate', done_on, done_on + 365, now() - interval '50 days'
         from inspections where client_id = :client and state = 'done'""",
    """insert into document_versions (client_id, site_id, area, document_id, version, file_name, media_type, size,
                                      sha256, storage_key, published_at)
       select client_id, site_id, area, id, 1, 'certificate.pdf', 'application/pdf', 1000, '', '', now()
         from documents where client_id = :client""",
    """insert into quotes (public_id, client_id, site_id, number, subject, state, issued_on, currency, gross,
                           published_at)
       select {id}, s.client_id, s.id, s.id || '-' || n, 'Repairs', case when n = 1 and s.id % 9 = 0 then 'sent'
              else 'accepted' end, current_date - 40 * n, 'EUR', 99, now()
         from sites s, generate_series(1, 4) n where s.client_id = :client""",
    """insert into jobs (public_id, client_id, site_id, number, title, state, done_on, published_at)
       select {id}, s.client_id, s.id, s.id || '-' || n, 'Repair', 'done', current_date - 40 * n, now()
         from sites s, generate_series(1, 5) n where s.client_id = :client""",
)


def manager(name: str, sites: int, invoices: int) -> Viewer:
    """A client of that many sites with that many invoices each, and the person who sees all of it."""
    with pools.owner() as session:
        made = session.execute(
            text(f"insert into clients (public_id, name, search_text) values ({_ID}, :n, :n) returning id, public_id"),
            {"n": name.lower()},
        ).one()
        for statement in _RECORDS:
            _fill(session, statement, {"client": made.id, "sites": sites, "invoices": invoices})
        person = session.execute(
            text(f"insert into people (public_id, email, name) values ({_ID}, :e, :n) returning id"),
            {"e": f"{name.lower()}@manager.example", "n": name},
        ).scalar_one()
        grant = f"insert into grants (public_id, person_id, client_id, areas) values ({_ID}, :p, :c, :areas)"
        session.execute(text(grant), {"p": person, "c": made.id, "areas": AREAS})
    client = ClientChoice(made.id, made.public_id, name)
    return Viewer(person, "", name, "", clients=(client,), client_id=made.id, areas=frozenset(Area))


def settle() -> None:
    """Let the database know its tables, as its own housekeeping would after a while."""
    with pools.engine("owner").execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("vacuum analyze"))


def entering(viewer: Viewer) -> None:
    """The least a question costs: entering as the viewer."""
    with pools.transaction(viewer) as session:
        session.execute(text("select 1"))


def _fill(session: Session, statement: str, values: dict[str, int]) -> None:
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    session.execute(text(statement.replace("{id}", _ID)), used)
