"""Lists and records of every noun: who sees what, page by page, and nothing that is not published."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from data import database as db
from data.queries import (
    bookings,
    contracts,
    defects,
    documents,
    equipment,
    files,
    inspections,
    invoices,
    jobs,
    orders,
    payments,
    quotes,
    slices,
)
from data.queries.scope import find_scope
from data.records.scope import Scope
from data.viewer import Area, Invalid, NotFound, Viewer
from tests import cast

pytestmark = pytest.mark.one_database


class Noun(NamedTuple):
    """How the tests reach one noun; `label` is the field that holds its number in the cast."""

    table: str
    area: Area
    label: str
    list: Callable[..., Any]
    find: Callable[..., Any]


NOUNS = [
    Noun("inspections", Area.INSPECTIONS, "number", inspections.list_inspections, inspections.find_inspection),
    Noun("equipment", Area.EQUIPMENT, "code", equipment.list_equipment, equipment.find_equipment),
    Noun("defects", Area.INSPECTIONS, "number", defects.list_defects, defects.find_defect),
    Noun("jobs", Area.JOBS, "number", jobs.list_jobs, jobs.find_job),
    Noun("invoices", Area.BILLING, "number", invoices.list_invoices, invoices.find_invoice),
    Noun("payments", Area.BILLING, "number", payments.list_payments, payments.find_payment),
    Noun("quotes", Area.QUOTES, "number", quotes.list_quotes, quotes.find_quote),
    Noun("contracts", Area.CONTRACTS, "number", contracts.list_contracts, contracts.find_contract),
    Noun("orders", Area.ORDERS, "number", orders.list_orders, orders.find_order),
    Noun("bookings", Area.BOOKINGS, "number", bookings.list_bookings, bookings.find_booking),
    Noun("files", Area.FILES, "description", files.list_files, files.find_file),
    Noun("documents", Area.DOCUMENTS, "title", documents.list_documents, documents.find_document_file),
]
EVERY_NOUN = pytest.mark.parametrize("noun", NOUNS, ids=[noun.table for noun in NOUNS])
EVERYWHERE = Scope()


def names(noun: Noun, viewer: Viewer, scope: Scope = EVERYWHERE) -> set[str]:
    """The sites (or clients) after which the listed records are named."""
    return {getattr(one, noun.label).replace(" ", "-").rsplit("-", 1)[1] for one in noun.list(viewer, scope).records}


def public_id(noun: Noun, name: str) -> str:
    """The public id of the cast's record of that name."""
    query = text(f"select public_id from portal.{noun.table} where {noun.label} ~ :ending")  # noqa: S608
    with db.owner() as session:
        return str(session.execute(query, {"ending": f"[- ]{name}$"}).scalar_one())


def texts(value: object) -> str:
    """Every text inside a record."""
    return repr(value)


@EVERY_NOUN
def test_the_stranger_lists_and_finds_only_their_own(database, stranger, noun):
    assert names(noun, stranger) == {"VILLA", "PALAZZO"}
    for name in ("HOTEL", "SPA", "MIRAMAR"):
        with pytest.raises(NotFound):
            noun.find(stranger, public_id(noun, name))


@EVERY_NOUN
def test_the_owner_lists_and_finds_what_is_published(database, owner, noun):
    found = noun.list(owner, EVERYWHERE)
    assert names(noun, owner) == {"HOTEL", "SPA", "MIRAMAR"}
    assert (found.total, found.capped, found.next, found.first) == (3, False, None, True)
    one = noun.find(owner, public_id(noun, "HOTEL"))
    assert "HOTEL" in getattr(one, noun.label)
    if noun.table != "documents":
        assert (one.place.client_name, one.place.site_name) == ("Grup Miramar S.L.", "Hotel Miramar")
        assert one.around.zone == "Europe/Madrid"


@EVERY_NOUN
def test_the_colleague_gets_one_site_and_only_the_areas_of_the_grant(database, colleague, noun):
    expected = {"SPA"} if noun.area.value in cast.TECHNICAL else set()
    assert names(noun, colleague) == expected
    for name in {"HOTEL", "SPA", "MIRAMAR"} - expected:
        with pytest.raises(NotFound):
            noun.find(colleague, public_id(noun, name))


@EVERY_NOUN
def test_staff_meet_what_clients_meet_over_all_clients(database, admin, reader, noun):
    for viewer in (admin, reader):
        assert names(noun, viewer) == {"HOTEL", "SPA", "MIRAMAR", "VILLA", "PALAZZO"}
        for name in ("DRAFT", "WITHDRAWN"):
            with pytest.raises(NotFound):
                noun.find(viewer, public_id(noun, name))


