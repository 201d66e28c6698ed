"""The statement of account: ages, the running list, credit apart, and the dashboard's very figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from data.queries.dashboard import find_dashboard
from data.queries.scope import find_scope
from data.queries.statements import find_account, find_statement, list_accounts
from data.records.statements import BANDS, Statement
from data.viewer import ClientChoice, Forbidden, NotFound, Viewer
from tests.data.places import Place, new_client, new_site, person_with, whole

pytestmark = pytest.mark.one_database


def of(viewer: Viewer, place: Place, most: int | None = None) -> Statement:
    return find_statement(viewer, find_scope(viewer, site=place.public_id), most)


@pytest.fixture
def apart() -> Place:
    """The first site of a new client."""
    client, _choice = new_client()
    return new_site(client)


def test_the_stranger_gets_no_statement_of_others(place, owner, stranger):
    for site, client in ((place.public_id, None), (None, owner.clients[0].public_id)):
        with pytest.raises(NotFound):
            find_account(stranger, site, client)
    place.invoice(77)
    stolen = find_scope(owner, site=place.public_id)
    with pytest.raises(Forbidden):
        find_statement(stranger, stolen)
    with pytest.raises(Forbidden):
        find_statement(stranger, replace(stolen, site=None))


def test_who_may_not_see_the_billing_of_a_site_gets_no_statement_of_it(place, apart):
    place.invoice(77)
    other = new_site(place.client)
    person = person_with((place.client, place.id, ["jobs"]), (place.client, other.id, ["billing"]))
    with pytest.raises(Forbidden):
        of(person, place)
    assert of(person, other).ageing == ()
    found = find_statement(person, find_account(person, None, None)[1])
    assert (found.ageing, found.whole) == ((), False)


@pytest.mark.parametrize(
    ("days", "band"),
    [(-5, "current"), (0, "current"), (1, "days_30"), (30, "days_30"), (31, "days_60"), (60, "days_60"),
     (61, "days_90"), (90, "days_90"), (91, "older"), (4000, "older"), (None, "current")],
)  # fmt: skip
def test_an_open_item_is_as_old_as_the_days_since_it_was_due(place, owner, days, band):
    place.invoice("12.34", due=None if days is None else -days)
    found = of(owner, place)
    assert [getattr(found.ageing[0], one) for one in BANDS] == [
        Decimal("12.34") if one == band else 0 for one in BANDS
    ]  # fmt: skip
    assert found.open_items[0].late == max(days or 0, 0)
    assert found.ageing[0].overdue == (0 if band == "current" else Decimal("12.34"))


def test_two_currencies_are_never_added_and_every_age_is_summed(place, owner):
    for amount, due, currency in (("10.10", 3, "EUR"), ("0.20", -30, "EUR"), ("0.30", -30, "EUR"), ("5", -31, "EUR"),
                                  ("7", -75, "EUR"), ("9.99", -120, "EUR"), ("1356.20", -120, "RON")):  # fmt: skip
        place.invoice(amount, due, currency=currency)
    euro, leu = of(owner, place).ageing
    assert (euro.currency, euro.invoices, euro.total) == ("EUR", 6, Decimal("32.59"))
    assert [getattr(euro, band) for band in BANDS] == [Decimal(x) for x in ("10.10", "0.50", "5", "7", "9.99")]
    assert (leu.currency, leu.total, leu.older, leu.current) == ("RON", Decimal("1356.20"), Decimal("1356.20"), 0)


def test_the_figures_are_exactly_the_dashboards(place, owner, admin):
    place.invoice(100, due=-10, paid=40)
    place.invoice("0.10", due=5)
    place.invoice(50, due=-95, currency="RON")
    place.invoice(30, due=-5, paid=45)  # too much was set against it
    place.invoice(20, kind="proforma")
    place.invoice(20, state="cancelled")
    place.pay(60)
    for viewer in (owner, admin):
        board, found = find_dashboard(viewer, place.public_id), of(viewer, place)
        assert [(one.currency, one.total, one.overdue, one.invoices) for one in found.ageing] == [
            (one.currency, one.total, one.overdue, one.invoices) for one in board.owed
        ]  # fmt: skip
        assert found.credit_totals == tuple((one.currency, one.total) for one in board.credit)
        assert found.ageing[0].total == Decimal("60.10")


def test_the_running_list_ends_at_what_is_to_be_paid_and_begins_at_what_was(place, owner):
    old = place.invoice(200, due=-400, issued_on=place.day(-430), number="OLD")
    before = place.add("payments", received_on=place.day(-420), amount=50, currency="EUR", method="transfer")
    place.add("allocations", invoice_id=old, payment_id=before, amount=50, allocated_on=place.day(-420))
    new = place.invoice(100, due=-70, issued_on=place.day(-100), number="NEW")
    payment = place.add("payments", received_on=place.day(-20), amount=180, currency="EUR", method="transfer",
                        number="PAID")  # fmt: skip
    for invoice, amount in ((old, 150), (new, 30)):
        place.add("allocations", invoice_id=invoice, payment_id=payment, amount=amount, allocated_on=place.day(-20))
    note = place.invoice(25, kind="credit_note", number="NOTE", issued_on=place.day(-10))
    place.add("allocations", invoice_id=new, credit_note_id=note, amount=20, allocated_on=place.day(-10))
    found = of(owner, place)
    assert dict(found.before) == {"EUR": 150}
    assert [(one.noun, one.number, one.on, one.amount, one.balance) for one in found.movements] == [
        ("invoice", "NEW", place.day(-100), 100, 250),
        ("payment", "PAID", place.day(-20), -180, 70),
        ("credit_note", "NOTE", place.day(-10), -20, 50),
    ]
    assert found.ageing[0].total == 50
    assert [(one.noun, one.number, one.amount) for one in found.credit] == [("credit_note", "NOTE", 5)]


def test_too_much_set_against_an_invoice_and_money_paid_ahead_leave_the_running_list_right(place, owner):
    place.invoice(30, due=5, paid=45, issued_on=place.day(-2), number="I")  # set against it only today
    ahead = place.invoice(40, due=5, issued_on=place.day(-3), number="A")
    payment = place.add("payments", received_on=place.day(-9), amount=10, currency="EUR", method="card", number="P")
    place.add("allocations", invoice_id=ahead, payment_id=payment, amount=10, allocated_on=place.day(-9))
    found = of(owner, place)
    assert [(one.on, one.amount, one.balance) for one in found.movements] == [
        (place.day(-3), 40, 40), (place.day(-3), -10, 30), (place.day(-2), 30, 60), (place.today, -30, 30),
    ]  # fmt: skip
    assert dict(found.before) == {"EUR": 0}


def test_a_site_leaves_out_what_is_owed_for_no_single_site_and_says_so(place, owner):
    place.invoice(10, number="SITE")
    whole(place).invoice(999, number="WHOLE")
    found = of(owner, place)
    assert [one.number for one in found.open_items] == ["SITE"]
    assert dict(found.elsewhere)["EUR"] >= 999
    assert all(one.number != "WHOLE" for one in found.movements)


def test_an_only_sites_statement_is_its_clients(apart, admin):
    apart.invoice(10)
    whole(apart).invoice(5)
    found = of(admin, apart)
    assert (found.ageing[0].total, found.elsewhere) == (15, ())


def test_a_client_has_one_statement_over_all_its_sites(apart, admin):
    other = new_site(apart.client)
    apart.invoice(10)
    other.invoice(20)
    whole(apart).invoice(5)
    whole(apart).pay(7)
    person = person_with((apart.client, None, ["billing"]))
    scope, account = find_account(person, None, None)
    assert (scope.client, account.client.id) == (None, apart.client)
    for viewer in (person, admin):
        found = find_statement(viewer, account)
        assert (found.ageing[0].total, found.ageing[0].invoices, found.credit[0].amount) == (35, 3, 7)
        assert found.whole


def test_who_sees_one_site_only_is_told_no_credit_that_other_sites_may_have_used(place, owner):
    place.pay(60)
    assert of(owner, place).credit
    assert of(person_with((place.client, place.id, ["billing"])), place).credit == ()


def test_who_has_several_clients_chooses_one(place, apart, admin):
    person = person_with((place.client, None, ["billing"]), (apart.client, None, ["billing"]))
    assert find_account(person, None, None)[1] is None
    assert find_account(admin, None, None)[1] is None
    apart.invoice(10)
    chosen = ClientChoice(apart.client, next(one.public_id for one in person.clients if one.id == apart.client), "")
    _scope, account = find_account(person, None, chosen.public_id)
    assert find_statement(person, account).ageing[0].total == 10


@pytest.mark.parametrize(
    "values",
    [{"state": "draft", "published_at": None}, {"published_at": None}, {"withdrawn_at": "2026-01-01"},
     {"state": "cancelled"}, {"kind": "receipt"}],
)  # fmt: skip
def test_what_is_no_issued_invoice_never_stands_on_it(place, owner, admin, values):
    place.invoice(100, due=-5, **values)
    for viewer in (owner, admin):
        found = of(viewer, place)
        assert (found.ageing, found.open_items, found.movements) == ((), (), ())


def test_what_is_cut_is_said_and_the_running_list_stays_right(place, owner):
    for step in range(5):
        place.invoice(10, issued_on=place.day(-10 + step))
    found = of(owner, place, most=2)
    assert (len(found.open_items), found.more_open, found.more_movements) == (2, True, True)
    assert [one.balance for one in found.movements] == [40, 50]
    assert dict(found.before) == {"EUR": 30}
    assert not of(owner, place, most=5).more_open


def test_only_clients_whose_billing_is_open_are_offered_and_an_only_one_is_taken(place, apart, admin):
    person = person_with((place.client, None, ["jobs"]), (apart.client, apart.id, ["billing"]))
    assert [one.id for one in list_accounts(person)] == [apart.client]
    apart.invoice(10)
    _scope, account = find_account(person, None, None)
    assert find_statement(person, account).ageing[0].total == 10
    assert list_accounts(admin) == ()
    assert list_accounts(person_with((place.client, None, ["jobs"]))) == ()
