"""The commands: what they say, and 0, 1 or 2 at the end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from data import database as db
from data.commands.seeding import begin_seeding, finish_seeding
from data.logins import open_database
from data.viewer import Unavailable, Viewer
from integrations.storage import open_storage
from jobs.command_line import add_commands
from jobs.demo import current_password
from tests.cluster import HOME

Call = Callable[..., Result]


@pytest.fixture
def call(database, settings) -> Call:
    server = Flask("command line")
    add_commands(server, settings, HOME)

    def run(*words: str) -> Result:
        result = server.test_cli_runner().invoke(args=words)
        open_database(settings)  # a command closes what it has opened
        return result

    return run


@pytest.mark.parametrize(
    "words",
    [
        ["migrate"],
        ["seed"],
        ["import"],
        ["worker"],
        ["serve"],
        ["generate"],
        ["staff"],
        ["staff", "add"],
        ["backup"],
        ["restore"],
        ["person", "erase"],
        ["erasures", "replay"],
        ["doctor"],
        ["invariants"],
    ],
)
def test_every_command_explains_itself(call, words):
    answer = call(*words, "--help")
    assert answer.exit_code == 0
    assert len(answer.output) > 100


def test_a_company_is_generated_into_empty_databases_only(call):
    answer = call("generate", "--scale", "0.001")
    assert answer.exit_code == 1
    assert "nothing was changed" in answer.output
    with db.owner() as session:
        assert session.scalar(text("select count(*) from portal.clients")) == 2


def test_a_company_is_never_generated_beside_the_demo(database, settings):
    server = Flask("command line")
    add_commands(server, replace(settings, demo=True), HOME)
    answer = server.test_cli_runner().invoke(args=["generate"])
    assert answer.exit_code == 1
    assert "demo" in answer.output
    open_database(settings)


def test_whatever_ends_the_rebuilding_of_usage_early_is_told_with_the_day_it_came_to(call, monkeypatch):
    def interrupted(since):
        yield date(2026, 1, 31), 20
        yield date(2026, 2, 1), 22
        raise Unavailable

    monkeypatch.setattr("data.commands.usage.roll_up", interrupted)
    answer = call("usage", "rebuild")
    assert answer.exit_code == 1
    assert "2026-01  1 days, 20 rows so far" in answer.output
    assert "Not finished: 2026-02-01 was the last day done" in answer.output


def test_migrate_may_be_repeated(call):
    for _time in range(2):
        answer = call("migrate")
        assert (answer.exit_code, answer.output) == (0, "The database is up to date.\n")


def test_the_first_administrator_comes_by_the_command_line(call):
    answer = call("staff", "add", "First.Person@Company.example", "--name", "First Person")
    assert answer.exit_code == 0, answer.output
    with db.owner() as session:
        row = session.execute(text("select email, name, staff_role from portal.people order by id desc limit 1")).one()
        event = session.execute(text("select verb, audience from portal.events order by id desc limit 1")).one()
    assert tuple(row) == ("first.person@company.example", "First Person", "administrator")
    assert tuple(event) == ("staff_added", "staff")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["admin@atrio.example", "--name", "Again"], 1, "known already"),
        (["nonsense", "--name", "Nobody"], 1, "is not an e-mail address"),
        (["new@company.example", "--name", "  "], 1, "A name is needed"),
        (["new@company.example"], 2, "--name"),
        (["new@company.example", "--name", "New", "--role", "king"], 2, "'king'"),
    ],
)
def test_staff_add_refuses_clearly(call, words, code, said):
    answer = call("staff", "add", *words)
    assert answer.exit_code == code
    assert said in answer.output
    assert "Traceback" not in answer.output


def test_a_password_is_asked_for_twice_and_must_be_a_good_one(call, database, settings):
    server = Flask("command line")
    add_commands(server, settings, HOME)
    words = ["staff", "add", "new@company.example", "--name", "New", "--password"]
    short = server.test_cli_runner().invoke(args=words, input="short\nshort\n")
    assert (short.exit_code, "at least 15" in short.output) == (1, True)
    good = server.test_cli_runner().invoke(args=words, input="some words in a row\nsome words in a row\n")
    assert good.exit_code == 0, good.output


def test_import_describes_a_kind_and_gives_an_empty_file(call):
    described = call("import", "--describe", "invoices")
    assert described.exit_code == 0
    assert "due" in described.output
    empty = call("import", "--template", "clients")
    assert empty.exit_code == 0
    assert "name" in empty.output.splitlines()[0]


def test_import_says_when_it_is_called_wrongly(call, tmp_path):
    assert call("import").exit_code == 2
    assert call("import", "clients").exit_code == 2
    assert call("import", "clients", str(tmp_path / "none.csv")).exit_code == 2
    assert call("import", "unicorns", __file__).exit_code == 2


def test_import_takes_a_good_file_once_and_refuses_a_bad_one(call, tmp_path):
    columns = call("import", "--template", "clients").output.strip().split(",")
    good = tmp_path / "clients.csv"
    row = {"reference": "K-1", "name": "Țiglă și Fii"}
    good.write_text(",".join(columns) + "\n" + ",".join(row.get(c, "") for c in columns) + "\n", encoding="utf-8")
    first, second = (call("import", "clients", str(good), "--source", "erp") for _time in range(2))
    assert first.exit_code == second.exit_code == 0, first.output
    assert "1 new, 0 changed" in first.output
    assert "0 new, 0 changed, 1 unchanged" in second.output
    bad = tmp_path / "bad.csv"
    bad.write_text(",".join(columns) + "\n" + "," * (len(columns) - 1) + "x\n", encoding="utf-8")
    report = tmp_path / "report.csv"
    refused = call("import", "clients", str(bad), "--source", "erp", "--report", str(report))
    assert refused.exit_code == 1
    assert report.exists()


def test_a_database_that_is_away_is_one_clear_line(settings):
    server = Flask("command line")
    add_commands(server, replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none"), HOME)
    answer = server.test_cli_runner().invoke(args=["migrate"])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: The database does not answer.")


def test_seeding_leaves_a_database_with_clients_alone(call):
    answer = call("seed")
    assert answer.exit_code == 1
    assert "nothing was changed" in answer.output


def test_an_interrupted_seeding_is_taken_up_again_and_a_finished_one_is_not(database):
    viewer = Viewer.system()
    with db.owner() as session:
        session.execute(text("insert into portal.settings (key, value) values ('demo_seeding', '\"begun\"')"))
    assert begin_seeding(viewer)
    finish_seeding(viewer)
    assert not begin_seeding(viewer)


def test_another_demo_password_takes_effect_at_the_next_start(database, settings, tmp_path):
    def of_owner() -> str:
        with db.owner() as session:
            found = text("select password_hash from portal.people where email = 'owner@miramar.example'")
            return str(session.execute(found).scalar_one())

    before = of_owner()
    now = replace(settings, data_dir=tmp_path, demo_password="another password for everybody")
    assert current_password(now) == now.demo_password
    changed = of_owner()
    assert changed != before
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600
    assert current_password(replace(now, demo_password=None)) == now.demo_password
    assert current_password(now) == now.demo_password
    assert of_owner() == changed


def test_the_doctor_says_what_is_wrong_and_what_to_do(call):
    answer = call("doctor")
    assert answer.exit_code == 1
    assert "No worker has been heard of" in answer.output
    assert "Set ATRIO_MAIL_SERVER." in answer.output
    assert "The schema is up to date" in answer.output


def test_the_doctor_sees_a_login_that_row_security_does_not_hold_for(call, cluster):
    role = f'"{cluster.name}_staff_login"'
    cluster.admin.execute(f"alter role {role} bypassrls")
    try:
        assert f"Row security does not hold for {cluster.name}_staff_login" in call("doctor").output
    finally:
        cluster.admin.execute(f"alter role {role} nobypassrls")


def test_invariants_name_a_file_that_is_lost(call):
    with db.owner() as session:
        session.execute(text("update portal.files set storage_key = 'files/00/lost'"))
    answer = call("invariants")
    assert answer.exit_code == 1
    assert "lost  files/00/lost" in answer.output


def test_a_backup_is_written_checked_and_noted_for_the_doctor(call, tmp_path):
    folder = str(tmp_path / "tonight")
    written = call("backup", folder)
    assert "rows of" in written.output
    assert call("restore", "--check", folder).exit_code == 0
    assert "There was no backup yet" not in call("doctor").output
    refused = call("restore", folder)
    assert (refused.exit_code, "empty one only" in refused.output) == (1, True)
    assert "Traceback" not in written.output + refused.output


def test_a_person_is_erased_from_the_console_and_the_list_brings_it_back_after_a_restore(call, settings, tmp_path):
    store = open_storage(settings.files_url)  # of all tests
    for key in store.keys("erasures", timedelta(seconds=-60)):
        store.delete(key)
    assert call("person", "erase", "nobody@nowhere.example", "--yes").exit_code == 1
    assert call("person", "erase", "owner@miramar.example").exit_code == 1  # nothing typed
    done = call("person", "erase", "owner@miramar.example", "--yes")
    assert (done.exit_code, call("person", "erase", "owner@miramar.example", "--yes").exit_code) == (0, 1), done.output
    assert call("erasures", "export", str(tmp_path / "list.jsonl")).output.endswith("1 erasures.\n")
    with db.owner() as session:
        session.execute(text("delete from portal.erasures"))  # a database restored by other means
        session.execute(
            text("update portal.people set erased_at = null, name = 'Owner Person' where name like 'Erased%'")
        )
    assert "1 erasures of the list are not carried out" in call("doctor").output
    assert "carried out again: 1" in call("erasures", "replay").output
    with db.owner() as session:
        assert session.scalar(text("select count(*) from portal.people where name = 'Owner Person'")) == 0
    assert "carried out again: 0" in call("erasures", "replay", str(tmp_path / "list.jsonl")).output
