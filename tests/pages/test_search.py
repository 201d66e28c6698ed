"""The search page, the panel of the top bar, and what is kept of a search."""

import pytest
from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from tests import cast

pytestmark = pytest.mark.one_database


@pytest.fixture
def get(client, sign_in):
    """What the owner is shown in the main part of a page."""
    sign_in(client, "owner")

    def show(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        found: str = answer.get_data(as_text=True)
        return found.split("<main")[1].split("</main")[0]

    return show


def kept(since: int = 0) -> list[tuple[str, str, bool]]:
    """Address, result and whether staff did it, of every search since a row."""
    flush_activity()
    with db.owner() as session:
        rows = session.execute(text("select path, result, is_staff from portal.activity where kind = 'searched' "
                                    "and id > :since order by id"), {"since": since})  # fmt: skip
        return [tuple(row) for row in rows]


def last() -> int:
    flush_activity()
    with db.owner() as session:
        return int(session.execute(text("select coalesce(max(id), 0) from portal.activity")).scalar_one())


def navigate(app, client, to):
    [output] = app.extensions["dash"].callback_map
    body = {"output": output, "outputs": {"id": "frame", "property": "children"}, "changedPropIds": ["nav.data-to"],
            "inputs": [{"id": "nav", "property": "data-to", "value": to}], "state": []}  # fmt: skip
    return client.post("/_dash-update-component", json=body, headers={"X-CSRFToken": client.csrf_token})


def test_without_scripts_the_page_shows_what_was_found_and_leads_to_all_of_it(get, database):
    with db.owner() as session:
        client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        for place in range(7):
            cast.insert(session, "orders", client_id=client, number=f"MANY-{place}", subject="Pumps", state="placed",
                        ordered_on="2026-01-01", search_text=f"many {place} pumps",
                        published_at="2026-01-01T00:00:00Z")  # fmt: skip
    shown = get("/search?q=pumps")
    assert 'action="/search"' in shown
    assert 'method="get"' in shown
    assert shown.count("MANY-") == 5
    assert 'href="/orders?q=pumps"' in shown
    assert "All 7 in Orders" in shown
    assert "7 results" in shown


def test_before_anything_is_typed_the_page_offers_sites_and_lists_the_person_may_open(get, client, sign_in):
    shown = get("/search")
    for address in ("/?site=", "/invoices", "/documents"):
        assert f'href="{address}' in shown
    sign_in(client, "colleague")
    shown = client.get("/search").get_data(as_text=True).split("<main")[1]
    assert 'href="/equipment"' in shown
    assert 'href="/invoices"' not in shown


def test_when_nothing_is_found_the_page_says_what_helps_and_whom_to_ask(get, client, sign_in):
    shown = get("/search?q=no-such-thing")
    assert "Nothing found" in shown
    assert "“no-such-thing”" in shown
    assert 'href="tel:+34932555014"' in shown
    sign_in(client, "admin")
    assert "tel:" not in get("/search?q=no-such-thing")


def test_a_search_is_kept_once_with_its_result(get, client, app, sign_in):
    begin = last()
    get("/search?q=hotel")
    get("/search?q=nowhere")
    get("/search")
    assert kept(begin) == [("/search?q=hotel", "found", False), ("/search?q=nowhere", "nothing", False)]
    begin = last()
    assert navigate(app, client, "/search?q=elsewhere").status_code == 200
    assert kept(begin) == [("/search?q=elsewhere", "nothing", False)]
    sign_in(client, "admin")
    begin = last()
    client.get("/search?q=nowhere")
    assert kept(begin) == [("/search?q=nowhere", "nothing", True)]


def test_what_is_typed_into_the_panel_is_kept_only_when_it_was_left_so(get, client):
    begin = last()
    for typed in ("n", "no", "now"):
        client.get(f"/search/panel?q={typed}")
    assert kept(begin) == []
    client.get("/search/panel?q=nowhere+%26+never&settled=1")
    client.get("/search/panel?q=hotel&settled=1")
    assert kept(begin) == [("/search?q=nowhere+%26+never", "nothing", False), ("/search?q=hotel", "found", False)]


def test_a_list_searched_without_result_is_kept_too(get, client, sign_in):
    begin = last()
    get("/invoices?q=nowhere&state=paid")
    get("/invoices?q=hotel")
    get("/invoices?state=cancelled")
    get("/sites?q=nowhere")
    assert kept(begin) == [("/invoices?q=nowhere&state=paid", "nothing", False), ("/sites?q=nowhere", "nothing", False)]
    sign_in(client, "admin")
    begin = last()
    client.get("/staff/clients?q=nowhere")
    assert kept(begin) == [("/staff/clients?q=nowhere", "nothing", True)]


def test_the_panel_gives_the_same_lines_as_the_page(get, client):
    found = client.get("/search/panel?q=hotel").get_json()
    shown = get("/search?q=hotel")
    for block in found["blocks"]:
        for line in block["lines"]:
            assert f'href="{line["href"]}"' in shown
    assert found["count"] in shown
    nothing = client.get("/search/panel?q=nowhere").get_json()
    assert (nothing["blocks"], len(nothing["advice"]), len(nothing["ask"])) == ([], 2, 2)


@pytest.mark.parametrize(("typed", "status"), [
    ("x" * 10_000, 400), ("%00", 400), ("%25", 200), ("_", 200), ("%5C", 200), ("%27+or+true+--", 200),
    ("%F0%9F%A7%AF", 200), ("%E2%80%AEabc", 200), ("%ED%A0%80", 200), ("%FF", 200), ("%3Cscript%3E", 200),
])  # fmt: skip
def test_any_input_is_answered(get, client, typed, status):
    page = client.get(f"/search?q={typed}")
    assert page.status_code == status
    assert "<script>" not in page.get_data(as_text=True).split("<main")[-1].split("</main")[0]
    panel = client.get(f"/search/panel?q={typed}&settled=1", headers={"Accept": "application/json"})
    assert panel.status_code == status
    if status == 400:
        assert panel.get_json()["error"]


def test_too_much_is_refused_in_the_language_of_the_person(get, client):
    with db.owner() as session:
        session.execute(text("update portal.people set language = 'it' where email = :e"), {"e": cast.EMAILS["owner"]})
    try:
        assert "200 caratteri" in get(f"/search?q={'x' * 300}", 400)
    finally:
        with db.owner() as session:
            session.execute(
                text("update portal.people set language = 'en' where email = :e"), {"e": cast.EMAILS["owner"]}
            )
