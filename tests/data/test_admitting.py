"""Contacts never invited: let in where the company says so, and never past a decision of its staff."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from data.commands.entering import ask_for_link
from data.database import door
from data.ids import new_public_id
from data.records.code import AskedLink
from tests.doors import person_id, rule, scalar, sql

NEW = "marta@miramar.example"


@pytest.fixture(autouse=True)
def contacts(database: str) -> None:
    """Two contacts with one address, at two clients, and the switch on."""
    rule("contacts_may_enter", True)
    rule("contact_areas", ["inspections", "documents"])
    sql("insert into portal.contacts (public_id, client_id, name, email, phone)"
        " select portal.new_public_id(), id, 'Marta Soler', :e, '+34612345678' from portal.clients", e=NEW)  # fmt: skip


def ask(email: str = NEW) -> None:
    public_id = new_public_id()
    ask_for_link(AskedLink(email, "nonce", public_id, "code", b"sealed", None, "en", public_id, f"<{public_id}@x>"))


def grants() -> list[Any]:
    return [tuple(row) for row in sql(
        "select c.number, g.preset, g.areas from portal.grants g join portal.people p on p.id = g.person_id"
        " join portal.clients c on c.id = g.client_id where p.email = :e order by c.number", e=NEW)]  # fmt: skip


def test_a_contact_gets_a_person_grants_and_a_link_and_staff_can_read_of_it() -> None:
    ask()
    areas = ["inspections", "documents"]
    assert grants() == [("C-001", "contact", areas), ("C-002", "contact", areas)]
    assert sql("select recipient, template from portal.messages") == [(NEW, "recovery")]
    assert sql("select phone_origin, language, staff_role from portal.people where email = :e", e=NEW) == [
        ("import", "es", None)
    ]
    assert (
        sql("select verb, audience from portal.events where verb = 'access_given'") == [("access_given", "staff")] * 2
    )
    ask()
    assert len(grants()) == 2
    assert scalar("select count(*) from portal.people where email = :e", e=NEW) == 1


def test_without_the_switch_nobody_is_made() -> None:
    rule("contacts_may_enter", False)
    ask()
    ask("nobody@nowhere.example")
    assert scalar("select count(*) from portal.people where email = :e", e=NEW) == 0
    assert scalar("select count(*) from portal.messages") == 0


@pytest.mark.parametrize(
    ("decided", "left"),
    [
        ("update portal.people set disabled_at = now() where id = :p", 0),
        ("update portal.people set staff_role = 'agent' where id = :p", 0),
        ("insert into portal.revocations (person_id, client_id) select :p, id from portal.clients", 0),
        ("insert into portal.revocations (person_id, client_id) select :p, id from portal.clients"
         " where number = 'C-001'", 1),
        ("insert into portal.grants (public_id, person_id, client_id, areas, revoked_at)"
         " select portal.new_public_id(), :p, id, '{}', now() from portal.clients", 0),
        ("insert into portal.grants (public_id, person_id, client_id, areas, valid_until)"
         " select portal.new_public_id(), :p, id, '{billing}', '2020-01-01' from portal.clients", 0),
        ("with g as (insert into portal.client_groups (public_id, name)"
         " values (portal.new_public_id(), 'G') returning id),"
         " c as (update portal.clients set group_id = (select id from g))"
         " insert into portal.grants (public_id, person_id, group_id, areas)"
         " select portal.new_public_id(), :p, id, '{billing}' from g", 0),
    ],
)  # fmt: skip
def test_what_staff_decided_stays(decided: str, left: int) -> None:
    sql("insert into portal.people (public_id, email, name) values (portal.new_public_id(), :e, 'Marta')", e=NEW)
    sql(decided, p=scalar("select id from portal.people where email = :e", e=NEW))
    ask()
    assert len([one for one in grants() if one[1] == "contact"]) == left


def test_an_old_address_of_somebody_known_lets_nobody_in() -> None:
    sql("update portal.contacts set person_id = :p where email = :e", p=person_id("owner"), e=NEW)
    ask()
    assert scalar("select count(*) from portal.people where email = :e", e=NEW) == 0
    assert scalar("select count(*) from portal.messages") == 0


def test_two_questions_at_once_make_one_person_with_one_grant_each() -> None:
    def admit(_number: int) -> None:
        with door() as session:
            session.execute(text("select portal.admit_contact(:e)"), {"e": NEW})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(admit, range(12)))
    assert len(grants()) == 2
