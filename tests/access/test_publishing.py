"""Publishing through the pages: plain forms, real files; what clients meet before, between and afterwards."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest
from flask.testing import FlaskClient

from data.ids import new_public_id
from integrations.pdf import Paper, render
from tests.doors import scalar, sql

PAGE = "/staff/publishing"
PARTY = {"name": "Grup Miramar", "lines": []}
NUMBER, OTHER = "F-2026-0777", "F-2026-0778"


def paper(number: str) -> bytes:
    """An invoice as the house draws it."""
    company = {"name": "Vigil", "legal_name": "Vigil S.L.", "tax_id": "B66201138", "address": "", "phone": "",
               "email": "", "iban": ""}  # fmt: skip
    facts = {"title": f"Factura {number}", "paragraphs": [f"Factura {number}"], "number": number, "company": company,
             "client": PARTY, "site": None}  # fmt: skip
    return render(Paper.LEAFLET, facts, language="es", made_at=datetime(2026, 1, 2, tzinfo=UTC))


@pytest.fixture
def portal(client: FlaskClient, sign_in: Any) -> dict[str, FlaskClient]:
    """A browser for each of the cast; an invoice of the Hotel has a number that can be met."""
    sql(f"update portal.invoices set number = '{NUMBER}' where number = 'INV-HOTEL'")
    return {who: sign_in(client.application.test_client(), who)
            for who in ("owner", "colleague", "stranger", "admin", "reader")}  # fmt: skip


def send(browser: FlaskClient, path: str, files: tuple[tuple[str, bytes], ...] = (), **fields: Any) -> Any:
    given = {"csrf_token": browser.csrf_token, "submission": new_public_id(), **fields}
    if files:
        given["file"] = [(io.BytesIO(content), name) for name, content in files]
    return browser.post(path, data=given, content_type="multipart/form-data" if files else None)


def upload(browser: FlaskClient, *files: tuple[str, bytes]) -> Any:
    return send(browser, f"{PAGE}/upload", files, batch=new_public_id())


def found(browser: FlaskClient) -> bool:
    """Whether the paper stands in the list of documents."""
    return f"Factura {NUMBER}" in browser.get("/documents").get_data(as_text=True)


def test_a_batch_goes_its_whole_way_by_plain_forms(portal):
    admin, owner = portal["admin"], portal["owner"]
    answer = upload(admin, ("scan.pdf", paper(NUMBER)), ("letter.pdf", paper("nothing")))
    batch = answer.headers["Location"]
    page = admin.get(batch).get_data(as_text=True)
    [certain] = re.findall(r'id="pick-([a-z2-7]{16})"', page)
    assert NUMBER in page
    [item] = re.findall(r'/items/([a-z2-7]{16})" class="button', page)
    shown = admin.get(f"{PAGE}/items/{item}/open")
    assert shown.mimetype == "application/pdf"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert not found(owner)
    for who, status in (("owner", 404), ("stranger", 404), ("reader", 403)):
        for address in (batch, f"{PAGE}/items/{item}", f"{PAGE}/items/{item}/open"):
            assert portal[who].get(address).status_code == status
        assert send(portal[who], f"{batch}/confirm", item=certain).status_code == status
        assert upload(portal[who], ("x.pdf", paper(NUMBER))).status_code == status
    search = admin.get(f"{PAGE}/items/{item}?q=spa").get_data(as_text=True)
    assert "Spa Miramar" in search
    assert send(admin, f"{batch}/confirm", item=certain).headers["Location"] == f"{batch}?done=published"
    assert found(owner)
    assert not any(found(portal[who]) for who in ("colleague", "stranger"))
    document = scalar("select public_id from portal.documents where title like :t", t=f"%{NUMBER}")
    assert owner.get(f"/documents/{document}/open").status_code == 200
    assert send(admin, f"{batch}/undo", reason="").status_code == 400
    assert send(admin, f"{batch}/undo", reason="Wrong file").status_code == 303
    assert not found(owner)
    assert owner.get(f"/documents/{document}/open").status_code == 404
    assert "Wrong file" in admin.get("/staff/withdrawn").get_data(as_text=True)


def test_what_cannot_be_taken_is_said_and_keeps_nothing_else_back(portal):
    answer = upload(portal["admin"], ("a.pdf", b"not a PDF"), ("b.pdf", paper(NUMBER)), ("c.png", b"\x89PNG"))
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert said.count('class="upload-name"') == 2
    assert scalar("select count(*) from portal.publishing_items") == 1
    assert upload(portal["admin"]).status_code == 400


def test_a_decision_is_refused_field_by_field_and_then_taken(portal):
    admin = portal["admin"]
    batch = upload(admin, ("letter.pdf", paper("nothing"))).headers["Location"]
    item = scalar("select public_id from portal.publishing_items")
    refused = send(admin, f"{PAGE}/items/{item}/decide", title="Kept words", do="publish")
    assert refused.status_code == 422
    assert "Kept words" in refused.get_data(as_text=True)
    site = scalar("select public_id from portal.sites where name = 'Spa Miramar'")
    sent = {"site": site, "kind": "other", "title": "Letter", "do": "keep"}
    assert send(admin, f"{PAGE}/items/{item}/decide", **sent).headers["Location"] == f"{batch}?done=kept"
    assert "Letter" not in portal["colleague"].get("/documents").get_data(as_text=True)
    assert send(admin, f"{batch}/confirm", all="1").status_code == 303
    assert "Letter" in portal["colleague"].get("/documents").get_data(as_text=True)
    assert "Letter" not in portal["stranger"].get("/documents").get_data(as_text=True)
    assert send(admin, f"{PAGE}/items/{item}/decide", **sent).status_code == 409


def test_a_document_is_added_from_its_records_page(portal):
    admin = portal["admin"]
    invoice = scalar("select public_id from portal.invoices where number = :n", n=NUMBER)
    assert f"{PAGE}/add?invoice={invoice}" in admin.get(f"/invoices/{invoice}").get_data(as_text=True)
    assert f"{PAGE}/add" not in portal["reader"].get(f"/invoices/{invoice}").get_data(as_text=True)
    sent = {"noun": "invoice", "record": invoice, "kind": "invoice", "title": "Signed copy", "do": "publish"}
    wrong = send(admin, f"{PAGE}/add", (("copy.pdf", paper(NUMBER)),), **(sent | {"title": ""}))
    assert wrong.status_code == 422
    assert scalar("select count(*) from portal.publishing_items") == 0
    assert send(admin, f"{PAGE}/add", (("copy.pdf", paper(NUMBER)),), **sent).status_code == 303
    assert "Signed copy" in portal["owner"].get(f"/invoices/{invoice}").get_data(as_text=True)
    document = scalar("select public_id from portal.documents where title = 'Signed copy'")
    for who in ("colleague", "stranger"):
        assert portal[who].get(f"/documents/{document}").status_code == 404


def test_the_text_of_a_drawn_paper_is_read_as_it_stands():
    assert NUMBER in pypdf.PdfReader(io.BytesIO(paper(NUMBER))).pages[0].extract_text()
