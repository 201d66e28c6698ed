"""How records stand today: the definitions in SQL, case by case."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from components.states import STATES, state_badge, state_words
from data import database as db
from integrations.language import LANGUAGES, use_language

pytestmark = pytest.mark.one_database
TODAY = date(2026, 6, 15)


def ask(function: str, **values: object) -> str | None:
    """The answer of one of the functions for these values."""
    names = ", ".join(f"p_{name}" for name in values)
    with db.owner() as session:
        casts = {date: "date", str: "text", int: "int", bool: "boolean", Decimal: "numeric", type(None): "date"}
        places = ", ".join(f"cast(:{name} as {casts[type(value)]})" for name, value in values.items())
        found = session.execute(text(f"select portal.{function}({places}) -- {names}"), values).scalar_one()
    return None if found is None else str(found)


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("kind", "state", "payable", "settled", "due_on", "expected"),
    [
        ("invoice", "issued", "100", "0", day(30), "unpaid"),
        ("invoice", "issued", "100", "0", None, "unpaid"),
        ("invoice", "issued", "100", "0", day(8), "unpaid"),
        ("invoice", "issued", "100", "0", day(7), "due"),
        ("invoice", "issued", "100", "0", day(0), "due"),
        ("invoice", "issued", "100", "0", day(-1), "overdue"),
        ("invoice", "issued", "100", "40", day(-1), "overdue"),
        ("invoice", "issued", "100", "40", day(5), "partly_paid"),
        ("invoice", "issued", "100", "40", None, "partly_paid"),
        ("invoice", "issued", "100", "100", day(-1), "paid"),
        ("invoice", "issued", "100", "120", day(-1), "paid"),
        ("invoice", "issued", "0", "0", day(-1), "paid"),
        ("invoice", "cancelled", "100", "0", day(-1), "cancelled"),
        ("proforma", "issued", "100", "0", day(-1), "proforma"),
        ("receipt", "issued", "100", "0", day(-1), "receipt"),
        ("credit_note", "issued", "100", "40", None, "credit_open"),
        ("credit_note", "issued", "100", "100", None, "credit_used"),
        ("credit_note", "cancelled", "100", "0", None, "cancelled"),
    ],
)
def test_invoices(database, kind, state, payable, settled, due_on, expected):
    assert ask("invoice_standing", kind=kind, state=state, payable=Decimal(payable), settled=Decimal(settled),
               due_on=due_on, today=TODAY) == expected  # fmt: skip


@pytest.mark.parametrize(
    ("state", "valid_until", "expected"),
    [
        ("sent", None, "awaiting"), ("sent", day(0), "awaiting"), ("sent", day(-1), "expired"),
        ("accepted", day(-1), "accepted"), ("declined", day(5), "declined"), ("cancelled", None, "cancelled"),
    ],
)  # fmt: skip
def test_quotes(database, state, valid_until, expected):
    assert ask("quote_standing", state=state, valid_until=valid_until, today=TODAY) == expected


@pytest.mark.parametrize(
    ("state", "starts", "ends", "renewal", "renews", "notice", "expected"),
    [
        ("active", day(-100), None, "none", None, None, "active"),
        ("active", day(-100), day(100), "none", None, None, "active"),
        ("active", day(-100), day(45), "none", None, None, "ending"),
        ("active", day(-100), day(-1), "none", None, None, "ended"),
        ("active", day(3), day(100), "none", None, None, "starting"),
        ("active", day(-100), None, "automatic", day(200), 60, "active"),
        ("active", day(-100), None, "automatic", day(100), 60, "notice"),
        ("active", day(-100), None, "automatic", day(60), 60, "notice"),
        ("active", day(-100), None, "automatic", day(59), 60, "active"),
        ("active", day(-100), None, "automatic", day(45), 60, "renewing"),
        ("active", day(-100), day(100), "automatic", None, 60, "notice"),
        ("active", day(-100), day(-1), "automatic", None, 60, "active"),
        ("sent", day(3), None, "none", None, None, "sent"),
        ("ended", day(-100), day(100), "automatic", day(10), 5, "ended"),
        ("cancelled", day(3), None, "none", None, None, "cancelled"),
    ],
)
def test_contracts(database, state, starts, ends, renewal, renews, notice, expected):
    with db.owner() as session:
        found = session.execute(
            text("select portal.contract_standing(:state, :starts, cast(:ends as date), "
                 ":renewal, cast(:renews as date), cast(:notice as int), :today, 45)"),
            {"state": state, "starts": starts, "ends": ends, "renewal": renewal, "renews": renews, "notice": notice,
             "today": TODAY},
        ).scalar_one()  # fmt: skip
    assert found == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [(None, None), (day(-1), "expired"), (day(0), "expiring"), (day(45), "expiring"), (day(46), "valid")],
)
def test_validity(database, until, expected):
    assert ask("validity_standing", valid_until=until, today=TODAY, soon=45) == expected


@pytest.mark.parametrize(
    ("found", "until", "due", "expected"),
    [
        (True, day(100), None, "valid"), (True, day(10), None, "expiring"), (True, day(-1), day(5), "expired"),
        (True, None, None, "present"), (False, None, day(0), "awaited"), (False, None, day(-1), "missing"),
        (False, None, None, None),
    ],
)  # fmt: skip
def test_certificates(database, found, until, due, expected):
    assert ask("certificate_standing", found=found, valid_until=until, due_on=due, today=TODAY, soon=45) == expected


def test_every_standing_has_words_and_a_badge_in_every_language():
    for language in LANGUAGES:
        with use_language(language):
            for noun, states in STATES.items():
                for code in states:
                    assert state_words(noun, code)
                    assert state_badge(noun, code)
    assert state_badge("validity", None) is None
