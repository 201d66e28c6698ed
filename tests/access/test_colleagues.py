"""The company's own people: who may change them, and that an administrator always remains."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.commands.colleagues import add_colleague, change_role, lock_colleague, reset_factors
from data.commands.messages import lease_message
from data.logins import open_database
from data.queries.colleagues import list_colleagues
from data.queries.company import company
from data.viewer import Conflict, Forbidden, NotFound, PortalError, StaffRole, Viewer
from integrations.settings import Settings
from jobs.letters import write_letter
from tests import cast
from tests.doors import is_in, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
WHO = {"email": "Eva@vigil.example", "name": "Eva Soler", "role": "agent", "language": "es"}


def public_id(email: str) -> str:
    return str(scalar("select public_id from portal.people where email = :e", e=email))


def secure(email: str) -> None:
    sql("insert into portal.authenticators (person_id, sealed, confirmed_at, created_at)"
        " select id, 'x', portal.now(), portal.now() from portal.people where email = :e", e=email)  # fmt: skip
    sql("insert into portal.recovery_codes (person_id, code_hash, created_at)"
        " select id, 'h', portal.now() from portal.people where email = :e", e=email)  # fmt: skip


@pytest.mark.only_reads
@pytest.mark.parametrize("role", ["stranger", "owner", "colleague", "reader", "agent", "manager"])
def test_only_administrators_manage_colleagues(request: pytest.FixtureRequest, admin: Viewer, role: str) -> None:
    if role in ("agent", "manager"):
        viewer = Viewer(admin.person_id, "", "", "", staff_role=StaffRole(role))
    else:
        viewer = request.getfixturevalue(role)
    person = public_id(cast.EMAILS["reader"])
    for act in (
        lambda: list_colleagues(viewer), lambda: add_colleague(viewer, WHO, "", "h"),
        lambda: change_role(viewer, person, "administrator"), lambda: lock_colleague(viewer, person),
        lambda: reset_factors(viewer, person, "h"),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            act()


def test_a_colleague_is_added_written_to_and_given_another_role(admin: Viewer) -> None:
    eva = add_colleague(admin, WHO, "https://portal.example/sign-in", "portal.example")
    assert scalar("select template || ' ' || recipient || ' ' || language from portal.messages") == (
        "staff_invitation eva@vigil.example es"
    )
    delivery = lease_message(scalar("select id from portal.messages"))
    letter = write_letter(delivery, {}, company(), "https://portal.example")
    assert "https://portal.example/sign-in" in letter.text
    assert not re.search(r"\d{6}", letter.text), "staff come in by no code of a mail they did not ask for"
    change_role(admin, eva, "manager")
    assert [(one.email, one.role) for one in list_colleagues(admin) if one.public_id == eva] == [
        ("eva@vigil.example", "manager")
    ]
    assert scalar("select changes from portal.events where verb = 'staff_role_changed'") == {
        "role": ["agent", "manager"]
    }
    with pytest.raises(Conflict):
        add_colleague(admin, WHO | {"email": cast.EMAILS["owner"]}, "", "portal.example")
    with pytest.raises(NotFound):
        change_role(admin, public_id(cast.EMAILS["owner"]), "administrator")


def test_the_last_administrator_stays(admin: Viewer) -> None:
    person = public_id(cast.EMAILS["admin"])
    for act in (lambda: change_role(admin, person, "agent"), lambda: lock_colleague(admin, person)):
        with pytest.raises(Conflict):
            act()
    change_role(admin, public_id(cast.EMAILS["reader"]), "administrator")
    change_role(admin, person, "agent")
    assert scalar("select staff_role from portal.people where email = :e", e=cast.EMAILS["admin"]) == "agent"


def test_two_administrators_who_remove_each_other_at_once_leave_one(app: Flask, admin: Viewer) -> None:
    people = [public_id(cast.EMAILS[role]) for role in ("admin", "reader")]
    for _round in range(5):
        sql("update portal.people set staff_role = 'administrator', disabled_at = null where staff_role is not null")

        def remove(person: str) -> bool:
            try:
                lock_colleague(Viewer.system(), person)
            except PortalError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(remove, people)) == [False, True]
    assert scalar("select count(*) from portal.people where staff_role is not null and disabled_at is null") == 1


def test_locking_acts_on_the_next_request_and_a_lost_second_step_is_removed(
    client: FlaskClient, sign_in: SignIn, admin: Viewer
) -> None:
    email = cast.EMAILS["reader"]
    sign_in(client, "reader")
    secure(email)
    reset_factors(admin, public_id(email), "portal.example")
    assert not is_in(client)
    assert (
        scalar("select count(*) from portal.authenticators")
        == scalar("select count(*) from portal.recovery_codes")
        == 0
    )
    assert scalar("select recipient from portal.messages where template = 'second_factor_changed'") == email
    sign_in(client, "reader")
    lock_colleague(admin, public_id(email))
    assert not is_in(client)


def test_the_emergency_command_lets_a_locked_administrator_in_again(app: Flask, settings: Settings) -> None:
    email = cast.EMAILS["admin"]
    secure(email)
    sql("update portal.people set disabled_at = portal.now(), staff_role = 'read_only' where email = :e", e=email)
    run = app.test_cli_runner()
    assert run.invoke(args=["staff", "reset", "nobody@vigil.example", "--unlock"]).exit_code == 1
    done = run.invoke(args=["staff", "reset", email, "--unlock", "--role", "administrator", "--second-step"])
    assert done.exit_code == 0, done.output
    open_database(settings)  # a command closes what it opened
    assert [tuple(row) for row in sql(
        "select staff_role, disabled_at, (select count(*) from portal.authenticators) from portal.people"
        " where email = :e", e=email)] == [("administrator", None, 0)]  # fmt: skip
