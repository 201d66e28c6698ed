"""Activity: written beside the request, in batches, with origins apart, losing nothing that could be kept."""

import os
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.visits import note, source_ip
from data import database as pools
from data.commands import activity as writer
from data.commands.activity import flush_activity, note_activity
from data.database import DatabaseUrls
from data.records.activity import Activity
from data.viewer import Unavailable, Viewer
from tests.doors import activity, person_id, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture(autouse=True)
def nothing_waits(database: str) -> Iterator[None]:
    writer._writer.waiting.clear()
    yield
    writer._writer.waiting.clear()


def test_what_is_noted_is_written_with_its_origin_apart() -> None:
    person = person_id("owner")
    note_activity(Activity("page", person, path="/invoices", ip="203.0.113.7", user_agent="Browser"))
    note_activity(Activity("page", person, path="/quotes"))
    rows = activity()
    assert [(row.path, row.ip, row.user_agent) for row in rows] == [
        ("/invoices", "203.0.113.7", "Browser"),
        ("/quotes", None, None),
    ]
    assert scalar("select count(*) from portal.activity_origins") == 1


def test_the_thread_writes_within_seconds_without_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    written = Event()
    real = writer._writer.flush

    def flush() -> None:
        real()
        if scalar("select count(*) from portal.activity"):
            written.set()

    monkeypatch.setattr(writer._writer, "flush", flush)
    note_activity(Activity("page", person_id("owner")))
    assert written.wait(10)


def test_while_the_database_is_away_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(writer, "door", away)
        for number in range(3):
            note_activity(Activity("page", path=f"/{number}"))
        with pytest.raises(Unavailable):
            flush_activity()
    assert [row.path for row in activity()] == ["/0", "/1", "/2"]


def test_when_everything_is_closed_it_waits(database: str, database_urls: DatabaseUrls) -> None:
    pools.dispose()
    note_activity(Activity("page", path="/kept"))
    with pytest.raises(Unavailable):
        flush_activity()
    pools.configure(database_urls)
    assert [row.path for row in activity()] == ["/kept"]


def test_after_a_fault_in_the_writing_thread_the_next_activity_starts_another(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = writer._Writer()
    monkeypatch.setattr(writer, "EVERY", 0)
    monkeypatch.setattr(broken, "flush", lambda: [][0])
    broken.process = os.getpid()
    with pytest.raises(IndexError):
        broken.run()
    assert broken.process is None


def test_the_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writer._writer.waiting.maxlen == writer.MOST_WAITING


def test_big_batches_are_written_whole() -> None:
    for number in range(writer.BATCH + 20):
        writer._writer.waiting.append((0.0, Activity("page", path=f"/{number}", ip="::1")))
    flush_activity()
    assert scalar("select count(*) from portal.activity") == writer.BATCH + 20
    assert scalar("select count(*) from portal.activity_origins") == writer.BATCH + 20


def test_a_user_agent_with_line_breaks_is_one_line_and_odd_ones_do_no_harm(app: Flask) -> None:
    agents = ("Browser\t1.0  x", "é\x80", "'; drop table portal.activity; --", "x" * 5000)
    for agent in agents:
        with app.test_request_context("/sign-in", headers={"User-Agent": agent}):
            note("sign_in_failed", method="password", result="wrong")
    stored = [row.user_agent for row in activity()]
    assert stored[0] == "Browser 1.0 x"
    assert len(stored[3]) == 300
    assert len(stored) == 4


def test_scanners_are_marked(app: Flask) -> None:
    for agent, method in (
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "GET"),
        ("Mozilla/5.0", "HEAD"),
        ("Mozilla/5.0", "GET"),
    ):
        with app.test_request_context("/documents/x", headers={"User-Agent": agent}, method=method):
            note("document_opened", person_id=1)
    assert [row.result for row in activity()] == ["automatic", "automatic", None]


