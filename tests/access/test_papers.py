"""Papers drawn from records: whose they are, what they say in each language, when the original takes their place."""

import re
import time

import pytest
from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from data.queries.company import forget_company
from integrations.language import LANGUAGES
from tests import cast
from tests.doors import scalar, sql
from tests.pdf_text import words_of

NOUNS = {"invoices": "INV", "quotes": "QUO", "inspections": "INS"}
EVERY_NOUN = pytest.mark.parametrize("noun", NOUNS)


def address(noun: str, name: str) -> str:
    with db.owner() as session:
        query = text(f"select public_id from portal.{noun} where number = :n")
        return f"/{noun}/" + session.execute(query, {"n": f"{NOUNS[noun]}-{name}"}).scalar_one()


def change(statement: str, **values: object) -> None:
    with db.owner() as session:
        session.execute(text(statement), values)


def publish(noun: str, kind: str, media_type: str = "application/pdf") -> str:
    """A document of that kind for the Hotel's record; its public id."""
    column = f"{noun[:-1]}_id"
    area = {"invoices": "billing"}.get(noun, noun)
    with db.owner() as session:
        row = session.execute(text(f"select id, client_id, site_id, published_at from portal.{noun} where number = :n"),
                              {"n": f"{NOUNS[noun]}-HOTEL"}).one()  # fmt: skip
        told = {"client_id": row.client_id, "site_id": row.site_id, "published_at": row.published_at, "area": area}
        document = cast.insert(
            session, "documents", **told, title="Original", kind_id=cast.kind(session, "document", kind)
        )
        cast.insert(session, "document_versions", **told, document_id=document, version=1, file_name="o.pdf",
                    media_type=media_type, size=len(cast.MANUAL), sha256=cast.MANUAL_SHA256,
                    storage_key=cast.MANUAL_KEY)  # fmt: skip
        cast.insert(session, "document_links", **told, document_id=document, **{column: row.id})
        query = text("select public_id from portal.documents where id = :id")
        return str(session.execute(query, {"id": document}).scalar_one())


@pytest.mark.only_reads
@EVERY_NOUN
def test_the_stranger_gets_no_paper_of_others(client, sign_in, noun):
    sign_in(client, "stranger")
    for name in ("HOTEL", "SPA", "MIRAMAR", "DRAFT", "WITHDRAWN"):
        for ending in ("/pdf", "/pdf?download=1"):
            answer = client.get(address(noun, name) + ending)
            assert answer.status_code == 404
            assert b"%PDF" not in answer.data


@pytest.mark.only_reads
def test_the_colleague_gets_papers_of_their_site_and_areas_only(client, sign_in):
    sign_in(client, "colleague")
    assert client.get(address("invoices", "SPA") + "/pdf").status_code == 403
    assert client.get(address("quotes", "SPA") + "/pdf").status_code == 403
    assert client.get(address("inspections", "SPA") + "/pdf").status_code == 200
    assert client.get(address("inspections", "HOTEL") + "/pdf").status_code == 404


@pytest.mark.only_reads
@EVERY_NOUN
@pytest.mark.parametrize("person", ["owner", "admin"])
def test_of_drafts_and_withdrawn_records_there_is_no_paper_and_no_internal_word_on_any(client, sign_in, noun, person):
    sign_in(client, person)
    for name in ("DRAFT", "WITHDRAWN"):
        assert client.get(address(noun, name) + "/pdf").status_code == 404
    said = words_of(client.get(address(noun, "HOTEL") + "/pdf").data)
    assert re.sub(r"\s", "", cast.CANARY) not in said


@pytest.mark.parametrize(
    ("code", "titles", "copy"),
    [
        ("en", ("Invoice", "Quote", "Inspection"), "Copymadeintheportalon"),
        ("es", ("Factura", "Presupuesto", "Revisión"), "Copiageneradaenelportalel"),
        ("it", ("Fattura", "Preventivo", "Ispezione"), "Copiageneratanelportaleindata"),
        ("ro", ("Factură", "Ofertă", "Verificare"), "Copiegeneratăînportalla"),
    ],
)
def test_each_paper_speaks_the_persons_language(client, sign_in, code, titles, copy):
    assert code in LANGUAGES
    change("update portal.people set language = :code where email = :email", code=code, email=cast.EMAILS["owner"])
    sign_in(client, "owner")
    for noun, title in zip(NOUNS, titles, strict=True):
        answer = client.get(address(noun, "HOTEL") + "/pdf")
        assert answer.mimetype == "application/pdf"
        said = words_of(answer.data)
        for piece in (title, copy, f"{NOUNS[noun]}-HOTEL", "GrupMiramarS.L.", "HotelMiramar", "VigilFire&Safety"):
            assert piece in said
    amount = {"en": "€121.00", "es": "121,00€", "it": "121,00€", "ro": "121,00EUR"}[code]
    left = {"en": "€100.00", "es": "100,00€", "it": "100,00€", "ro": "100,00EUR"}[code]
    said = words_of(client.get(address("invoices", "HOTEL") + "/pdf").data)
    assert amount in said
    assert left in said


def test_what_is_to_be_paid_is_told_where_it_differs_from_the_total(client, sign_in):
    change("update portal.invoices set payable = 110 where number = 'INV-HOTEL'")
    sign_in(client, "owner")
    said = words_of(client.get(address("invoices", "HOTEL") + "/pdf").data)
    assert "Total€121.00Topay€110.00Settled€21.00Stilltopay€89.00" in said


