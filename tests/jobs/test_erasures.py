"""After an erasure the worker clears away what lies outside of the transaction, and keeps the list."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.backups.erasures import FOLDER, stored_erasures
from data.commands.erasing import erase_account
from data.database import door
from integrations.storage import open_storage
from jobs.erasures import finish_erasures
from jobs.queue import use_settings
from tests import cast
from tests.doors import person_id, scalar, sql


@pytest.fixture
def store(settings):
    use_settings(settings)
    found = open_storage(settings.files_url)
    for folder in ("downloads", FOLDER):  # the tests of a process share a store, and the people of a cast their ids
        for key in found.keys(folder, timedelta(seconds=-60)):
            found.delete(key)
    yield found
    use_settings(None)


def test_packed_downloads_go_late_addresses_go_and_the_list_knows(database, store, admin):
    for name in "ab":
        store.keep(f"downloads/{name}.zip", io.BytesIO(b"packed"))
    for role, name in (("owner", "a"), ("stranger", "b")):
        sql("insert into portal.downloads (public_id, person_id, language, asked, documents, state, storage_key, size,"
            " finished_at, expires_at) values (portal.new_public_id(), :p, 'en', '{}', 1, 'ready', :k, 6, now(),"
            " now() + interval '7 days')", p=person_id(role), k=f"downloads/{name}.zip")  # fmt: skip
    owner = person_id("owner")
    public_id = scalar("select public_id from portal.people where id = :p", p=owner)
    erase_account(admin, public_id, cast.EMAILS["owner"])
    for person in (owner, person_id("stranger")):  # written by requests that ended after the erasure
        sql("with a as (insert into portal.activity (kind, person_id, path) values ('page', :p, '/') returning id, at)"
            " insert into portal.activity_origins select id, at, '203.0.113.77', 'x' from a", p=person)  # fmt: skip
    # a mail that was on its way comes back
    sql(
        "insert into portal.messages (public_id, channel, template, language, person_id, recipient, message_id, state)"
        " values ('mmmmmmmmmmmmmmmm', 'email', 'invitation', 'en', :p, 'late@x.example', '<1@x>', 'sent')",
        p=owner,
    )
    with door() as session:
        session.execute(text("select portal.note_bounce('d', '<1@x>', null, 'no late@x.example here')"))
    finish_erasures()
    finish_erasures()
    told = "select concat(m::text, (select string_agg(e::text, '') from portal.events e)) from portal.messages m"
    assert "late@x.example" not in scalar(f"{told} where public_id = 'mmmmmmmmmmmmmmmm'")
    assert list(store.keys("downloads", timedelta(seconds=-60))) == ["downloads/b.zip"]
    assert scalar("select count(*) from portal.activity_origins") == 1
    assert [one.people for one in stored_erasures(store) if public_id in one.people] == [(public_id,)]
