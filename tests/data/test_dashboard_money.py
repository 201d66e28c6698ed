"""Money on the dashboard: what is owed, paid, overdue or unused, and what never counts."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from data.queries.dashboard import find_dashboard
from tests.data.places import new_client, new_site, person_with, whole

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("due", "paid", "standing"),
    [
        (30, 0, "unpaid"), (30, 40, "partly_paid"), (30, 100, "paid"), (30, 120, "paid"), (0, 0, "due"), (7, 0, "due"),
        (8, 0, "unpaid"), (-1, 0, "overdue"), (-1, 40, "overdue"), (-1, 100, "paid"), (None, 0, "unpaid"),
    ],
)  # fmt: skip
def test_an_invoice_is_paid_partly_unpaid_due_or_overdue_by_what_was_set_against_it(place, owner, due, paid, standing):
    place.invoice(100, due, paid)
    board = find_dashboard(owner, place.public_id)
    left = max(0, 100 - paid)
    assert board.invoices[0].standing == standing
    assert board.invoices[0].balance == left
    assert sum(one.total for one in board.owed) == left
    assert sum(one.overdue for one in board.owed) == (left if standing == "overdue" else 0)


def test_a_credit_note_pays_an_invoice_and_what_is_left_of_it_stands_apart(place, owner):
    invoice = place.invoice(100, due=-5)
    note = place.invoice(130, kind="credit_note", number="NOTE")
    place.add("allocations", invoice_id=invoice, credit_note_id=note, amount=100, allocated_on=place.today)
    board = find_dashboard(owner, place.public_id)
    assert board.owed == ()
    assert [(one.currency, one.total) for one in board.credit] == [("EUR", 30)]


def test_money_nobody_set_against_an_invoice_stands_apart_and_takes_nothing_off(place, owner):
    place.invoice(100, paid=0)
    place.pay(60)
    board = find_dashboard(owner, place.public_id)
    assert board.owed[0].total == 100
    assert board.credit[0].total == 60


def test_who_sees_one_site_only_is_told_no_credit_that_other_sites_may_have_used(place, owner):
    place.pay(60)
    person = person_with((place.client, place.id, ["billing"]))
    assert find_dashboard(owner, place.public_id).credit
    assert find_dashboard(person, place.public_id).credit == ()


def test_two_currencies_are_never_added(place, owner):
    place.invoice("0.10", due=-5)
    place.invoice("0.20", due=-9)
    place.invoice("1356.20", currency="RON")
    place.invoice("99999999999.99", currency="USD")
    board = find_dashboard(owner, place.public_id)
    assert [(one.currency, one.total) for one in board.owed] == [
        ("EUR", Decimal("0.30")), ("RON", Decimal("1356.20")), ("USD", Decimal("99999999999.99")),
    ]  # fmt: skip
    euro = board.owed[0]
    assert (euro.overdue, euro.overdue_invoices, euro.oldest_due_on) == (Decimal("0.30"), 2, place.day(-9))


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "proforma"}, {"kind": "receipt"}, {"state": "cancelled"},
        {"state": "draft", "published_at": None}, {"withdrawn_at": datetime.now(UTC)}, {"published_at": None},
    ],
)  # fmt: skip
def test_what_is_no_issued_invoice_never_counts(place, owner, admin, values):
    place.invoice(100, due=-5, **values)
    for viewer in (owner, admin):
        board = find_dashboard(viewer, place.public_id)
        assert board.owed == ()
        assert board.waiting == ()


def test_an_invoice_without_a_site_belongs_to_the_client_and_not_to_this_site(place, owner):
    whole(place).invoice(500, due=-5, number="NOWHERE")
    board = find_dashboard(owner, place.public_id)
    assert (board.owed, board.invoices, board.waiting) == ((), (), ())
    assert board.owed_by_client[0].total >= 500
    person = person_with((place.client, place.id, ["billing"]))
    assert find_dashboard(person, place.public_id).owed_by_client == ()


def test_a_client_with_one_site_has_all_its_records_there(database):
    client, _choice = new_client()
    place = new_site(client)
    whole(place).invoice(500, due=-5)
    whole(place).inspection(-3, "compliant")
    whole(place).quote()
    person = person_with((client, None, ["billing", "inspections", "quotes"]))
    board = find_dashboard(person, place.public_id)
    assert (board.owed[0].total, board.owed_by_client, len(board.invoices)) == (500, (), 1)
    assert (board.inspection.compliant, len(board.quotes)) == (1, 1)
    new_site(client)
    board = find_dashboard(person, place.public_id)
    assert (board.owed, board.inspection, board.quotes) == ((), None, ())


def test_five_invoices_and_five_quotes_at_most_the_newest_first(place, owner):
    for number in range(7):
        place.invoice(10, number=f"F{number}", issued_on=place.day(-number))
        place.quote(number=f"Q{number}", issued_on=place.day(-number))
    place.invoice(10, number="RECEIPT", kind="receipt", issued_on=place.day(1))
    board = find_dashboard(owner, place.public_id)
    assert [one.number for one in board.invoices] == ["F0", "F1", "F2", "F3", "F4"]
    assert [one.number for one in board.quotes] == ["Q0", "Q1", "Q2", "Q3", "Q4"]
    assert board.owed[0].invoices == 7


def test_a_record_offers_its_own_document_and_no_hidden_one(place, owner):
    invoice = place.invoice(10)
    paper = place.document("invoice", "billing", invoice_id=invoice)
    place.document("invoice", "billing", invoice_id=invoice, withdrawn_at=datetime.now(UTC))
    board = find_dashboard(owner, place.public_id)
    assert board.invoices[0].file == paper
