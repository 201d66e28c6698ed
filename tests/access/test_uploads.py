"""Uploading: the stranger has no way in, rows and bytes come together, and nothing active or oversized gets through."""

import io
import secrets
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from auth.storage import storage
from data import database as db
from data.commands import uploads as commands
from data.viewer import NotFound
from integrations.storage import Storage, StorageUnavailable
from tests import cast

SCRIPT = {"Accept": "application/json"}


def one(sql: str, **values: Any) -> Any:
    with db.owner() as session:
        return session.execute(text(sql), values).scalar_one_or_none()


def public_id(table: str, **where: str) -> str:
    ((column, value),) = where.items()
    return str(one(f"select public_id from portal.{table} where {column} = :v", v=value))  # noqa: S608


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4), **how: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(drawn, kind, **how)
    return drawn.getvalue()


def upload(visitor: FlaskClient, *files: tuple[str, bytes], description: str = "Floor plan", headers: Any = None,
           **fields: str) -> Any:  # fmt: skip
    data = {"csrf_token": visitor.csrf_token, "description": description, "submission": secrets.token_hex(9), **fields,
            "file": [(io.BytesIO(content), name) for name, content in files]}  # fmt: skip
    return visitor.post("/files/new", data=data, headers=headers)


def press(visitor: FlaskClient, path: str, **fields: str) -> int:
    return visitor.post(
        path, data={"csrf_token": visitor.csrf_token, "submission": secrets.token_hex(9), **fields}
    ).status_code


def stored() -> set[str]:
    return set(storage().keys("uploads", timedelta(seconds=-60)))


def rows(sql: str = "select description from portal.files where storage_key like 'uploads/%' order by id") -> list[Any]:
    with db.owner() as session:
        return list(session.execute(text(sql)).scalars())


@pytest.fixture(autouse=True)
def _own_keys(app: Any) -> None:
    """The store outlives the database of a test: what others left is put away first."""
    with app.app_context():
        for key in stored():
            storage().delete(key)


def test_a_stranger_puts_nothing_into_another_clients_site_record_or_client(app, sign_in):
    stranger = sign_in(app.test_client(), "stranger")
    hotel, miramar = public_id("sites", name="Hotel Miramar"), public_id("clients", number="C-001")
    invoice, mine = public_id("invoices", number="INV-HOTEL"), public_id("clients", number="C-002")
    for forged in (
        {"site": hotel}, {"client": miramar}, {"client": mine, "site": hotel},
        {"noun": "invoice", "record": invoice}, {"noun": "invoice", "record": invoice, "client": mine},
        {"noun": "people", "record": invoice}, {"site": "x' or 1=1"},
    ):  # fmt: skip
        assert upload(stranger, ("a.png", picture()), **forged).status_code == 404, forged
    assert stranger.get(f"/files/new?site={hotel}").status_code == 404
    assert stranger.get(f"/files/new?invoice={invoice}").status_code == 404
    assert upload(sign_in(app.test_client(), "colleague"), ("a.png", picture())).status_code == 403  # no such area
    assert upload(sign_in(app.test_client(), "reader"), ("a.png", picture())).status_code == 403
    with app.app_context():
        assert (rows(), stored(), one("select count(*) from portal.uploads")) == ([], set(), 0)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, False),
        ({"client": "C-001"}, True),  # another client
        ({"origin": "company"}, True),
        ({"added_by": "owner@miramar.example"}, True),  # in somebody else's name
        ({"key": "files/ab/stolen"}, True),  # bytes that are not theirs
        ({"key": "other"}, True),  # staged by somebody else
        ({"site": "Hotel Miramar"}, True),
        ({"invoice": "INV-HOTEL"}, True),
    ],
)
def test_the_database_itself_refuses_rows_that_are_not_ones_own(database, owner, stranger, changes, refused):
    mine, other = commands.stage_upload(stranger), commands.stage_upload(owner)
    key = {"other": other.storage_key}.get(changes.get("key"), changes.get("key", mine.storage_key))
    values = {
        "client": one("select id from portal.clients where number = :n", n=changes.get("client", "C-002")),
        "origin": changes.get("origin", "client"), "key": key,
        "by": one("select id from portal.people where email = :e", e=changes.get("added_by", cast.EMAILS["stranger"])),
        "site": one("select id from portal.sites where name = :n", n=changes["site"]) if "site" in changes else None,
        "invoice": one("select id from portal.invoices where number = :n", n=changes.get("invoice", "")),
    }  # fmt: skip
    insert = text(
        "insert into portal.files (public_id, client_id, site_id, origin, description, file_name, media_type, size,"
        " sha256, storage_key, added_by, published_at, invoice_id) values ('aaaaaaaaaaaaaaaa', :client, :site, :origin,"
        " 'x', 'x', 'text/plain', 1, 'x', :key, :by, now(), :invoice)"
    )
    with_client = replace(stranger, client_id=stranger.clients[0].id)
    with pytest.raises(DBAPIError) if refused else nullcontext() as told, db.transaction(with_client) as session:
        session.execute(insert, values)
    assert not refused or told.value.orig.sqlstate in ("42501", "23503")
    with pytest.raises(DBAPIError), db.transaction(with_client) as session:  # nothing of a file may be changed
        session.execute(text("update portal.files set scan = 'clean'"))
    with pytest.raises(NotFound):
        commands.take_back(stranger, public_id("files", description="File HOTEL"))


