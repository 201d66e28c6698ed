"""All sites at a glance: the same figures as each dashboard, the worst first, and nobody else's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import text

from data import database as db
from data.queries.dashboard import find_dashboard
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.records.portfolio import OpenDefects, Portfolio
from data.records.portfolio_question import SORTS, SiteQuestion, in_order, read_site_question
from data.records.scope import Scope
from data.viewer import Area, Invalid, NotFound, Viewer
from tests.data.places import Place, new_client, new_site, person_with, statements, whole

pytestmark = pytest.mark.one_database
AREAS = ["inspections", "billing", "quotes", "bookings", "jobs", "documents"]


def names(found: Portfolio) -> list[str]:
    return [one.site.name for one in found.sites]


def asking(search: str) -> SiteQuestion:
    return SiteQuestion(search=search)


def defect(place: Place, severity: str, **values: object) -> None:
    place.add("defects", title="Door does not close", severity=severity, found_on=place.today, **values)


def crowd(client: int) -> None:
    """Sites that stand differently in everything they can be put in order by."""
    for number, name in enumerate("FBDACE"):
        place = new_site(client, name)
        for _each in range(number % 3):
            place.invoice(10, due=-1 - number)
            place.quote()
            defect(place, ("minor", "major", "critical")[number % 3])
        if number % 2:
            place.inspection(-3, "non_compliant")
            place.document("certificate", "inspections", issued_on=place.today, valid_until=place.day(20 * number - 40))
            place.add("inspections", state="planned", due_month=place.day(40 * number).replace(day=1))


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
    assert names(find_portfolio(person, Scope(), asking("ȘCOALĂ"))) == ["scoala mihai"]
    assert names(find_portfolio(person, Scope(), asking("few hotel"))) == ["hotel"]
    assert names(find_portfolio(person, Scope(), asking("nothing"))) == []
    assert names(find_portfolio(person, Scope(), asking("%"))) == names(find_portfolio(person, Scope(), asking("")))
    assert names(find_portfolio(person, Scope(), asking("hot__el"))) == ["hotel"]  # signs are no part of words


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


def test_the_stranger_and_the_colleague_count_only_the_defects_they_may_see(database, owner, stranger):
    client = owner.clients[0].id
    opened, closed = new_site(client, "Opened"), new_site(client, "Closed")
    for place in (opened, closed):
        defect(place, "critical")
        defect(place, "major")
        defect(place, "major", fixed_on=place.today)
        defect(place, "minor", cancelled_on=place.today)
        defect(place, "minor", proven_on=place.today)
        defect(place, "minor", published_at=None)
        defect(place, "minor", withdrawn_at=datetime.now(UTC))
    assert [one.defects.total for one in find_portfolio(stranger, Scope()).sites] == [2], (
        "their own: the one of the villa, and that of no site"
    )
    person = person_with((client, opened.id, ["inspections"]), (client, closed.id, ["billing"]))
    seen, unseen = in_order(find_portfolio(person, Scope()).sites, "-defects")
    assert (seen.site.name, seen.defects, seen.problems) == ("Opened", OpenDefects(1, 1, 0), ("critical", "defects"))
    assert (unseen.site.name, unseen.defects, unseen.areas) == ("Closed", OpenDefects(), {Area.BILLING})
    assert of(find_portfolio(owner, Scope()), "Closed").defects == OpenDefects(1, 1, 0)


def test_a_certificate_that_a_later_one_follows_expires_for_nobody(few):
    person, client = few
    place, other = new_site(client, "Followed"), new_site(client, "Alone")
    for where, done, until in ((place, -300, 10), (place, -5, 360), (other, -300, 10)):
        inspection = where.inspection(done)
        where.document("certificate", "inspections", issued_on=where.day(done), valid_until=where.day(until),
                       inspection_id=inspection)  # fmt: skip
    lamp, pump = (place.add("equipment", code=code, kind_id=place.kind("equipment", "other")) for code in ("L", "P"))
    for thing, until in ((lamp, 20), (pump, 30), (pump, 300)):
        place.document("certificate", "inspections", valid_until=place.day(until), equipment_id=thing)
    found = find_portfolio(person, Scope())
    assert [(of(found, name).expiring, of(found, name).certificate) for name in ("Followed", "Alone")] == [
        (1, "valid"), (1, "expiring"),
    ]  # fmt: skip


@pytest.mark.parametrize("sort", [sign + key for key in SORTS for sign in ("", "-")])
def test_every_order_is_that_of_a_plain_comparison(few, sort):
    person, client = few
    crowd(client)
    found = find_portfolio(person, Scope(), SiteQuestion(sort=sort)).sites
    value = SORTS[sort.removeprefix("-")]
    assert len(found) == 6
    for one, other in pairwise(found):
        first, second = value(one), value(other)
        assert second is None or first is not None, "what has no figure comes last"
        if first == second:
            assert one.site.name < other.site.name
        elif second is not None:
            assert (first > second) == sort.startswith("-")


def test_a_part_of_the_picture_holds_what_lies_in_it_and_nobody_elses(few, stranger):
    person, client = few
    for name, north, east in (("Inside", "41.4", "2.1"), ("Edge", "41.5", "2.2"), ("Outside", "41.500001", "2.2")):
        new_site(client, name, latitude=north, longitude=east)
    new_site(client, "Nowhere")
    question = read_site_question({"part": "41.4,2.1,41.5,2.2", "sort": "site"})
    assert names(find_portfolio(person, Scope(), question)) == ["Edge", "Inside"]
    assert names(find_portfolio(stranger, Scope(), question)) == []


@pytest.mark.parametrize(
    "query",
    [{"sort": "name"}, {"sort": "--state"}, {"sort": "-"}, {"view": "map"}, {"part": "1,2,3"}, {"part": "1,2,3,1e9"},
     {"part": "nan,0,0,0"}, {"part": "41,2,42,3;drop"}],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(query):
    with pytest.raises(Invalid):
        read_site_question(query)
