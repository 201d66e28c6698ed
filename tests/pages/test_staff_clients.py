"""The staff client list and a client's page: for staff alone, searchable, with who has access and in which state."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from components.client_frame import TABS
from data.queries.client_list import list_clients
from data.queries.clients import any_client, find_client
from data.records.client import SORTS, ClientQuestion
from data.viewer import Forbidden, Invalid, NotFound, Viewer
from tests import cast
from tests.doors import flush_activity, move_clock, person_id, scalar, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]


def miramar() -> str:
    return str(scalar("select public_id from portal.clients where name like 'Grup%'"))


@pytest.mark.only_reads
@pytest.mark.parametrize("role", ["stranger", "owner", "colleague"])
def test_clients_see_neither_list_nor_page(client: FlaskClient, sign_in: SignIn, role: str) -> None:
    sign_in(client, role)
    for path in ("/staff/clients", f"/staff/clients/{miramar()}"):
        answer = client.get(path)
        assert answer.status_code in (403, 404)
        assert "C-002" not in answer.text


@pytest.mark.only_reads
def test_the_questions_themselves_refuse_clients(owner: Viewer) -> None:
    with pytest.raises(Forbidden):
        list_clients(owner)
    with pytest.raises(Forbidden):
        find_client(owner, miramar())


@pytest.mark.only_reads
def test_staff_find_a_client_by_words_without_accents_or_case(admin: Viewer, reader: Viewer) -> None:
    assert any_client(admin)
    for viewer in (admin, reader):
        assert [one.name for one in list_clients(viewer).clients] == ["Grup Miramar S.L.", "Palazzo Vecchio S.p.A."]
    assert [one.number for one in list_clients(admin, ClientQuestion("MÍRAMAR grup")).clients] == ["C-001"]
    assert list_clients(admin, ClientQuestion("100%")).clients == ()
    assert list_clients(admin, ClientQuestion("_")).total == 2
    assert [one.number for one in list_clients(admin, ClientQuestion("vecchio")).clients] == ["C-002"]


def test_the_list_counts_sites_and_people_with_access(admin: Viewer, client: FlaskClient, sign_in: SignIn) -> None:
    found = list_clients(admin).clients[0]
    assert (found.sites, found.people, found.last_visit) == (2, 2, None)
    sign_in(client, "owner")
    sql("update portal.grants set revoked_at = now() where person_id = :p", p=person_id("colleague"))
    found = list_clients(admin).clients[0]
    assert found.people == 1
    assert found.last_visit is not None


@pytest.mark.only_reads
@pytest.mark.parametrize("sort", ["", *SORTS])
def test_the_list_goes_on_page_by_page_in_every_order(admin: Viewer, sort: str) -> None:
    question = ClientQuestion(sort=sort)
    first = list_clients(admin, question, size=1)
    second = list_clients(admin, question, first.following, size=1)
    assert {one.number for one in (*first.clients, *second.clients)} == {"C-001", "C-002"}
    assert second.following is None
    assert first.total == 2
    with pytest.raises(Invalid):
        list_clients(admin, question, "nonsense")


@pytest.mark.only_reads
def test_a_page_says_who_may_see_what(admin: Viewer, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": cast.EMAILS["owner"], "password": cast.PASSWORD})
    flush_activity()
    found = find_client(admin, miramar())
    people = {one.email: one for one in found.people}
    assert set(people) == {cast.EMAILS["owner"], cast.EMAILS["colleague"]}
    owner, colleague = people[cast.EMAILS["owner"]], people[cast.EMAILS["colleague"]]
    assert owner.enters
    assert owner.last_sign_in is not None
    assert owner.grants[0].site is None
    assert colleague.last_sign_in is None
    assert colleague.grants[0].site == "Spa Miramar"
    assert set(colleague.grants[0].areas) == set(cast.TECHNICAL)
    assert [site.name for site in found.sites] == ["Hotel Miramar", "Spa Miramar"]


@pytest.mark.parametrize(
    ("change", "state", "enters"),
    [
        ("update portal.grants set revoked_at = now() where person_id = :p", "revoked", False),
        ("update portal.grants set valid_until = portal.today() - 1 where person_id = :p", "ended", False),
        ("update portal.grants set valid_from = portal.today() + 1 where person_id = :p", "upcoming", False),
        ("update portal.grants set valid_until = portal.today() where person_id = :p", "active", True),
    ],
)
def test_grants_are_shown_in_their_state(admin: Viewer, change: str, state: str, enters: bool) -> None:
    sql(change, p=person_id("colleague"))
    person = next(one for one in find_client(admin, miramar()).people if one.email == cast.EMAILS["colleague"])
    assert person.grants[0].state == state
    assert person.enters is enters
    move_clock("2 days")
    person = next(one for one in find_client(admin, miramar()).people if one.email == cast.EMAILS["colleague"])
    assert person.enters is (state == "upcoming")


def test_somebody_revoked_is_shown_as_revoked_and_cannot_be_looked_as(client: FlaskClient, sign_in: SignIn) -> None:
    sql("insert into portal.revocations (person_id, client_id) select person_id, client_id from portal.grants"
        " where person_id = :p", p=person_id("colleague"))  # fmt: skip
    sign_in(client, "admin")
    page = client.get(f"/staff/clients/{miramar()}").text
    assert "Revoked" in page
    assert page.partition('id="react-entry-point"')[0].count("View as Owner Person") <= 1
    assert "View as Owner Person" in page
    assert "View as Colleague Person" not in page


@pytest.mark.only_reads
def test_read_only_staff_see_the_page_without_the_way_to_look_as_others(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "reader")
    page = client.get(f"/staff/clients/{miramar()}").text
    assert "Owner Person" in page
    assert "View as" not in page


def test_a_grant_over_the_group_counts(admin: Viewer) -> None:
    sql("insert into portal.client_groups (public_id, name) values ('aaaaaaaaaaaaaaaa', 'Hotels')")
    sql("update portal.clients set group_id = (select id from portal.client_groups) where name like 'Grup%'")
    sql("insert into portal.grants (public_id, person_id, group_id, areas) select 'bbbbbbbbbbbbbbbb', :p, id, '{jobs}'"
        " from portal.client_groups", p=person_id("stranger"))  # fmt: skip
    assert list_clients(admin).clients[0].people == 3
    person = next(one for one in find_client(admin, miramar()).people if one.email == cast.EMAILS["stranger"])
    assert person.enters


@pytest.mark.only_reads
def test_an_unknown_client_is_not_found(admin: Viewer, client: FlaskClient, sign_in: SignIn) -> None:
    with pytest.raises(NotFound):
        find_client(admin, "aaaaaaaaaaaaaaaa")
    sign_in(client, "admin")
    assert client.get("/staff/clients/aaaaaaaaaaaaaaaa").status_code == 404
    assert "No client found" in client.get("/staff/clients?q=zzz").text


@pytest.mark.only_reads
def test_notes_for_staff_stand_on_the_page_of_details_and_nowhere_else(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "admin")
    own = f"/staff/clients/{miramar()}"
    tabs = [f"{own}/{tab}" for tab in TABS if tab]
    for path in ("/staff", "/staff/clients", *tabs):
        answer = client.get(path)
        assert answer.status_code == 200
        assert cast.CANARY not in answer.text
    assert cast.CANARY in client.get(own).text
