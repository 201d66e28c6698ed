"""Home and all sites through the whole application: what stands there, for whom, and what is left out."""

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import text

from data import database as db
from data.viewer import Area, NotFound
from pages.home import layout as home
from tests import cast
from tests.data.places import new_client, new_site, person_with, site_of

pytestmark = pytest.mark.one_database
MONEY_BOXES = ("owed", "outstanding", "invoices", "quotes", "contracts")
BOXES = [
    "attention", "actions", "last-inspection", "next-inspection", "outstanding", "invoices", "quotes", "jobs",
    "contracts", "bookings", "equipment", "new-documents",
]  # fmt: skip


def first_paint(answer) -> str:
    """The page as it is readable before any script."""
    assert answer.status_code == 200, answer.status
    page = answer.get_data(as_text=True)
    return page[page.index('id="first-paint"') :]


def words(answer) -> str:
    page = re.sub(r"(?s)<script.*?</script>", " ", first_paint(answer))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def boxes(answer) -> list[str]:
    return re.findall(
        r'<(?:section|a|div)[^>]* id="([a-z-]+)"[^>]* class="(?:card|tile)', first_paint(answer)
    ) or re.findall(r'class="(?:card|tile)[^"]*"[^>]*? id="([a-z-]+)"', first_paint(answer))


def forget_places() -> None:
    with db.owner() as session:
        session.execute(
            text("update portal.people set last_client_id = null, last_site_id = null, last_visit_at = null")
        )


@pytest.fixture
def seen(client, sign_in):
    """`seen(person, path)`: what the person is answered there."""
    forget_places()
    signed_in: list[str] = []

    def ask(person: str, path: str):
        if signed_in[-1:] != [person]:
            client.post("/sign-out", headers={"Origin": "http://localhost"})
            sign_in(client, person)
            signed_in.append(person)
        return client.get(path)

    return ask


# ------------------------------------------------------------------------------------------------------------- who


def test_who_is_not_signed_in_is_led_to_sign_in(client):
    for path in ("/", "/sites", "/scope"):
        assert client.get(path).status_code in (302, 303, 401)


@pytest.mark.parametrize("path", ["/?site={site}", "/?client={client}", "/sites?client={client}"])
def test_the_stranger_gets_not_found_for_places_of_others(seen, owner, path):
    answer = seen("stranger", path.format(site=site_of("Hotel Miramar"), client=owner.clients[0].public_id))
    assert answer.status_code == 404
    assert "Miramar" not in answer.get_data(as_text=True)


def test_the_colleague_gets_not_found_for_the_other_site(seen):
    assert seen("colleague", f"/?site={site_of('Hotel Miramar')}").status_code == 404


@pytest.mark.parametrize("site", ["x", "a" * 16, "%27", "%C3%A9"])
def test_an_invented_site_is_not_found(seen, site):
    assert seen("owner", f"/?site={site}").status_code == 404


def test_a_person_with_one_site_sees_it_at_once(seen):
    page = words(seen("stranger", "/"))
    assert "Site overview" in page
    assert "Palazzo Vecchio S.p.A." in page
    assert "Miramar" not in page


def test_a_person_with_several_sites_sees_all_of_them_then_the_one_chosen_last(seen):
    page = words(seen("owner", "/"))
    assert "All sites" in page
    assert "Site overview" not in page
    assert "Site overview" in words(seen("owner", f"/?site={site_of('Spa Miramar')}"))
    answer = seen("owner", "/")
    assert "Spa Miramar" in words(answer)
    assert "Site overview" in words(answer)


def test_looking_as_somebody_else_remembers_nothing(seen, owner, admin):
    looking = replace(owner, acting_staff_id=admin.person_id, acting_staff_name=admin.name)
    home(looking, {"site": site_of("Spa Miramar")})
    home(admin, {"site": site_of("Spa Miramar")})
    with db.owner() as session:
        kept = session.execute(text("select count(*) from portal.people where last_site_id is not null")).scalar_one()
    assert kept == 0


@pytest.mark.parametrize("person", ["admin", "reader"])
def test_staff_have_a_first_page_of_their_own_and_see_what_a_client_sees(seen, person):
    for path, leads in (("/", "/staff"), ("/sites", "/staff/clients")):
        answer = seen(person, path)
        assert (answer.status_code, answer.location.removeprefix("http://localhost")) == (303, leads)
    page = words(seen(person, f"/?site={site_of('Hotel Miramar')}"))
    assert "INV-HOTEL" in page
    assert "DRAFT" not in page


def test_a_client_can_be_looked_at_as_a_whole(seen, owner):
    for path in ("/", "/sites"):
        page = words(seen("admin", f"{path}?client={owner.clients[0].public_id}"))
        assert "Hotel Miramar" in page
        assert "Villa Palazzo" not in page


# ------------------------------------------------------------------------------------------------------- the boxes


def test_the_owner_sees_every_box_in_the_order_of_a_phone(seen):
    found = boxes(seen("owner", f"/?site={site_of('Hotel Miramar')}"))
    tiles = ["owed", "visit", "inspected", "certificate"]
    assert found == ["attention", *tiles, *BOXES[1:]]


