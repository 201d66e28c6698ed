"""Accounts: who may look at them and change them, what giving, locking and revoking do at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.commands import accounts, corrections
from data.commands.accounts import Invitation
from data.commands.invitations import invite_many
from data.commands.merging import merge_people
from data.commands.rights import save_rights
from data.queries.account_page import find_account
from data.queries.accounts import list_accounts
from data.queries.merging import find_merge
from data.queries.rights import find_rights
from data.records.accounts import AccountQuestion, WantedRow
from data.records.link import LinkSecrets
from data.viewer import Conflict, Forbidden, Invalid, NotFound, SignedOut, Viewer
from tests import cast
from tests.data.importing import bring, table
from tests.doors import begin_session, is_in, move_clock, person_id, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]


def public_id(table: str, name: str) -> str:
    column = "email" if table == "people" else "name"
    return str(scalar(f"select public_id from portal.{table} where {column} like :n", n=f"{name}%"))  # noqa: S608


def invitation(*channels: str, mark: str = "a") -> Invitation:
    return Invitation(LinkSecrets(f"token-{mark}", f"code-{mark}", b"sealed"), "portal.example", channels or ("email",))


def contact(email: str = "nuria@miramar.example", client: str = "Grup") -> str:
    sql("insert into portal.contacts (public_id, client_id, name, email, phone, search_text)"
        " select 'cccccccccccccccc', id, 'Núria Soler', :email, '+34600123456', 'nuria soler' from portal.clients"
        " where name like :client", email=email, client=f"{client}%")  # fmt: skip
    return "cccccccccccccccc"


def press(browser: FlaskClient, what: str, **sent: str | list[str]) -> int:
    told = {"csrf_token": browser.csrf_token, "submission": "s" * 20} | sent
    return browser.post(f"/staff/accounts/{what}", data=told).status_code


@pytest.mark.parametrize("role", ["stranger", "owner", "colleague", "reader"])
def test_nobody_but_staff_who_manage_accounts_changes_one(request: pytest.FixtureRequest, role: str) -> None:
    viewer = request.getfixturevalue(role)
    person, client = public_id("people", "colleague"), public_id("clients", "Grup")
    who = {"name": "X", "email": "x@x.example", "phone": "", "language": ""}
    for act in (
        lambda: accounts.give_access(viewer, person, client, "full", invitation()),
        lambda: accounts.invite_somebody(viewer, client, who, "full", invitation()),
        lambda: accounts.send_again(viewer, person, invitation()),
        lambda: accounts.lock(viewer, person),
        lambda: accounts.unlock(viewer, person),
        lambda: accounts.revoke(viewer, person, client, cast.EMAILS["colleague"]),
        lambda: corrections.correct(viewer, person, who, who),
    ):
        with pytest.raises(Forbidden):
            act()
    if role != "reader":
        with pytest.raises(Forbidden):
            list_accounts(viewer, AccountQuestion())
        with pytest.raises(Forbidden):
            find_account(viewer, person)


def test_the_list_tells_states_and_finds_contacts_who_are_nobody_yet(admin: Viewer) -> None:
    contact()
    sql("update portal.people set invited_at = portal.now() where id = :p", p=person_id("colleague"))
    found = list_accounts(admin, AccountQuestion())
    assert {one.email: one.state for one in found.accounts} == {
        cast.EMAILS["owner"]: "ready", cast.EMAILS["colleague"]: "invited", cast.EMAILS["stranger"]: "ready",
        "nuria@miramar.example": "none",
    }  # fmt: skip
    assert found.counts == {"ready": 2, "invited": 1, "none": 1}
    assert [one.email for one in list_accounts(admin, AccountQuestion("nuria")).accounts] == ["nuria@miramar.example"]
    palazzo = AccountQuestion(client=public_id("clients", "Palazzo"))
    assert [one.email for one in list_accounts(admin, palazzo).accounts] == [cast.EMAILS["stranger"]]
    colleague = next(one for one in found.accounts if one.email == cast.EMAILS["colleague"])
    assert (colleague.sites, colleague.presets, colleague.clients) == (1, ("own",), ("Grup Miramar S.L.",))


def test_the_list_goes_on_page_by_page(admin: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.queries.accounts.PAGE", 2)
    first = list_accounts(admin, AccountQuestion())
    second = list_accounts(admin, AccountQuestion(), first.following)
    assert [one.name for one in (*first.accounts, *second.accounts)] == [
        "Colleague Person", "Owner Person", "Stranger Person",
    ]  # fmt: skip
    assert second.following is None


def test_a_contact_is_let_in_by_mail_and_sms_once(client: FlaskClient, sign_in: SignIn, admin: Viewer) -> None:
    account, grup = contact(), public_id("clients", "Grup")
    sign_in(client, "admin")
    sent = {"account": account, "client": grup, "preset": "billing", "channel": ["email", "sms"]}
    assert press(client, "give", **sent) == 303
    assert press(client, "give", **sent) == 303  # the same form again
    person = scalar("select id from portal.people where email = 'nuria@miramar.example'")
    assert sorted(sql("select channel, recipient from portal.messages where person_id = :p", p=person)) == [
        ("email", "nuria@miramar.example"), ("sms", "+34600123456"),
    ]  # fmt: skip
    areas = {row.area for row in sql("select area from portal.rights(:p)", p=person)}
    assert areas == {"billing", "quotes", "contracts", "orders"}
    assert find_account(admin, account).state == "invited"
    page = client.get(f"/staff/accounts/{find_account(admin, account).public_id}?done=sent&by=email-sms").text
    assert "Sent to nuria@miramar.example, +34" in page
    verbs = [row.verb for row in sql("select verb from portal.events order by id")]
    assert verbs == ["access_given", "invitation_sent"]


def test_sending_needs_a_way_and_an_access(admin: Viewer) -> None:
    person, client = public_id("people", "colleague"), public_id("clients", "Grup")
    with pytest.raises(Invalid):
        accounts.send_again(admin, person, invitation("sms"))
    accounts.revoke(admin, person, client, cast.EMAILS["colleague"])
    with pytest.raises(Conflict):
        accounts.send_again(admin, person, invitation())
    with pytest.raises(Conflict):
        accounts.give_access(admin, person, client, "full", invitation())
    assert scalar("select count(*) from portal.access_links") == 0


def test_staff_are_no_accounts(admin: Viewer) -> None:
    for email in ("admin", "reader"):
        with pytest.raises(NotFound):
            accounts.lock(admin, public_id("people", email))
    who = {"name": "X", "email": cast.EMAILS["reader"], "phone": "", "language": ""}
    with pytest.raises(Conflict):
        accounts.invite_somebody(admin, public_id("clients", "Grup"), who, "full", invitation())


def test_locking_acts_on_the_next_request_and_unlocking_gives_no_session_back(
    client: FlaskClient, sign_in: SignIn, admin: Viewer
) -> None:
    sign_in(client, "colleague")
    assert is_in(client)
    accounts.lock(admin, public_id("people", "colleague"))
    assert not is_in(client)
    accounts.unlock(admin, public_id("people", "colleague"))
    assert not is_in(client)
    assert is_in(sign_in(client, "colleague"))


def test_revoking_wants_the_address_typed_and_acts_at_once(client: FlaskClient, sign_in: SignIn, admin: Viewer) -> None:
    person, grup = public_id("people", "colleague"), public_id("clients", "Grup")
    accounts.send_again(admin, person, invitation())
    sign_in(client, "colleague")
    with pytest.raises(Invalid):
        accounts.revoke(admin, person, grup, "owner@miramar.example")
    assert is_in(client)
    accounts.revoke(admin, person, grup, " COLLEAGUE@miramar.example ", "Left")
    assert not is_in(client)
    assert sql("select * from portal.rights(:p)", p=person_id("colleague")) == []
    assert scalar("select count(*) from portal.access_links where expires_at > portal.now()") == 0
    assert scalar("select count(*) from portal.contacts where person_id = :p", p=person_id("colleague")) == 1
    assert find_account(admin, person).state == "revoked"


def test_neither_import_nor_the_companys_default_brings_a_revoked_person_back(admin: Viewer, tmp_path: Path) -> None:
    grup = public_id("clients", "Grup")
    sql("update portal.clients set source = 'erp', external_ref = 'C-1' where public_id = :c", c=grup)
    accounts.revoke(admin, public_id("people", "colleague"), grup, cast.EMAILS["colleague"])
    rows = ("reference", "email", "client", "areas"), ("G-1", cast.EMAILS["colleague"], "C-1", "full")
    bring("grants", table(tmp_path / "grants.csv", *rows), source="erp")
    sql("insert into portal.settings (key, value) values ('contacts_may_enter', 'true')")
    sql("select portal.admit_contact(:e)", e=cast.EMAILS["colleague"])
    move_clock("400 days")
    assert sql("select * from portal.rights(:p)", p=person_id("colleague")) == []


def test_staff_take_a_revocation_back_and_only_staff_give_access_again(
    client: FlaskClient, sign_in: SignIn, admin: Viewer, tmp_path: Path
) -> None:
    person, grup = public_id("people", "colleague"), public_id("clients", "Grup")
    sql("update portal.clients set source = 'erp', external_ref = 'C-1' where public_id = :c", c=grup)
    rows = ("reference", "email", "client", "areas"), ("G-1", cast.EMAILS["colleague"], "C-1", "full")
    bring("grants", table(tmp_path / "grants.csv", *rows), source="erp")
    accounts.revoke(admin, person, grup, cast.EMAILS["colleague"])
    for role in ("stranger", "owner"):
        assert press(sign_in(client, role), "take-back", account=person, client=grup,
                     typed=cast.EMAILS["colleague"]) in (403, 404)  # fmt: skip
    sign_in(client, "admin")
    assert press(client, "take-back", account=person, client=grup, typed="something else") == 422
    assert scalar("select count(*) from portal.revocations") == 1
    messages = scalar("select count(*) from portal.messages")
    assert press(client, "take-back", account=person, client=grup, typed=cast.EMAILS["colleague"]) == 303
    again = {"account": person, "client": grup, "typed": cast.EMAILS["colleague"], "submission": "t" * 20}
    assert press(client, "take-back", **again) == 409
    bring("grants", table(tmp_path / "grants.csv", *rows), source="erp")
    assert sql("select * from portal.rights(:p)", p=person_id("colleague")) == []
    assert scalar("select count(*) from portal.messages") == messages
    assert scalar("select count(*) from portal.events where verb = 'revocation_taken_back'") == 1
    accounts.give_access(admin, person, grup, "technical", None)
    assert {row.area for row in sql("select area from portal.rights(:p)", p=person_id("colleague"))}


def test_an_import_leaves_rights_that_staff_set_as_they_are(admin: Viewer, tmp_path: Path) -> None:
    sql("update portal.clients set source = 'erp', external_ref = 'C-1' where name like 'Grup%'")

    def arrive(areas: str) -> str:
        rows = ("reference", "email", "client", "areas"), ("G-1", "new@miramar.example", "C-1", areas)
        bring("grants", table(tmp_path / "grants.csv", *rows), source="erp")
        return str(scalar("select array_to_string(areas, ' ') from portal.grants where external_ref = 'G-1'"))

    assert arrive("jobs") == "jobs"
    assert arrive("jobs, files") == "files jobs"
    found = find_rights(admin, public_id("people", "new@"), public_id("clients", "Grup"))
    save_rights(
        admin,
        found.person,
        found.client,
        found.stamp,
        [WantedRow(found.rows[0].key, ("quotes",), None, None, True, True)],
    )
    assert arrive("full") == "quotes"


def test_two_who_correct_the_same_person_do_not_undo_each_other(admin: Viewer) -> None:
    person = public_id("people", "colleague")
    before = {"name": "Colleague Person", "email": cast.EMAILS["colleague"], "phone": "", "language": "en"}
    corrections.correct(admin, person, before | {"name": "Marta Roca", "phone": "+34 600 123 456"}, before)
    with pytest.raises(Conflict, match="Marta Roca"):
        corrections.correct(admin, person, before | {"name": "Other"}, before)
    changes = scalar("select changes from portal.events where verb = 'person_corrected'")
    assert changes == {"name": ["Colleague Person", "Marta Roca"], "phone": ["", "+34600123456"]}
    now = before | {"name": "Marta Roca", "phone": "+34600123456"}
    with pytest.raises(Conflict):
        corrections.correct(admin, person, now | {"email": cast.EMAILS["owner"]}, now)


def test_another_address_ends_sessions(client: FlaskClient, sign_in: SignIn, admin: Viewer) -> None:
    sign_in(client, "colleague")
    before = {"name": "Colleague Person", "email": cast.EMAILS["colleague"], "phone": "", "language": "en"}
    corrections.correct(admin, public_id("people", "colleague"), before | {"email": "New@miramar.example"}, before)
    assert not is_in(client)
    assert scalar("select email from portal.people where id = (select max(id) from portal.people where name ="
                  " 'Colleague Person')") == "new@miramar.example"  # fmt: skip


def test_a_refused_form_stands_there_again_with_what_was_typed_and_the_fault_beside_its_field(
    client: FlaskClient, sign_in: SignIn
) -> None:
    person, grup = public_id("people", "colleague"), public_id("clients", "Grup")
    sign_in(client, "admin")

    def refused(what: str, status: int, **sent: str) -> str:
        told = {"csrf_token": client.csrf_token, "submission": what.ljust(20, "x")} | sent
        answer = client.post(f"/staff/{what}", data=told)
        assert answer.status_code == status
        return answer.text.partition("<body>")[2]

    page = refused("accounts/revoke", 422, account=person, client=grup, typed="wrong", reason="Left in May")
    assert "Left in May" in page
    assert f'aria-describedby="revoke-{grup}-typed-error"' in page
    assert re.search(r"<details[^>]* open[^>]*>(?:(?!</details>).)*Left in May", page)
    now = {"was_name": "Colleague Person", "was_email": cast.EMAILS["colleague"], "was_phone": "", "was_language": "en"}
    typed = {"name": "Mara", "email": cast.EMAILS["colleague"], "phone": "12", "language": "it"}
    page = refused("accounts/correct", 422, account=person, **typed, **now)
    assert 'value="Mara"' in page
    assert 'id="person-phone-error"' in page
    page = refused("accounts/correct", 409, account=person, **typed | {"phone": ""}, **now | {"was_name": "Old"})
    assert 'name="was_name" value="Colleague Person"' in page or 'value="Colleague Person" name="was_name"' in page
    page = refused("accounts/add", 422, client=grup, preset="full", name="Núria", email="no address", phone="")
    assert 'value="Núria"' in page
    page = refused("people/add", 422, name="Marc", email="marc@", role="agent", language="en")
    assert 'id="colleague-email-error"' in page
    assert scalar("select count(*) from portal.revocations") == 0


@pytest.mark.only_reads
def test_read_only_staff_see_accounts_without_addresses_of_machines_or_buttons(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, "reader")
    page = client.get(f"/staff/accounts/{public_id('people', 'colleague')}")
    assert page.status_code == 200
    for words in ("IP address", "Revoke for good", "Lock account", "Send access mail"):
        assert words not in page.text
    assert press(client, "lock", account=public_id("people", "colleague")) == 403


@pytest.mark.only_reads
@pytest.mark.parametrize("role", ["stranger", "owner", "colleague"])
def test_clients_meet_no_account_anywhere(client: FlaskClient, sign_in: SignIn, role: str) -> None:
    sign_in(client, role)
    person, grup = public_id("people", "stranger"), public_id("clients", "Palazzo")
    for path in ("/staff/accounts", f"/staff/accounts/{person}", f"/staff/clients/{grup}/account",
                 "/export/accounts.csv", f"/export/accounts/{person}/sign-ins.csv"):  # fmt: skip
        assert client.get(path).status_code in (403, 404)
    assert press(client, "revoke", account=person, client=grup, typed=cast.EMAILS["stranger"]) in (403, 404)


def test_many_are_invited_by_one_form_once_and_the_invited_are_left_out(
    client: FlaskClient, sign_in: SignIn, admin: Viewer
) -> None:
    account = contact()
    owner, colleague = public_id("people", "owner"), public_id("people", "colleague")
    sign_in(client, "admin")
    grup = public_id("clients", "Grup")
    page = client.get(f"/staff/accounts/invite?client={grup}&preset=billing").text
    assert all(
        name in page for name in ("Owner Person", "Colleague Person", "Núria Soler", "given with the invitation")
    )
    assert "Stranger Person" not in page
    accounts.send_again(admin, owner, invitation())
    sent = {"who": "never", "preset": "billing", "channel": ["email", "sms"], "account": [account, owner, colleague]}
    assert press(client, "invite", **sent) == 303
    assert press(client, "invite", **sent) == 303
    found = sql("select recipient, channel, language from portal.messages order by recipient, channel")
    assert [tuple(row) for row in found] == [
        ("+34600123456", "sms", "es"), (cast.EMAILS["colleague"], "email", "en"),
        ("nuria@miramar.example", "email", "es"), (cast.EMAILS["owner"], "email", "en"),
    ]  # fmt: skip
    person = scalar("select id from portal.people where email = 'nuria@miramar.example'")
    assert {row.area for row in sql("select area from portal.rights(:p)", p=person)} == {
        "billing", "quotes", "contracts", "orders",
    }  # fmt: skip
    assert "Nobody to invite" in client.get(f"/staff/accounts/invite?client={grup}").text
    assert "Núria Soler" in client.get("/staff/accounts/invite?who=unused").text


@pytest.mark.parametrize("role", ["stranger", "owner", "reader"])
def test_nobody_else_invites_many(request: pytest.FixtureRequest, role: str) -> None:
    viewer = request.getfixturevalue(role)
    with pytest.raises(Forbidden):
        invite_many(viewer, "never", [public_id("people", "colleague")], "full", [invitation()])
    assert scalar("select count(*) from portal.messages") == 0


def test_two_who_are_one_become_one(client: FlaskClient, sign_in: SignIn, admin: Viewer) -> None:
    owner, colleague = public_id("people", "owner"), public_id("people", "colleague")
    sql("insert into portal.consents (person_id, kind, given, origin) values (:p, 'sms', true, 'self')",
        p=person_id("colleague"))  # fmt: skip
    with pytest.raises(Invalid):
        merge_people(admin, owner, colleague, cast.EMAILS["owner"])
    sign_in(client, "colleague")
    assert find_merge(admin, owner, colleague).grants == 1
    assert press(sign_in(client.application.test_client(), "admin"), "merge", account=owner, other=colleague,
                 typed=cast.EMAILS["colleague"]) == 303  # fmt: skip
    assert not is_in(client)
    with pytest.raises(SignedOut):
        begin_session(cast.EMAILS["colleague"])
    moved = sql("select (select count(*) from portal.grants g where g.person_id = p.id) as grants,"
                " (select count(*) from portal.contacts k where k.person_id = p.id) as contacts,"
                " (select count(*) from portal.consents c where c.person_id = p.id) as consents"
                " from portal.people p where p.id = :p", p=person_id("owner"))  # fmt: skip
    assert [tuple(row) for row in moved] == [(2, 2, 1)]
    assert colleague not in {one.public_id for one in list_accounts(admin, AccountQuestion()).accounts}
    with pytest.raises(Conflict):
        accounts.unlock(admin, colleague)


def test_what_was_revoked_for_good_stays_so_after_merging(admin: Viewer) -> None:
    owner, colleague = public_id("people", "owner"), public_id("people", "colleague")
    accounts.revoke(admin, colleague, public_id("clients", "Grup"), cast.EMAILS["colleague"])
    merge_people(admin, owner, colleague, cast.EMAILS["colleague"])
    assert sql("select * from portal.rights(:p)", p=person_id("owner")) == []


@pytest.mark.parametrize("role", ["stranger", "owner", "reader"])
def test_nobody_else_merges(request: pytest.FixtureRequest, role: str) -> None:
    viewer = request.getfixturevalue(role)
    owner, colleague = public_id("people", "owner"), public_id("people", "colleague")
    with pytest.raises(Forbidden):
        merge_people(viewer, owner, colleague, cast.EMAILS["colleague"])
