"""The search over everything: only what the person may see, the very number first, any text as input."""

from datetime import date

import pytest
from sqlalchemy import text

from data import database as db
from data.imports.doors import DOORS
from data.policies import INTERNAL_COLUMNS
from data.queries import search as module
from data.queries.search import SEARCHED, search_everywhere
from data.records.search import read_search
from data.search import beginnings, folded
from data.viewer import Invalid
from tests import cast
from tests.data.places import person_with

pytestmark = pytest.mark.one_database

NAMES = ("HOTEL", "SPA", "VILLA", "MIRAMAR", "PALAZZO", "DRAFT", "WITHDRAWN")


@pytest.fixture(scope="module", autouse=True)
def words(_module_clone: bool) -> None:
    """What an import would have made of the cast's records, and a few invoices to be told apart."""
    with db.owner() as session:
        for one in SEARCHED:
            rows = f"select t.id, {one.title} as title, {one.text} as words from portal.{one.table.relation} t"  # noqa: S608
            for row in session.execute(text(rows)).all():
                session.execute(
                    text(f"update portal.{one.table.relation} set search_text = :s where id = :id"),  # noqa: S608
                    {"s": folded(row.title, row.words), "id": row.id},
                )
        for row in session.execute(text("select id, name, number from portal.clients")).all():
            session.execute(text("update portal.clients set search_text = :s where id = :id"),
                            {"s": folded(row.name, row.number), "id": row.id})  # fmt: skip
        client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        for number, day in (("F-2026/118", 1), ("F-2026/1180", 2), ("F-2026/1181", 3), ("X-7", 28)):
            subject = "Revisión trimestral" if number != "X-7" else "about f-2026/118"
            cast.insert(session, "invoices", client_id=client, kind="invoice", number=number, state="issued",
                        issued_on=date(2026, 3, day), subject=subject, currency="EUR", payable=10,
                        search_text=folded(number, subject), published_at="2026-03-01T00:00:00Z")  # fmt: skip


def found(viewer, words):
    """Titles by noun."""
    groups = search_everywhere(viewer, words).groups
    return {group.noun: [one.title for one in group.records] for group in groups}


def titles(viewer, words):
    return {title for several in found(viewer, words).values() for title in several}


def test_the_stranger_finds_nothing_of_others_by_any_number_or_name(stranger, owner):
    with db.owner() as session:
        foreign = {
            row.title
            for one in SEARCHED
            for row in session.execute(text(
                f"select {one.title} as title from portal.{one.table.relation} t join portal.clients c "  # noqa: S608
                "on c.id = t.client_id where c.number = 'C-001'"
            ))
        }  # fmt: skip
    assert len(foreign) > 50
    for title in [*foreign, "Hotel Miramar", "Spa", "Mallorca 214", "Grup Miramar S.L.", "C-001"]:
        assert not titles(stranger, title) & (foreign | {"Hotel Miramar", "Spa Miramar", "Grup Miramar S.L."}), title
    assert "Villa Palazzo" in titles(stranger, "villa")
    assert titles(owner, "INV-HOTEL") == {"INV-HOTEL"}


def test_the_colleague_finds_no_invoice_and_nothing_of_the_other_site(colleague):
    assert set(found(colleague, "spa")) == {
        "site",
        "inspection",
        "defect",
        "equipment",
        "document",
        "job",
        "booking",
        "order",
    }
    assert titles(colleague, "hotel") == set()
    assert titles(colleague, "INV-SPA") == set()


def test_a_person_of_several_clients_finds_of_each_what_is_open_there():
    with db.owner() as session:
        ids = dict(session.execute(text("select number, id from portal.clients where number like 'C-%'")).all())
    person = person_with((ids["C-001"], None, ["billing"]), (ids["C-002"], None, ["jobs"]))
    assert titles(person, "inv-hotel") == {"INV-HOTEL"}
    assert titles(person, "job-villa") == {"JOB-VILLA"}
    assert titles(person, "inv-villa") == titles(person, "job-hotel") == set()


def test_drafts_and_withdrawn_records_are_found_by_nobody(owner, admin, reader):
    for viewer in (owner, admin, reader):
        assert titles(viewer, "draft") == titles(viewer, "withdrawn") == set()


def test_staff_find_everything_of_everybody_and_the_clients(admin, reader):
    for viewer in (admin, reader):
        assert found(viewer, "C-001")["client"] == ["Grup Miramar S.L."]
        assert set(found(viewer, "villa")["invoice"]) == {"INV-VILLA"}
        assert set(found(viewer, "hotel")) == {"site", *(one.table.noun for one in SEARCHED)}


@pytest.mark.parametrize("typed", ["F-2026/118", "f2026118", " f 2026.118 ", "F_2026 118"])
def test_the_very_number_comes_first_then_those_that_begin_so_then_the_newest(owner, admin, typed):
    for viewer in (owner, admin):
        [group] = search_everywhere(viewer, typed).groups
        shown = [(one.title, one.exact) for one in group.records]
        assert shown == [("F-2026/118", True), ("F-2026/1181", False), ("F-2026/1180", False), ("X-7", False)]


def test_the_noun_with_the_very_number_stands_first(owner):
    assert next(iter(found(owner, "pay-hotel"))) == "payment"
    assert next(iter(found(owner, "hotel"))) == "site"


def test_accents_case_and_punctuation_do_not_matter_and_every_word_must_occur(owner, admin):
    for viewer in (owner, admin):
        for typed in ("revision", "REVISIÓN!", "trimestral, revisión"):
            assert set(found(viewer, typed)["invoice"]) == {"F-2026/118", "F-2026/1180", "F-2026/1181"}
        assert titles(viewer, "revision hotel") == set()


def test_of_very_many_the_count_stops_and_the_very_number_is_still_found(owner, admin, monkeypatch):
    monkeypatch.setattr(module, "COUNTED", 2)
    for viewer in (owner, admin):
        [group] = [one for one in search_everywhere(viewer, "f-2026/118").groups if one.noun == "invoice"]
        assert group.records[0].title == "F-2026/118"
        assert (group.capped, group.total) == (True, 2)
        everything = search_everywhere(viewer, "2026").groups[0]
        assert everything.capped
        assert "X-7" in [one.title for one in everything.records], "the newest"


@pytest.mark.parametrize(
    "typed", ["%", "_", "\\", "'", "' or true --", "*:*", "a:* | b", "!!!", "🧯", "\u202eabc", "مرحبا", "東京",
              "\ud800 x", "x" * 200, "a & !b", "<script>"],
)  # fmt: skip
def test_any_text_can_be_searched_for(owner, admin, typed):
    for viewer in (owner, admin):
        search = read_search(typed)
        assert search_everywhere(viewer, search).search == search


def test_signs_alone_find_nothing_and_too_many_are_refused(owner):
    assert search_everywhere(owner, "% _ 🧯").groups == ()
    with pytest.raises(Invalid):
        read_search("x" * 10_000)
    assert read_search(" a\x00 \n b\ud800") == "a b?"


def test_a_query_for_the_index_holds_quoted_words_and_nothing_else():
    assert beginnings("Revisión F-2026/118 | !x") == "'revision':* & 'f':* & '2026':* & '118':* & 'x':*"
    assert beginnings("%_\\'") is None


def test_nothing_internal_goes_into_what_records_are_found_by():
    assert {name for door in DOORS.values() for name in door.searched} & set(INTERNAL_COLUMNS) == set()
