"""The statement of account through the whole application: page, paper and CSV file, rights first."""

import csv
import io
from decimal import Decimal

import pytest
from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from tests import cast
from tests.pdf_text import words_of

pytestmark = pytest.mark.one_database
WAYS = ("", ".pdf", ".csv")


def public_id(table: str, name: str) -> str:
    with db.owner() as session:
        query = text(f"select public_id from portal.{table} where name = :n")
        return str(session.execute(query, {"n": name}).scalar_one())


def rows(answer) -> list[dict[str, str]]:
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("way", WAYS)
def test_the_stranger_gets_the_statement_of_nobody_else(client, sign_in, way):
    sign_in(client, "stranger")
    for query in (f"site={public_id('sites', 'Hotel Miramar')}", f"client={public_id('clients', 'Grup Miramar S.L.')}"):
        answer = client.get(f"/statement{way}?{query}")
        assert answer.status_code == 404
        assert b"HOTEL" not in answer.data
    own = client.get(f"/statement{way}")
    assert own.status_code == 200
    if way != ".pdf":
        assert b"INV-VILLA" in own.data
        assert b"HOTEL" not in own.data


@pytest.mark.parametrize("way", WAYS)
def test_the_colleague_without_billing_gets_no_statement(client, sign_in, way):
    sign_in(client, "colleague")
    assert client.get(f"/statement{way}").status_code == 403
    assert client.get(f"/statement{way}?site={public_id('sites', 'Spa Miramar')}").status_code == 403


@pytest.mark.parametrize("person", ["owner", "admin"])
@pytest.mark.parametrize("way", WAYS)
def test_drafts_withdrawn_records_and_internal_words_stand_on_no_statement(client, sign_in, person, way):
    sign_in(client, person)
    answer = client.get(f"/statement{way}?client={public_id('clients', 'Grup Miramar S.L.')}")
    assert answer.status_code == 200
    said = words_of(answer.data) if way == ".pdf" else answer.get_data(as_text=True)
    assert "INV-HOTEL" in said
    for secret in (cast.CANARY, "DRAFT", "WITHDRAWN", "VILLA"):
        assert secret not in said


def test_staff_without_a_client_are_asked_for_one(client, sign_in):
    sign_in(client, "admin")
    assert "Choose a client" in client.get("/statement").get_data(as_text=True)
    for way in (".pdf", ".csv"):
        assert client.get(f"/statement{way}").status_code == 400


@pytest.mark.parametrize(
    ("code", "pieces"),
    [
        ("en", ("Statementofaccount", "Stilltopay:€300.00", "Openitems", "Notyetdue", "Last12months")),
        ("es", ("Estadodecuenta", "Pendientedepago:300,00€", "Partidasabiertas", "Novencido", "Últimos12meses")),
        ("it", ("Estrattoconto", "Ancoradapagare:300,00€", "Partiteaperte", "Nonscaduto", "Ultimi12mesi")),
        ("ro", ("Extrasdecont", "Restdeplată:300,00EUR", "Pozițiideschise", "Nescadent", "Ultimele12luni")),
    ],
)
def test_the_paper_speaks_the_persons_language(client, sign_in, code, pieces):
    with db.owner() as session:
        query = text("update portal.people set language = :code where email = :email")
        session.execute(query, {"code": code, "email": cast.EMAILS["owner"]})
    try:
        sign_in(client, "owner")
        answer = client.get("/statement.pdf")
        assert answer.mimetype == "application/pdf"
        said = words_of(answer.data)
        for piece in (*pieces, "INV-HOTEL", "INV-SPA", "INV-MIRAMAR", "GrupMiramarS.L."):
            assert piece in said
        assert "\ufffd" not in said
    finally:
        with db.owner() as session:
            session.execute(text("update portal.people set language = 'en'"))


def test_the_csv_file_holds_the_same_figures_as_plain_decimals_and_iso_dates(client, sign_in):
    sign_in(client, "owner")
    with db.owner() as session:
        today = session.execute(text("select portal.today()")).scalar_one().isoformat()
        session.execute(text("update portal.invoices set subject = '=1+1' where number = 'INV-SPA'"))
    answer = client.get("/statement.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    found = rows(answer)
    items = [row for row in found if row["List"] == "Open items"]
    assert {row["Number"] for row in items} == {"INV-HOTEL", "INV-SPA", "INV-MIRAMAR"}
    assert {(row["Date"], row["Currency"], row["Amount"], row["Still to pay"]) for row in items} == {
        (today, "EUR", "121.00", "100.00")
    }
    assert next(row for row in items if row["Number"] == "INV-SPA")["Subject"] == "'=1+1"
    running = [row for row in found if row["List"] == "Last 12 months in EUR"]
    assert running[0]["Still to pay"] in ("0", "0.00")
    assert running[-1]["Still to pay"] == "300.00"
    assert sum(Decimal(row["Amount"]) for row in running[1:]) == 300


def test_the_page_is_reached_from_invoices_payments_and_the_outstanding_box(client, sign_in):
    sign_in(client, "owner")
    site = public_id("sites", "Hotel Miramar")
    for path in ("/invoices", "/payments", "/"):
        assert f'href="/statement?site={site}"' in client.get(f"{path}?site={site}").get_data(as_text=True)
    page = client.get(f"/statement?site={site}").get_data(as_text=True)
    assert f"/statement.csv?site={site}" in page
    assert "INV-HOTEL" in page
    assert "INV-SPA" not in page
    assert "€100.00 more is owed by Grup Miramar S.L. for no single site." in page


def test_taking_a_statement_is_noted(client, sign_in):
    sign_in(client, "owner")
    client.get("/statement.csv")
    client.get("/statement.pdf?download=1")
    flush_activity()
    with db.owner() as session:
        query = text("select path from portal.activity where kind = 'document_downloaded' order by at desc, id desc")
        assert session.execute(query).scalars().all()[:2] == ["/statement.pdf", "/statement.csv"]
