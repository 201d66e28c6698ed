"""The calendar: whose entries, on which day where the site is, and where months begin and end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from data.queries.calendar import find_month
from data.queries.scope import find_scope
from data.records.calendar import SHOWS, CalendarEntry
from data.viewer import Invalid, NotFound, Viewer
from tests.data.places import Place, new_site, person_with

pytestmark = pytest.mark.one_database


def entries(viewer: Viewer, place: Place, month: str | None = None) -> list[CalendarEntry]:
    return list(find_month(viewer, find_scope(viewer, site=place.public_id), month).entries)


def days(viewer: Viewer, place: Place, month: str) -> list[tuple[str, date | None]]:
    return [(one.noun, one.on) for one in entries(viewer, place, month)]


def fill(place: Place, on: date) -> None:
    """One entry of every noun on the day."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    place.inspection(state="scheduled", done_on=None, scheduled_from=at)
    place.add("jobs", title="Repair", state="scheduled", scheduled_from=at)
    place.add("bookings", service="Visit", state="confirmed", starts_at=at)
    place.invoice(due_on=on)
    place.quote(valid_until=on)
    place.document("certificate", "inspections", valid_until=on)


def test_the_stranger_has_nothing_of_others_in_their_calendar(place, owner, stranger):
    fill(place, date(2031, 5, 6))
    with pytest.raises(NotFound):
        find_scope(stranger, site=place.public_id)
    assert len(entries(owner, place, "2031-05")) == 6
    stolen = find_scope(owner, site=place.public_id)
    for scope in (stolen, find_scope(stranger)):
        assert find_month(stranger, scope, "2031-05").entries == ()


def test_each_area_opens_its_own_entries(place):
    fill(place, date(2031, 5, 6))
    nouns = {"inspections": {"inspection", "document"}, "jobs": {"job"}, "bookings": {"booking"},
             "billing": {"invoice"}, "quotes": {"quote"}, "orders": set()}  # fmt: skip
    for area, expected in nouns.items():
        person = person_with((place.client, place.id, [area]))
        assert {one.noun for one in entries(person, place, "2031-05")} == expected


@pytest.mark.parametrize(
    "values", [{"published_at": None}, {"withdrawn_at": datetime(2026, 1, 1, tzinfo=UTC)}], ids=["draft", "withdrawn"]
)
def test_what_is_not_published_is_in_nobodys_calendar(place, owner, admin, values):
    on = date(2032, 2, 29)
    at = datetime(2032, 2, 29, 10, tzinfo=UTC)
    place.inspection(state="scheduled", done_on=None, scheduled_from=at, **values)
    place.add("jobs", title="Repair", state="scheduled", scheduled_from=at, **values)
    place.add("bookings", service="Visit", state="confirmed", starts_at=at, **values)
    place.invoice(due_on=on, **values)
    place.quote(valid_until=on, **values)
    place.document("certificate", "inspections", valid_until=on, **values)
    for viewer in (owner, admin):
        assert entries(viewer, place, "2032-02") == []


def test_what_is_paid_answered_or_cancelled_is_not_due(place, owner):
    on = date(2031, 6, 7)
    place.invoice(100, paid=100, due_on=on)
    place.invoice(100, due_on=on, state="cancelled")
    place.invoice(100, due_on=on, kind="proforma")
    place.quote(valid_until=on, state="accepted")
    at = datetime(2031, 6, 7, 8, tzinfo=UTC)
    place.add("jobs", title="Repair", state="cancelled", scheduled_from=at)
    place.add("bookings", service="Visit", state="cancelled", starts_at=at)
    place.inspection(state="cancelled", done_on=None, scheduled_from=at)
    assert entries(owner, place, "2031-06") == []


def test_the_first_and_the_last_day_belong_to_the_month_and_their_neighbours_do_not(place, owner):
    for on in (date(2027, 12, 31), date(2028, 1, 1), date(2028, 1, 31), date(2028, 2, 1)):
        place.invoice(due_on=on)
    assert days(owner, place, "2027-12") == [("invoice", date(2027, 12, 31))]
    assert days(owner, place, "2028-01") == [("invoice", date(2028, 1, 1)), ("invoice", date(2028, 1, 31))]
    assert days(owner, place, "2028-02") == [("invoice", date(2028, 2, 1))]


