"""Who learns what from the dashboard, and that it is one statement."""

from datetime import UTC, datetime, timedelta

import pytest

from data.queries.dashboard import find_dashboard
from data.viewer import Area, NotFound
from tests import cast
from tests.data.places import new_client, new_site, person_with, site_of, statements, waiting

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("name", ["Hotel Miramar", "Spa Miramar"])
def test_the_stranger_finds_no_dashboard_of_others(database, stranger, name):
    with pytest.raises(NotFound):
        find_dashboard(stranger, site_of(name))


@pytest.mark.parametrize("site", ["", "x", "'; drop table portal.sites; --", "a" * 16, "A" * 16, "é" * 16])
def test_a_site_that_does_not_exist_is_not_found(database, owner, site):
    with pytest.raises(NotFound):
        find_dashboard(owner, site)


def test_the_colleague_does_not_find_the_other_site_of_the_same_client(database, colleague):
    with pytest.raises(NotFound):
        find_dashboard(colleague, site_of("Hotel Miramar"))


def test_the_colleague_learns_nothing_of_money(database, colleague):
    board = find_dashboard(colleague, site_of("Spa Miramar"))
    assert {area.value for area in board.areas} == set(cast.TECHNICAL)
    for box in ("owed", "owed_by_client", "credit", "invoices", "quotes", "contracts"):
        assert getattr(board, box) == (), box
    for word in ("INV-", "QUO-", "CON-", "PAY-"):
        assert word not in repr(board)


def test_billing_on_one_site_and_technical_on_another_never_mix(owner):
    client = owner.clients[0].id
    paid, worked = new_site(client, "Paid"), new_site(client, "Worked")
    for one in (paid, worked):
        one.invoice(777, due=-3, number=f"MONEY-{one.id}")
        one.inspection(-3, "non_compliant", number=f"WORK-{one.id}")
        one.quote(number=f"OFFER-{one.id}")
        one.document("invoice", "billing", f"MONEY-PAPER-{one.id}")
    person = person_with((client, paid.id, ["billing"]), (client, worked.id, ["inspections"]))
    first, second = find_dashboard(person, paid.public_id), find_dashboard(person, worked.public_id)
    assert first.areas == {Area.BILLING}
    assert (first.inspection, first.owed[0].total, waiting(first)) == (None, 777, ["overdue"])
    assert second.areas == {Area.INSPECTIONS}
    assert (second.inspection.non_compliant, second.owed, second.waiting) == (1, (), ())
    assert "MONEY" not in repr(second)
    assert "WORK" not in repr(first)
    assert "OFFER" not in repr(first) + repr(second)


def test_drafts_withdrawn_records_and_internal_words_never_appear(database, owner, admin):
    for viewer in (owner, admin):
        told = repr(find_dashboard(viewer, site_of("Hotel Miramar")))
        for word in ("DRAFT", "WITHDRAWN", cast.CANARY, "SPA", "VILLA"):
            assert word not in told


def test_staff_see_the_same_as_the_owner(database, owner, admin, reader):
    since = datetime.now(UTC) - timedelta(days=30)
    seen = find_dashboard(owner, site_of("Hotel Miramar"), since)
    for viewer in (admin, reader):
        other = find_dashboard(viewer, site_of("Hotel Miramar"), since)
        assert other.areas == set(Area)
        for name in (
            "owed",
            "owed_by_client",
            "credit",
            "invoices",
            "quotes",
            "inspection",
            "equipment",
            "waiting",
            "jobs",
        ):
            assert getattr(other, name) == getattr(seen, name), name


def test_a_person_of_several_clients_sees_each_site_as_before(database, owner):
    client = owner.clients[0].id
    other, _choice = new_client()
    place = new_site(client)
    place.invoice(50, due=-1)
    person = person_with((client, None, ["billing"]), (other, None, ["billing"]))
    assert person.client_id is None
    assert find_dashboard(person, place.public_id).owed == find_dashboard(owner, place.public_id).owed
    with pytest.raises(NotFound):
        find_dashboard(person, site_of("Villa Palazzo"))


def test_a_person_of_two_clients_with_a_site_each_can_choose(database):
    places = [new_site(new_client()[0]) for _number in range(2)]
    person = person_with(*((place.client, None, ["billing"]) for place in places))
    scope = find_dashboard(person, places[0].public_id).scope
    assert (scope.alone, scope.total) == (False, 2)


@pytest.mark.parametrize(("role", "pool"), [("owner", "client"), ("admin", "staff"), ("reader", "staff")])
def test_the_whole_dashboard_is_one_statement_once_the_site_is_found(database, request, role, pool):
    viewer = request.getfixturevalue(role)
    site = site_of("Hotel Miramar")
    find_dashboard(viewer, site)
    with statements(pool) as sent:
        find_dashboard(viewer, site)
    assert len(sent) == 3, [one[:60] for one in sent]
    assert "set_config" in sent[0]
