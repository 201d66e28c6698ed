"""Invoices: what is settled, what is left, who paid, and what of it a person may know."""

from decimal import Decimal

import pytest
from sqlalchemy import text

from data import database as db
from data.queries.invoices import find_invoice, list_invoices
from data.queries.payments import find_payment
from data.records.scope import Scope
from data.viewer import Area, Viewer
from tests import cast


def ids(session, table: str) -> dict[str, int]:
    """Inner ids by the name in the cast."""
    rows = session.execute(text(f"select number, id from portal.{table}")).all()
    return {number.split("-", 1)[1]: id for number, id in rows}


def seen(session, name: str) -> dict[str, object]:
    """What a record of the same place and publication as the cast's invoice of that name carries."""
    row = session.execute(
        text("select client_id, site_id, published_at from portal.invoices where number = :n"), {"n": f"INV-{name}"}
    ).one()
    return dict(row._mapping)


def public(name: str, table: str = "invoices", prefix: str = "INV") -> str:
    with db.owner() as session:
        query = text(f"select public_id from portal.{table} where number = :n")
        return str(session.execute(query, {"n": f"{prefix}-{name}"}).scalar_one())


def test_a_partly_paid_invoice_says_what_is_left(database, owner):
    invoice = find_invoice(owner, public("HOTEL"))
    assert (invoice.payable, invoice.settled, invoice.balance) == (Decimal(121), Decimal(21), Decimal(100))
    assert invoice.standing == "partly_paid"
    assert [(s.amount, s.payment, s.number, s.method) for s in invoice.settlements] == [
        (Decimal(21), True, "PAY-HOTEL", "transfer")
    ]
    assert [line.text for line in invoice.lines] == ["Invoice line HOTEL"]


def test_credit_notes_settle_like_payments_and_keep_what_is_left(database, owner):
    with db.owner() as session:
        place = seen(session, "HOTEL")
        note = cast.insert(session, "invoices", **place, kind="credit_note", number="CN-1", state="issued",
                           issued_on=place["published_at"].date(), currency="EUR", payable=150,
                           credits_id=ids(session, "invoices")["HOTEL"])  # fmt: skip
        cast.insert(session, "allocations", **place, invoice_id=ids(session, "invoices")["HOTEL"], credit_note_id=note,
                    amount=100, allocated_on=place["published_at"].date())  # fmt: skip
    invoice = find_invoice(owner, public("HOTEL"))
    assert (invoice.balance, invoice.standing) == (Decimal(0), "paid")
    assert {(s.payment, s.number) for s in invoice.settlements} == {(True, "PAY-HOTEL"), (False, "CN-1")}
    assert "CN-1" in {one.number for one in invoice.around.related}
    [credit] = [one for one in list_invoices(owner, Scope()).records if one.kind == "credit_note"]
    assert (credit.standing, credit.credit, credit.balance) == ("credit_open", Decimal(50), Decimal(0))
    page = find_invoice(owner, credit.public_id)
    assert [(s.number, s.amount) for s in page.settlements] == [("INV-HOTEL", Decimal(100))]
    assert "INV-HOTEL" in {one.number for one in page.around.related}


@pytest.mark.parametrize("kind", ["proforma", "receipt"])
def test_proformas_and_receipts_are_never_owed(database, owner, kind):
    with db.owner() as session:
        session.execute(text("update portal.invoices set kind = :k, due_on = '2020-01-01' where number = 'INV-SPA'"),
                        {"k": kind})  # fmt: skip
    invoice = find_invoice(owner, public("SPA"))
    assert (invoice.standing, invoice.balance, invoice.settled) == (kind, Decimal(0), Decimal(0))


def test_a_cancelled_invoice_is_shown_and_not_owed(database, owner):
    with db.owner() as session:
        session.execute(text("update portal.invoices set state = 'cancelled' where number = 'INV-SPA'"))
    invoice = find_invoice(owner, public("SPA"))
    assert (invoice.standing, invoice.balance) == ("cancelled", Decimal(0))


def test_a_payment_over_two_sites_shows_each_person_only_their_part(database, owner):
    with db.owner() as session:
        spa = seen(session, "SPA")
        payment = ids(session, "payments")["MIRAMAR"]
        cast.insert(session, "allocations", **spa, invoice_id=ids(session, "invoices")["SPA"], payment_id=payment,
                    amount=100, allocated_on=spa["published_at"].date())  # fmt: skip
        person = cast.insert(session, "people", email="spa@miramar.example", name="Spa Books")
        cast.insert(session, "grants", person_id=person, client_id=spa["client_id"], site_id=spa["site_id"],
                    areas=["billing"])  # fmt: skip
    whole = find_payment(owner, public("MIRAMAR", "payments", "PAY"))
    assert {part.number for part in whole.paid} == {"INV-MIRAMAR", "INV-SPA"}
    bookkeeper = Viewer(person, "", "Spa Books", "", client_id=spa["client_id"], areas=frozenset({Area.BILLING}))
    invoice = find_invoice(bookkeeper, public("SPA"))
    assert (invoice.standing, invoice.balance) == ("paid", Decimal(0))
    unknown = [s for s in invoice.settlements if s.number is None]
    assert [(s.amount, s.public_id, s.method) for s in unknown] == [(Decimal(100), None, None)]
    assert {one.noun for one in invoice.around.related} == set()


def test_history_tells_what_changed_without_what_is_internal(database, owner):
    with db.owner() as session:
        place = seen(session, "HOTEL")
        values = {"client_id": place["client_id"], "site_id": place["site_id"], "area": "billing",
                  "invoice_id": ids(session, "invoices")["HOTEL"]}  # fmt: skip
        for audience, verb in (("client", "changed"), ("staff", "note_written")):
            cast.insert(session, "events", **values, audience=audience, verb=verb,
                        changes='{"due_on": ["a", "b"], "internal_note": ["CANARY", "x"]}')  # fmt: skip
    history = find_invoice(owner, public("HOTEL")).around.history
    assert [entry.verb for entry in history] == ["changed", "published", "issued"]
    assert "CANARY" not in repr(history)
