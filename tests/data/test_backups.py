"""A backup brings everything back into an empty place, and nothing that would happen a second time."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from data import database as pools
from data.backups import erasures
from data.backups.backup import write_backup
from data.backups.contents import LEFT_BEHIND, figures, named_files
from data.backups.programs import BackupError
from data.backups.restore import check_backup, restore_backup
from data.commands.company import change_settings
from data.commands.erasing import erase_account
from data.database import transaction
from data.logins import bring_up_to_date, database_urls, open_database, owner_url, passwords
from integrations.storage import open_storage
from tests.cluster import Cluster

QUEUED = text("""
    insert into portal.messages (public_id, channel, template, language, recipient, message_id)
    values ('aaaaaaaaaaaaaaaa', 'email', 'sign_in_code', 'en', 'owner@client.example', '<one@portal.example>')
""")


@pytest.fixture
def storage(tmp_path):
    return open_storage((tmp_path / "files").as_uri())


@pytest.fixture
def saved(database, settings, storage, tmp_path):
    """A backup of the cast, one stored file, a message that waits, and somebody signed in."""
    key = storage.publish(storage.stage(b"a certificate"))
    with pools.owner() as session:
        session.execute(QUEUED)
        session.execute(text("insert into portal.publishing_batches (public_id, origin, tell_at)"
                             " values ('bbbbbbbbbbbbbbbb', 'drop', now())"))  # fmt: skip
        session.execute(text("update portal.document_versions set storage_key = :key"), {"key": key})
        session.execute(text("update portal.files set storage_key = :key"), {"key": key})
        session.execute(text("insert into portal.rate_limits (key, tokens, updated_at) values ('x', 1, now())"))
    url = owner_url(settings).render_as_string(hide_password=False)
    write_backup(url, storage, tmp_path / "backup", key_print="k")
    return tmp_path / "backup", key


@pytest.fixture
def elsewhere(cluster: Cluster, settings, tmp_path):
    """An installation without anything, of another name."""
    url = cluster.empty(f"{cluster.name}_restored")
    yield replace(settings, database_url=url, data_dir=tmp_path / "new")
    pools.dispose()
    cluster.admin.execute(f'drop database "{cluster.name}_restored" with (force)')
    open_database(settings)


def restored(place, folder, known=()):
    url = owner_url(place).render_as_string(hide_password=False)
    storage = open_storage(place.files_url)
    return restore_backup(url, passwords(place), storage, folder, known=known), storage


def test_a_restored_portal_holds_every_row_and_file_and_keeps_clients_apart(saved, elsewhere, owner, stranger):
    folder, key = saved
    with pools.owner() as session:
        before = figures(session)
    manifest, storage = restored(elsewhere, folder)
    assert manifest.tables == before
    assert storage.get(key) == b"a certificate"
    open_database(elsewhere)
    numbers = text("select number from portal.invoices order by number")
    with transaction(stranger) as session:
        foreign = set(session.execute(numbers).scalars())
    with transaction(owner) as session:
        own = set(session.execute(numbers).scalars())
    assert own
    assert not own & foreign
    with pools.owner() as session:
        largest = session.scalar(text("select max(id) from portal.people"))
        added = text("insert into portal.people (public_id, email, name, language)"
                     " values ('zzzzzzzzzzzzzzzz', 'x@y.example', 'X', 'en') returning id")  # fmt: skip
        assert session.scalar(added) > largest


def test_a_restored_portal_sends_nothing_old_and_has_nobody_signed_in(saved, elsewhere):
    restored(elsewhere, saved[0])
    open_database(elsewhere)
    with pools.owner() as session:
        assert (
            session.scalar(text("select state from portal.messages where public_id = 'aaaaaaaaaaaaaaaa'"))
            == "suppressed"
        )
        assert session.scalar(text("select count(tell_at) from portal.publishing_batches")) == 0
        for table in ("portal.sessions", "portal.access_links", "portal.rate_limits", "jobs.procrastinate_jobs"):
            assert session.scalar(text(f"select count(*) from {table}")) == 0


def test_a_backup_is_never_restored_over_people(saved, settings, storage):
    url = database_urls(settings).owner
    with pytest.raises(BackupError, match="empty one only"):
        restore_backup(url, passwords(settings), storage, saved[0])


def test_a_database_that_is_only_migrated_counts_as_empty(saved, elsewhere):
    open_database(elsewhere)
    bring_up_to_date(elsewhere, None)
    manifest, _storage = restored(elsewhere, saved[0])
    assert manifest.tables["portal.clients"].rows == 2


@pytest.mark.parametrize("harm", ["dump", "file", "unfinished"])
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_touched(saved, elsewhere, harm):
    folder, key = saved
    if harm == "dump":
        (folder / "database.dump").write_bytes((folder / "database.dump").read_bytes()[:-1] + b"!")
    elif harm == "file":
        (folder / "files" / key).write_bytes(b"another certificate")
    else:
        (folder / "manifest.json").unlink()
    with pytest.raises(BackupError):
        check_backup(folder)
    with pytest.raises(BackupError):
        restored(elsewhere, folder)
    open_database(elsewhere)
    with pools.owner() as session:
        assert session.scalar(text("select to_regclass('portal.people')")) is None


def test_a_login_that_row_security_silences_makes_no_backup(database, settings, storage, tmp_path):
    with pools.owner() as session:
        session.execute(text("drop policy owner on portal.invoices"))
    with pytest.raises(BackupError, match="invoices"):
        write_backup(database_urls(settings).owner, storage, tmp_path / "none", key_print="k")


def test_a_second_backup_never_writes_into_the_folder_of_the_first(saved, settings, storage):
    with pytest.raises(BackupError, match="not empty"):
        write_backup(database_urls(settings).owner, storage, saved[0], key_print="k")


def test_a_file_the_store_has_lost_is_told(database, settings, storage, tmp_path):
    with pools.owner() as session:
        session.execute(text("update portal.files set storage_key = 'files/00/' || repeat('0', 64)"))
        lost = session.scalar(text("select count(*) from portal.files"))
    made = write_backup(database_urls(settings).owner, storage, tmp_path / "b", key_print="k")
    assert bool(lost) == ("files/00/" + "0" * 64 in made.missing)


def test_nothing_that_is_saved_refers_to_what_stays_behind(database):
    """Such a row would keep the whole backup from being restored."""
    with pools.owner() as session:
        bound = session.execute(
            text("""
            select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent from pg_constraint c
             where c.contype = 'f' and c.connamespace = 'portal'::regnamespace""")
        ).all()
    full = [tuple(f"portal.{name.removeprefix('portal.')}" for name in pair) for pair in bound]
    assert ("portal.kept_forms", "portal.sessions") in full
    assert [pair for pair in full if pair[1] in LEFT_BEHIND and pair[0] not in LEFT_BEHIND] == []


def test_the_logo_is_saved_with_the_files(database, admin):
    digest = "ab" * 32
    with pools.engine("owner").connect() as connection:
        assert f"files/ab/{digest}" not in named_files(connection)
    change_settings(admin, logo=f"{digest}.png")
    with pools.engine("owner").connect() as connection:
        assert f"files/ab/{digest}" in named_files(connection)


WHERE = text("""
    select c.relname from pg_class c where c.relnamespace = 'portal'::regnamespace and c.relkind = 'r' order by 1""")
BILLED = text("select count(*), sum(net), sum(payable), md5(string_agg(number, ';' order by id)) from portal.invoices")


def holding(mark):
    """The tables in which a word still stands."""
    with pools.owner() as session:
        return [
            name
            for name in session.execute(WHERE).scalars().all()
            if session.scalar(
                text(f"select exists (select from portal.{name} t where t::text ilike :mark)"), {"mark": f"%{mark}%"}
            )
        ]


@pytest.mark.parametrize("kept", ["store", "newer backup", "file"])
def test_who_was_erased_after_the_backup_is_gone_from_what_is_restored(saved, elsewhere, admin, settings, storage,
                                                                      tmp_path, kept):  # fmt: skip
    mark = "owner@miramar.example"
    folder, _key = saved
    assert (folder / "database.dump").exists()
    with pools.owner() as session:
        owner = session.scalar(text("select public_id from portal.people where email = :e"), {"e": mark})
        billed = tuple(session.execute(BILLED).one())
    erase_account(admin, owner, mark)
    if kept == "store":
        assert (erasures.list_erasures(storage), erasures.list_erasures(storage)) == (1, 0)
        known = erasures.known_erasures(storage, None, [])
    elif kept == "newer backup":
        write_backup(
            owner_url(settings).render_as_string(hide_password=False), storage, tmp_path / "newer", key_print="k"
        )
        known = erasures.known_erasures(storage, folder, [])
    else:
        assert erasures.export_list(tmp_path / "list.jsonl") == 1
        assert mark not in (tmp_path / "list.jsonl").read_text()
        known = erasures.known_erasures(storage, None, [tmp_path / "list.jsonl"])
    manifest, there = restored(elsewhere, folder, known)
    assert manifest.tables["portal.erasures"].rows == 0
    open_database(elsewhere)
    assert (holding(mark), holding("Owner Person")) == ([], [])
    with pools.owner() as session:
        assert tuple(session.execute(BILLED).one()) == billed
        gone = session.execute(
            text("select erased_at, password_hash from portal.people where public_id = :p"), {"p": owner}
        )
        assert [(row.erased_at is not None, row.password_hash) for row in gone] == [(True, None)]
        assert session.scalar(text("select count(*) from portal.people where erased_at is null")) == 4
    assert [one.people for one in erasures.stored_erasures(there)] == [(owner,)]  # and it is on the list here, too
    assert erasures.replay(owner_url(elsewhere).render_as_string(hide_password=False), known, there) == 0


def test_a_list_of_erasures_that_is_damaged_stops_the_restore_before_it_begins(storage, tmp_path):
    (tmp_path / "list.jsonl").write_text('{"public_id": "x"}\n')
    with pytest.raises(BackupError, match="Line 1"):
        erasures.known_erasures(storage, None, [tmp_path / "list.jsonl"])