def test_a_file_is_uploaded_looked_at_and_can_then_not_be_taken_back(app, sign_in):
    owner, staff = (sign_in(app.test_client(), who) for who in ("owner", "admin"))
    hotel = public_id("sites", name="Hotel Miramar")
    gps = Image.Exif()
    gps[0x8825] = {1: "N", 2: (41.0, 23.0, 5.0)}
    sent = picture("JPEG", exif=gps)
    assert b"Exif" in sent
    answer = upload(owner, ("../../C:\\photo\u202egpj.exe.jpg", sent), site=hotel, description="  The   lobby ")
    assert (answer.status_code, answer.location) == (303, f"/files?site={hotel}&said=received")
    path = f"/files/{public_id('files', description='The lobby')}"
    page = unescape(owner.get(path).get_data(as_text=True))
    for piece in ("<h1>The lobby</h1>", "photo_gpj.exe.jpg", "Not yet", "Take it back", "Uploaded"):
        assert piece in page, piece
    assert b"Exif" not in owner.get(f"{path}/download").data
    assert sign_in(app.test_client(), "stranger").get(path).status_code == 404
    with app.app_context():
        assert len(stored()) == 1
    assert one("select count(*) from portal.uploads") == 0
    assert one("select count(*) from portal.events where verb = 'uploaded' and file_id is not null") == 1
    assert "Not yet" in staff.get(path).get_data(as_text=True)
    staff.get(f"{path}/open")
    assert "Take it back" not in owner.get(path).get_data(as_text=True)
    assert press(owner, f"{path}/take-back") == 409
    upload(owner, ("b.txt", b"words"), description="By mistake")
    path = f"/files/{public_id('files', description='By mistake')}"
    assert press(sign_in(app.test_client(), "stranger"), f"{path}/take-back") == 404
    assert press(owner, f"{path}/take-back") == 303
    assert owner.get(path).status_code == staff.get(path).status_code == 404


def test_one_refused_file_keeps_no_other_back_and_what_was_typed_stays(app, sign_in):
    owner = sign_in(app.test_client(), "owner")
    page = upload(owner, ("good.png", picture()), ("bad.svg", b"<svg onload=alert(1)/>"), ("empty.txt", b""),
                  description="Three <of> them")  # fmt: skip
    told = unescape(page.get_data(as_text=True))
    assert page.status_code == 422
    for piece in ("1 file was received.", "good.png", "bad.svg", "Files of this kind are not taken", "file is empty",
                  "Three <of> them</textarea>"):  # fmt: skip
        assert piece in told, piece
    assert rows() == ["Three <of> them"]
    nothing = upload(owner, ("a.png", picture()), description=" ", headers=SCRIPT)
    assert (nothing.status_code, list(nothing.get_json()["fields"])) == (422, ["description"])
    good = upload(owner, ("a.png", picture()), headers=SCRIPT)
    assert (good.status_code, good.get_json()["to"]) == (201, "/files?said=received")


