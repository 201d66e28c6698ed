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
from data.viewer import Unavailable
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
