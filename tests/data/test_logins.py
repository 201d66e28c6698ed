"""The five logins of an installation, from one address, and a migration that cannot run."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from data import database as pools
from data.logins import bring_up_to_date, database_urls, libpq_address, open_database, passwords
from data.server import ServerError
from data.viewer import Invalid, Unavailable
from integrations.settings import Settings

OWNED = "postgresql://own%40er:s%3Acret@db.example:5433/shop?sslmode=require"


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, secret_key="k" * 40, database_url=OWNED)


def test_each_login_has_a_name_and_a_password_of_its_own_on_the_owners_server(installation):
    urls = database_urls(installation)
    logins = [make_url(url) for url in (urls.client, urls.staff, urls.door, urls.worker)]
    assert [login.username for login in logins] == [f"shop_{n}_login" for n in ("client", "staff", "door", "worker")]
    assert len({login.password for login in logins}) == 4
    assert {(login.host, login.port, login.query["sslmode"]) for login in logins} == {("db.example", 5433, "require")}
    assert make_url(urls.owner).username == "own@er"


def test_a_login_made_elsewhere_is_taken_as_it_is_and_gets_no_password_from_us(installation):
    given = replace(installation, staff_database_url="postgres://people:theirs@other.example/shop")
    assert make_url(database_urls(given).staff).host == "other.example"
    assert set(passwords(given)) == {"client", "door", "worker"}


def test_addresses_keep_spaces_in_the_words_of_libpq(tmp_path):
    address = libpq_address("postgresql+psycopg://atrio@/shop?host=%2Fhome%2Fmy folder")
    assert psycopg.conninfo.conninfo_to_dict(address) == {"user": "atrio", "dbname": "shop", "host": "/home/my folder"}


def test_an_account_that_may_not_make_roles_is_explained(cluster, settings):
    name = f"{cluster.name}_poor"
    poor = sql.Identifier(name)
    cluster.admin.execute(sql.SQL("drop database if exists {}").format(poor))
    cluster.admin.execute(sql.SQL("drop role if exists {}").format(poor))
    cluster.admin.execute(sql.SQL("create role {} login").format(poor))
    cluster.admin.execute(sql.SQL("create database {0} owner {0}").format(poor))
    helpless = replace(settings, database_url=cluster.server.url(name, name))
    open_database(helpless)
    try:
        with pytest.raises(ServerError, match="allowed to create roles"):
            bring_up_to_date(helpless, None)
    finally:
        pools.dispose()
        cluster.admin.execute(sql.SQL("drop database {} with (force)").format(poor))
        cluster.admin.execute(sql.SQL("drop role {}").format(poor))


def test_a_server_that_is_away_is_not_a_crash(installation):
    away = replace(installation, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable, match="refused"):
        bring_up_to_date(away, None)


def test_no_password_stands_in_a_statement_that_the_server_may_log(settings, database):
    from sqlalchemy import Engine, event

    said = []

    def listen(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        bring_up_to_date(settings, None)
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert sum("alter role" in statement and "SCRAM-SHA-256$" in statement for statement in said) == 4
    assert not any(secret in statement for secret in passwords(settings).values() for statement in said)


def test_what_is_asked_for_is_not_told_with_an_error(database):
    from sqlalchemy import text

    with pytest.raises(Invalid) as error, pools.door() as session:
        session.execute(text("select cast(:what as int)"), {"what": "a-secret-word"})
    assert "a-secret-word" not in error.value.message
    assert "a-secret-word" not in str(error.value.__cause__).split("[SQL", 1)[1]


def test_the_worker_can_neither_make_a_session_nor_read_a_password(database):
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    for statement in (
        "select password_hash from portal.people",
        "update portal.sessions set person_id = 1",
        "insert into portal.sessions (token_hash) values ('x')",
        "insert into portal.sign_in_codes (nonce_hash) values ('x')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), pools.worker() as session:
            session.execute(text(statement))
