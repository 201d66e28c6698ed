"""Matching files with records: certain is what one record alone can be meant by; in doubt somebody has to look."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from data import database as db
from data.database import transaction
from data.matching.evidence import Proposal
from data.matching.kinds import kinds_said
from data.matching.lookup import match
from data.matching.numbers import longest, numbers_in
from data.matching.validity import valid_until
from data.records.company import Company
from data.viewer import Viewer
from tests import cast

COMPANY = Company(name="Vigil Fire & Safety", tax_id="B66201138")


def proposed(viewer: Viewer, name: str, words: str = "") -> Proposal:
    with transaction(viewer) as session:
        return match(session, name, words, COMPANY)


@pytest.fixture
def numbered(database: str) -> str:
    """Records with numbers as companies give them; the same invoice number at both clients once."""
    with db.owner() as session:
        one = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        other = session.execute(text("select id from portal.clients where number = 'C-002'")).scalar_one()
        session.execute(text("update portal.clients set tax_id = 'B63094189' where id = :c"), {"c": one})
        session.execute(text("update portal.clients set tax_id = 'IT01234567890' where id = :c"), {"c": other})
        session.execute(text("update portal.sites set code = 'HOT-01' where name = 'Hotel Miramar'"))
        for client, number in ((one, "F-2026-118"), (one, "2026-77"), (one, "F-2026-500"), (other, "F-2026-500"),
                               (other, "F-2026-900"), (one, "20261234")):  # fmt: skip
            cast.insert(session, "invoices", client_id=client, kind="invoice", number=number, state="issued",
                        issued_on="2026-01-01", currency="EUR", payable=1, published_at="2026-01-01")  # fmt: skip
        cast.insert(session, "invoices", client_id=one, kind="invoice", number="F-2026-DRAFT1", state="draft",
                    currency="EUR", payable=1)  # fmt: skip
    return database


def test_a_number_that_one_record_alone_has_is_certain_by_name_and_by_text(numbered: str, admin: Viewer) -> None:
    for name, words in (
        ("F-2026-118.pdf", ""), ("factura_F-2026_118-firmada.pdf", ""), ("scan.pdf", "Factura\nF-2026-118\nB63094189"),
        ("scan.pdf", "Fattura n. F 2026/118"),
    ):  # fmt: skip
        found = proposed(admin, name, words)
        assert found.certain, (name, found.reason)
        assert found.kind == "invoice"
        assert found.hit is not None
        assert found.hit.number == "F-2026-118"


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("F-2026-500.pdf", "", "used_twice"),  # two clients have it
        ("F-2026-500.pdf", "Factura B63094189", "used_twice"),  # and one of them is named: still somebody looks
        ("F-2026-118.pdf", "Factura para IT 01234567890", "other_client"),
        ("F-2026-118.pdf", "Factura F-2026-900", "several"),  # the name says one, the paper another
        ("scan.pdf", "Factura F-2026-118, F-2026-900", "several"),
        ("scan.pdf", "Factura 20261234", "only_digits"),  # may be anything
        ("scan.pdf", "Factura, total 20.261.234 RON", "only_digits"),
        ("2026-118.pdf", "", "nothing"),  # nobody's number, though the end of one
        ("X-2026-77.pdf", "", "nothing"),  # the end of another company's number
        ("F-2026-DRAFT1.pdf", "Factura", "unpublished"),
        ("scan.pdf", "Certificado de mantenimiento C-001", "no_record"),
        ("manual.pdf", "Manual B63094189", "no_record"),  # which site?
        ("scan.pdf", "", "nothing"),
    ],
)
def test_in_doubt_somebody_has_to_look(numbered: str, admin: Viewer, name: str, words: str, reason: str) -> None:
    assert proposed(admin, name, words).reason == reason


def test_a_paper_about_no_record_goes_to_the_one_site_it_names(numbered: str, admin: Viewer) -> None:
    found = proposed(admin, "manual HOT-01.pdf", "Manual de uso B63094189")
    assert found.certain
    assert found.site_id is not None


def test_the_companys_own_tax_number_is_no_clients(numbered: str, admin: Viewer) -> None:
    with db.owner() as session:
        session.execute(text("update portal.clients set tax_id = 'B66201138' where number = 'C-002'"))
    assert proposed(admin, "F-2026-118.pdf", "Factura F-2026-118, NIF B66201138").certain


def test_words_of_four_languages_say_the_kind_and_the_most_exact_ones_win() -> None:
    for name, words, kind in (
        ("a.pdf", "Certificado de mantenimiento\nContrato C-1", "certificate"),
        ("a.pdf", "Parte de trabajo", "job_report"),
        ("T-1-report.pdf", "Raport de lucru", "job_report"), ("T-1-certificate.pdf", "Certificato d'intervento",
         "job_certificate"), ("a.pdf", "Listă de verificare", "checklist"), ("Ofertă 12.pdf", "", "quote"),
    ):  # fmt: skip
        assert kinds_said(name, words) == {kind}, words
    assert kinds_said("factura.pdf", "Checklist") == frozenset()
    assert kinds_said("scan.pdf", "nothing of the sort") is None
    assert kinds_said("scan.pdf", "Contract Fire Ltd\nInvoice", ["Contract Fire Ltd"]) == {"invoice"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Valid until 21 September 2027", date(2027, 9, 21)), ("Valid until: 2027-09-21", date(2027, 9, 21)),
        ("Valido fino al 21 settembre 2027", date(2027, 9, 21)), ("Válido hasta el 21/09/2027", date(2027, 9, 21)),
        ("Valabil până la\n21 septembrie 2027", date(2027, 9, 21)), ("Valid until September 21, 2027",
         date(2027, 9, 21)), ("Valid until 31.02.2027", None), ("Valid until further notice, 21.09.2027", None),
        ("Valid until 1.1.2027, valid until 2.1.2027", None), ("21.09.2027", None),
    ],
)  # fmt: skip
def test_the_day_of_validity_is_read_where_one_day_alone_is_said(words: str, day: date | None) -> None:
    assert valid_until(words) == day


@given(st.from_regex(r"[A-Z]{1,3}-20[0-9]{2}-[0-9]{3,5}", fullmatch=True), st.sampled_from(["/", "-", ".", "1", "A-"]))
def test_no_part_of_a_longer_number_is_taken_for_a_number(number: str, sign: str) -> None:
    key = number.replace("-", "").lower()
    assert longest(numbers_in(f"Invoice {number}, of today"), {key}) == {key}
    longer = f"{number}{sign}7" if sign in "/-." else f"{sign}{number}"
    assert not longest(numbers_in(longer), {key})
