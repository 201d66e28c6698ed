"""A person is erased: nothing says any more who it was, and every record is as it was."""

import re
from dataclasses import replace
from typing import Any

import pytest

from data.commands.accounts import give_access, invite_somebody
from data.commands.erasing import erase_account, erase_address
from data.commands.erasure_requests import ask_for_erasure, decline_erasure, take_back_request
from data.queries.account_page import find_account
from data.queries.accounts import list_accounts
from data.queries.erasure import find_own_request
from data.records.accounts import AccountQuestion
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Viewer
from tests import cast
from tests.data.importing import bring, codes, table
from tests.doors import person_id, scalar, sql, try_password

MARK = "quetzalcoatlus"
EMAIL, NAME, PHONE = f"{MARK}@miramar.example", f"Anna {MARK.title()}", "+34612340987"
WEB, HOST = "https://portal.example", "portal.example"
TRACES = """
    update portal.people set email = :e, name = :n, phone = :t, phone_origin = 'self', last_visit_at = now()
        where id = :p;
    update portal.contacts set email = :e, name = :n, phone = :t, search_text = :n, source = 'erp',
        external_ref = 'K-1' where person_id = :p;
    update portal.grants set source = 'erp', external_ref = :e || '|C-001' where person_id = :p;
    insert into portal.sessions (token_hash, person_id, method, created_at, last_seen_at, expires_at, ip,
        user_agent) values ('t', :p, 'password', now(), now(), now() + interval '1 day', '203.0.113.77', 'x');
    insert into portal.devices (public_id, person_id, token_hash, user_agent, created_at, last_seen_at) values
        ('dddddddddddddddd', :p, 'd', 'x', now(), now());
    insert into portal.passkeys (public_id, person_id, credential_id, public_key, sign_count, name,
        created_at) values ('pppppppppppppppp', :p, 'c', 'k', 0, :n, now());
    insert into portal.authenticators values (:p, 's', now(), 0, now());
    insert into portal.messages (public_id, channel, template, language, person_id, recipient, message_id,
        variables) values ('mmmmmmmmmmmmmmmm', 'email', 'sign_in_code', 'en', :p, :e, '<1@x>',
        jsonb_build_object('name', :n)), ('nnnnnnnnnnnnnnnn', 'email', 'email_changed', 'en', null,
        'x@y.example', '<2@x>',  jsonb_build_object('new', upper(:e)));
    insert into portal.message_secrets select id, 's' from portal.messages where public_id =
        'mmmmmmmmmmmmmmmm';
    insert into portal.mailbox (message_id, recipient, subject, body_text, body_html, sent_at) values
        ('<1@x>', :e, 's', 'Hello ' || :n, 'x', now()), ('<2@x>', 'x@y.example', 's', :e, :e, now());
    insert into portal.events (verb, audience, person_id, details) values ('name_changed', 'staff', :p,
        jsonb_build_object('before', :n || ' Old', 'after', :n));
    insert into portal.events (verb, audience, changes, details) values ('person_corrected', 'staff',
        jsonb_build_object('phone', jsonb_build_array('+34699999999', :t)), jsonb_build_object('person', :p));
    insert into portal.activity (kind, person_id, path) values ('page', :p, :x);
    insert into portal.activity (kind, person_id, path, is_staff) values ('page', null, :x, true);
    insert into portal.activity_origins select id, at, '203.0.113.77', 'x' from portal.activity where
        person_id = :p;
    insert into portal.usage_searches (at, path, person_id) values (now(), :x, :p);
    insert into portal.imports (public_id, source, file_name, sha256, counts, sample) values
        ('iiiiiiiiiiiiiiii', 'erp', 'k.csv', '', '{}', jsonb_build_array(jsonb_build_object('name', :n,
        'email', :e)));
    insert into portal.downloads (public_id, person_id, language, asked, documents, state, storage_key, size,
        finished_at, expires_at) values ('zzzzzzzzzzzzzzzz', :p, 'en', jsonb_build_object('query', :n,
        'documents', '[]'::jsonb), 1, 'ready', 'downloads/z.zip', 9, now(), now() + interval '7 days')"""
MONEY = "select md5(string_agg(i::text, ';' order by i.id)) from portal.invoices i"


def found_in(*marks: str) -> list[str]:
    """The tables in which one of the marks still stands, whatever the column."""
    tables = sql("select c.relname from pg_class c where c.relnamespace = 'portal'::regnamespace and c.relkind = 'r'")
    return [one.relname for one in tables if scalar(
        f"select exists (select from portal.{one.relname} t where t::text ilike any (:marks))",
        marks=[f"%{mark}%" for mark in marks])]  # fmt: skip


def public_id(email: str) -> str:
    return str(scalar("select public_id from portal.people where email = :e", e=email))


@pytest.fixture
def anna(database: str) -> dict[str, Any]:
    """The owner with a name that stands nowhere else, and traces of her everywhere."""
    one = person_id("owner")
    values = {"p": str(one), "e": EMAIL, "n": NAME, "t": PHONE, "x": f"/search?q={MARK}%40miramar.example"}
    values = {name: value if name == "p" else f"'{value}'" for name, value in values.items()}
    for statement in TRACES.split(";\n"):
        sql(re.sub(r"(?<![:\w]):([penxt])\b", lambda found: values[found[1]], statement))
    return {"id": one, "public_id": public_id(EMAIL)}


