"""Files outside any record: their page, their bytes, and that nothing hidden is had."""

from html import unescape

from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from tests import cast


def address(name: str) -> str:
    with db.owner() as session:
        query = text("select public_id from portal.files where description = :d")
        return f"/files/{session.execute(query, {'d': f'File {name}'}).scalar_one()}"


def change(values: str) -> None:
    with db.owner() as session:
        session.execute(text(f"update portal.files set {values}"))  # noqa: S608


def test_a_file_is_read_on_its_page_opened_and_saved_and_each_is_noted(client, sign_in):
    sign_in(client, "owner")
    path = address("HOTEL")
    page = unescape(client.get(path).get_data(as_text=True))
    for piece in ("<h1>File HOTEL</h1>", "file-hotel.pdf", "Handed over", "Vigil Fire", f'data="{path}/open#'):
        assert piece in page, piece
    assert cast.CANARY not in page
    assert cast.MANUAL_KEY not in page
    opened, saved = client.get(f"{path}/open"), client.get(f"{path}/download")
    assert opened.data == saved.data == cast.MANUAL
    assert opened.headers["Content-Disposition"].startswith("inline; ")
    assert "default-src 'none'" in opened.headers["Content-Security-Policy"]
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="file-hotel.pdf"')
    flush_activity()
    with db.owner() as session:
        noted = session.execute(text(
            "select a.kind, f.description from portal.activity a join portal.files f on f.id = a.file_id"
            " where a.result is null order by a.at, a.id"
        )).all()  # fmt: skip
    assert noted == [(kind, "File HOTEL") for kind in ("document_opened", "document_downloaded")]


def test_the_stranger_has_no_part_of_it_and_neither_has_who_lacks_the_area(app, sign_in):
    stranger, colleague = (sign_in(app.test_client(), who) for who in ("stranger", "colleague"))
    for name in ("HOTEL", "SPA", "MIRAMAR"):
        for path in (address(name), f"{address(name)}/open", f"{address(name)}/download"):
            assert stranger.get(path, headers={"Range": "bytes=0-9"}).status_code == 404
            assert colleague.head(path).status_code == 403


def test_drafts_withdrawn_and_deleted_files_are_for_nobody(app, sign_in):
    owner, admin = (sign_in(app.test_client(), who) for who in ("owner", "admin"))
    paths = [address("DRAFT"), address("WITHDRAWN")]
    for visitor in (owner, admin):
        for path in paths:
            assert visitor.get(path).status_code == visitor.get(f"{path}/download").status_code == 404
    change("deleted_at = now() where description = 'File SPA'")
    for visitor in (owner, admin):
        assert visitor.get(f"{address('SPA')}/open").status_code == visitor.get(address("SPA")).status_code == 404
        listed = visitor.get("/files").get_data(as_text=True)
        assert "File SPA" not in listed
        assert "File HOTEL" in listed
        assert "File DRAFT" not in listed


def test_who_uploaded_it_is_told_to_themselves_and_to_staff(app, sign_in):
    owner, admin = (sign_in(app.test_client(), who) for who in ("owner", "admin"))
    change(f"origin = 'client', added_by = (select id from portal.people where email = '{cast.EMAILS['owner']}')"
           " where description = 'File HOTEL'")  # fmt: skip
    path = address("HOTEL")
    assert "<dd>You</dd>" in owner.get(path).get_data(as_text=True)
    assert "<dd>Owner Person</dd>" in admin.get(path).get_data(as_text=True)
    assert [
        ("File HOTEL" in owner.get(f"/files?state={origin}").get_data(as_text=True)) for origin in ("client", "company")
    ] == [True, False]
