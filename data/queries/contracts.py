"""Contracts, their renewal and notice dates, and how many of the included visits are used."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.queries.company import company
from data.queries.surroundings import surroundings
from data.queries.table_statements import SortKey, Table
from data.queries.tables import list_table
from data.records.contracts import Contract, ContractRow
from data.records.scope import Scope
from data.records.shared import Slice, build
from data.records.tables import NOTHING_ASKED, Question
from data.search import sql_folded
from data.viewer import NotFound, Viewer

_ROWS = """
select k.id, k.public_id, k.number, k.title, k.starts_on, k.ends_on, k.renewal, r.renewal_on,
       k.notice_days, k.visits_included, portal.contract_amount(k.id) as amount, k.currency, k.period,
       r.renewal_on - coalesce(k.notice_days, 0) as notice_by,
       portal.contract_standing(k.state, k.starts_on, k.ends_on, k.renewal, k.renewal_on, k.notice_days,
                                (select portal.today()), :soon) as standing, page.list_order::text as list_key,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name,
       c.number as client_number, s.code as site_code
  from page
  join contracts k on k.client_id = page.client_id and k.id = page.id
  join clients c on c.id = k.client_id
  left join sites s on s.client_id = k.client_id and s.id = k.site_id
 cross join lateral (select case when k.state = 'active' and k.renewal = 'automatic'
       then coalesce(k.renewal_on, k.ends_on) end as renewal_on) r"""
CONTRACTS = Table(
    "contract", ContractRow, "contracts", _ROWS, usual="-start", shown="t.state <> 'draft'",
    standing="portal.contract_standing(t.state, t.starts_on, t.ends_on, t.renewal, t.renewal_on, t.notice_days, "
             "(select portal.today()), :soon)",
    standings=("sent", "notice", "renewing", "ending", "active", "starting", "ended", "cancelled"),
    day="t.listed_on", due="t.ends_on", amount="portal.contract_amount(t.id)",
    number="t.number", subject="t.title",
    sorts={
        "start": SortKey("t.listed_on", "date"), "number": SortKey("t.number"), "title": SortKey(sql_folded("t.title")),
        "end": SortKey("t.ends_on", "date", nullable=True),
        "amount": SortKey("portal.contract_amount(t.id)", "numeric", nullable=True),
    },
)  # fmt: skip
# the running contract year: the last anniversary of the start, up to the day before the next
_ONE = text("""
select k.id, k.client_id, k.public_id, k.number, k.title, k.starts_on, k.ends_on, k.renewal, r.renewal_on,
       k.notice_days, k.visits_included, portal.contract_amount(k.id) as amount, k.currency, k.period,
       r.renewal_on - coalesce(k.notice_days, 0) as notice_by,
       case when r.renewal_on >= t.today then r.renewal_on - t.today end as days_to_renewal,
       portal.contract_standing(k.state, k.starts_on, k.ends_on, k.renewal, k.renewal_on, k.notice_days, t.today, :soon)
       as standing, y.year_from, (y.year_from + interval '1 year' - interval '1 day')::date as year_until,
       (select count(*) from inspections i where i.client_id = k.client_id and i.contract_id = k.id and i.state = 'done'
           and i.published_at is not null and i.withdrawn_at is null
           and i.done_on >= y.year_from and i.done_on < y.year_from + interval '1 year') as visits_used,
       coalesce(s.zone, (select portal.zone())) as zone, k.published_at,
       c.public_id as client_public_id, c.name as client_name, s.public_id as site_public_id, s.name as site_name
  from contracts k
  join clients c on c.id = k.client_id
  left join sites s on s.client_id = k.client_id and s.id = k.site_id
 cross join (select portal.today() as today) t
 cross join lateral (select case when k.state = 'active' and k.renewal = 'automatic'
       then coalesce(k.renewal_on, k.ends_on) end as renewal_on) r
 cross join lateral (select case when k.starts_on <= t.today then
       (k.starts_on + make_interval(years => extract(year from age(t.today, k.starts_on))::int))::date
       end as year_from) y
 where k.public_id = :public_id and k.published_at is not null and k.withdrawn_at is null and k.state <> 'draft'""")


def list_contracts(
    viewer: Viewer, scope: Scope, after: str | None = None, question: Question = NOTHING_ASKED
) -> Slice[ContractRow]:
    """Contracts, newest first, fifty at a time. Raises Invalid for a malformed `after`."""
    return list_table(CONTRACTS, viewer, scope, after, question)


def find_contract(viewer: Viewer, public_id: str) -> Contract:
    """One contract with everything on its page. Raises NotFound."""
    soon = company().expiry_days
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"public_id": public_id, "soon": soon}).first()
        if row is None:
            raise NotFound
        return build(Contract, row, around=surroundings(session, viewer, "contract", row, of_contract=row.id))
