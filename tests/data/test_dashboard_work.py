"""Inspections, visits, equipment, contracts and papers on the dashboard. Every test has a site of its own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.queries.dashboard import find_dashboard
from tests.data.places import Place, new_site, person_with, waiting

pytestmark = pytest.mark.one_database


def test_the_last_inspection_is_the_newest_done_and_its_lines_decide_the_counts(place, owner):
    place.inspection(-90, "compliant", "compliant", number="OLD")
    place.inspection(-10, "compliant", "non_compliant", "non_compliant", "not_reachable", number="SAME-DAY")
    place.inspection(-10, "compliant", "non_compliant", "not_reachable", number="NEW", result="compliant")
    place.inspection(-1, "non_compliant", number="HIDDEN", withdrawn_at=datetime.now(UTC))
    place.inspection(-1, "non_compliant", number="UNPUBLISHED", published_at=None)
    last = find_dashboard(owner, place.public_id).inspection
    assert last.number == "NEW"
    assert (last.compliant, last.non_compliant, last.not_reachable, last.checked) == (1, 1, 1, 3)


def test_what_failed_names_the_equipment_only_to_who_may_see_it(place, owner):
    thing = place.add("equipment", code="EXT-9", kind_id=place.kind("equipment", "extinguisher"), location="Lobby")
    inspection = place.inspection(-3)
    place.add("inspection_lines", inspection_id=inspection, position=1, equipment_id=thing, result="non_compliant",
              remark="Low pressure")  # fmt: skip
    failed = find_dashboard(owner, place.public_id).inspection.failed[0]
    assert (failed.code, failed.location, failed.remark) == ("EXT-9", "Lobby", "Low pressure")
    person = person_with((place.client, place.id, ["inspections"]))
    board = find_dashboard(person, place.public_id)
    assert (board.inspection.failed[0].code, board.inspection.failed[0].remark) == (None, "Low pressure")
    assert "EXT-9" not in repr(board)


@pytest.mark.parametrize(
    ("due", "standing", "waits"), [(5, "awaited", True), (-5, "missing", True), (None, None, False)]
)
def test_a_certificate_that_should_exist_says_until_when_and_waits_on_the_company(place, owner, due, standing, waits):
    inspection = place.inspection(-30, "compliant", certificate_due_on=None if due is None else place.day(due))
    board = find_dashboard(owner, place.public_id)
    assert board.inspection.certificate == standing
    assert waiting(board) == (["certificate"] if waits else [])
    assert not any(one.on_client for one in board.waiting)
    paper = place.document("certificate", "inspections", inspection_id=inspection, valid_until=place.day(300))
    board = find_dashboard(owner, place.public_id)
    assert (board.inspection.certificate, board.waiting) == ("valid", ())
    assert (board.certificate.public_id, board.certificate.standing) == (paper, "valid")


@pytest.mark.parametrize(("days", "standing"), [(-1, "expired"), (0, "expiring"), (45, "expiring"), (46, "valid")])
def test_the_certificate_is_valid_expiring_or_expired_by_its_last_day(place, owner, days, standing):
    place.document("certificate", "inspections", issued_on=place.day(-300), valid_until=place.day(days))
    place.document("certificate", "inspections", issued_on=place.day(-700), valid_until=place.day(900))
    assert find_dashboard(owner, place.public_id).certificate.standing == standing


def month_after(place: Place, months: int):
    count = place.today.year * 12 + place.today.month - 1 + months
    return place.today.replace(year=count // 12, month=count % 12 + 1, day=1)


def test_the_next_inspection_is_a_month_until_it_has_a_day(place, owner):
    place.add("inspections", state="planned", due_month=month_after(place, 2))
    board = find_dashboard(owner, place.public_id)
    assert (board.planned.due_month, board.planned.scheduled_from) == (month_after(place, 2), None)
    assert (board.visit.month, board.visit.starts_at, board.waiting) == (month_after(place, 2), None, ())
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    place.add("inspections", state="scheduled", scheduled_from=start, scheduled_until=start + timedelta(hours=2))
    board = find_dashboard(owner, place.public_id)
    assert (board.planned.scheduled_from, board.visit.starts_at) == (start, start)


def test_a_visit_that_has_passed_or_was_cancelled_is_not_the_next_one(place, owner):
    start = datetime.now(UTC) - timedelta(days=2)
    place.add("inspections", state="scheduled", scheduled_from=start)
    place.add("inspections", state="cancelled", due_month=month_after(place, 1))
    board = find_dashboard(owner, place.public_id)
    assert (board.planned, board.visit) == (None, None)


def test_an_inspection_without_a_date_in_its_month_waits_on_the_company(place, owner):
    place.add("inspections", state="planned", due_month=month_after(place, 0))
    board = find_dashboard(owner, place.public_id)
    assert waiting(board) == ["visit"]
    assert not board.planned.late
    place.add("inspections", state="planned", due_month=month_after(place, -2))
    board = find_dashboard(owner, place.public_id)
    assert waiting(board) == ["visit", "visit"]
    assert board.planned.due_month == month_after(place, 0)


def test_the_next_visit_is_the_first_of_inspection_booking_and_job(place, owner):
    now = datetime.now(UTC)
    place.add("inspections", state="planned", due_month=month_after(place, 3))
    place.add("bookings", service="Drill", state="confirmed", starts_at=now + timedelta(days=20))
    place.add("jobs", title="Repair", state="scheduled", scheduled_from=now + timedelta(days=5))
    place.add("bookings", service="Wish", state="requested", wished_from=place.day(1))
    assert find_dashboard(owner, place.public_id).visit.noun == "job"
    technical = person_with((place.client, place.id, ["inspections"]))
    assert find_dashboard(technical, place.public_id).visit.noun == "inspection"


def test_today_is_the_day_where_the_site_is(owner):
    east = new_site(owner.clients[0].id, zone="Pacific/Kiritimati")
    local = datetime.now(ZoneInfo("Pacific/Kiritimati"))
    east.add("inspections", state="scheduled", scheduled_from=local.replace(hour=0, minute=5) - timedelta(days=2))
    assert find_dashboard(owner, east.public_id).planned is None
    east.add("inspections", state="scheduled", scheduled_from=local.replace(hour=23, minute=55) + timedelta(days=1))
    board = find_dashboard(owner, east.public_id)
    assert board.zone == "Pacific/Kiritimati"
    assert board.planned.scheduled_from.astimezone(ZoneInfo(board.zone)).date() == local.date() + timedelta(days=1)


def test_what_waits_on_the_client_comes_with_the_most_urgent_first(place, owner):
    inspection = place.inspection(-10, "non_compliant", "compliant")
    place.quote(number="PLAIN", issued_on=place.day(-50))
    place.quote(number="REPAIR", issued_on=place.day(-2), inspection_id=inspection)
    place.quote(number="EXPIRED", valid_until=place.day(-1))
    place.quote(number="ANSWERED", state="accepted")
    place.invoice(10, due=-20, number="LATE", issued_on=place.day(-50))
    place.invoice(10, due=3, number="SOON")
    place.invoice(10, due=30, number="CALM")
    place.add("contracts", title="Care", state="sent", number="SIGN")
    place.add("bookings", service="Visit", state="requested", requested_at=datetime.now(UTC), number="ASKED")
    board = find_dashboard(owner, place.public_id)
    mine = [one.number for one in board.waiting if one.on_client]
    assert mine == ["REPAIR", "LATE", "PLAIN", "SIGN", "SOON"]
    assert [one.number for one in board.waiting if not one.on_client] == ["ASKED"]
    assert [one.number for one in board.waiting if one.repairs] == ["REPAIR"]


def test_equipment_is_counted_by_its_result_at_the_last_inspection(place, owner):
    kind = place.kind("equipment", "extinguisher")
    things = [place.add("equipment", code=f"E{number}", kind_id=kind) for number in range(5)]
    place.add("equipment", code="GONE", kind_id=kind, state="retired")
    place.add("equipment", code="HIDDEN", kind_id=kind, published_at=None)
    inspection = place.inspection(-3)
    results = ["compliant", "compliant", "non_compliant", "not_reachable", "non_compliant"]
    for position, (thing, result) in enumerate(zip([*things[:4], things[0]], results, strict=True)):
        place.add("inspection_lines", inspection_id=inspection, position=position, equipment_id=thing, result=result)
    one = find_dashboard(owner, place.public_id).equipment[0]
    assert (one.total, one.compliant, one.non_compliant, one.not_reachable) == (5, 1, 2, 1)


def test_what_failed_tells_how_far_its_repair_is_without_drafts(place, owner):
    kind = place.kind("equipment", "extinguisher")
    things = [place.add("equipment", code=f"E{number}", kind_id=kind) for number in range(3)]
    visit = place.inspection(-3)
    for position, thing in enumerate(things, start=1):
        place.add("inspection_lines", inspection_id=visit, position=position, equipment_id=thing,
                  result="non_compliant")  # fmt: skip
    told = {"title": "Low", "inspection_id": visit, "found_on": place.day(-3)}
    place.add(
        "defects", number="AGREED", equipment_id=things[0], quoted_on=place.day(-2), scheduled_on=place.day(9), **told
    )
    place.add("defects", number="DRAFT", equipment_id=things[1], published_at=None, **told)
    found = find_dashboard(owner, place.public_id).inspection.failed
    assert [(one.defect_standing, one.agreed_on) for one in found] == [
        ("scheduled", place.day(9)),
        (None, None),
        (None, None),
    ]
    assert [one.defect is not None for one in found] == [True, False, False]


def test_what_expires_within_the_companys_days_is_told_and_nothing_else(place, owner):
    kind = place.kind("equipment", "extinguisher")
    for code, values in {
        "SOON": {"retest_on": place.day(45)}, "LATER": {"retest_on": place.day(46)},
        "PAST": {"retest_on": place.day(-9)},
        "END": {"end_of_life_on": place.day(10)}, "OUT": {"retest_on": place.day(1), "state": "out_of_service"},
    }.items():  # fmt: skip
        place.add("equipment", code=code, kind_id=kind, **values)
    found = find_dashboard(owner, place.public_id).expiring
    assert [(one.code, one.why) for one in found] == [("PAST", "retest"), ("END", "end_of_life"), ("SOON", "retest")]
    assert found[0].of == 3


def test_a_contract_tells_when_it_renews_and_until_when_notice_can_be_given(place, owner):
    place.add("contracts", title="Own", state="active", renewal="automatic", ends_on=place.day(100), notice_days=60)
    place.add("contracts", title="Fixed", state="active", ends_on=place.day(200))
    place.add("contracts", title="Draft", state="draft", published_at=None)
    place.add("contracts", title="Void", state="cancelled")
    found = {one.title: one for one in find_dashboard(owner, place.public_id).contracts}
    assert "Own" in found
    assert not {"Draft", "Void"} & set(found)
    assert (found["Own"].renews_on, found["Own"].notice_until) == (place.day(100), place.day(40))
    assert (found["Fixed"].renews_on, found["Fixed"].notice_until) == (None, None)
    assert found["Maintenance MIRAMAR"].shared


def test_new_documents_are_those_shared_since_the_last_visit(place, owner):
    now = datetime.now(UTC)
    place.document("manual", "documents", "Fresh", published_at=now - timedelta(hours=1))
    place.document("manual", "documents", "Known", published_at=now - timedelta(days=20))
    place.document("manual", "documents", "Old", published_at=now - timedelta(days=40))
    place.document("manual", "documents", "Deleted", deleted_at=now)
    here = {"Fresh", "Known", "Old", "Deleted"}
    board = find_dashboard(owner, place.public_id, now - timedelta(days=2))
    assert {one.title for one in board.documents} & here == {"Fresh"}
    board = find_dashboard(owner, place.public_id)
    assert {one.title for one in board.documents} & here == {"Fresh", "Known"}


def test_other_work_shows_what_goes_on_before_what_was_done_with_its_certificate_first(place, owner):
    done = place.add("jobs", title="Done", state="done", done_on=place.day(-3))
    place.add("jobs", title="Running", state="in_progress", scheduled_from=datetime.now(UTC))
    place.add("jobs", title="Void", state="cancelled")
    place.document("job_report", "jobs", "Report", job_id=done)
    proof = place.document("job_certificate", "jobs", "Proof", job_id=done)
    found = find_dashboard(owner, place.public_id).jobs
    assert [one.title for one in found] == ["Running", "Done"]
    assert found[1].files[0].public_id == proof


def test_a_new_site_is_empty_everywhere(place, owner):
    board = find_dashboard(owner, place.public_id)
    empty = ("waiting", "owed", "credit", "invoices", "quotes", "jobs", "equipment", "expiring", "bookings")
    assert [getattr(board, name) for name in empty] == [()] * len(empty)
    assert (board.inspection, board.certificate, board.planned, board.visit) == (None, None, None, None)
