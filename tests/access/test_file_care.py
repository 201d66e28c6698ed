"""What staff do with files: nobody else does it, and what they do is undone, told, and copied whole."""

import secrets
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from data.commands import file_care
from data.commands.uploads import find_destination
from data.database import transaction
from data.queries.files import list_deleted_files, list_staff_files
from data.queries.scope import find_scope
from data.records.uploads import NewFile
from data.viewer import Forbidden
from tests import cast
from tests.access.test_uploads import upload
from tests.doors import scalar, sql


def file(name: str = "HOTEL") -> str:
    return str(scalar("select public_id from portal.files where description = :d", d=f"File {name}"))


def press(visitor: FlaskClient, what: str, **fields: str) -> Any:
    sent = {"csrf_token": visitor.csrf_token, "submission": secrets.token_hex(9), **fields}
    return visitor.post(f"/files/{what}" if what.endswith("attach") else f"/staff/files/{what}", data=sent)


@pytest.mark.parametrize("role", ["stranger", "owner", "reader"])
def test_nobody_but_staff_who_handle_files_does_anything_with_them(request, role):
    viewer = request.getfixturevalue(role)
    for act in (
        lambda: file_care.delete_file(viewer, file()),
        lambda: file_care.restore_file(viewer, file()),
        lambda: file_care.mark_seen(viewer, file()),
        lambda: file_care.attach_file(viewer, file(), "invoice", "INV-HOTEL", "x", "manual", "files/x"),
        lambda: list_deleted_files(viewer),
    ):
        with pytest.raises(Forbidden):
            act()
    if role != "reader":
        with pytest.raises(Forbidden):
            list_staff_files(viewer, find_scope(viewer))
    else:
        with pytest.raises(Forbidden):
            find_destination(viewer, 1, NewFile("x"))
    assert scalar("select count(*) from portal.events where file_id is not null") == 0


def test_a_new_upload_is_listed_seen_deleted_and_had_back(app, sign_in):
    owner, staff = (sign_in(app.test_client(), who) for who in ("owner", "admin"))
    upload(owner, ("meter.txt", b"4711"), description="Water meter")
    listed = unescape(staff.get("/staff/files?state=new").get_data(as_text=True))
    for piece in ("Water meter", "meter.txt", "Owner Person", "Grup Miramar"):
        assert piece in listed, piece
    rows = staff.get("/export/staff/files.csv?state=new").get_data(as_text=True)
    assert "Water meter" in rows
    assert cast.CANARY not in rows + listed
    one = scalar("select public_id from portal.files where description = 'Water meter'")
    assert sign_in(app.test_client(), "reader").get(f"/files/{one}").status_code == 200
    assert sign_in(app.test_client(), "reader").get(f"/files/{one}/download").status_code == 200
    assert "Water meter" in staff.get("/staff/files?state=new").get_data(as_text=True)  # read-only staff mark nothing
    staff.get(f"/files/{one}/download")
    assert "Water meter" not in staff.get("/staff/files?state=new").get_data(as_text=True)
    gone = press(staff, f"{one}/delete")
    assert f"/staff/files/{one}/restore" in staff.get(gone.location).get_data(as_text=True)
    assert "Water meter" in staff.get("/staff/files/trash").get_data(as_text=True)
    assert owner.get(f"/files/{one}").status_code == 404
    assert press(staff, f"{one}/delete").status_code == 404
    assert press(staff, f"{one}/restore").status_code == 303
    assert owner.get(f"/files/{one}/download").data == b"4711"
    verbs = [row.verb for row in sql("select verb from portal.events where file_id is not null order by id")]
    assert verbs == ["uploaded", "deleted", "restored"]


def test_a_copy_becomes_a_document_of_a_record_of_the_same_client(app, sign_in):
    owner, staff = (sign_in(app.test_client(), who) for who in ("owner", "admin"))
    upload(owner, ("report.txt", b"signed"), description="Signed report")
    one = scalar("select public_id from portal.files where description = 'Signed report'")
    typed = {"noun": "inspection", "title": "Signed report", "kind": "manual"}
    for wrong in ({"number": "INS-VILLA"}, {"number": "INS-NONE"}, {"number": "INS-DRAFT"}, {"noun": "people"}):
        answer = press(staff, f"{one}/attach", **{**typed, "number": "INS-HOTEL", **wrong})
        assert answer.status_code == 422
        assert "Signed report" in answer.get_data(as_text=True)
    answer = press(staff, f"{one}/attach", **typed, number="ins-hotel")
    assert (answer.status_code, answer.location.startswith("/documents/")) == (303, True)
    assert owner.get(f"{answer.location}/download").data == b"signed"
    colleague = sign_in(app.test_client(), "colleague")
    assert colleague.get(answer.location).status_code == 404  # another site
    press(staff, f"{one}/delete")
    assert owner.get(f"{answer.location}/download").data == b"signed"


def test_a_copy_of_money_belongs_to_money_and_its_title_is_told_there_alone(app, sign_in, request):
    sql("update portal.grants set areas = '{files,inspections,documents}' where person_id in"
        " (select id from portal.people where email = :e)", e=cast.EMAILS["colleague"])  # fmt: skip
    staff, visitor = (sign_in(app.test_client(), who) for who in ("admin", "colleague"))
    one = file("SPA")
    secret = "Offer over 7,654.32"
    answer = press(staff, f"{one}/attach", noun="inspection", number="INS-SPA", title=secret, kind="quote")
    assert answer.status_code == 303
    assert staff.get(answer.location).status_code == 200
    assert visitor.get(answer.location).status_code == 404
    assert visitor.get(f"/files/{one}").status_code == 200
    with transaction(request.getfixturevalue("colleague")) as session:
        told = session.execute(text("select details::text from portal.events")).scalars().all()
    assert [line for line in told if secret in (line or "")] == []
    assert [line for line in told if "File SPA" in (line or "")] != []


def test_who_may_see_files_is_told_of_what_is_handed_over_and_told_once(app, sign_in):
    staff = sign_in(app.test_client(), "admin")
    client = str(scalar("select public_id from portal.clients where number = 'C-001'"))
    for name in ("a.txt", "b.txt"):
        answer = upload(staff, (name, b"words"), description="Evacuation plan", client=client)
        assert answer.status_code == 303
    messages = sql("select recipient, template from portal.messages")
    assert [tuple(row) for row in messages] == [(cast.EMAILS["owner"], "file_received")]
    owner, stranger = (sign_in(app.test_client(), who) for who in ("owner", "stranger"))
    assert "Evacuation plan" in owner.get("/files?state=company").get_data(as_text=True)
    assert "Evacuation plan" not in stranger.get("/files").get_data(as_text=True)
    assert scalar("select count(*) from portal.events where verb = 'handed_over'") == 2