@pytest.mark.only_reads
def test_an_inspection_tells_every_line_with_its_remark(client, sign_in):
    sign_in(client, "owner")
    said = words_of(client.get(address("inspections", "HOTEL") + "/pdf").data)
    for piece in ("EXT-HOTEL", "DetectorHOTEL", "RemarkHOTEL", "Notcompliant", "Notaccessible", "MarcVidal", "Lobby"):
        assert piece in said


@EVERY_NOUN
def test_where_the_original_was_published_it_takes_the_papers_place(client, sign_in, noun):
    sign_in(client, "owner")
    path = address(noun, "HOTEL")
    assert f"{path}/pdf" in client.get(path).get_data(as_text=True)
    original = publish(noun, {"invoices": "invoice", "quotes": "quote", "inspections": "checklist"}[noun])
    page = client.get(path).get_data(as_text=True)
    assert f"{path}/pdf" not in page
    assert f"/documents/{original}" in page
    shown = client.get(f"{path}/pdf")
    assert (shown.status_code, shown.location) == (303, f"/documents/{original}/open")
    assert client.get(f"{path}/pdf?download=1").location == f"/documents/{original}/download"


@EVERY_NOUN
def test_enclosures_take_no_papers_place(client, sign_in, noun):
    sign_in(client, "owner")
    publish(noun, "other")
    publish(noun, "invoice" if noun != "invoices" else "quote")
    publish(noun, {"invoices": "invoice", "quotes": "quote", "inspections": "checklist"}[noun], "image/png")
    path = address(noun, "HOTEL")
    assert f"{path}/pdf" in client.get(path).get_data(as_text=True)
    assert client.get(f"{path}/pdf").mimetype == "application/pdf"


@pytest.mark.parametrize("e_invoices", [False, True])
def test_a_copy_names_the_e_invoice_as_the_original_where_that_is_so(client, sign_in, e_invoices):
    change("insert into portal.settings (key, value) values ('e_invoices', to_jsonb(cast(:so as boolean)))",
           so=e_invoices)  # fmt: skip
    forget_company()
    try:
        sign_in(client, "owner")
        path = address("invoices", "HOTEL")
        assert ("legal original is the e-invoice" in client.get(path).get_data(as_text=True)) is e_invoices
        said = words_of(client.get(f"{path}/pdf").data)
        assert ("Copy;thelegaloriginalisthee-invoice." in said) is e_invoices
        assert "e-invoice" not in words_of(client.get(address("quotes", "HOTEL") + "/pdf").data)
    finally:
        forget_company()


@pytest.mark.only_reads
def test_a_paper_is_shown_in_place_or_saved_under_its_name_and_read_in_parts(client, sign_in):
    sign_in(client, "owner")
    path = address("invoices", "HOTEL") + "/pdf"
    shown, saved = client.get(path), client.get(f"{path}?download=1")
    assert shown.data == saved.data
    assert shown.headers["Content-Disposition"].startswith('inline; filename="Invoice INV-HOTEL.pdf"')
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="Invoice INV-HOTEL.pdf"')
    assert shown.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    part = client.get(path, headers={"Range": "bytes=0-4", "If-Range": shown.headers["ETag"]})
    assert (part.status_code, part.data) == (206, b"%PDF-")


def test_an_invoice_whose_letters_no_font_of_ours_has_is_still_drawn(client, sign_in):
    change("update portal.invoices set subject = '名前 😀 Peña', net = null, tax = null, gross = null"
           " where number = 'INV-HOTEL'")  # fmt: skip
    change("delete from portal.invoice_lines")
    sign_in(client, "owner")
    answer = client.get(address("invoices", "HOTEL") + "/pdf")
    assert answer.status_code == 200
    assert "Peña" in words_of(answer.data)


def test_opening_and_saving_a_paper_are_noted_with_its_record(client, sign_in):
    sign_in(client, "owner")
    path = address("quotes", "HOTEL") + "/pdf"
    client.get(path)
    client.get(path, headers={"Range": "bytes=5-"})
    client.get(f"{path}?download=1")
    client.get(address("quotes", "VILLA") + "/pdf")
    flush_activity()
    with db.owner() as session:
        noted = session.execute(text(
            "select a.kind, a.path, c.number, s.name from portal.activity a join portal.clients c on c.id = a.client_id"
            " join portal.sites s on s.id = a.site_id where a.kind like 'document%' and a.result is null"
            " order by a.at, a.id"
        )).all()  # fmt: skip
    assert noted == [(kind, path, "C-001", "Hotel Miramar") for kind in ("document_opened", "document_downloaded")]


@pytest.mark.only_reads
def test_a_paper_is_made_in_less_than_a_tenth_of_a_second(client, sign_in):
    sign_in(client, "owner")
    for noun in NOUNS:
        path = address(noun, "HOTEL") + "/pdf"
        client.get(path)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            assert client.get(path).status_code == 200
            times.append(time.perf_counter() - start)
        assert min(times) < 0.1


def test_a_paper_keeps_the_whole_number_in_its_name(client, sign_in):
    sql("update portal.invoices set number = :n where number = 'INV-HOTEL'", n="F-2026/11\\8\r\nX: y")
    address = f"/invoices/{scalar('select public_id from portal.invoices where number like :n', n='F-2026/%')}/pdf"
    assert sign_in(client, "stranger").get(address).status_code == 404
    named = sign_in(client, "owner").get(address).headers["Content-Disposition"]
    assert 'filename="Invoice F-2026-11-8' in named
    assert "\n" not in named
