"""All sites at a glance: the same figures as each dashboard, the worst first, and nobody else's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from data import database as db
from data.queries.dashboard import find_dashboard
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.records.portfolio import Portfolio
from data.records.scope import Scope
from data.viewer import NotFound, Viewer
from tests.data.places import new_client, new_site, person_with, statements, whole

pytestmark = pytest.mark.one_database
AREAS = ["inspections", "billing", "quotes", "bookings", "jobs", "documents"]


def names(found: Portfolio) -> list[str]:
    return [one.site.name for one in found.sites]


def of(found: Portfolio, name: str):
    return next(one for one in found.sites if one.site.name == name)


@pytest.fixture
def few(database) -> tuple[Viewer, int]:
    """A person of a client without sites yet."""
    client, _choice = new_client("Few")
    return person_with((client, None, AREAS)), client


def test_the_stranger_sees_only_their_own_sites(database, stranger):
    assert names(find_portfolio(stranger, Scope())) == ["Villa Palazzo"]
    told = repr(find_portfolio(stranger, Scope()))
    assert "Miramar" not in told


def test_the_colleague_sees_one_site_and_nothing_of_money(database, colleague):
    found = find_portfolio(colleague, find_scope(colleague))
    assert names(found) == ["Spa Miramar"]
    assert (found.owed, found.clients, found.sites[0].quotes) == ((), (), 0)


def test_the_owner_sees_every_site_and_what_belongs_to_none(database, owner):
    found = find_portfolio(owner, Scope())
    assert {"Hotel Miramar", "Spa Miramar"} <= set(names(found))
    hotel = of(found, "Hotel Miramar")
    assert (hotel.owed[0].total, hotel.failed, hotel.checked, hotel.quotes) == (100, 1, 3, 1)
    assert found.clients[0].owed[0].total >= 100
    assert found.clients[0].quotes == 1


def test_a_site_shows_the_same_figures_as_its_dashboard(few):
    person, client = few
    place = new_site(client, "Full")
    new_site(client, "Other")
    place.invoice(100, due=-5, paid=30)
    place.invoice(50, due=9, currency="RON")
    place.invoice(70, due=-5, paid=70)
    place.inspection(-9, "compliant", "non_compliant", certificate_due_on=place.day(-2))
    place.quote()
    place.quote(valid_until=place.day(-1))
    place.add("bookings", service="Drill", state="confirmed", starts_at=datetime.now(UTC) + timedelta(days=4))
    board, one = find_dashboard(person, place.public_id), of(find_portfolio(person, Scope()), "Full")
    assert [(owed.currency, owed.total, owed.overdue) for owed in one.owed] == [
        (owed.currency, owed.total, owed.overdue) for owed in board.owed
    ]
    assert (one.failed, one.checked, one.inspected_on) == (1, 2, board.inspection.done_on)
    assert (one.certificate, one.certificate_due_on) == (board.inspection.certificate, place.day(-2))
    assert one.visit_at == board.visit.starts_at
    assert one.quotes == sum(1 for wait in board.waiting if wait.what == "quote")


def test_balances_are_those_of_the_one_definition(database, owner):
    place = new_site(owner.clients[0].id, "Balanced")
    for number in range(6):
        place.invoice(Decimal("10.01") + number, due=number - 3, paid=Decimal("0.01") * number)
    with db.transaction(owner) as session:
        rows = session.execute(
            text(
                "select currency, sum(balance) from portal.invoice_balances where balance > 0 and state = 'issued'"
                " group by 1 order by 1"
            )
        ).all()
    assert [(one.currency, one.total) for one in find_portfolio(owner, Scope()).owed] == [tuple(row) for row in rows]


def test_billing_on_one_site_and_technical_on_another_never_mix(database, owner):
    client = owner.clients[0].id
    paid, worked = new_site(client, "Only Paid"), new_site(client, "Only Worked")
    for one in (paid, worked):
        one.invoice(777, due=-3)
        one.inspection(-3, "non_compliant")
        one.quote()
    person = person_with((client, paid.id, ["billing"]), (client, worked.id, ["inspections"]))
    found = find_portfolio(person, Scope())
    assert names(found) == ["Only Paid", "Only Worked"]
    first, second = found.sites
    assert (first.owed[0].overdue, first.checked, first.quotes) == (777, 0, 0)
    assert (second.owed, second.failed, second.quotes) == ((), 1, 0)


def test_currencies_are_never_added_over_sites(few):
    person, client = few
    for name in ("A", "B"):
        place = new_site(client, name)
        place.invoice("0.10", due=-2)
        place.invoice("0.20", currency="RON")
    whole(place).invoice("0.30", currency="RON")
    found = find_portfolio(person, Scope())
    assert [(one.currency, one.total, one.overdue) for one in found.owed] == [
        ("EUR", Decimal("0.20"), Decimal("0.20")), ("RON", Decimal("0.70"), Decimal(0)),
    ]  # fmt: skip
    assert found.clients[0].owed[0].total == Decimal("0.30")


def test_the_worst_comes_first(few):
    person, client = few
    new_site(client, "A calm one")
    asked = new_site(client, "B asked")
    asked.quote()
    late = new_site(client, "C late")
    late.invoice(10, due=-1)
    worst = new_site(client, "D worst")
    worst.invoice(10, due=-1)
    worst.inspection(-3, "non_compliant", certificate_due_on=worst.day(-1))
    found = find_portfolio(person, Scope())
    assert names(found) == ["D worst", "C late", "B asked", "A calm one"]
    assert [one.level for one in found.sites] == [2, 2, 1, 0]
    assert found.sites[0].problems == ("overdue", "failed", "certificate_missing")
    assert found.having("failed") == 1


def test_drafts_and_withdrawn_records_count_for_nobody(few, admin):
    person, client = few
    place = new_site(client, "Quiet")
    now = datetime.now(UTC)
    for hidden in ({"published_at": None}, {"withdrawn_at": now}):
        place.invoice(10, due=-1, **hidden)
        place.quote(**hidden)
        place.inspection(-1, "non_compliant", **hidden)
        place.add("bookings", service="Drill", state="confirmed", starts_at=now + timedelta(days=4), **hidden)
        place.document("certificate", "inspections", **hidden)
    for viewer in (person, admin):
        scope = Scope(client=person.clients[0])
        one = of(find_portfolio(viewer, scope), "Quiet")
        assert (one.owed, one.quotes, one.checked, one.visit_at, one.certificate) == ((), 0, 0, None, None)
        assert one.problems == ()


def test_the_next_visit_is_a_month_or_a_moment(few):
    person, client = few
    place = new_site(client, "Visited")
    later = (place.today.replace(day=1) + timedelta(days=95)).replace(day=1)
    place.add("inspections", state="planned", due_month=later)
    one = of(find_portfolio(person, Scope()), "Visited")
    assert (one.visit_month, one.visit_at, one.late) == (later, None, False)
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
    place.add("jobs", title="Repair", state="scheduled", scheduled_from=start)
    one = of(find_portfolio(person, Scope()), "Visited")
    assert (one.visit_month, one.visit_at) == (None, start)


def test_a_search_finds_names_addresses_and_clients_without_accents_or_case(few):
    person, client = few
    new_site(client, "scoala mihai")
    new_site(client, "hotel")
    assert names(find_portfolio(person, Scope(), "ȘCOALĂ")) == ["scoala mihai"]
    assert names(find_portfolio(person, Scope(), "few hotel")) == ["hotel"]
    assert names(find_portfolio(person, Scope(), "nothing")) == []
    assert names(find_portfolio(person, Scope(), "%")) == names(find_portfolio(person, Scope(), ""))
    assert names(find_portfolio(person, Scope(), "hot__el")) == ["hotel"]  # signs are no part of words


def test_a_person_of_several_clients_sees_all_of_them_or_one(database):
    first, _one = new_client("Alpha")
    second, choice = new_client("Beta")
    new_site(first, "Alpha site").invoice(10, due=-1)
    new_site(second, "Beta site").invoice(20, due=-1)
    person = person_with((first, None, AREAS), (second, None, AREAS))
    found = find_portfolio(person, Scope())
    assert set(names(found)) == {"Alpha site", "Beta site"}
    assert found.owed[0].total == 30
    assert names(find_portfolio(person, Scope(client=choice))) == ["Beta site"]


def test_a_visit_whose_month_has_passed_is_late(few):
    person, client = few
    place = new_site(client, "Forgotten")
    place.add(
        "inspections", state="planned", due_month=(place.today.replace(day=1) - timedelta(days=40)).replace(day=1)
    )
    assert of(find_portfolio(person, Scope()), "Forgotten").problems == ("late",)


def test_staff_choose_a_client_first(database, owner, admin):
    with pytest.raises(NotFound):
        find_portfolio(admin, Scope())
    found = find_portfolio(admin, Scope(client=owner.clients[0]))
    assert of(found, "Hotel Miramar").owed == of(find_portfolio(owner, Scope()), "Hotel Miramar").owed


def test_a_client_of_others_is_not_found(database, owner, stranger):
    with pytest.raises(NotFound):
        find_scope(owner, client=stranger.clients[0].public_id)


def test_the_portfolio_is_one_statement_after_entering_the_role(database, owner):
    find_portfolio(owner, Scope())
    with statements("client") as sent:
        find_portfolio(owner, Scope())
    assert len(sent) == 2
