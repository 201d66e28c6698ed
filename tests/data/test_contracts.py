"""Contracts: the running year, visits used, and the days that matter."""

from datetime import date

import pytest
from sqlalchemy import text

from data import database as db
from data.queries.contracts import find_contract, list_contracts
from data.records.scope import Scope


def change(**values: object) -> str:
    """Change the Hotel's contract; its public id."""
    names = ", ".join(f"{column} = :{column}" for column in values)
    with db.owner() as session:
        return str(session.execute(
            text(f"update portal.contracts set {names} where number = 'CON-HOTEL' returning public_id"), values
        ).scalar_one())  # fmt: skip


def move_clock_to(day: date) -> None:
    with db.owner() as session:
        noon = "update portal.clock set shift = cast(:day as timestamp) + interval '12 hours' - now()::timestamp"
        session.execute(text(noon), {"day": day})


@pytest.mark.parametrize(
    ("start", "today", "first", "last"),
    [
        (date(2024, 3, 10), date(2026, 3, 9), date(2025, 3, 10), date(2026, 3, 9)),
        (date(2024, 3, 10), date(2026, 3, 10), date(2026, 3, 10), date(2027, 3, 9)),
        (date(2024, 2, 29), date(2026, 3, 1), date(2026, 2, 28), date(2027, 2, 27)),
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_contract_year_runs_from_the_last_anniversary(database, owner, start, today, first, last):
    id = change(starts_on=start)
    move_clock_to(today)
    contract = find_contract(owner, id)
    assert (contract.year_from, contract.year_until) == (first, last)


def test_visits_used_are_the_done_inspections_of_the_running_year(database, owner):
    id = change(starts_on=date(2020, 1, 1))
    assert find_contract(owner, id).visits_used == 1
    with db.owner() as session:
        session.execute(text("update portal.inspections set done_on = portal.today() - 400 where number = 'INS-HOTEL'"))
    assert find_contract(owner, id).visits_used == 0
    with db.owner() as session:
        session.execute(text("update portal.inspections set done_on = portal.today(), withdrawn_at = now()"
                             " where number = 'INS-HOTEL'"))  # fmt: skip
    assert find_contract(owner, id).visits_used == 0


def test_renewal_and_notice_days_are_told(database, owner):
    move_clock_to(date(2026, 10, 1))
    id = change(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), notice_days=60)
    contract = find_contract(owner, id)
    assert (contract.renewal_on, contract.notice_by) == (date(2026, 12, 31), date(2026, 11, 1))
    assert (contract.days_to_renewal, contract.standing) == (91, "notice")
    [row] = [one for one in list_contracts(owner, Scope()).records if one.number == "CON-HOTEL"]
    assert (row.notice_by, row.standing) == (date(2026, 11, 1), "notice")


def test_a_contract_without_renewal_has_no_notice_day(database, owner):
    contract = find_contract(owner, change(renewal="none"))
    assert (contract.renewal_on, contract.notice_by, contract.days_to_renewal) == (None, None, None)


def test_a_contract_that_has_not_begun_has_no_year(database, owner):
    contract = find_contract(owner, change(starts_on=date(2099, 1, 1), ends_on=None))
    assert (contract.year_from, contract.visits_used, contract.standing) == (None, 0, "starting")
