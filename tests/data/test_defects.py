"""Defects and their lifeline: it stands where its last day is, and what nobody may see is in no part of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from data import database as db
from data.queries.defects import find_defect, list_defects
from data.records.defects import OPEN, STEPS, lifeline
from data.records.scope import Scope
from data.records.tables import Question
from data.viewer import Viewer
from tests import cast

pytestmark = pytest.mark.one_database

NAMES = (*STEPS[1:], "cancelled")
FOUND = date(2026, 3, 1)
DAYS = st.fixed_dictionaries({name: st.none() | st.integers(0, 400) for name in NAMES})


def test_a_lifeline_stands_at_its_last_day_and_skips_without_gaps(database):
    statement = text(f"select portal.defect_standing({', '.join(f'cast(:{name} as date)' for name in NAMES)})")  # noqa: S608

    with db.owner() as session:

        @given(ages=DAYS)
        def holds(ages: dict[str, int | None]) -> None:
            days = {name: None if age is None else FOUND + timedelta(days=age) for name, age in ages.items()}
            steps = lifeline({"found": FOUND, **days})
            [current] = [step for step in steps if step.state == "current"]
            assert current.name == session.execute(statement, days).scalar_one()
            place = steps.index(current)
            assert {step.state for step in steps[:place]} <= {"done", "skipped"}
            assert {step.state for step in steps[place + 1 :]} <= {"ahead"}
            assert all((step.on is None) == (step.state in ("skipped", "ahead")) for step in steps)
            reached = [step.on for step in steps if step.on]
            paces = [step.after for step in steps if step.on]
            assert paces[0] is None
            assert sum(pace or 0 for pace in paces) == (reached[-1] - FOUND).days

        holds()


@pytest.mark.parametrize(
    ("days", "standing", "age"),
    [({}, "found", 41), ({"quoted_on": 2, "scheduled_on": 60}, "scheduled", 41), ({"fixed_on": 12}, "fixed", 12),
     ({"fixed_on": 12, "proven_on": 30}, "proven", 12), ({"proven_on": 30}, "proven", 30),
     ({"quoted_on": 3, "cancelled_on": 5}, "cancelled", 5)],
)  # fmt: skip
def test_it_ages_until_it_is_fixed_proven_or_cancelled(database, owner, days, standing, age):
    with db.owner() as session:
        found = session.execute(text("select portal.today() - 41")).scalar_one()
        site = session.execute(text("select client_id, id from portal.sites where name = 'Spa Miramar'")).one()
        public_id = "agesagesagesages"
        values = {name: found + timedelta(days=after) for name, after in days.items()}
        cast.insert(session, "defects", public_id=public_id, client_id=site.client_id, site_id=site.id, title="Aged",
                    number="AGED-1", found_on=found, published_at="2026-01-01T00:00:00Z", search_text="aged",
                    **values)  # fmt: skip
    try:
        one = find_defect(owner, public_id)
        assert (one.standing, one.age, one.is_open) == (standing, age, standing in OPEN)
        [row] = list_defects(owner, Scope(), None, Question(search="aged")).records
        assert (row.standing, row.age) == (standing, age)
    finally:
        with db.owner() as session:
            session.execute(text("delete from portal.defects where number = 'AGED-1'"))


def person_with(session, name: str, *areas: str) -> Viewer:
    client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
    person = cast.insert(session, "people", email=f"{name}@miramar.example", name=name)
    cast.insert(session, "grants", person_id=person, client_id=client, areas=list(areas))
    return Viewer(person, "", name, "", client_id=client)


def test_it_stands_the_same_for_who_sees_neither_quote_nor_job_and_names_neither(database, owner):
    with db.owner() as session:
        public_id = session.execute(text("select public_id from portal.defects where number = 'DEF-HOTEL'")).scalar()
        inspector = person_with(session, "inspector", "inspections")
    seen, whole = find_defect(inspector, public_id), find_defect(owner, public_id)
    assert (seen.standing, seen.steps) == (whole.standing, whole.steps) == ("quoted", whole.steps)
    assert {one.noun for one in seen.around.related} == {"inspection"}
    assert {one.noun for one in whole.around.related} == {"inspection", "equipment", "quote", "job"}
    assert (seen.equipment, seen.code) == (None, None)
    assert "QUO-HOTEL" not in repr(seen)
    assert "EXT-HOTEL" not in repr(seen)
