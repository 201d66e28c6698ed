"""The forms of records: for staff who may, through the doors of the imports, nothing overwritten unseen."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.commands.records import cancel_record, save_record
from data.records.forms import FORMS, Typed
from data.viewer import Forbidden, Permission, StaffRole, Viewer
from tests.data.importing import bring, counted, table
from tests.doors import scalar, sql
from tests.record_forms import TYPED, correct, edit_path, form_in, make, new_path, public_id


@pytest.mark.only_reads
@pytest.mark.parametrize("person", ["stranger", "owner", "reader"])
def test_clients_and_read_only_staff_write_nothing(client: FlaskClient, sign_in, request, person: str):
    sign_in(client, person)
    assert client.get(f"{new_path('invoices')}?client={public_id('clients')}").status_code in (403, 404)
    assert client.get(edit_path("invoices", public_id("invoices"))).status_code in (403, 404)
    assert client.get("/staff/drafts").status_code in (403, 404)
    viewer: Viewer = request.getfixturevalue(person)
    with pytest.raises(Forbidden):
        save_record(viewer, "orders", Typed({"subject": "Mine"}), client=public_id("clients"))
    assert ">Edit<" not in client.get(f"/inspections/{public_id('inspections')}").text


@pytest.mark.only_reads
def test_whoever_may_edit_but_not_publish_keeps_drafts_alone(admin: Viewer, monkeypatch: pytest.MonkeyPatch):
    edits = frozenset({Permission.EDIT_RECORDS, Permission.SEE_CLIENTS})
    monkeypatch.setattr("data.viewer.ROLE_PERMISSIONS", {StaffRole.ADMINISTRATOR: edits})
    values = {"subject": "Hoses", "ordered_on": "2026-10-01"}
    with pytest.raises(Forbidden):
        save_record(admin, "orders", Typed(values), client=public_id("clients"))


@pytest.mark.parametrize("role", [StaffRole.READ_ONLY, StaffRole.AGENT, StaffRole.MANAGER])
def test_each_role_writes_as_its_rights_say(admin: Viewer, role: StaffRole):
    sql("update portal.people set staff_role = :role where id = :id", role=role, id=admin.person_id)
    somebody = replace(admin, staff_role=role)
    values, client = Typed({"subject": "Hoses", "ordered_on": "2026-10-01"}), public_id("clients")
    if role == StaffRole.READ_ONLY:
        with pytest.raises(Forbidden):
            save_record(somebody, "orders", values, client=client, draft=True)
        with pytest.raises(Forbidden):
            cancel_record(somebody, "orders", public_id("orders"), "", "x")
    else:
        assert save_record(somebody, "orders", values, client=client).published


@pytest.mark.parametrize("kind", FORMS)
def test_every_kind_is_made_and_corrected_by_its_form(client: FlaskClient, sign_in, kind: str):
    sign_in(client, "admin")
    before = scalar(f"select count(*) from portal.{kind}")  # noqa: S608
    answer = make(client, kind)
    if answer.status_code == 422:  # something odd: read, and saved all the same
        assert "look at what is marked" in answer.text
        answer = client.post(new_path(kind), data={**form_in(answer.text, new_path(kind)), "do": "publish"})
    assert answer.status_code == 303, answer.text
    assert scalar(f"select count(*) from portal.{kind}") == before + 1  # noqa: S608
    row = sql(f"select * from portal.{kind} order by id desc limit 1")[0]  # noqa: S608
    assert (row.source, row.row_hash) == ("portal", None)
    assert client.get(answer.location).status_code == 200
    changed = client.post(
        edit_path(kind, row.public_id),
        data={**form_in(client.get(edit_path(kind, row.public_id)).text, edit_path(kind, row.public_id)),
              "do": "save", "internal_note": "Line one\r\nline two"},
    )  # fmt: skip
    assert changed.status_code == 303, changed.text
    after = sql(f"select * from portal.{kind} where id = :id", id=row.id)[0]  # noqa: S608
    assert after.internal_note == "Line one\nline two"
    same = {name for name in row._mapping if getattr(row, name) == getattr(after, name)}
    assert set(row._mapping) - same <= {"internal_note", "updated_at"}
    verbs = sql("select verb, audience, changes from portal.events order by id desc limit 1")[0]
    assert verbs == ("changed", "staff", {"internal_note": [None, "Line one\nline two"]})


def test_what_was_typed_in_any_way_is_kept_exactly(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    assert make(client, "quotes").status_code == 303
    quote = sql("select * from portal.quotes order by id desc limit 1")[0]
    assert (quote.net, quote.tax, quote.gross) == (Decimal("1200.00"), Decimal("252.00"), Decimal("1452.00"))
    assert str(quote.issued_on) == "2026-10-01"
    line = sql("select * from portal.quote_lines where quote_id = :id", id=quote.id)[0]
    assert (line.quantity, line.net, line.published_at) == (Decimal("2.5"), Decimal(1200), quote.published_at)
    assert make(client, "inspections").status_code == 303
    lines = sql("select * from portal.inspection_lines where inspection_id = (select max(id) from portal.inspections)"
                " order by position")  # fmt: skip
    assert [(one.position, one.subject, one.result) for one in lines] == [
        (1, None, "compliant"), (2, "Escape route", "not_reachable")]  # fmt: skip
    assert lines[0].equipment_id == scalar("select id from portal.equipment where code = 'EXT-HOTEL'")
    assert make(client, "equipment").status_code == 303
    mask = sql("select e.details, k.code, e.search_text from portal.equipment e join portal.kinds k on k.id = e.kind_id"
               " order by e.id desc limit 1")[0]  # fmt: skip
    assert (mask.details, mask.code) == ({"load_kg": 1050}, "gas_mask")
    assert "full mask" in mask.search_text
    assert make(client, "jobs").status_code == 303
    start = sql("select scheduled_from, state from portal.jobs order by id desc limit 1")[0]
    assert (start.scheduled_from.isoformat(), start.state) == ("2026-12-04T08:00:00+00:00", "scheduled")  # Madrid


def test_what_is_refused_comes_back_with_the_fault_beside_the_field_and_nothing_lost(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    wrong = {"net": "many", "issued_on": "31/02/2026", "line-0-line_quantity": "two", "order": "no such order"}
    answer = make(client, "quotes", **wrong)
    assert answer.status_code == 422
    for words in ("This is not a number.", "This is not a date.", "Nothing of this client is called so."):
        assert words in answer.text
    fields = form_in(answer.text, new_path("quotes"))
    assert {name: fields[name] for name in wrong} == wrong
    assert fields["line-0-line_text"] == "Work"
    assert 'href="#f-line-0-line_quantity"' in answer.text
    assert scalar("select count(*) from portal.quotes where subject = 'Repair'") == 0


def test_more_lines_are_added_without_losing_what_was_typed(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    answer = make(client, "invoices", "lines", net="1")
    fields = form_in(answer.text, new_path("invoices"))
    assert (answer.status_code, fields["net"], fields["line-0-line_text"]) == (200, "1", "Work")
    assert "line-5-line_text" in fields
    assert client.post(new_path("invoices"), data={**fields, "do": "publish", "net": "100"}).status_code == 303


def test_a_draft_is_unseen_until_it_is_published_and_can_be_put_away(client: FlaskClient, sign_in, app):
    sign_in(client, "admin")
    owner = sign_in(app.test_client(), "owner")
    for kind, name in (("invoices", "2026/900"), ("inspections", "INS-NEW")):
        said = make(client, kind, "draft", number=name)
        assert said.location.endswith("/edit?said=draft"), said.text
        record = public_id(kind, name)
        assert owner.get(f"/{kind}/{record}").status_code == 404
        assert name not in owner.get(f"/{kind}").text
        assert name in client.get("/staff/drafts").text
        assert scalar("select audience from portal.events where verb = 'created' order by id desc limit 1") == "staff"
        assert correct(client, kind, record, do="publish").status_code == 303
        assert owner.get(f"/{kind}/{record}").status_code == 200
        assert (
            scalar("select verb from portal.events where audience = 'client' order by id desc limit 1") == "published"
        )
    make(client, "orders", "draft", number="ORD-OFF")
    record = public_id("orders", "ORD-OFF")
    path = f"/staff/records/orders/{record}/cancel"
    fields = form_in(client.get(edit_path("orders", record)).text, path)
    assert client.post(path, data={**fields, "reason": "Typed twice"}).status_code == 303
    assert "ORD-OFF" not in client.get("/staff/drafts").text
    assert scalar("select published_at from portal.orders where number = 'ORD-OFF'") is None


def test_cancelling_wants_a_reason_and_tells_the_client_only_that_it_is_cancelled(client: FlaskClient, sign_in, app):
    sign_in(client, "admin")
    record = public_id("jobs")
    path = f"/staff/records/jobs/{record}/cancel"
    page = client.get(edit_path("jobs", record)).text
    assert client.post(path, data=form_in(page, path)).status_code == 422
    assert client.post(path, data={**form_in(page, path), "reason": "Client moved out"}).status_code == 303
    events = sql("select verb, audience, details, changes from portal.events order by id desc limit 2")
    assert events == [("cancelled", "staff", {"reason": "Client moved out"}, None),
                      ("cancelled", "client", None, {"state": ["done", "cancelled"]})]  # fmt: skip
    assert "Client moved out" in client.get(f"/jobs/{record}").text
    assert "Client moved out" not in sign_in(app.test_client(), "owner").get(f"/jobs/{record}").text
    assert client.post(path, data={**form_in(page, path), "reason": "Again"}).status_code == 404


def test_an_issued_invoice_is_corrected_by_a_credit_note(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    record = public_id("invoices")
    page = client.get(edit_path("invoices", record)).text
    fields = form_in(page, edit_path("invoices", record))
    assert "payable" not in fields
    forged = correct(client, "invoices", record, payable="1")
    assert forged.status_code == 400
    assert client.post(f"/staff/records/invoices/{record}/cancel",
                       data={**fields, "reason": "x", "submission": "a" * 20}).status_code == 404  # fmt: skip
    assert correct(client, "invoices", record, po_number="PO-1").status_code == 303
    address = page.split('href="/staff/records/invoices/new?')[1].split('"')[0].replace("&amp;", "&")
    note = form_in(client.get(f"{new_path('invoices')}?{address}").text, new_path("invoices"))
    assert (note["kind"], note["credits"], note["payable"], note["credits_amount"]) == (
        "credit_note", record, "121.00", "100.00")  # 21 were paid already  # fmt: skip
    saved = client.post(new_path("invoices"), data={**note, "do": "publish", "number": "CN-1",
                                                    "issued_on": "2026-11-22"})  # fmt: skip
    assert saved.status_code == 303, saved.text
    assert scalar("select balance from portal.invoice_balances where public_id = :id", id=record) == 0


def test_of_two_who_write_the_second_sees_both_and_decides(client: FlaskClient, sign_in, app):
    first, second = sign_in(app.test_client(), "admin"), sign_in(client, "admin")
    record, path = public_id("orders"), edit_path("orders", public_id("orders"))
    mine = second.get(path).text
    assert correct(first, "orders", record, subject="Theirs", promised_on="2026-12-01").status_code == 303
    answer = correct(second, "orders", record, mine, subject="Mine")
    assert answer.status_code == 409
    assert "Subject: Order HOTEL → Theirs" in answer.text
    assert "Saved meanwhile: Theirs" in answer.text
    assert "Admin Person" in answer.text
    fields = form_in(answer.text, path)
    assert (fields["subject"], fields["promised_on"]) == ("Mine", "2026-12-01")  # theirs where I had not written
    assert scalar("select subject from portal.orders where public_id = :id", id=record) == "Theirs"
    assert correct(second, "orders", record, answer.text).status_code == 303
    assert (
        scalar("select subject || promised_on from portal.orders where public_id = :id", id=record) == "Mine2026-12-01"
    )


def test_lines_of_two_who_write_are_never_mixed(client: FlaskClient, sign_in, app):
    first, second = sign_in(app.test_client(), "admin"), sign_in(client, "admin")
    record = public_id("inspections")
    mine = second.get(edit_path("inspections", record)).text
    line = {"line-0-line_remark": "Theirs"}
    assert correct(first, "inspections", record, **line).status_code == 303
    taken = correct(second, "inspections", record, mine, inspector="Me")
    assert form_in(taken.text, edit_path("inspections", record))["line-0-line_remark"] == "Theirs"
    both = correct(second, "inspections", record, mine, **{"line-0-line_remark": "Mine"})
    assert (both.status_code, "Saved meanwhile: 3 lines" in both.text) == (409, True)
    assert form_in(both.text, edit_path("inspections", record))["line-0-line_remark"] == "Mine"


@pytest.mark.parametrize("forged", [{"published_at": "2020-01-01"}, {"source": "x"}, {"reference": "x"}, {"id": "1"},
                                    {"line-0-client_id": "1"}, {"line-999-line_text": "x"},
                                    {"fact-0-name": "x"}])  # fmt: skip
def test_fields_the_form_does_not_have_are_refused(client: FlaskClient, sign_in, forged: dict[str, str]):
    sign_in(client, "admin")
    assert make(client, "quotes", **forged).status_code == 400
    assert correct(client, "quotes", public_id("quotes"), **forged).status_code == 400


def test_records_of_another_client_cannot_be_named_and_none_can_move(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    theirs = public_id("quotes", "QUO-VILLA")
    for field, value in (("quote", theirs), ("site", public_id("sites", "Villa Palazzo"))):
        answer = make(client, "jobs", **{field: value})
        assert (answer.status_code, "belongs to another client" in answer.text) == (422, True)
    line = {"line-0-line_equipment": public_id("equipment", "EXT-VILLA")}
    assert make(client, "inspections", **line).status_code == 422
    assert correct(client, "jobs", public_id("jobs"), client=public_id("clients", "C-002")).status_code == 303
    assert scalar("select c.number from portal.jobs j join portal.clients c on c.id = j.client_id"
                  " where j.number = 'JOB-HOTEL'") == "C-001"  # fmt: skip
    assert make(client, "jobs", client="a" * 16).status_code == 404


def test_an_imported_record_stays_as_corrected_when_the_same_file_comes_again(
    client: FlaskClient, sign_in, tmp_path: Path
):
    sign_in(client, "admin")
    bring("clients", table(tmp_path / "c.csv", ("reference", "name"), ("C-9", "Nine")))
    rows = ("reference", "client", "subject", "ordered_on", "state"), ("O-1", "C-9", "Twelve", "2026-10-01", "placed")
    bring("orders", table(tmp_path / "o.csv", *rows))
    record = str(scalar("select public_id from portal.orders where external_ref = 'O-1'"))
    before = sql("select source, external_ref, row_hash from portal.orders where public_id = :id", id=record)
    assert correct(client, "orders", record, subject="Thirteen").status_code == 303
    assert counted(bring("orders", tmp_path / "o.csv"), "orders") == (0, 0, 1)
    assert scalar("select subject from portal.orders where public_id = :id", id=record) == "Thirteen"
    assert sql("select source, external_ref, row_hash from portal.orders where public_id = :id", id=record) == before
    again = table(tmp_path / "o.csv", rows[0], ("O-1", "C-9", "Fourteen", "2026-10-01", "placed"))
    assert counted(bring("orders", again), "orders") == (0, 1, 0)  # the row has changed in the source


def test_a_number_is_given_once_among_the_portals_own_invoices(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    assert make(client, "invoices").status_code == 303
    answer = make(client, "invoices")
    assert (answer.status_code, "already has one with this number" in answer.text) == (422, True)


def test_what_follows_elsewhere_follows_from_a_form_too(client: FlaskClient, sign_in):
    """A job that is done fixes its defect, as with an import."""
    sign_in(client, "admin")
    sql("update portal.defects set fixed_on = null, job_id = null, quote_id = null, quoted_on = null"
        " where number = 'DEF-HOTEL'")  # fmt: skip
    assert correct(client, "defects", public_id("defects"), job=public_id("jobs")).status_code == 303
    assert scalar("select fixed_on = portal.today() from portal.defects where number = 'DEF-HOTEL'")


@pytest.mark.only_reads
def test_a_new_record_begins_with_its_client(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    page = client.get(f"{new_path('orders')}?q=miramar").text
    assert f"{new_path('orders')}?client={public_id('clients')}" in page
    assert "Palazzo" not in page.split("Whose is it?")[1]
    known = f"{new_path('jobs')}?client={public_id('clients')}"
    about = form_in(client.get(f"{known}&site={public_id('sites')}&quote={public_id('quotes')}").text, new_path("jobs"))
    assert (about["site"], about["quote"]) == (public_id("sites"), public_id("quotes"))
    theirs = form_in(client.get(f"{known}&quote={public_id('quotes', 'QUO-VILLA')}").text, new_path("jobs"))
    assert theirs["quote"] == ""
    assert client.get("/staff/records/grants/new").status_code == 404
    assert client.get("/staff/records/people/new").status_code == 404
    assert set(TYPED) == set(FORMS)
