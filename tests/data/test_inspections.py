"""Inspections: order, lines, certificate, and equipment a person may not see."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from data import database as db
from data.queries.equipment import find_equipment, list_equipment
from data.queries.inspections import find_inspection, list_inspections
from data.records.scope import Scope
from data.viewer import Area, Viewer
from tests import cast


def hotel(session) -> dict[str, object]:
    """The Hotel's inspection as the owner of the schema sees it."""
    query = "select id, public_id, client_id, site_id, published_at from portal.inspections where number = 'INS-HOTEL'"
    return dict(session.execute(text(query)).one()._mapping)


def test_coming_ones_stand_above_done_ones_and_undated_ones_on_top(database, owner):
    with db.owner() as session:
        place = {name: hotel(session)[name] for name in ("client_id", "site_id", "published_at")}
        cast.insert(session, "inspections", **place, number="LATER", state="planned", due_month=date(2099, 5, 1))
        cast.insert(session, "inspections", **place, number="SOON", state="scheduled",
                    scheduled_from=datetime(2098, 5, 4, 9, tzinfo=UTC))  # fmt: skip
        cast.insert(session, "inspections", **place, number="OPEN", state="planned")
        cast.insert(session, "inspections", **place, number="OLD", state="done", done_on=date(2001, 1, 1))
    numbers = [one.number for one in list_inspections(owner, Scope()).records]
    assert numbers[:3] == ["OPEN", "LATER", "SOON"]
    assert numbers[-1] == "OLD"


def test_lines_come_failing_first_and_are_counted(database, owner):
    with db.owner() as session:
        id = str(hotel(session)["public_id"])
    inspection = find_inspection(owner, id)
    assert [line.result for line in inspection.lines] == ["non_compliant", "not_reachable", "compliant"]
    assert (inspection.compliant, inspection.non_compliant, inspection.not_reachable) == (1, 1, 1)
    [row] = [one for one in list_inspections(owner, Scope()).records if one.number == "INS-HOTEL"]
    assert (row.compliant, row.non_compliant, row.not_reachable) == (1, 1, 1)


def test_equipment_outside_the_areas_of_a_person_stays_unnamed(database):
    with db.owner() as session:
        found = hotel(session)
        person = cast.insert(session, "people", email="inspector@miramar.example", name="Only Inspections")
        cast.insert(session, "grants", person_id=person, client_id=found["client_id"], areas=["inspections"])
    viewer = Viewer(person, "", "", "", client_id=found["client_id"], areas=frozenset({Area.INSPECTIONS}))
    inspection = find_inspection(viewer, str(found["public_id"]))
    assert "EXT-HOTEL" not in repr(inspection)
    assert [line.subject for line in inspection.lines] == [None, "Detector HOTEL", None]
    assert inspection.around.related == ()


def test_the_certificate_is_missing_awaited_or_there(database, owner):
    with db.owner() as session:
        found = hotel(session)
        late = "update portal.inspections set certificate_due_on = portal.today() - 1 where id = :id"
        session.execute(text(late), found)
    id = str(found["public_id"])
    assert find_inspection(owner, id).certificate_standing == "missing"
    with db.owner() as session:
        session.execute(text("update portal.inspections set certificate_due_on = portal.today() where id = :id"), found)
    assert find_inspection(owner, id).certificate_standing == "awaited"
    place = {name: found[name] for name in ("client_id", "site_id", "published_at")} | {"area": "inspections"}
    with db.owner() as session:
        document = cast.insert(session, "documents", **place, kind_id=cast.kind(session, "document", "certificate"),
                               title="Certificate", valid_until=date(2099, 1, 1))  # fmt: skip
        cast.insert(session, "document_versions", **place, document_id=document, version=1, file_name="c.pdf",
                    media_type="application/pdf", size=1, sha256="0" * 64, storage_key="k")  # fmt: skip
        cast.insert(session, "document_links", **place, document_id=document, inspection_id=found["id"])
    inspection = find_inspection(owner, id)
    assert (inspection.certificate_standing, inspection.certificate_until) == ("valid", date(2099, 1, 1))
    assert [(one.title, one.standing) for one in inspection.around.documents] == [("Certificate", "valid")]
    [row] = [one for one in list_inspections(owner, Scope()).records if one.number == "INS-HOTEL"]
    assert row.document is not None
    assert row.document.title == "Certificate"


def test_equipment_knows_its_results_over_time_and_what_is_due(database, owner):
    with db.owner() as session:
        found = hotel(session)
        session.execute(text("update portal.equipment set retest_on = portal.today() + 10,"
                             " end_of_life_on = portal.today() - 1 where code = 'EXT-HOTEL'"))  # fmt: skip
        id = session.execute(text("select public_id from portal.equipment where code = 'EXT-HOTEL'")).scalar_one()
    equipment = find_equipment(owner, id)
    assert (equipment.retest_standing, equipment.end_of_life_standing) == ("expiring", "expired")
    assert {(one.number, one.inspection) for one in equipment.results} == {("INS-HOTEL", found["public_id"])}
    assert [one.result for one in equipment.results] == ["non_compliant", "compliant"]
    assert equipment.last_result == "non_compliant"
    [row] = [one for one in list_equipment(owner, Scope()).records if one.code == "EXT-HOTEL"]
    assert (row.last_result, row.retest_standing) == ("non_compliant", "expiring")
    with db.owner() as session:
        session.execute(text("update portal.inspections set withdrawn_at = now() where id = :id"), found)
    assert find_equipment(owner, id).results == ()
