"""A certificate whose place a later one took is no problem any more: it says so wherever it is shown."""

import pytest

from data.queries.document_pages import find_document
from data.queries.documents import DOCUMENTS, list_documents
from data.queries.inspections import find_inspection
from data.records.scope import Scope
from data.records.tables import read_question
from tests.data.places import Place, new_site


@pytest.fixture
def place(database, owner) -> Place:
    return new_site(owner.clients[0].id, "Certified")


def test_a_replaced_certificate_is_called_so_in_lists_chips_and_on_pages(place, owner):
    visit = place.inspection(public_id="visitvisitvisit2")
    old = place.document("certificate", "inspections", "Old", valid_until=place.day(-9), inspection_id=visit)
    alone = place.document("manual", "inspections", "Alone", valid_until=place.day(-9))
    soon = place.document("certificate", "inspections", "Soon", valid_until=place.day(9), equipment_id=place.add(
        "equipment", code="P", kind_id=place.kind("equipment", "other")))  # fmt: skip

    def standings(state: str = "") -> dict[str, str | None]:
        asked = {"q": "", "state": state} if state else {}
        found = list_documents(owner, Scope(), None, read_question(asked, DOCUMENTS.shape))
        return {one.public_id: one.standing for one in found.records if one.public_id in (old, alone, soon)}

    assert standings() == {old: "expired", alone: "expired", soon: "expiring"}
    place.document("certificate", "inspections", "New", valid_until=place.day(300), inspection_id=place.inspection())
    assert standings() == {old: "replaced", alone: "expired", soon: "expiring"}
    assert standings("replaced") == {old: "replaced"}
    assert list_documents(owner, Scope()).chips.counts["replaced"] == 1
    assert find_document(owner, old).standing == "replaced"
    assert [one.standing for one in find_inspection(owner, "visitvisitvisit2").around.documents] == ["replaced"]
