"""How the portal is used, by way of the portal: what counts, what does not, and who may do something about it."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from secrets import token_urlsafe

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.commands.activity import flush_activity
from data.commands.usage import remind, roll_up
from data.queries.usage import find_usage
from data.records.activity import Activity
from data.records.usage import Usage, UsageQuestion
from data.viewer import Viewer
from jobs.queue import use_settings
from jobs.usage import roll_usage
from tests import cast
from tests.doors import activity, move_clock, person_id, rule, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
USAGE = "/staff/usage"


def used(viewer: Viewer, **question: str) -> Usage:
    flush_activity()
    return find_usage(viewer, UsageQuestion(**question))  # type: ignore[arg-type]


def post(browser: FlaskClient, path: str, **fields: object):
    told = {"csrf_token": browser.csrf_token, "submission": token_urlsafe(16)}  # type: ignore[attr-defined]
    return browser.post(path, data=told | fields)


def test_clients_are_told_that_there_is_no_such_page_and_readers_look_without_acting(
    app: Flask, sign_in: SignIn
) -> None:
    stranger, reader = sign_in(app.test_client(), "stranger"), sign_in(app.test_client(), "reader")
    for path in (USAGE, f"{USAGE}/people", "/export/usage/people.csv"):
        assert stranger.get(path).status_code == 404
        assert reader.get(path).status_code == 200
    for what in ("invite", "remind", "summary"):
        assert post(stranger, f"{USAGE}/{what}").status_code == 404
        assert post(reader, f"{USAGE}/{what}", record="a" * 16, noun="invoices").status_code == 403
    assert "Invite again" not in reader.get(f"{USAGE}/never").get_data(as_text=True)


def test_every_action_of_a_client_appears_exactly_once(app: Flask, sign_in: SignIn, admin: Viewer) -> None:
    browser = app.test_client()
    browser.post("/sign-in", data={"email": cast.EMAILS["owner"], "password": cast.PASSWORD})
    manual = scalar("select public_id from portal.documents where title = 'Manual HOTEL'")
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    before = used(admin).lists["invoices"]
    for path in (f"/invoices/{invoice}", f"/documents/{manual}/open", f"/documents/{manual}/download",
                 "/export/quotes.csv", "/invoices?q=nothing+like+that"):  # fmt: skip
        assert browser.get(path).status_code == 200
    found = used(admin)
    counted = ("sign_ins", "pages", "opened", "downloads", "exports", "nothing")
    assert [found.counts[name] for name in counted] == [1, 2, 1, 1, 1, 1]
    assert (found.now.people, found.now.documents, found.now.answered) == (1, 2, 1)
    assert found.counts["way:password:unknown"] + found.counts["way:password:computer"] == 1
    assert found.lists["invoices"] == before - 1
    list(roll_up())
    again = used(admin)
    assert (again.counts, again.now, again.lists) == (found.counts, found.now, found.lists)
    words = sign_in(app.test_client(), "admin").get(f"{USAGE}/searches").get_data(as_text=True)
    assert "nothing like that" in words


def test_scanners_robots_staff_and_staff_who_look_as_somebody_do_not_count(
    app: Flask, sign_in: SignIn, admin: Viewer
) -> None:
    sign_in(app.test_client(), "admin").get("/invoices")
    owner = sign_in(app.test_client(), "owner")
    assert owner.head("/invoices").status_code == 200
    for agent in ("SafeLinks preview", "Mozilla/5.0 (compatible; Googlebot/2.1)"):
        app.test_client().get("/access/token", headers={"User-Agent": agent})
    from data.commands.activity import note_activity

    note_activity(Activity("page", person_id("owner"), person_id("admin"), is_staff=True, path="/invoices"))
    note_activity(Activity("document_opened", person_id("owner"), path="/documents", result="automatic"))
    assert activity()
    found = used(admin)
    assert (found.now.people, found.counts["pages"], found.now.documents) == (0, 0, 0)
    assert (found.counts["left:view_as"], found.counts["left:automatic"]) == (1, 2)
    assert found.counts["left:staff"] >= 1
    told = sign_in(app.test_client(), "reader").get(USAGE).get_data(as_text=True)
    assert "1 while staff looked as a client, 2 of link scanners and robots" in told


def test_days_are_the_companys_also_in_the_night_the_clock_changes(admin: Viewer) -> None:
    rule("zone", "Europe/Madrid")
    look = (
        """insert into portal.activity (at, kind, person_id, path) values (cast(:at as timestamptz), 'page', :p, '/')"""
    )
    for at in ("2026-10-24 22:30Z", "2026-10-25 00:30Z", "2026-10-25 01:30Z", "2026-10-25 22:59Z", "2026-10-25 23:00Z",
               "2026-03-28 23:00Z", "2026-03-29 00:59Z", "2026-03-29 01:00Z", "2026-03-29 22:00Z"):  # fmt: skip
        sql(look, at=at, p=person_id("owner"))
    for turn in range(2):
        for first, pages, hours in (
            (date(2026, 10, 25), 4, {0: 1, 2: 2, 23: 1}), (date(2026, 10, 26), 1, {0: 1}),
            (date(2026, 3, 29), 3, {0: 1, 1: 1, 3: 1}), (date(2026, 3, 30), 1, {0: 1}),
        ):  # fmt: skip
            found = find_usage(admin, UsageQuestion(first=first, last=first))
            assert found.counts["pages"] == pages
            assert {hour: n for (_day, hour), n in found.hours.items()} == hours
        if turn == 0:
            assert [rows for _day, rows in roll_up(date(2026, 1, 1)) if rows] == [1, 1, 1, 1]


def test_a_list_is_taken_away_without_formulas(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(app.test_client(), "admin")
    sql("update portal.people set name = '=1+1' where id = :p", p=person_id("owner"))
    sign_in(app.test_client(), "owner").get("/invoices")
    flush_activity()
    rows = list(csv.reader(StringIO(browser.get("/export/usage/people.csv").get_data().decode("utf-8-sig"))))
    assert rows[0][0] == "Name"
    assert rows[1][0] == "'=1+1"
    assert browser.get("/export/usage/people.xlsx").data.startswith(b"PK")
    assert browser.get("/export/usage/nonsense.csv").status_code == 404


def test_nobody_is_reminded_of_what_is_closed_to_them_or_who_said_no(admin: Viewer, colleague: Viewer) -> None:
    sql("update portal.grants set areas = areas || '{billing,quotes}', sees_amounts = false where person_id = :p",
        p=colleague.person_id)  # fmt: skip
    records = {"invoices": "INV-SPA", "quotes": "QUO-SPA"}
    for noun, number in records.items():
        sql(
            f"update portal.{noun} set state = '{'sent' if noun == 'quotes' else 'issued'}' where number = :n", n=number
        )  # noqa: S608
        one = str(scalar(f"select public_id from portal.{noun} where number = :n", n=number))  # noqa: S608
        assert remind(admin, noun, [one], "https://portal.example", "portal.example") == 1
    assert {row.recipient for row in sql("select recipient from portal.messages")} == {cast.EMAILS["owner"]}
    sql("delete from portal.messages")
    sql("insert into portal.settings (key, value) values ('closed_areas', '[\"quotes\"]')")
    assert remind(admin, "quotes", [one], "https://portal.example", "portal.example") == 0
    sql("delete from portal.settings where key = 'closed_areas'")
    sql("insert into portal.consents (person_id, kind, given, origin) select id, 'email', false, 'self'"
        " from portal.people where email = :e", e=cast.EMAILS["owner"])  # fmt: skip
    assert remind(admin, "quotes", [one], "https://portal.example", "portal.example") == 0


def test_reminders_go_to_those_who_may_open_the_record_once_a_week(app: Flask, sign_in: SignIn) -> None:
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")

    def press() -> list[str]:
        browser = sign_in(app.test_client(), "admin")
        sent = post(browser, f"{USAGE}/remind", noun="invoices", record=invoice, back=f"{USAGE}/invoices?period=7_days")
        assert sent.location.startswith(f"{USAGE}/invoices?period=7_days&done=")
        return [row.recipient for row in sql("select recipient from portal.messages where template = 'record_waiting'")]

    assert press() == [cast.EMAILS["owner"]]  # the colleague sees no money, the stranger another client's
    assert press() == [cast.EMAILS["owner"]]
    move_clock("8 days")
    assert len(press()) == 2
    assert (
        post(sign_in(app.test_client(), "admin"), f"{USAGE}/remind", noun="people", record=invoice).status_code == 400
    )


def test_those_who_never_came_are_invited_again_from_the_list(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(app.test_client(), "admin")
    new = scalar("""insert into portal.people (public_id, email, name)
                    values ('newcomernewcomer', 'new@client.example', 'New') returning id""")  # fmt: skip
    sql("""insert into portal.grants (public_id, person_id, client_id, areas)
           select 'grantofnewcomerr', :p, client_id, '{documents}' from portal.grants
            where person_id = :o and client_id is not null limit 1""", p=new, o=person_id("owner"))  # fmt: skip
    assert "Nothing sent" in browser.get(f"{USAGE}/never").get_data(as_text=True)
    sent = post(
        browser, f"{USAGE}/invite", record="newcomernewcomer", preset="technical", channel="email", back="//evil"
    )
    assert sent.location == f"{USAGE}?done=1"
    assert scalar("select count(*) from portal.messages where person_id = :p and template = 'invitation'", p=new) == 1
    move_clock("2 hours")
    browser = sign_in(app.test_client(), "admin")
    assert "Link expired" in browser.get(f"{USAGE}/never?reason=expired").get_data(as_text=True)


def test_managers_get_last_months_figures_once_unless_it_is_switched_off(app: Flask, sign_in: SignIn, settings) -> None:
    use_settings(replace(settings, demo=True))
    try:
        now = scalar("select portal.now()")
        first = (now.replace(day=1) + (datetime(2000, 2, 5, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC))).replace(
            day=1, hour=9, minute=0)  # fmt: skip
        sql("""insert into portal.activity (at, kind, person_id, path) values (:at, 'page', :p, '/invoices')""",
            at=now, p=person_id("owner"))  # fmt: skip
        move_clock(f"{int((first - now).total_seconds())} seconds")
        browser = sign_in(app.test_client(), "admin")
        sent = "select recipient, variables from portal.messages where template = 'usage_summary'"
        assert post(browser, f"{USAGE}/summary", turn="off").location == f"{USAGE}?done=saved"
        roll_usage()
        assert sql(sent) == []
        post(browser, f"{USAGE}/summary", turn="on")
        roll_usage()
        roll_usage()
        [row] = sql(sent)  # the reader is neither manager nor administrator
        assert row.recipient == cast.EMAILS["admin"]
        assert row.variables["people"].startswith("1 (0 ")
        assert "/staff/usage?from=" in row.variables["address"]
    finally:
        use_settings(None)


@pytest.mark.parametrize("query", ["period=never", "from=2026-01-01", "from=2026-02-30&to=2026-03-01",
                                   "from=2020-01-01&to=2026-01-01"])  # fmt: skip
def test_a_period_that_makes_no_sense_is_said_so(app: Flask, sign_in: SignIn, query: str) -> None:
    assert sign_in(app.test_client(), "reader").get(f"{USAGE}?{query}").status_code == 400