HOSTILE = {
    "page.html": b"<html><script>alert(1)</script>", "picture.svg": b"<svg/>", "mail.mht": b"MIME-Version: 1.0",
    "program.exe": b"MZ", "page.txt": b"  <!doctype html><script>", "not.png": b"\x89PNG\r\n\x1a\n<?php system(1);",
    "not.pdf": b"GIF89a", "macro.docx": b"PK\x03\x04", "double.pdf.html": b"%PDF-1.7", "nul.txt": b"a\x00b",
    "noname": b"x",
}  # fmt: skip


def test_what_acts_or_pretends_is_refused(app, sign_in):
    owner = sign_in(app.test_client(), "owner")
    for name, content in HOSTILE.items():
        assert upload(owner, (name, content), headers=SCRIPT).status_code == 422, name
    flood = picture(size=(1, 1)).replace(b"\x00\x00\x00\x01\x00\x00\x00\x01", b"\x00\x00\xc3\x50\x00\x00\xc3\x50", 1)
    assert upload(owner, ("flood.png", flood), headers=SCRIPT).status_code == 422
    with app.app_context():
        assert (rows(), stored()) == ([], set())


def test_a_polyglot_leaves_its_passenger_behind(app, sign_in):
    owner = sign_in(app.test_client(), "owner")
    upload(owner, ("a.png", picture() + b"<?php system($_GET[0]); ?><script>alert(1)</script>"), description="Polyglot")
    path = f"/files/{public_id('files', description='Polyglot')}"
    answer = owner.get(f"{path}/open")
    assert (answer.status_code, b"php" in answer.data, b"script" in answer.data) == (200, False, False)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_quota_holds_and_nothing_is_left_of_what_it_refused(app, sign_in):
    with db.owner() as session:
        session.execute(text("insert into portal.settings (key, value) values ('client_files_mb', '100')"))
        session.execute(
            text("update portal.files set size = 99999990, origin = 'client' where description = 'File SPA'")
        )
    owner = sign_in(app.test_client(), "owner")
    answer = upload(owner, ("a.txt", b"more than ten bytes"), headers=SCRIPT)
    assert "no room left" in answer.get_json()["error"]
    assert "Room for more files" in owner.get("/files/new").get_data(as_text=True)
    assert upload(owner, ("a.txt", b"few")).status_code == 303
    with app.app_context():
        assert (len(stored()), one("select count(*) from portal.uploads")) == (1, 0)


def test_a_full_disk_leaves_neither_row_nor_bytes(app, sign_in, monkeypatch):
    owner = sign_in(app.test_client(), "owner")

    def full(self: Storage, key: str, file: Any) -> None:
        raise StorageUnavailable("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Storage, "keep", full)
        assert upload(owner, ("a.txt", b"words")).status_code == 503
    with app.app_context():
        assert (rows(), stored(), one("select count(*) from portal.uploads")) == ([], set(), 0)
    assert upload(owner, ("a.txt", b"words")).status_code == 303


def test_a_file_about_a_record_stands_on_its_page_for_who_sees_both(app, sign_in):
    owner = sign_in(app.test_client(), "owner")
    record = public_id("inspections", number="INS-HOTEL")
    assert f"&amp;inspection={record}" in owner.get(f"/inspections/{record}").get_data(as_text=True)
    sent = upload(owner, ("a.txt", b"words"), description="Access code", noun="inspection", record=record)
    assert sent.location == f"/inspections/{record}"
    for who in ("owner", "admin"):
        assert "Access code" in sign_in(app.test_client(), who).get(sent.location).get_data(as_text=True)
    assert one("select site_id from portal.files where description = 'Access code'") is not None
    page = unescape(owner.get(f"/files/{public_id('files', description='Access code')}").get_data(as_text=True))
    assert "Inspection INS-HOTEL" in page
