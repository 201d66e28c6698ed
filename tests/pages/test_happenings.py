"""One history of a client: changes and looking together, narrowed, page by page, without our own people and robots."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from components.happening_words import about_words, what_words
from data.queries.happenings import every_happening, latest_of_each, list_happenings
from data.records.happenings import HappeningQuestion
from data.viewer import Forbidden, NotFound, Viewer
from tests.doors import flush_activity, person_id, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]


def public(table: str, number: str) -> str:
    return str(scalar(f"select public_id from portal.{table} where number = :n", n=number))  # noqa: S608


def look(kind: str, path: str = "/", role: str = "owner", ago: str = "1 hour", **more: Any) -> None:
    """Something that was looked at: of the whole client, unless `client_id` is None."""
    client = scalar("select id from portal.clients where number = 'C-001'")
    values = {"client_id": client, "site_id": None, "document_id": None, "is_staff": False, "result": None,
              "acting_staff_id": None, **more}  # fmt: skip
    sql("insert into portal.activity (at, kind, path, person_id, client_id, site_id, document_id, is_staff, result, "
        "acting_staff_id) values (portal.now() - cast(:ago as interval), :kind, :path, :person, :client_id, :site_id, "
        ":document_id, :is_staff, :result, :acting_staff_id)",
        ago=ago, kind=kind, path=path, person=person_id(role), **values)  # fmt: skip


def happened(verb: str, ago: str = "1 hour", changes: str = "null", importing: bool = False) -> None:
    if importing:
        sql("insert into portal.imports (public_id, source, file_name, sha256, counts) values ('dddddddddddddddd', "
            "'erp', 'a.csv', 'x', '{}') on conflict do nothing")  # fmt: skip
    sql("insert into portal.events (at, verb, audience, client_id, site_id, person_id, invoice_id, import_id, changes) "
        "select portal.now() - cast(:ago as interval), :verb, 'client', client_id, site_id, :person, id, "
        "(select max(id) from portal.imports where :importing), cast(:changes as jsonb) from portal.invoices "
        "where number = 'INV-HOTEL'",
        ago=ago, verb=verb, changes=changes, importing=importing, person=None if importing else person_id("owner"),
        )  # fmt: skip


def told(viewer: Viewer, **asked: Any) -> list[str]:
    """The history of Grup Miramar in words, newest first."""
    found = list_happenings(viewer, public("clients", "C-001"), HappeningQuestion(**asked)).found
    return [f"{what_words(one)} {about_words(one)}".strip() for one in found]


@pytest.mark.only_reads
def test_clients_read_no_history_and_unknown_clients_have_none(owner: Viewer, stranger: Viewer, admin: Viewer) -> None:
    for viewer in (stranger, owner):
        with pytest.raises(Forbidden):
            list_happenings(viewer, public("clients", "C-001"), HappeningQuestion())
    with pytest.raises(NotFound):
        list_happenings(admin, "a" * 16, HappeningQuestion())


def test_changes_and_looking_stand_together_the_newest_first(admin: Viewer) -> None:
    happened("changed", "3 hours", '{"due_on": ["2026-05-03", "2026-06-01"], "internal_note": ["a", "b"]}')
    look("page", f"/invoices/{public('invoices', 'INV-HOTEL')}", ago="2 hours")
    look("sign_in", "/sign-in", ago="4 hours", client_id=None)
    look("page", "/invoices", "stranger", client_id=None)
    assert told(admin) == ["Looked at Invoice INV-HOTEL", "Changed Invoice INV-HOTEL", "Signed in"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"kind": "opened"}, ["Opened Manual SPA"]),
        ({"kind": "looked"}, ["Looked at Invoice INV-HOTEL", "Looked at Home"]),
        ({"kind": "searched"}, ["Searched “quarter”, nothing found"]),
        ({"kind": "downloaded"}, ["Took away as a file Invoices (CSV)"]),
        ({"kind": "answered"}, ["Accepted Invoice INV-HOTEL"]),
        ({"kind": "changed"}, ["Published Invoice INV-HOTEL"]),
        ({"kind": "signed_in"}, ["Sign-in failed"]),
        ({"search": "hotel"}, ["Looked at Invoice INV-HOTEL", "Accepted Invoice INV-HOTEL",
                                   "Published Invoice INV-HOTEL"]),
        ({"search": "colleague", "kind": "looked"}, ["Looked at Home"]),
        ({"search": "quarter"}, ["Searched “quarter”, nothing found"]),
        ({"period": "last_year"}, []),
    ],
)  # fmt: skip
def test_each_filter_leaves_what_it_names(admin: Viewer, asked: dict[str, str], left: list[str]) -> None:
    manual = scalar("select id from portal.documents where title = 'Manual SPA'")
    look("page", f"/invoices/{public('invoices', 'INV-HOTEL')}", ago="1 hour")
    look("page", "/", "colleague", ago="2 hours")
    look("document_opened", "/documents/x/open", ago="3 hours", document_id=manual)
    look("searched", "/search?q=quarter", ago="4 hours", result="nothing")
    look("exported", "/export/invoices.csv?state=paid", ago="5 hours")
    look("sign_in_failed", "/sign-in", ago="6 hours", client_id=None)
    happened("accepted", "7 hours")
    happened("published", "8 hours")
    assert told(admin, **asked) == left


def test_a_person_and_a_site_narrow(admin: Viewer) -> None:
    spa = scalar("select id from portal.sites where name = 'Spa Miramar'")
    look("page", "/invoices")
    look("page", "/equipment", "colleague", site_id=spa)
    colleague = str(scalar("select public_id from portal.people where id = :id", id=person_id("colleague")))
    site = str(scalar("select public_id from portal.sites where id = :id", id=spa))
    assert told(admin, person=colleague) == told(admin, site=site) == ["Looked at Equipment"]


def test_our_own_people_and_robots_are_left_out_until_they_are_asked_for(
    admin: Viewer, client: FlaskClient, sign_in: SignIn
) -> None:
    look("page", "/invoices", "admin", is_staff=True)
    look("page", "/quotes", is_staff=True, acting_staff_id=person_id("admin"))
    look("document_opened", "/documents/x/open", result="automatic")
    assert told(admin) == []
    assert len(told(admin, staff=True)) == 3
    sign_in(client, "reader")
    page = client.get(f"/staff/clients/{public('clients', 'C-001')}/activity?staff=1").text
    for words in ("Admin Person, as Owner Person", "looking as a client", "a robot or scanner", "our people"):
        assert words in page


def test_what_imports_recorded_is_asked_for_by_itself_and_what_they_changed_is_not(admin: Viewer) -> None:
    happened("imported", "3 hours", importing=True)
    happened("quoted", "2 hours", importing=True)
    happened("changed", "1 hour", importing=True)
    assert told(admin) == told(admin, kind="changed") == ["Changed Invoice INV-HOTEL"]
    assert len(told(admin, kind="imported")) == 3


def test_pages_follow_each_other_without_a_gap_or_a_double(admin: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.queries.happenings.PAGE", 3)
    for ago in ("1 hour", "1 hour", "1 hour", "2 hours"):  # several of one moment
        look("page", "/invoices", ago=ago)
        happened("changed", ago)
    sql("update portal.activity set at = date_trunc('hour', at)")
    sql("update portal.events set at = date_trunc('hour', at)")
    client, after, seen = public("clients", "C-001"), None, []
    for _page in range(4):
        found = list_happenings(admin, client, HappeningQuestion(), after)
        seen += [(one.source, one.id) for one in found.found]
        if (after := found.following) is None:
            break
    assert len(seen) == len(set(seen)) == 8
    assert [(one.source, one.id) for one in every_happening(admin, client, HappeningQuestion(), 100)] == seen


def test_the_file_has_what_the_page_finds(client: FlaskClient, sign_in: SignIn) -> None:
    look("page", "/invoices")
    look("exported", "/export/invoices.csv")
    sign_in(client, "reader")
    text = client.get(f"/export/clients/{public('clients', 'C-001')}/activity.csv?kind=looked").text
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][1:4] == ["Owner Person", "Looked at", "Invoices"]


def opened_by(client: FlaskClient, path: str) -> str:
    page = client.get(path).text
    return page[page.index('id="opened"') : page.index("</section>", page.index('id="opened"'))]


def test_staff_read_on_a_record_who_opened_it_and_clients_do_not(client: FlaskClient, sign_in: SignIn) -> None:
    path = f"/invoices/{public('invoices', 'INV-SPA')}"
    sign_in(client, "admin")
    assert "side has opened it yet." in opened_by(client, path)
    sign_in(client, "owner")
    assert "Opened by" not in client.get(path).text
    flush_activity()
    sign_in(client, "reader")
    assert "Owner Person" in opened_by(client, path)
    assert "Admin Person" not in opened_by(client, path)
    assert "Owner Person" not in opened_by(client, f"/invoices/{public('invoices', 'INV-HOTEL')}")


def test_who_opened_one_of_its_documents_opened_a_record_and_a_robot_did_not(
    client: FlaskClient, sign_in: SignIn
) -> None:
    manual = scalar("select id from portal.documents where title = 'Manual SPA'")
    look("document_downloaded", "/documents/x/download", "colleague", document_id=manual)
    look("document_opened", "/documents/x/open", document_id=manual, result="automatic")
    sign_in(client, "reader")
    extinguisher = scalar("select public_id from portal.equipment where code = 'EXT-SPA'")
    assert "Colleague Person" in opened_by(client, f"/equipment/{extinguisher}")
    assert "Owner Person" not in opened_by(client, f"/equipment/{extinguisher}")


def test_what_each_person_did_last_is_one_line(admin: Viewer, stranger: Viewer) -> None:
    look("page", "/invoices", ago="3 hours")
    look("page", "/quotes", ago="1 hour")
    look("page", "/", "colleague", ago="2 hours")
    look("page", "/", "admin", is_staff=True)
    found = latest_of_each(admin, 8)
    assert [(one.person, about_words(one)) for one in found] == [
        ("Owner Person", "Quotes"),
        ("Colleague Person", "Home"),
    ]
    with pytest.raises(Forbidden):
        latest_of_each(stranger, 8)
