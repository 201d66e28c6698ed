"""The matrix of rights: what is ticked is what the person may see, two editors do not undo each other, events tell."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.commands.accounts import revoke
from data.commands.rights import save_rights
from data.queries.rights import find_rights
from data.records.accounts import WantedRow
from data.viewer import Area, Conflict, Forbidden, Invalid, NotFound, Viewer
from tests import cast
from tests.doors import person_id, scalar, sql

pytestmark = pytest.mark.one_database
SignIn = Callable[[FlaskClient, str], FlaskClient]
AREAS = st.sets(st.sampled_from([area.value for area in Area]))
DAYS = st.none() | st.integers(-2, 2)


def public_id(table: str, name: str) -> str:
    column = "email" if table == "people" else "name"
    return str(scalar(f"select public_id from portal.{table} where {column} like :n", n=f"{name}%"))  # noqa: S608


def form(admin: Viewer) -> tuple[str, str, str, list[str]]:
    """Person, client, stamp and the keys of the rows: whole client, Hotel, Spa."""
    found = find_rights(admin, public_id("people", "colleague"), public_id("clients", "Grup"))
    keys = {row.site_name: row.key for row in found.rows}
    return found.person, found.client, found.stamp, [keys[name] for name in (None, "Hotel Miramar", "Spa Miramar")]


def rights() -> set[tuple[str | None, str]]:
    found = sql("select s.name, r.area from portal.rights(:p) r left join portal.sites s on s.id = r.site_id",
                p=person_id("colleague"))  # fmt: skip
    return {(row.name, row.area) for row in found}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(AREAS, DAYS, DAYS), min_size=3, max_size=3))
def test_what_is_ticked_is_what_may_be_seen(admin: Viewer, rows: list[tuple[set[str], int | None, int | None]]) -> None:
    person, client, stamp, keys = form(admin)
    today: date = scalar("select portal.today()")
    wanted, expected = [], set()
    for key, name, (areas, first, last) in zip(keys, (None, "Hotel Miramar", "Spa Miramar"), rows, strict=True):
        if first is not None and last is not None and last < first:
            first, last = last, first
        since = None if first is None else today + timedelta(first)
        until = None if last is None else today + timedelta(last)
        wanted.append(WantedRow(key, tuple(areas), since, until, True, True))
        if (first is None or first <= 0) and (last is None or last >= 0):
            expected |= {(name, area) for area in areas}
    save_rights(admin, person, client, stamp, wanted)
    assert rights() == expected


def test_two_editors_the_second_is_told_what_changed(admin: Viewer) -> None:
    person, client, stamp, keys = form(admin)
    save_rights(admin, person, client, stamp, [WantedRow(keys[0], ("billing", "jobs"), None, None, False, True)])
    seen = form(admin)
    save_rights(admin, person, client, seen[2], [WantedRow(seen[3][0], ("jobs",), None, None, False, False)])
    with pytest.raises(Conflict, match=r"Admin Person changed: - billing"):
        save_rights(admin, person, client, seen[2], [WantedRow(seen[3][0], ("quotes",))])
    assert (None, "jobs") in rights()
    event = scalar("select changes from portal.events where verb = 'rights_changed' order by id desc limit 1")
    [(before, after)] = event.values()
    assert (before["areas"], after["areas"]) == (["billing", "jobs"], ["jobs"])
    assert (before["sees_amounts"], after["sees_amounts"]) == (True, False)


def test_rows_that_are_not_sent_stay(admin: Viewer) -> None:
    person, client, stamp, keys = form(admin)
    save_rights(admin, person, client, stamp, [WantedRow(key, ("files",)) for key in keys])
    person, client, stamp, keys = form(admin)
    save_rights(admin, person, client, stamp, [WantedRow(keys[1], ())])
    assert rights() == {(None, "files"), ("Spa Miramar", "files")}


@pytest.mark.parametrize("role", ["stranger", "owner", "colleague", "reader"])
def test_only_staff_who_manage_accounts_change_rights(request: pytest.FixtureRequest, admin: Viewer, role: str) -> None:
    person, client, stamp, keys = form(admin)
    before = rights()
    with pytest.raises(Forbidden):
        save_rights(request.getfixturevalue(role), person, client, stamp, [WantedRow(keys[0], ("billing",))])
    assert rights() == before


def test_a_site_of_another_client_an_unknown_area_and_wrong_dates_are_refused(admin: Viewer) -> None:
    person, client, stamp, keys = form(admin)
    today: date = scalar("select portal.today()")
    villa = public_id("sites", "Villa")
    for row, answer in (
        (WantedRow(f"new-{villa}", ("jobs",)), NotFound), (WantedRow(keys[0], ("everything",)), Invalid),
        (WantedRow(keys[0], ("jobs",), today, today - timedelta(1)), Invalid),
        (WantedRow("a" * 16, ("jobs",)), NotFound),
    ):  # fmt: skip
        with pytest.raises(answer):
            save_rights(admin, person, client, stamp, [row])


def test_the_form_saves_and_a_preset_fills_without_saving(client: FlaskClient, sign_in: SignIn, admin: Viewer) -> None:
    person, grup, stamp, keys = form(admin)
    sign_in(client, "admin")
    before = rights()
    page = client.get(f"/staff/accounts/{person}/rights?client={grup}&fill={keys[0]}&preset=billing").text
    assert "not saved yet" in page
    assert rights() == before
    sent = {"csrf_token": client.csrf_token, "submission": "r" * 20, "account": person, "client": grup,
            "stamp": stamp, "row": keys,
            f"area_{keys[2]}": ["quotes", "orders"], f"exports_{keys[2]}": "1", f"amounts_{keys[2]}": "1"}  # fmt: skip
    assert client.post("/staff/accounts/rights", data=sent).status_code == 303
    assert rights() == {("Spa Miramar", "quotes"), ("Spa Miramar", "orders")}
    now = form(admin)
    refused = sent | {"submission": "u" * 20, "stamp": now[2], "row": now[3], f"area_{now[3][0]}": "billing"}
    page = client.post("/staff/accounts/rights", data=refused)
    assert (page.status_code, "open only with amounts" in page.text) == (422, True)
    sent["submission"] = "t" * 20
    answer = client.post("/staff/accounts/rights", data=sent)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text


def test_nothing_is_given_where_access_was_revoked_for_good(admin: Viewer) -> None:
    person, client, _stamp, _keys = form(admin)
    revoke(admin, person, client, cast.EMAILS["colleague"])
    person, client, stamp, keys = form(admin)
    with pytest.raises(Conflict):
        save_rights(admin, person, client, stamp, [WantedRow(keys[0], ("jobs",))])
    assert rights() == set()