def test_nothing_says_any_more_who_it_was_and_records_are_as_before(anna, admin, app) -> None:
    before = scalar(MONEY), scalar("select count(*) from portal.documents"), scalar("select count(*) from portal.files")
    assert {"people", "contacts", "grants", "events", "messages", "mailbox", "imports"} <= set(found_in(MARK))
    assert erase_account(admin, anna["public_id"], EMAIL, "asked for it")
    assert found_in(MARK, PHONE, "34699999999", "203.0.113.77") == []
    after = scalar(MONEY), scalar("select count(*) from portal.documents"), scalar("select count(*) from portal.files")
    assert after == before
    assert try_password(app.test_client(), EMAIL) == 401
    assert scalar("select state from portal.messages where public_id = 'mmmmmmmmmmmmmmmm'") == "suppressed"
    assert scalar("select count(*) from portal.downloads where state = 'ready' and expires_at > portal.now()") == 0
    assert scalar("select count(*) from portal.rights(:p)", p=anna["id"]) == 0
    assert find_account(admin, anna["public_id"]).name == "Erased person"
    assert anna["public_id"] not in {one.public_id for one in list_accounts(admin, AccountQuestion()).accounts}


def test_nobody_else_is_touched_and_twice_is_refused(anna, admin, app) -> None:
    others = "select md5(string_agg(p::text, ';' order by id)) from portal.people p where id <> :p"
    before = scalar(others, p=anna["id"])
    sql("update portal.clients set phone = :t where number = 'C-001'", t=PHONE)  # the company's own number stays
    erase_account(admin, anna["public_id"], EMAIL)
    assert scalar(others, p=anna["id"]) == before
    assert scalar("select phone from portal.clients where number = 'C-001'") == PHONE
    assert try_password(app.test_client(), cast.EMAILS["colleague"]) == 303
    with pytest.raises(Conflict):
        erase_account(admin, anna["public_id"], EMAIL)
    with pytest.raises(Conflict):
        give_access(admin, anna["public_id"], str(scalar("select public_id from portal.clients limit 1")), "full", None)


def test_only_staff_who_manage_accounts_erase_and_only_with_the_address_typed(anna, admin, reader, stranger) -> None:
    for nobody in (stranger, reader):
        with pytest.raises(Forbidden):
            erase_account(nobody, anna["public_id"], EMAIL)
    with pytest.raises(Invalid):
        erase_account(admin, anna["public_id"], "x@y.example")
    with pytest.raises(NotFound):  # colleagues only from the command line
        erase_account(admin, public_id(cast.EMAILS["reader"]), cast.EMAILS["reader"])
    assert scalar("select count(*) from portal.people where erased_at is not null") == 0


def test_the_command_line_erases_colleagues_but_never_the_last_administrator(database) -> None:
    system = Viewer.system()
    with pytest.raises(Conflict, match="last administrator"):
        erase_address(system, cast.EMAILS["admin"])
    with pytest.raises(NotFound):
        erase_address(system, "nobody@nowhere.example")
    erase_address(system, cast.EMAILS["reader"].upper())
    assert found_in(cast.EMAILS["reader"], "Reader Person") == []


def test_no_import_brings_an_erased_person_back_until_staff_let_them_in_again(anna, admin, tmp_path) -> None:
    erase_account(admin, anna["public_id"], EMAIL)
    sql("update portal.clients set source = 'erp', external_ref = 'C-001' where number = 'C-001'")
    heading = ("reference", "client", "name", "email", "phone")
    contacts = table(tmp_path / "k.csv", heading, ("K-1", "C-001", NAME, "", PHONE), ("K-2", "C-001", NAME, EMAIL, ""))
    report = bring("contacts", contacts, source="erp")
    assert (codes(report, "error"), codes(report, "warning")["erased"]) == ({}, 2)
    grants = table(tmp_path / "g.csv", ("email", "client", "areas"), (EMAIL, "C-001", "documents"))
    assert codes(bring("grants", grants, source="erp"), "warning")["erased"] == 1
    assert found_in(MARK) == []  # the report names the row alone
    client = str(scalar("select public_id from portal.clients where number = 'C-001'"))
    who = {"name": NAME, "email": EMAIL, "phone": "", "language": ""}
    assert invite_somebody(admin, client, who, "full", _invitation()) != anna["public_id"]
    assert codes(bring("contacts", contacts, source="erp"), "warning")["erased"] == 1


def _invitation() -> Any:
    from data.commands.accounts import Invitation
    from data.records.link import LinkSecrets

    return Invitation(LinkSecrets("t" * 64, "c" * 64, b"sealed"), HOST)


def test_a_request_is_told_once_taken_back_asked_again_and_declined_with_an_answer(
    owner, stranger, admin, reader
) -> None:
    owner, stranger = replace(owner, session_id=1), replace(stranger, session_id=1)
    told = "select count(*) from portal.messages where template = 'erasure_asked'"
    for _twice in range(2):
        ask_for_erasure(owner, WEB, HOST)
    assert find_own_request(stranger) is None
    assert find_own_request(owner).is_open
    take_back_request(owner)
    assert not find_own_request(owner).is_open
    ask_for_erasure(owner, WEB, HOST)
    assert scalar(told) == 1  # of a day
    mine = public_id(cast.EMAILS["owner"])
    with pytest.raises(Forbidden):
        decline_erasure(reader, mine, "No.", WEB, HOST)
    with pytest.raises(Invalid):
        decline_erasure(admin, mine, " ", WEB, HOST)
    decline_erasure(admin, mine, "Your contract runs on.", WEB, HOST)
    assert find_own_request(owner).answer == "Your contract runs on."
    with pytest.raises(Conflict):
        decline_erasure(admin, mine, "Again.", WEB, HOST)
    verbs = [row.verb for row in sql("select verb from portal.events where verb like 'erasure%' order by id")]
    assert verbs == ["erasure_asked", "erasure_taken_back", "erasure_asked", "erasure_declined"]
    with pytest.raises(Forbidden):
        ask_for_erasure(admin, WEB, HOST)
