"""Imports on the page: who may, what a table cannot smuggle in, what a refused form keeps; nothing runs untried."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from integrations.settings import Settings
from integrations.storage import open_storage
from jobs import imports
from jobs.queue import use_settings
from tests.doors import scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
TABLE = b"reference,name,staff_role,=HYPERLINK(1)\nX1,Uno,administrator,a\nX2,,administrator,=1+1\n"


@pytest.fixture
def worker(settings: Settings) -> Iterator[Callable[[], None]]:
    """Does what waits, as the worker would; the store is empty afterwards."""

    def work() -> None:
        for row in sql("select id from portal.imports where state in ('reading', 'checking', 'running', 'undoing')"):
            imports.carry_import(row.id)

    use_settings(settings)
    yield work
    use_settings(None)
    store = open_storage(settings.files_url)
    for row in sql("select storage_key from portal.imports where storage_key is not null"):
        store.delete(row.storage_key)


def post(browser: FlaskClient, where: str, **fields: Any) -> TestResponse:
    own = {"csrf_token": browser.csrf_token, "submission": secrets.token_urlsafe(16)}  # type: ignore[attr-defined]
    return browser.post(f"/staff/imports/{where}", data={**own, **fields})


def upload(browser: FlaskClient, content: bytes = TABLE, name: str = "clients.csv", **fields: str) -> TestResponse:
    return post(browser, "upload", file=(io.BytesIO(content), name), **{"kind": "", "source": "erp", **fields})


def made(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    return answer.headers["Location"].rsplit("/", 1)[-1]


@pytest.mark.parametrize("person", ["stranger", "owner", "reader", "agent"])
def test_whoever_may_not_import_neither_uploads_nor_moves_anything(
    client: FlaskClient, sign_in: SignIn, person: str
) -> None:
    if person == "agent":
        sql("update portal.people set staff_role = 'agent' where email = 'admin@atrio.example'")
    browser = sign_in(client, "admin" if person == "agent" else person)
    assert upload(browser).status_code in (403, 404)
    for where in ("mapping", "text", "run", "undo", "again"):
        assert post(browser, where, batch="a" * 16).status_code in (403, 404)
    assert sql("select 1 from portal.imports") == []
    history = browser.get("/staff/imports")
    assert history.status_code == (200 if person in ("reader", "agent") else 404)
    assert "import-upload" not in history.get_data(as_text=True)


def test_a_table_cannot_smuggle_in_a_role_and_its_report_holds_no_formula(
    client: FlaskClient, sign_in: SignIn, worker: Callable[[], None]
) -> None:
    browser = sign_in(client, "admin")
    batch = made(upload(browser))
    worker()
    page = browser.get(f"/staff/imports/{batch}").get_data(as_text=True)
    left = re.search(r'class="imp-left">([^<]*)', page)
    assert left is not None
    assert left.group(1) == "staff_role · =HYPERLINK(1)"  # said, not hidden
    assert post(browser, "run", batch=batch).status_code == 409  # nothing runs that was not tried out
    text = '[[produce]]\nkind = "clients"\n[produce.fields]\nreference = "reference"\nstaff_role = "staff_role"\n'
    refused = post(browser, "text", batch=batch, toml=text)
    assert refused.status_code == 422
    said = refused.get_data(as_text=True)
    assert "clients have no staff_role" in said
    assert "staff_role = &#34;staff_role&#34;" in said or 'staff_role = "staff_role"' in said  # what was typed is there
    text = '[[produce]]\nkind = "documents"\n[produce.fields]\nreference = "reference"\nfile = "name"\n'
    assert "documents" in post(browser, "text", batch=batch, toml=text).get_data(as_text=True)
    text = ('source = "erp"\nignore = ["staff_role"]\n[[produce]]\nkind = "clients"\n[produce.fields]\n'
            'reference = "reference"\nname = "name"\nlegal_name = "=HYPERLINK(1)"\n')  # fmt: skip
    assert post(browser, "text", batch=batch, toml=text).status_code == 303
    assert browser.get(f"/staff/imports/{batch}/mapping.toml").get_data(as_text=True) == text.replace(
        "[[produce]]", "\n[[produce]]")  # fmt: skip
    sql("update portal.imports set state = 'checking' where public_id = :b", b=batch)
    worker()
    assert scalar("select state from portal.imports where public_id = :b", b=batch) == "refused"
    report = browser.get(f"/staff/imports/{batch}/problems.csv").get_data(as_text=True)
    assert '"3","\'=HYPERLINK(1)","\'=1+1","error","formula"' in report
    assert not re.search(r'(?:^|,)"[=+@-]', report, re.MULTILINE)
    assert scalar("select count(*) from portal.clients where source = 'erp'") == 0
    assert scalar("select count(*) from portal.people where staff_role = 'administrator'") == 1


def test_a_file_that_is_no_table_is_refused_and_what_was_typed_stays(
    client: FlaskClient, sign_in: SignIn, worker: Callable[[], None]
) -> None:
    browser = sign_in(client, "admin")
    refused = upload(browser, b"%PDF-1.7", "clients.pdf", source="books")
    assert refused.status_code == 422
    assert 'value="books"' in refused.get_data(as_text=True)
    assert sql("select 1 from portal.imports") == []
    batch = made(upload(browser, b"PK\x03\x04 not a workbook", "invoices.xlsx"))
    worker()
    page = browser.get(f"/staff/imports/{batch}").get_data(as_text=True)
    assert "Refused" in page
    assert 'id="mapping"' not in page


def test_what_was_chosen_once_is_offered_again_to_everybody(
    client: FlaskClient, sign_in: SignIn, worker: Callable[[], None]
) -> None:
    browser = sign_in(client, "admin")
    first = made(upload(browser, b"Nummer;Firma\nN1;Uno\n", "a.csv", kind="clients"))
    worker()
    chosen = {"kind": "clients", "main": "clients", "shown": "clients", "source": "erp", "batch": first, "do": "check",
              "c.clients.reference": "0", "c.clients.name": "1", "c.clients.city": "",
              "t.clients.city": "Iași"}  # fmt: skip
    assert post(browser, "mapping", **chosen).status_code == 303
    worker()
    assert post(browser, "run", batch=first).status_code == 303
    worker()
    worker()
    assert scalar("select name || ', ' || city from portal.clients where external_ref = 'N1'") == "Uno, Iași"
    sql("update portal.people set staff_role = 'manager' where email = 'admin@atrio.example'")
    again = made(upload(browser, b"FIRMA;nummer\nDos;N2\n", "b.csv"))
    worker()
    assert scalar("select mapping #>> '{produce,0,fields,name,column}' from portal.imports where public_id = :b",
                  b=again) == "Firma"  # fmt: skip
    assert post(browser, "undo", batch=first).status_code == 303
    worker()
    assert sql("select 1 from portal.clients where external_ref = 'N1'") == []
    assert post(browser, "undo", batch=first).status_code == 409


def test_tables_and_what_undoing_needs_are_kept_for_a_day_and_uploads_that_came_to_nothing_for_a_week(
    client: FlaskClient, sign_in: SignIn, worker: Callable[[], None], settings: Settings
) -> None:
    browser = sign_in(client, "admin")
    store = open_storage(settings.files_url)
    done, left = made(upload(browser, b"reference,name\nN1,Uno\n")), made(upload(browser, b"reference,name\nN2,Dos\n"))
    worker()
    sql("update portal.imports set state = 'running' where public_id = :b", b=done)
    worker()
    keys = {row.public_id: row.storage_key for row in sql("select public_id, storage_key from portal.imports")}
    assert imports.clear_imports() == 0
    assert all(store.exists(key) for key in keys.values())
    sql("update portal.imports set finished_at = finished_at - interval '25 hours' where public_id = :b", b=done)
    sql("update portal.imports set told_at = told_at - interval '8 days' where public_id = :b", b=left)
    assert imports.clear_imports() == 2
    assert not any(store.exists(key) for key in keys.values())
    assert scalar("select count(*) from portal.import_rows") == 0
    assert [row.state for row in sql("select state from portal.imports")] == ["done"]
    assert "Undo this import" not in browser.get(f"/staff/imports/{done}").get_data(as_text=True)
