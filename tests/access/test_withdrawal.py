"""Withdrawing a wrong publication: hidden at once everywhere, with whom it had been seen by, and undone as a whole."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.commands.activity import flush_activity
from data.commands.withdrawal import publish_again, withdraw_record
from data.ids import new_public_id
from data.records.withdrawals import NOUNS
from data.viewer import Forbidden, Invalid, NotFound
from tests import cast
from tests.data.importing import bring, table
from tests.doors import activity, person_id, scalar, sql

PARTS = ("invoice_lines", "allocations")
PAGES = {noun: kept for noun, kept in NOUNS.items() if noun not in ("defect", "file")}


def record(noun: str, name: str = "HOTEL") -> str:
    kept = NOUNS[noun]
    return str(scalar(f"select public_id from portal.{kept.table} where {kept.name} like :n", n=f"%{name}"))


def send(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf_token": client.csrf_token, "submission": new_public_id(), **fields})


def seen(client: FlaskClient, *paths: str) -> list[int]:
    return [client.get(path).status_code for path in paths]


def hidden_rows(table: str, where: str = "true") -> int:
    return int(scalar(f"select count(*) from portal.{table} where withdrawn_at is not null and {where}"))


def test_who_may_not_publish_may_not_withdraw(client, sign_in, request):
    before = hidden_rows("invoices")
    for person in ("owner", "stranger", "reader"):
        sign_in(client, person)
        sent = {"noun": "invoice", "record": record("invoice"), "reason": "x"}
        assert send(client, "/staff/withdraw/now", **sent).status_code in (403, 404)
        assert send(client, "/staff/withdraw/undo", **sent).status_code in (403, 404)
        viewer = request.getfixturevalue(person)
        for act in (lambda: withdraw_record(viewer, "invoice", record("invoice"), "x"),  # noqa: B023
                    lambda: publish_again(viewer, "invoice", record("invoice", "WITHDRAWN"))):  # noqa: B023  # fmt: skip
            with pytest.raises(Forbidden):
                act()
    assert hidden_rows("invoices") == before


def test_every_noun_vanishes_for_everybody_and_comes_back(client, sign_in, admin):
    browsers = {who: sign_in(client.application.test_client(), who) for who in ("owner", "admin")}
    for noun, kept in PAGES.items():
        address = f"{kept.path}/{record(noun)}"
        for browser in browsers.values():
            assert seen(browser, address) == [200]
        withdraw_record(admin, noun, record(noun), "wrong client")
        for browser in browsers.values():
            assert seen(browser, address) == [404], noun
            assert f'"{address}' not in browser.get(kept.path).text
        with pytest.raises(NotFound):
            withdraw_record(admin, noun, record(noun), "again")
        publish_again(admin, noun, record(noun))
        assert seen(browsers["owner"], address) == [200], noun
        with pytest.raises(NotFound):
            publish_again(admin, noun, record(noun))


def test_an_invoice_takes_its_lines_and_what_was_paid_on_it_along(client, sign_in, admin):
    sign_in(client, "owner")
    assert "INV-HOTEL" in client.get("/export/invoices.csv").text
    before = {part: hidden_rows(part) for part in PARTS}
    withdraw_record(admin, "invoice", record("invoice"), "wrong client")
    for address in ("/invoices", "/invoices?q=hotel", "/export/invoices.csv", "/statement.csv", "/payments"):
        assert "INV-HOTEL" not in client.get(address).text, address
    assert {part: hidden_rows(part) - n for part, n in before.items()} == {"invoice_lines": 1, "allocations": 1}
    publish_again(admin, "invoice", record("invoice"))
    assert {part: hidden_rows(part) - n for part, n in before.items()} == {"invoice_lines": 0, "allocations": 0}


def test_a_withdrawn_payment_pays_nothing_and_an_allocation_shows_only_when_both_sides_do(admin):
    def balance() -> int:
        return int(scalar("select balance from portal.invoice_balances where number = 'INV-HOTEL'"))

    assert balance() == 100
    withdraw_record(admin, "payment", record("payment"), "booked twice")
    assert balance() == 121
    withdraw_record(admin, "invoice", record("invoice"), "wrong")
    publish_again(admin, "invoice", record("invoice"))
    assert balance() == 121
    publish_again(admin, "payment", record("payment"))
    assert balance() == 100


def test_only_the_records_own_documents_go_with_it_and_only_those_chosen(client, sign_in, admin):
    manual, foreign = record("document"), record("document", "VILLA")
    withdraw_record(admin, "equipment", record("equipment"), "wrong", [foreign, "x"])
    sign_in(client, "owner")
    assert seen(client, f"/documents/{manual}") == [200]
    publish_again(admin, "equipment", record("equipment"))
    withdraw_record(admin, "equipment", record("equipment"), "wrong", [manual, foreign])
    assert seen(client, f"/documents/{manual}", f"/documents/{manual}/download") == [404, 404]
    sign_in(client, "stranger")
    assert seen(client, f"/documents/{foreign}") == [200]


def test_what_was_withdrawn_before_stays_so_when_a_document_comes_back(client, sign_in, admin):
    sql("insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name, media_type,"
        " size, sha256, storage_key, published_at, withdrawn_at) select client_id, site_id, area, document_id, 2,"
        " 'wrong.pdf', media_type, size, sha256, storage_key, published_at, now() - interval '1 day'"
        " from portal.document_versions where file_name = 'manual-hotel.pdf'")  # fmt: skip
    withdraw_record(admin, "equipment", record("equipment"), "wrong", [record("document")])
    publish_again(admin, "equipment", record("equipment"))
    sign_in(client, "owner")
    assert "manual-hotel.pdf" in client.get(f"/documents/{record('document')}/open").headers["Content-Disposition"]


def test_a_reason_is_needed_and_kept_and_a_form_sent_twice_acts_once(client, sign_in, admin):
    with pytest.raises(Invalid):
        withdraw_record(admin, "invoice", record("invoice"), "  ")
    sign_in(client, "admin")
    sent = {"noun": "invoice", "record": record("invoice"), "reason": "meant for another client"}
    for _ in range(2):
        answer = client.post(
            "/staff/withdraw/now", data={"csrf_token": client.csrf_token, "submission": "a" * 20, **sent}
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/withdrawn")
    [event] = sql("select * from portal.events where verb = 'withdrawn'")
    assert (event.audience, event.person_id, event.details["reason"]) == ("staff", person_id("admin"), sent["reason"])
    page = client.get("/staff/withdrawn").text
    for words in ("INV-HOTEL", "meant for another client", "Admin Person", "Publish again"):
        assert words in page
    again = send(client, "/staff/withdraw/undo", noun="invoice", record=record("invoice"))
    assert again.status_code == 303
    assert "Published again" in client.get("/staff/withdrawn").text
    sign_in(client, "owner")
    assert "meant for" not in client.get(f"/invoices/{record('invoice')}").text


def test_staff_see_who_of_the_clients_people_had_opened_it(client, sign_in):
    address, manual = f"/equipment/{record('equipment')}", f"/documents/{record('document')}"
    sign_in(client, "owner")
    seen(client, address, address, f"{manual}/download")
    client.head(f"{manual}/download")
    for other in ("colleague", "stranger", "admin"):  # two of whom may not, and staff do not count
        seen(sign_in(client, other), address, manual)
    sql("insert into portal.activity (kind, person_id, is_staff, path) values ('page', :p, true, :a)",
        p=person_id("owner"), a=address)  # staff who looked as that person  # fmt: skip
    activity()
    asked = client.get(f"/staff/withdraw?equipment={record('equipment')}").text
    assert "Owner Person" in asked
    assert "3 times" in asked
    assert "Manual HOTEL" in asked
    for nobody in ("Colleague Person", "Stranger Person"):
        assert nobody not in asked
    send(client, "/staff/withdraw/now", noun="equipment", record=record("equipment"), reason="wrong")
    assert "Owner Person" in client.get("/staff/withdrawn").text
    assert "1 person had opened it" in client.get("/staff/withdrawn").text


@pytest.mark.parametrize("paper", ["/pdf", "/pdf/", "", "/"])
def test_nobody_looks_without_a_trace(client, sign_in, paper):
    def names() -> str:
        flush_activity()
        sign_in(client, "admin")
        return str(client.get(f"/staff/withdraw?invoice={record('invoice')}").text)

    for other in ("stranger", "colleague"):
        assert seen(sign_in(client, other), f"/invoices/{record('invoice')}{paper}")[0] in (403, 404)
    assert not any(f"{one} Person" in names() for one in ("Stranger", "Colleague"))
    sign_in(client, "owner")
    client.head(f"/invoices/{record('invoice')}{paper}")
    assert "Owner Person" not in names()
    sign_in(client, "owner")
    client.get(f"/invoices/{record('invoice')}{paper}", headers={"User-Agent": "curl/8.5 (preview bot)"})
    assert "Owner Person" in names()


def test_drafts_withdrawn_ones_and_forged_addresses_have_no_such_page(client, sign_in):
    sign_in(client, "admin")
    for query in (f"invoice={record('invoice', 'DRAFT')}", f"invoice={record('invoice', 'WITHDRAWN')}", "invoice=x",
                  f"quote={record('invoice')}", f"defect={'a' * 16}", f"file={'a' * 16}"):  # fmt: skip
        assert client.get(f"/staff/withdraw?{query}").status_code == 404, query
    assert client.get("/staff/withdraw?secret=x").status_code == 303
    assert client.get("/staff/withdrawn?after=x'").status_code == 200
    assert send(client, "/staff/withdraw/now", noun="people", record="a" * 16, reason="x").status_code == 404


def test_an_import_never_publishes_it_again(database, admin, tmp_path: Path):
    sql("update portal.clients set source = 'files', external_ref = number")

    def invoices(subject: str) -> None:
        head = ["reference", "client", "number", "state", "issued_on", "currency", "payable", "subject", "line_text"]
        row = ["1", "C-001", "F-1", "issued", "2026-01-01", "EUR", "100", subject, subject]
        assert not bring("invoices", table(tmp_path / "i.csv", head, row)).refused

    def payments(method: str) -> None:
        head = ["reference", "client", "number", "received_on", "amount", "currency", "method", "invoice",
                "invoice_amount"]  # fmt: skip
        row = ["P", "C-001", "P-1", "2026-02-01", "40", "EUR", method, "1", "40"]
        assert not bring("payments", table(tmp_path / "p.csv", head, row)).refused

    invoices("first")
    payments("transfer")
    withdraw_record(admin, "invoice", record("invoice", "F-1"), "wrong")
    invoices("second")
    payments("cash")
    mine = "invoice_id = (select id from portal.invoices where number = 'F-1')"
    assert scalar("select subject from portal.invoices where number = 'F-1'") == "second"
    hidden = [hidden_rows("invoices", "number = 'F-1'"), *(hidden_rows(part, mine) for part in PARTS)]
    assert hidden == [1, 1, 1]
    publish_again(admin, "invoice", record("invoice", "F-1"))
    withdraw_record(admin, "payment", record("payment", "P-1"), "wrong")
    invoices("third")
    payments("card")
    assert [hidden_rows("payments", "number = 'P-1'"), hidden_rows("allocations", mine)] == [1, 1]
    assert scalar("select balance from portal.invoice_balances where number = 'F-1'") == 100


def test_a_zip_that_holds_it_is_closed(client, sign_in, admin):
    ids = [record("document"), record("document", "SPA")]
    asked = json.dumps({"query": "", "documents": ids, "packed": [f"{one}:1" for one in ids]})
    sql("insert into portal.downloads (public_id, person_id, language, asked, state, documents, packed, size,"
        " storage_key, expires_at) values ('cccccccccccccccc', :p, 'en', cast(:a as jsonb), 'ready', 2, 2, :s, :k,"
        " now() + interval '1 day')", p=person_id("owner"), a=asked, s=len(cast.MANUAL), k=cast.MANUAL_KEY)  # fmt: skip
    sign_in(client, "owner")
    assert seen(client, "/downloads/cccccccccccccccc") == [200]
    withdraw_record(admin, "document", ids[1], "wrong")
    assert seen(client, "/downloads/cccccccccccccccc") == [409]
    publish_again(admin, "document", ids[1])
    assert seen(client, "/downloads/cccccccccccccccc") == [200]
