"""The statement of account of a client or a site, in one statement (statements.sql beside this file)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.queries.scope import find_scope
from data.queries.slices import narrowed
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.records.reading import read
from data.records.scope import Scope
from data.records.statements import Ageing, Movement, OpenItem, Statement, UnusedCredit
from data.viewer import ClientChoice, Forbidden, NotFound, Viewer

_ACCOUNTS = text("""
select c.id, c.public_id, c.name from clients c
 where c.id = any (portal.whole_clients('billing'))
    or exists (select 1 from sites s where s.client_id = c.id and s.id = any (portal.permitted_sites('billing')))
 order by c.name, c.id""")
_STATEMENT = text(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def find_statement(viewer: Viewer, account: Scope, most: int | None = None, *, exporting: bool = False) -> Statement:
    """The account of the scope's site, else of its client: open items and movements, each at most `most` if given.

    `exporting` leaves out what may be read but not taken away. Raises NotFound without a client, Forbidden where the
    viewer may see the place but none of its billing.
    """
    if account.client is None:
        raise NotFound
    site = account.site.id if account.site is not None and not account.alone else None
    values = {"client": account.client.id, "site": site, "staff": viewer.is_staff,
              "most": None if most is None else most + 1}  # fmt: skip
    with transaction(narrowed(viewer, account), exporting=exporting) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        found: dict[str, Any] = session.execute(_STATEMENT, values).scalar_one()
    if not found["seen"]:
        raise Forbidden
    return _statement(found, most)


def _statement(found: dict[str, Any], most: int | None) -> Statement:
    ageing = tuple(read(Ageing, one) for one in found["ageing"])
    newest_first = found["movements"][:most]
    left = {one.currency: one.total for one in ageing}
    movements = []
    for one in newest_first:  # from what is to be paid today back in time
        after = left.get(one["currency"], Decimal(0))
        movements.append(read(Movement, one | {"balance": str(after)}))
        left[one["currency"]] = after - Decimal(one["amount"])
    movements.reverse()
    cut = most is not None and len(found["movements"]) > most
    return Statement(
        today=date.fromisoformat(found["today"]),
        since=date.fromisoformat(found["since"]), ageing=ageing,
        open_items=tuple(read(OpenItem, one) for one in found["open_items"][:most]),
        more_open=most is not None and len(found["open_items"]) > most,
        movements=tuple(movements), more_movements=cut, before=tuple(sorted(left.items())),
        credit=tuple(read(UnusedCredit, one) for one in found["credit"]),
        elsewhere=tuple((one["currency"], Decimal(one["total"])) for one in found["elsewhere"]), whole=found["whole"],
    )  # fmt: skip


def list_accounts(viewer: Viewer) -> tuple[ClientChoice, ...]:
    """The viewer's clients of which some billing is open to them; none for staff, who have a list of clients."""
    if viewer.is_staff:
        return ()
    with transaction(viewer) as session:
        return tuple(ClientChoice(*row) for row in session.execute(_ACCOUNTS))


def find_account(viewer: Viewer, site: str | None, client: str | None) -> tuple[Scope, Scope | None]:
    """The scope an address names, and the account it means: the site's, the client's, the viewer's only account.

    No account where there are several clients to choose from. Raises NotFound for what the viewer may not see.
    """
    scope = find_scope(viewer, site, client)
    if scope.client is not None:
        return scope, scope
    accounts = list_accounts(viewer)
    return scope, replace(scope, client=accounts[0]) if len(accounts) == 1 else None
