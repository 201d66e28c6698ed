"""The embedded server: shared, stopped by the last, and not to be impressed by kill -9."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from data import server_binaries
from data.server import EmbeddedServer, ServerError
from data.server_binaries import Account, account_for, find_binaries
from tests.cluster import HOME

HOLD = """
import sys, time
from pathlib import Path
from data.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), durable=False)
server.start()
print("held", flush=True)
sys.stdin.read()
server.release()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A running server in a folder that only its owner may enter and whose name has spaces."""
    private = tmp_path / "a private folder, ș"
    private.mkdir(mode=0o700)
    server = EmbeddedServer(private / "var", durable=False)
    server.start()
    yield server
    server.release()


def runs(server: EmbeddedServer) -> bool:
    return (server.folder.path / "postmaster.pid").exists()


def pid_of(server: EmbeddedServer) -> int:
    return int((server.folder.path / "postmaster.pid").read_text().split()[0])


def ask(server: EmbeddedServer, question: str) -> object:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def other_holder(server: EmbeddedServer) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(server.root)],
        cwd=HOME,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_the_owner_is_an_ordinary_role_and_text_sorts_the_same_everywhere(server):
    assert ask(server, "select current_user::text") == "atrio"
    assert ask(server, "select rolsuper from pg_roles where rolname = 'atrio'") is False
    assert (
        ask(server, "select datlocprovider::text || datlocale from pg_database where datname = 'atrio'") == "bC.UTF-8"
    )
    assert ask(server, "show data_checksums") == "on"


def test_nobody_gets_in_by_network_and_only_the_owner_by_file(server):
    assert ask(server, "show listen_addresses") == ""
    assert server.folder.path.stat().st_mode & 0o777 == 0o700


def test_a_second_process_shares_the_server_and_the_last_one_stops_it(server):
    other = other_holder(server)
    server.release()
    assert runs(server)
    other.communicate("")
    assert not runs(server)


def test_a_killed_process_is_not_waited_for(server):
    other = other_holder(server)
    other.kill()
    other.communicate()
    time.sleep(0.1)
    server.release()
    assert not runs(server)


def test_a_killed_server_comes_back_with_everything_committed(tmp_path):
    server = EmbeddedServer(tmp_path)
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as x")
    os.kill(pid_of(server), signal.SIGKILL)
    time.sleep(0.2)
    server.ensure()
    assert ask(server, "select x from kept") == 42
    server.release()


def test_the_last_one_stops_a_server_that_died_and_came_back_meanwhile(server):
    other = other_holder(server)
    os.kill(pid_of(server), signal.SIGKILL)
    time.sleep(0.2)
    server.ensure()
    server.release()
    other.communicate("")
    assert not runs(server)


def test_a_lock_file_with_the_number_of_another_process_is_no_obstacle(server):
    lock = server.folder.path / "postmaster.pid"
    left = lock.read_text()
    os.kill(pid_of(server), signal.SIGKILL)
    time.sleep(0.2)
    bystander = subprocess.Popen(["sleep", "60"], **server.folder.account.subprocess_options())
    lock.write_text(left.replace(left.split()[0], str(bystander.pid), 1))
    server.ensure()
    bystander.kill()
    bystander.wait()
    assert ask(server, "select 1") == 1


def test_an_interrupted_first_start_is_begun_again(tmp_path):
    half = tmp_path / "postgresql-18.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    server = EmbeddedServer(tmp_path, durable=False)
    server.start()
    assert ask(server, "select 1") == 1
    server.release()


def test_a_path_longer_than_a_socket_may_have_works(tmp_path):
    server = EmbeddedServer(tmp_path / ("long" * 30), durable=False)
    server.start()
    assert ask(server, "select 1") == 1
    server.release()
    shutil.rmtree(server.folder.socket_folder().parent)


def test_the_database_of_another_version_is_left_alone(tmp_path):
    (tmp_path / "postgresql-12").mkdir()
    with pytest.raises(ServerError, match="another version of PostgreSQL"):
        EmbeddedServer(tmp_path).start()
    assert [path.name for path in tmp_path.glob("postgresql-*")] == ["postgresql-12"]


def test_without_any_postgresql_every_way_out_is_named(monkeypatch):
    monkeypatch.setattr(server_binaries, "folders_to_look_in", lambda wanted: iter([]))
    with pytest.raises(ServerError) as refusal:
        find_binaries(None, Account(None, os.geteuid(), os.getegid()))
    for way in ("pip install", "apt-get install postgresql", "ATRIO_PG_BIN", "DATABASE_URL"):
        assert way in str(refusal.value)


def test_a_wrong_folder_of_programs_is_named(tmp_path):
    with pytest.raises(ServerError, match="lacks one of initdb"):
        find_binaries(tmp_path, Account(None, os.geteuid(), os.getegid()))


def test_files_of_another_user_are_explained(monkeypatch, tmp_path):
    monkeypatch.setattr(server_binaries.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ServerError, match="belong to"):
        account_for(tmp_path)


def test_a_private_installation_is_copied_with_its_libraries_and_opened_for_reading(monkeypatch, tmp_path):
    programs = tmp_path / "private" / "package" / "pginstall18" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("#!/bin/sh\n")
    (programs / "postgres").chmod(0o700)
    libraries = tmp_path / "private" / "package.libs"
    libraries.mkdir(mode=0o700)
    (libraries / "libpq.so").write_text("library")
    (libraries / "libpq.so").chmod(0o600)
    reachable = tmp_path / "cache"
    reachable.mkdir()
    monkeypatch.setattr(server_binaries, "_root_owned_folder", lambda: reachable)
    copy = server_binaries._reachable_copy(programs)
    assert copy.is_relative_to(reachable)
    assert (copy / "postgres").stat().st_mode & 0o777 == 0o755
    assert (copy.parents[2] / "package.libs" / "libpq.so").stat().st_mode & 0o777 == 0o644
    assert server_binaries._reachable_copy(programs) == copy