@pytest.mark.parametrize(
    ("zone", "at", "on"),
    [
        (None, datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),  # winter time since that morning
        (None, datetime(2027, 10, 31, 23, 0, tzinfo=UTC), date(2027, 11, 1)),
        (None, datetime(2027, 10, 30, 22, 0, tzinfo=UTC), date(2027, 10, 31)),  # still summer time
        (None, datetime(2027, 3, 27, 23, 0, tzinfo=UTC), date(2027, 3, 28)),
        (None, datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),  # summer time since that morning
        ("Europe/Bucharest", datetime(2027, 6, 30, 21, 0, tzinfo=UTC), date(2027, 7, 1)),
        ("Atlantic/Canary", datetime(2027, 6, 30, 22, 59, tzinfo=UTC), date(2027, 6, 30)),
        ("America/New_York", datetime(2027, 11, 1, 3, 59, tzinfo=UTC), date(2027, 10, 31)),
    ],
)
def test_an_appointment_is_on_the_day_where_its_site_is(owner, zone, at, on):
    place = new_site(owner.clients[0].id, zone=zone)
    place.inspection(state="scheduled", done_on=None, scheduled_from=at, scheduled_until=at + timedelta(hours=1))
    place.add("jobs", title="Repair", state="planned", scheduled_from=at)
    place.add("bookings", service="Visit", state="confirmed", starts_at=at)
    assert days(owner, place, f"{on:%Y-%m}") == [("inspection", on), ("job", on), ("booking", on)]
    beside = on.replace(day=1) - timedelta(days=1) if on.day < 15 else on.replace(day=28) + timedelta(days=4)
    assert days(owner, place, f"{beside:%Y-%m}") == []


def test_what_was_done_is_on_the_day_it_was_done_and_a_planned_inspection_in_its_month(place, owner):
    late = datetime(2026, 7, 30, 8, tzinfo=UTC)
    place.inspection(done_on=date(2026, 8, 3), scheduled_from=late)
    place.add("jobs", title="Repair", state="done", done_on=date(2026, 8, 4), scheduled_from=late)
    place.inspection(state="planned", done_on=None, due_month=date(2026, 8, 1))
    place.add("jobs", title="Some day", state="planned")
    assert days(owner, place, "2026-08") == [
        ("inspection", None), ("inspection", date(2026, 8, 3)), ("job", date(2026, 8, 4)),
    ]  # fmt: skip
    assert days(owner, place, "2026-07") == []


def test_a_wish_over_several_days_stands_in_each_of_its_months(place, owner):
    place.add("bookings", service="Visit", state="requested", wished_from=date(2027, 4, 29),
              wished_until=date(2027, 5, 3))  # fmt: skip
    assert days(owner, place, "2027-04") == [("booking", date(2027, 4, 29))]
    assert days(owner, place, "2027-05") == [("booking", date(2027, 5, 1))]
    assert entries(owner, place, "2027-05")[0].until == date(2027, 5, 3)
    assert days(owner, place, "2027-06") == []


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "2026-11 ", "٢٠٢٦-11", "1999-12",
              "2200-01", "9999-12", "0000-01", "x", "2026-11\n", "' or 1=1 --"],
)  # fmt: skip
def test_a_malformed_month_is_refused(owner, month):
    with pytest.raises(Invalid):
        find_month(owner, find_scope(owner), month)


def test_the_calendar_ends_somewhere_and_begins_with_this_month(owner):
    scope = find_scope(owner)
    assert find_month(owner, scope, "2000-01").before is None
    assert find_month(owner, scope, "2199-12").after is None
    found = find_month(owner, scope)
    assert found.first == found.today.replace(day=1)


def test_one_sort_of_entries_can_be_seen_alone_and_nothing_more(place, owner, stranger):
    fill(place, date(2031, 5, 6))
    scope = find_scope(owner, site=place.public_id)
    for show, (nouns, _areas) in SHOWS.items():
        assert find_month(stranger, scope, "2031-05", show).entries == ()
        assert {one.noun for one in find_month(owner, scope, "2031-05", show).entries} == set(nouns)
    everything = {noun for nouns, _areas in SHOWS.values() for noun in nouns}
    assert everything == {one.noun for one in entries(owner, place, "2031-05")}
    with pytest.raises(Invalid):
        find_month(owner, scope, None, "everything")


def test_a_certificate_whose_place_a_later_one_took_is_no_date(place, owner):
    on = date(2031, 9, 9)
    place.document("certificate", "inspections", "Old", valid_until=on, inspection_id=place.inspection())
    place.document("manual", "inspections", "Manual", valid_until=on)
    pump = place.add("equipment", code="P", kind_id=place.kind("equipment", "other"))
    place.document("certificate", "inspections", "Pump", valid_until=on, equipment_id=pump)
    shown = {"Old", "Manual", "Pump"}
    for hidden in ({"published_at": None}, {"withdrawn_at": datetime.now(UTC)}, {"site_id": None}):
        place.document("certificate", "inspections", "New", valid_until=date(2032, 9, 9), **hidden)
        assert {one.title for one in entries(owner, place, "2031-09")} == shown
    for kind in ("manual", "certificate"):
        place.document(kind, "inspections", "New", valid_until=date(2032, 9, 9), inspection_id=place.inspection())
    assert {one.title for one in entries(owner, place, "2031-09")} == shown - {"Old"}
