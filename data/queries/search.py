"""One search over everything: the best few records of each noun the person may see, and how many there are.

Clients read their own records through their indexes, newest first, and stop when enough are found; staff, who look
through everybody's, ask an index on `to_tsvector('simple', search_text)` (docs/search.md). Everything is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.bookings import BOOKINGS
from data.queries.company import company
from data.queries.contracts import CONTRACTS
from data.queries.defects import DEFECTS
from data.queries.documents import DOCUMENTS
from data.queries.equipment import EQUIPMENT
from data.queries.files import FILES
from data.queries.inspections import INSPECTIONS
from data.queries.invoices import INVOICES
from data.queries.jobs import JOBS
from data.queries.orders import ORDERS
from data.queries.payments import PAYMENTS
from data.queries.quotes import QUOTES
from data.queries.scope import patterns
from data.queries.searched import NEWEST, Searched
from data.queries.slices import COUNTED
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.search import SHOWN, Found, FoundEverywhere, FoundGroup, has_words
from data.records.shared import build
from data.search import beginnings, one_word
from data.session import Session
from data.viewer import Area, Permission, Viewer

_KIND = "(select k.names from kinds k where k.id = t.kind_id)"
_MEDIA_TYPE = (
    "(select v.media_type from document_versions v "
    "where v.client_id = t.client_id and v.document_id = t.id and v.published_at is not null "
    "and v.withdrawn_at is null and v.deleted_at is null order by v.version desc limit 1)"
)
_SITES = text("""
with found as materialized (
    select s.id, s.client_id, c.search_text as client_text, s.search_text,
           s.search_text like :start as begins
      from sites s join clients c on c.id = s.client_id
     where s.search_text || ' ' || c.search_text like all (cast(:words as text[])))
select 'site' as noun, s.public_id, s.name as title, nullif(concat_ws(', ', s.address, s.city), '') as text,
       c.name as client_name, false as exact, (select count(*) from found) as total
  from (select * from found order by begins desc, client_text, search_text, id limit :shown) f
  join sites s on s.id = f.id join clients c on c.id = f.client_id
 order by f.begins desc, f.client_text, f.search_text, f.id""")
_CLIENTS = text("""
with found as materialized (
    select c.id, c.search_text, c.search_text like :start as begins,
           translate(lower(c.number), ' -/._', '') = :number as exact
      from clients c where c.search_text like all (cast(:words as text[])))
select 'client' as noun, c.public_id, c.name as title, nullif(concat_ws(', ', c.number, c.city), '') as text,
       coalesce(f.exact, false) as exact, (select count(*) from found) as total
  from (select * from found order by exact desc nulls last, begins desc, search_text, id limit :shown) f
  join clients c on c.id = f.id
 order by f.exact desc nulls last, f.begins desc, f.search_text, f.id""")


# Every table that can be searched, in the order in which it is shown. A new noun is one line here.
SEARCHED = (
    Searched(INSPECTIONS, Area.INSPECTIONS, kind_names=_KIND),
    Searched(EQUIPMENT, Area.EQUIPMENT, title="t.code", number="t.code", text="t.name", kind_names=_KIND),
    Searched(DEFECTS, Area.INSPECTIONS, text="t.title"),
    Searched(DOCUMENTS, None, title="t.title", text="t.number", kind_names=_KIND, media_type=_MEDIA_TYPE),
    Searched(JOBS, Area.JOBS, text="t.title", kind_names=_KIND),
    Searched(BOOKINGS, Area.BOOKINGS, text="t.service"),
    Searched(INVOICES, Area.BILLING, text="t.subject", noun="t.kind", source="invoice_balances", standing="t.standing",
             amount="case when t.kind = 'credit_note' then -t.payable else t.payable end"),
    Searched(PAYMENTS, Area.BILLING, amount="t.amount"),
    Searched(QUOTES, Area.QUOTES, text="t.subject", amount="t.gross"),
    Searched(CONTRACTS, Area.CONTRACTS, text="t.title", amount="portal.contract_amount(t.id)"),
    Searched(FILES, Area.FILES, title="t.description", number="t.file_name", text="t.file_name",
             media_type="t.media_type"),
    Searched(ORDERS, Area.ORDERS, text="t.subject", amount="portal.order_amount(t.id)"),
)  # fmt: skip


def search_everywhere(viewer: Viewer, search: str) -> FoundEverywhere:
    """What the words find in all the person may see, in one transaction; nothing without a letter or digit."""
    if not has_words(search):
        return FoundEverywhere(search, ())
    number = one_word(search)
    values = {
        "words": patterns(search), "beginnings": beginnings(search), "number": number, "start_of_number": f"{number}%",
        "counts": any(sign.isdigit() for sign in number),
        "start": f"{patterns(search)[0][1:]}", "most": COUNTED + 1, "shown": SHOWN, "latest": NEWEST,
        "soon": company().expiry_days,
    }  # fmt: skip
    with transaction(viewer) as session:
        if viewer.is_staff:  # how rare the words are decides; for clients planning anew would cost more than it gives
            session.execute(PLAN_FOR_THESE_VALUES)
        groups = tuple(_groups(session, viewer, values))
    return FoundEverywhere(search, tuple(sorted(groups, key=lambda group: not group.exact)))


def searched_tables(viewer: Viewer) -> tuple[Searched, ...]:
    """The tables this person may open."""
    return tuple(one for one in SEARCHED if one.area is None or viewer.sees(one.area))


def _groups(session: Session, viewer: Viewer, values: dict[str, Any]) -> Iterator[FoundGroup]:
    statements = [("client", _CLIENTS)] if viewer.may(Permission.SEE_CLIENTS) else []
    statements += [("site", _SITES)]
    statements += [(one.table.noun, one.statement(viewer.is_staff)) for one in searched_tables(viewer)]
    for noun, statement in statements:
        rows = session.execute(statement, values).all()
        if rows:
            records = tuple(build(Found, row) for row in rows)
            yield FoundGroup(noun, records, min(rows[0].total, COUNTED), rows[0].total > COUNTED)
