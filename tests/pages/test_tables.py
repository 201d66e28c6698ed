"""The pages of the tables, and the files they give away: what stands in them, in which language, and who asked."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from data.queries.invoices import INVOICES
from data.queries.tables import export_table
from data.records.scope import Scope
from data.records.tables import Question
from integrations.spreadsheets import open_table
from pages.exports import EXPORTS
from tests import cast

pytestmark = pytest.mark.one_database

LISTS = ["/inspections", "/equipment", "/defects", "/jobs", "/documents", "/invoices", "/payments", "/quotes",
         "/contracts", "/orders", "/bookings"]  # fmt: skip
DANGEROUS = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def trap(_module_clone: bool) -> None:
    """An invoice whose texts a spreadsheet would compute, with a comma, a quote and a line break."""
    with db.owner() as session:
        client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        for number, subject in (("TRAP-1", DANGEROUS), ("TRAP-2", 'Ñandú, "two"\nlines'), ("+TRAP-3", "@sum")):
            cast.insert(session, "invoices", client_id=client, kind="credit_note", number=number, state="issued",
                        issued_on=date(2026, 3, 1), subject=subject, currency="EUR", payable=Decimal("1234.50"),
                        search_text=number.lower(), published_at="2026-03-01T00:00:00Z")  # fmt: skip


@pytest.fixture
def page(client, sign_in, trap):
    """What a page shows to the owner."""
    sign_in(client, "owner")

    def show(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found: str = answer.get_data(as_text=True)
        return found.split("<main")[1].split("</main")[0]

    return show


@pytest.fixture
def taken(client, sign_in, trap):
    """The rows of a CSV the owner takes away."""
    sign_in(client, "owner")

    def take(address: str) -> list[list[str]]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        data = answer.get_data()
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))

    return take


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_search_order_and_files_to_take_away(page, path):
    shown = page(path)
    assert 'role="search"' in shown
    assert 'name="q"' in shown
    assert shown.count("aria-sort=") == 1
    assert f"/export{path}.csv" in shown
    assert f"/export{path}.xlsx" in shown


def test_chips_say_how_many_and_which_is_chosen(page):
    shown = page("/invoices?state=credit_open")
    pressed = re.findall(r'<button[^>]*aria-pressed="true"[^>]*>([^<]*)', shown)
    assert [words.strip() for words in pressed] == ["Credit not yet used"]
    assert 'value="all"' in shown
    assert re.search(r'name="state" value="credit_open"|value="credit_open" name="state"', shown)
    assert "TRAP-1" in shown
    assert "INV-HOTEL" not in shown


def test_a_heading_leads_to_the_other_order_and_keeps_what_was_asked(page):
    shown = page("/invoices?q=trap&sort=-amount")
    found = re.search(r'aria-sort="descending"[^>]*>\s*<a[^>]*href="([^"]*)"', shown)
    assert found
    assert found[1].replace("&amp;", "&") == "/invoices?q=trap&sort=amount"


def test_filters_that_find_nothing_can_be_cleared(page):
    shown = page("/invoices?q=no-such-invoice")
    assert "Nothing found" in shown
    assert 'id="clear-filters"' in shown
    assert 'name="q"' in shown
    assert "/export/" not in shown


def test_a_person_without_records_is_told_when_that_changes(client, sign_in, database):
    sign_in(client, "stranger")
    with db.owner() as session:
        session.execute(text("update portal.orders set withdrawn_at = now() where number ~ 'VILLA|PALAZZO'"))
    shown = client.get("/orders").get_data(as_text=True).split("<main")[1]
    assert "No orders yet" in shown
    assert 'role="search"' not in shown.split("</main")[0]


def test_paging_keeps_what_was_asked(page, monkeypatch):
    from data.queries import slices

    monkeypatch.setattr(slices, "PAGE", 1)
    shown = page("/invoices?q=trap&sort=number")
    onward = re.search(r'href="(/invoices\?[^"]*after=[^"]*)"', shown)
    assert onward
    second = page(onward[1].replace("&amp;", "&"))
    assert "TRAP-1" in shown + second
    assert "sort=number" in onward[1]
    assert re.search(r'href="/invoices\?q=trap&amp;sort=number"', second)


def test_a_csv_holds_exactly_the_rows_asked_for_with_plain_values(taken):
    head, *rows = taken("/export/invoices.csv?q=trap&sort=number")
    assert head == ["Number", "Kind", "Subject", "Client number", "Client", "Site code", "Site", "Issued", "Due",
                    "State", "Your order number", "Net", "Tax", "Amount", "Balance", "Currency"]  # fmt: skip
    by_number = {row[0].lstrip("'"): row for row in rows}
    assert set(by_number) == {"TRAP-1", "TRAP-2", "+TRAP-3"}
    assert by_number["TRAP-2"] == ["TRAP-2", "Credit note", 'Ñandú, "two"\nlines', "C-001", "Grup Miramar S.L.", "",
                                   "", "2026-03-01", "", "Credit not yet used", "", "", "", "-1234.50", "-1234.50",
                                   "EUR"]  # fmt: skip


def test_no_text_of_a_csv_begins_like_a_formula(taken):
    for row in taken("/export/invoices.csv"):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or re.fullmatch(r"-[0-9]+\.[0-9]{2}", cell)
    assert f"'{DANGEROUS}" in {row[2] for row in taken("/export/invoices.csv")}


def test_a_csv_read_again_gives_the_values_of_the_records(client, sign_in, owner, trap, tmp_path: Path):
    sign_in(client, "owner")
    file = tmp_path / "invoices.csv"
    file.write_bytes(client.get("/export/invoices.csv").get_data())
    with open_table(file, expected=("Number",)) as table:
        read = [dict(zip(table.headers, cells, strict=True)) for _row, cells in table.rows()]
    records = list(export_table(INVOICES, owner, Scope(), Question()))
    assert len(read) == len(records)
    for row, one in zip(read, records, strict=True):
        assert str(row["Number"]).removeprefix("'") == one.number
        assert str(row["Subject"]).removeprefix("'") == (one.subject or "")
        assert date.fromisoformat(str(row["Issued"])) == one.issued_on
        assert str(row["Due"]) == (one.due_on.isoformat() if one.due_on else "")
        assert abs(Decimal(str(row["Amount"]))) == one.payable
        assert row["Currency"] == one.currency


@pytest.mark.parametrize("path", LISTS)
def test_no_workbook_has_a_formula_and_dates_and_amounts_are_typed(client, sign_in, trap, path):
    sign_in(client, "owner")
    answer = client.get(f"/export{path}.xlsx")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert not any("external" in name.lower() for name in book.namelist())
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "<hyperlink" not in sheet
    if path == "/invoices":
        assert "HYPERLINK" in sheet  # as text
        assert re.search(r'<c r="N\d+" s="\d+"><v>-1234.5</v></c>', sheet)
        assert re.search(r'<c r="H\d+" s="\d+"><v>46082</v></c>', sheet)  # 2026-03-01


def test_headings_and_states_are_in_the_language_of_the_person(client, sign_in, trap, database):
    sign_in(client, "owner")
    with db.owner() as session:
        session.execute(text("update portal.people set language = 'es' where email = :e"), {"e": cast.EMAILS["owner"]})
    try:
        answer = client.get("/export/invoices.csv?q=trap")
        head = answer.get_data().decode("utf-8-sig").splitlines()[0].split(",")
        assert head[:3] == ["Número", "Tipo", "Concepto"]
        assert "Moneda" in head
        assert "facturas" in answer.headers["Content-Disposition"].lower()
    finally:
        with db.owner() as session:
            session.execute(
                text("update portal.people set language = null where email = :e"), {"e": cast.EMAILS["owner"]}
            )


@pytest.mark.parametrize("export", EXPORTS, ids=[export.table.noun for export in EXPORTS])
def test_no_export_holds_internal_words_or_somebody_elses_records(client, sign_in, export):
    sign_in(client, "stranger")
    from components.nouns import NOUNS

    path = NOUNS[export.table.noun].path
    sent = client.get(f"/export{path}.csv").get_data(as_text=True)
    for secret in (cast.CANARY, "HOTEL", "SPA", "Miramar", "DRAFT", "WITHDRAWN"):
        assert secret not in sent


def test_another_persons_site_is_not_found(client, sign_in, database):
    sign_in(client, "stranger")
    with db.owner() as session:
        hotel = session.execute(text("select public_id from portal.sites where name = 'Hotel Miramar'")).scalar_one()
    assert client.get(f"/export/invoices.csv?site={hotel}").status_code == 404
    assert client.get("/export/invoices.csv?site=x").status_code == 404


def test_taking_a_table_away_is_noted(client, sign_in, owner, trap):
    sign_in(client, "owner")
    client.get("/export/invoices.xlsx?q=trap")
    flush_activity()
    with db.owner() as session:
        noted = session.execute(
            text("select path from portal.activity where kind = 'exported' and person_id = :p"), {"p": owner.person_id}
        ).scalars()
        assert "/export/invoices.xlsx?q=trap" in set(noted)


def test_more_rows_than_a_file_takes_are_refused_with_words(client, sign_in, trap, monkeypatch):
    monkeypatch.setattr("pages.exports.MOST_ROWS", 2)
    sign_in(client, "owner")
    answer = client.get("/export/invoices.csv")
    assert answer.status_code == 400
    assert "narrow the list" in answer.get_data(as_text=True)