@EVERY_NOUN
def test_internal_words_and_costs_never_become_part_of_a_record(database, admin, owner, noun):
    for viewer in (admin, owner):
        read = texts(noun.list(viewer, EVERYWHERE)) + texts(noun.find(viewer, public_id(noun, "HOTEL")))
        assert cast.CANARY not in read
        for cost in ("Decimal('111.00')", "Decimal('77.00')", "Decimal('55.00')"):
            assert cost not in read
        assert "DRAFT" not in read
        assert "WITHDRAWN" not in read


@EVERY_NOUN
def test_a_site_or_client_narrows_the_list(database, owner, admin, noun):
    with db.owner() as session:
        hotel, villa = (
            session.execute(text("select public_id from portal.sites where name = :n"), {"n": name}).scalar_one()
            for name in ("Hotel Miramar", "Villa Palazzo")
        )
        palazzo = session.execute(text("select public_id from portal.clients where number = 'C-002'")).scalar_one()
    assert names(noun, owner, find_scope(owner, hotel)) == {"HOTEL"}
    assert names(noun, admin, find_scope(admin, villa)) == {"VILLA"}
    assert names(noun, admin, find_scope(admin, None, palazzo)) == {"VILLA", "PALAZZO"}
    several = replace(owner, client_id=None)
    assert names(noun, several, find_scope(several, hotel)) == {"HOTEL"}
    assert names(noun, several) == {"HOTEL", "SPA", "MIRAMAR"}


@EVERY_NOUN
def test_who_has_one_site_also_reads_what_belongs_to_no_site(database, stranger, noun):
    alone = find_scope(stranger)
    assert alone.alone
    assert alone.site is not None
    assert names(noun, stranger, alone) == {"VILLA", "PALAZZO"}


@EVERY_NOUN
def test_paging_meets_every_record_once(database, admin, noun, monkeypatch):
    monkeypatch.setattr(slices, "PAGE", 2)
    met: list[str] = []
    after = None
    while True:
        found = noun.list(admin, EVERYWHERE, after)
        met += [one.public_id for one in found.records]
        after = found.next
        if after is None:
            break
    assert len(met) == len(set(met)) == 5
    assert len(found.records) == 1
    assert not found.first


@EVERY_NOUN
def test_paging_goes_on_when_the_last_record_was_withdrawn_meanwhile(database, admin, noun, monkeypatch):
    everything = [one.public_id for one in noun.list(admin, EVERYWHERE).records]
    monkeypatch.setattr(slices, "PAGE", 2)
    after = noun.list(admin, EVERYWHERE).next
    set_withdrawn = f"update portal.{noun.table} set withdrawn_at = :at where public_id = :id"  # noqa: S608
    with db.owner() as session:
        now = session.execute(text("select now()")).scalar_one()
        session.execute(text(set_withdrawn), {"at": now, "id": everything[1]})
    try:
        rest = noun.list(admin, EVERYWHERE, after)
        assert everything[1] not in {one.public_id for one in noun.list(admin, EVERYWHERE).records}
        assert {one.public_id for one in rest.records} & set(everything[2:4])
    finally:
        with db.owner() as session:
            session.execute(text(set_withdrawn), {"at": None, "id": everything[1]})


def token(*values: object) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@EVERY_NOUN
@pytest.mark.parametrize(
    "after",
    ["", "x", "ä", "[]", "a" * 3000, token(), token("2026-01-01"), token("2026-01-01", "x"), token(1, "a" * 16),
     token("x\x00", "a" * 16), token("\ud800", "a" * 16), token(["2026-01-01"], "a" * 16),
     token("1' or true --" * 100, "a" * 16)],
)  # fmt: skip
def test_a_place_to_go_on_from_that_is_not_ours_is_refused(database, owner, noun, after):
    with pytest.raises(Invalid):
        noun.list(owner, EVERYWHERE, after)


@EVERY_NOUN
def test_no_record_carries_an_inner_id(database, owner, noun):
    found = noun.list(owner, EVERYWHERE).records[0]
    assert is_dataclass(found)
    assert not {f.name for f in fields(found)} & {"id", "client_id", "site_id"}


def test_the_count_stops_when_it_is_large_enough(database, owner, monkeypatch):
    monkeypatch.setattr(slices, "COUNTED", 2)
    found = invoices.list_invoices(owner, EVERYWHERE)
    assert (found.total, found.capped, len(found.records)) == (2, True, 3)
