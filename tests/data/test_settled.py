"""What is settled of an invoice stands in its row: the sum of its published allocations, whatever happens to them."""

import threading
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from data import database as db
from data.viewer import Viewer
from tests.data.places import Place

pytestmark = pytest.mark.one_database

WRONG = text("""
    with taken as (
        select 'invoice' as kind, invoice_id as id, sum(amount) as amount from portal.allocations
         where published_at is not null and withdrawn_at is null group by invoice_id
        union all
        select 'credit_note', credit_note_id, sum(amount) from portal.allocations
         where published_at is not null and withdrawn_at is null group by credit_note_id)
    select i.id, i.kind, i.settled, t.amount from portal.invoices i left join taken t on t.id = i.id and t.kind = i.kind
     where i.settled <> coalesce(t.amount, 0)""")
ACTS = {
    "publish": "update portal.allocations set published_at = now() where id % 3 = :some",
    "withdraw": "update portal.allocations set withdrawn_at = now() where id % 4 = :some",
    "bring back": "update portal.allocations set withdrawn_at = null where id % 2 = :some",
    "change": "update portal.allocations set amount = amount + 1 where id % 3 = :some",
    "delete": "delete from portal.allocations where id % 5 = :some",
    "turn": "update portal.invoices set kind = case kind when 'invoice' then 'credit_note' else 'invoice' end"
            " where id % 4 = :some and credits_id is null",
    "again": "insert into portal.allocations (client_id, site_id, invoice_id, payment_id, amount, allocated_on,"
             " published_at) select client_id, site_id, invoice_id, payment_id, 7, allocated_on, published_at"
             " from portal.allocations where id % 3 = :some and payment_id is not null"
             " on conflict (invoice_id, payment_id) do update set amount = excluded.amount",
}  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(["pay", "credit", *ACTS]), st.integers(0, 4)), max_size=12)


def test_settled_is_the_sum_of_what_was_published_after_any_changes(place: Place) -> None:
    invoices = [place.invoice(100) for _ in range(4)]

    @hypothesis_settings(max_examples=40)
    @given(steps=STEPS)
    def holds(steps: list[tuple[str, int]]) -> None:
        for act, some in steps:
            if act == "pay":
                place.pay(5 + some, invoices[some % 4])
            elif act == "credit":
                note = place.invoice(50, kind="credit_note")
                place.add("allocations", invoice_id=invoices[some % 4], credit_note_id=note, amount=3 + some,
                          allocated_on=place.today, published_at=None if some == 0 else place.today)  # fmt: skip
            else:
                with db.owner() as session:
                    session.execute(text(ACTS[act]), {"some": some})
        with db.owner() as session:
            assert session.execute(WRONG).all() == []

    holds()


def test_two_payments_at_the_same_time_are_both_counted(place: Place) -> None:
    invoice = place.invoice(100)
    first, second = (
        place.add("payments", received_on=place.today, amount=10, currency="EUR", method="cash") for _ in range(2)
    )

    def take(payment: int) -> None:
        place.add("allocations", invoice_id=invoice, payment_id=payment, amount=10, allocated_on=place.today)

    with db.owner() as session:
        session.execute(text(
            "insert into portal.allocations (client_id, site_id, invoice_id, payment_id, amount, allocated_on,"
            " published_at) values (:c, :s, :i, :p, 10, current_date, now())"
        ), {"c": place.client, "s": place.id, "i": invoice, "p": first})  # fmt: skip
        other = threading.Thread(target=take, args=[second])
        other.start()
        other.join(0.5)
        assert other.is_alive()  # it waits for what this transaction has locked
    other.join()
    with db.owner() as session:
        assert session.scalar(text("select settled from portal.invoices where id = :i"), {"i": invoice}) == Decimal(20)


def test_nobody_but_the_allocations_says_what_is_settled(place: Place, admin: Viewer) -> None:
    invoice = place.invoice(100)
    with db.transaction(admin) as session:
        session.execute(text("update portal.invoices set subject = 'x' where id = :i"), {"i": invoice})
    with pytest.raises(ProgrammingError, match="permission denied"), db.transaction(admin) as session:
        session.execute(text("update portal.invoices set settled = 100 where id = :i"), {"i": invoice})


def test_staff_who_take_an_allocation_away_change_what_is_settled(place: Place, admin: Viewer) -> None:
    invoice = place.invoice(100, paid=100)
    with db.transaction(admin) as session:
        session.execute(text("delete from portal.allocations where invoice_id = :i"), {"i": invoice})
        row = session.execute(text("select settled, is_open from portal.invoices where id = :i"), {"i": invoice}).one()
    assert tuple(row) == (0, True)