def test_the_facts_of_the_cast_stand_there(seen):
    page = words(seen("owner", f"/?site={site_of('Hotel Miramar')}"))
    for fact in (
        "€100.00", "1 / 3", "1 not compliant", "Marc Vidal", "INV-HOTEL", "QUO-HOTEL", "Job HOTEL", "Maintenance HOTEL",
        "Fire extinguisher", "Visit HOTEL", "1 item failed the last inspection", "Call us", "+34 932 555 014",
    ):  # fmt: skip
        assert fact in page, fact
    for word in ("DRAFT", "WITHDRAWN", cast.CANARY, "INV-SPA", "INV-MIRAMAR", "VILLA"):
        assert word not in page


def test_nothing_hidden_stands_in_the_data_that_comes_with_the_page(seen):
    for person in ("owner", "colleague", "admin"):
        page = seen(person, f"/?site={site_of('Spa Miramar')}").get_data(as_text=True)
        for word in ("DRAFT", "WITHDRAWN", cast.CANARY, "INV-HOTEL"):
            assert word not in page


def test_boxes_of_areas_without_a_right_leave_no_trace(seen):
    answer = seen("colleague", "/")
    found = boxes(answer)
    assert not set(MONEY_BOXES) & set(found)
    assert {"last-inspection", "equipment", "jobs", "bookings"} <= set(found)
    page = answer.get_data(as_text=True)
    for word in ("INV-", "QUO-", "CON-", "You owe", "Outstanding", "/invoices", "/quotes", "/contracts", "€"):
        assert word not in page


@pytest.mark.parametrize(
    "area", [Area.BILLING, Area.INSPECTIONS, Area.JOBS, Area.EQUIPMENT, Area.BOOKINGS, Area.CONTRACTS]
)
def test_a_person_with_a_single_area_has_its_boxes_alone(database, owner, area):
    from components.first_paint import html_of

    place = new_site(owner.clients[0].id, "Narrow")
    place.invoice(10, due=-2)
    place.inspection(-2, "non_compliant")
    person = person_with((place.client, place.id, [area]))
    page = html_of(home(person, {"site": place.public_id}).content)
    belonging = {
        "billing": {"owed", "outstanding", "invoices"}, "jobs": {"jobs"}, "equipment": {"equipment"},
        "inspections": {"visit", "inspected", "certificate", "last-inspection", "next-inspection"},
        "bookings": {"bookings"}, "contracts": {"contracts"},
    }[area]  # fmt: skip
    found = {name for name in re.findall(r' id="([a-z-]+)"', page) if not name.endswith("-title")}
    assert found == {"attention", "actions", "new-documents"} | belonging


def test_an_empty_site_says_of_every_box_why_it_is_empty(database, owner):
    from components.first_paint import html_of

    client, _choice = new_client("Newcomer")
    place = new_site(client, "First House")
    areas = [area.value for area in Area]
    page = html_of(home(person_with((client, None, areas)), {"site": place.public_id}).content)
    assert page.count('class="empty-title"') == len(BOXES) - 2  # what waits and actions are never empty
    assert page.count('class="empty-text"') == len(BOXES) - 2
    assert "All good" in page


def test_without_any_site_the_page_says_when_there_will_be_one(database):
    from components.first_paint import html_of

    client, _choice = new_client("Nothing Yet")
    page = html_of(home(person_with((client, None, ["billing"])), {}).content)
    assert "No sites yet" in page


# ------------------------------------------------------------------------------------------------------- all sites


def test_all_sites_are_searched_and_each_leads_to_its_dashboard(seen):
    page = first_paint(seen("owner", "/sites?q=MARÍTIM"))
    assert f'href="/?site={site_of("Spa Miramar")}"' in page
    assert "Hotel Miramar" not in page
    assert "No site found" in words(seen("owner", "/sites?q=nothing+like+it"))


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "1e3", "²", "1" * 30])
def test_a_page_that_does_not_exist_is_not_found(seen, page):
    assert seen("owner", f"/sites?page={page}").status_code == 404


def test_a_hundred_sites_stand_on_a_page(database):
    from components.first_paint import html_of
    from pages.sites.index import layout

    client, _choice = new_client("Hundred")
    for number in range(103):
        new_site(client, f"House {number:03}")
    person = person_with((client, None, ["billing"]))
    first, second = (html_of(layout(person, query).content) for query in ({}, {"page": "2"}))
    assert (first.count("House "), second.count("House ")) == (100, 3)
    assert "page=2" in first
    with pytest.raises(NotFound):
        layout(person, {"page": "3"})


# ---------------------------------------------------------------------------------------------------- site control


def test_the_site_control_offers_permitted_sites_by_client_and_nothing_else(seen):
    found = seen("owner", "/scope?q=").get_json()
    assert found["all"]["href"] == "/sites"
    assert {group["client"] for group in found["groups"]} == {"Grup Miramar S.L."}
    assert {"Hotel Miramar", "Spa Miramar"} <= {one["name"] for group in found["groups"] for one in group["sites"]}
    assert [group["sites"][0]["name"] for group in seen("stranger", "/scope").get_json()["groups"]] == ["Villa Palazzo"]
    assert seen("stranger", "/scope?q=miramar").get_json()["groups"] == []


def test_the_site_control_knows_the_site_of_the_page_that_asks(seen, client):
    seen("owner", "/scope")
    here = {"Referer": f"http://localhost/invoices?site={site_of('Spa Miramar')}"}
    groups = client.get("/scope?q=miramar", headers=here).get_json()["groups"]
    assert [one["name"] for group in groups for one in group["sites"] if one["current"]] == ["Spa Miramar"]