@pytest.mark.parametrize(
    ("hops", "forwarded", "found"),
    [(0, "203.0.113.9", "127.0.0.1"), (1, "203.0.113.9", "203.0.113.9"), (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
     (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"), (2, "203.0.113.9", "127.0.0.1"), (1, "", "127.0.0.1"),
     (1, "nonsense", None), (1, "::ffff:203.0.113.9", "203.0.113.9"), (1, "fe80::1%eth0", "fe80::1")],
)  # fmt: skip
def test_only_our_own_proxies_are_believed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, hops: int, forwarded: str, found: str | None
) -> None:
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], trusted_proxies=hops))
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        assert source_ip() == found


def test_staff_are_marked_and_clients_are_not(app: Flask, client: FlaskClient, owner: object, admin: object) -> None:
    with app.test_request_context("/invoices"):
        note("page", viewer=owner)  # type: ignore[arg-type]
        note("page", viewer=admin)  # type: ignore[arg-type]
    assert [row.is_staff for row in activity()] == [False, True]


def test_activity_can_neither_be_changed_nor_read_by_the_door(database: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    from data.database import door

    note_activity(Activity("page"))
    flush_activity()
    for statement in (
        "update portal.activity set path = 'x'",
        "delete from portal.activity",
        "select path from portal.activity",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), door() as session:
            session.execute(text(statement))
    assert sql("select 1 from portal.activity")


def test_every_page_shown_or_refused_is_noted_with_its_place(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    site = sql("select id, client_id, public_id from portal.sites where name = 'Hotel Miramar'")[0]
    client.get(f"/inspections?site={site.public_id}")
    client.get("/staff/clients")
    client.get("/sign-in")
    navigate(client, f"/equipment?site={site.public_id}")
    found = [(row.kind, row.path, row.site_id, row.client_id, row.result) for row in activity()]
    assert found == [
        ("page", "/inspections", site.id, site.client_id, None),
        ("refused", "/staff/clients", None, site.client_id, "404"),
        ("page", "/equipment", site.id, site.client_id, None),
    ]


def navigate(client: FlaskClient, address: str) -> None:
    body = {
        "output": "frame.children",
        "outputs": {"id": "frame", "property": "children"},
        "changedPropIds": ["nav.data-to"],
        "inputs": [{"id": "nav", "property": "data-to", "value": address}],
    }
    token = {"X-CSRFToken": client.csrf_token}  # type: ignore[attr-defined]
    assert client.post("/_dash-update-component", json=body, headers=token).status_code == 200


def test_whatever_is_refused_to_somebody_signed_in_is_noted(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "stranger")
    manual = sql("select public_id from portal.documents where title = 'Manual HOTEL'")[0].public_id
    assert client.get(f"/documents/{manual}").status_code == 404
    assert client.get(f"/documents/{manual}/download").status_code == 404
    assert client.post("/preferences", data={"theme": "dark"}).status_code == 403
    token = client.csrf_token  # type: ignore[attr-defined]
    assert client.post("/view-as", data={"person": "x", "client": "y", "csrf_token": token}).status_code == 403
    found = [(row.kind, row.path, row.result, row.person_id) for row in activity()]
    who = person_id("stranger")
    assert found == [
        ("refused", f"/documents/{manual}", "404", who),
        ("refused", f"/documents/{manual}/download", "404", who),
        ("refused", "/preferences", "403", who),
        ("refused", "/view-as", "403", who),
    ]


def test_a_path_that_cannot_be_stored_does_not_take_the_others_with_it(app: Flask) -> None:
    with app.test_request_context("/"):
        note("page", person_id=1, path="/before")
        note("page", person_id=1, path="/a\x00b")
    assert [row.path for row in activity()] == ["/before", "/ab"]


@pytest.mark.parametrize("table", ["events", "settings_history"])
def test_staff_add_to_the_history_and_never_change_it(admin: Viewer, table: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    from data.database import transaction

    for statement in (f"update portal.{table} set id = default", f"delete from portal.{table}"):  # noqa: S608
        with pytest.raises(ProgrammingError, match="permission denied"), transaction(admin) as session:
            session.execute(text(statement))
