"""The page of a defect: its lifeline as a list of steps, pictures, links both ways, and no word too many."""

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import text

from data import database as db
from tests import cast
from tests.pages.test_records import address, words

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def photo(_module_clone: bool) -> str:
    """A photograph of the Hotel's defect, and a withdrawn one beside it; answers with the first's public id."""
    with db.owner() as session:
        defect = session.execute(text("select * from portal.defects where number = 'DEF-HOTEL'")).one()
        for name, withdrawn in (("As found", None), ("Withdrawn picture", defect.published_at)):
            seen = {"client_id": defect.client_id, "site_id": defect.site_id, "area": "inspections",
                    "published_at": defect.published_at, "withdrawn_at": withdrawn}  # fmt: skip
            document = cast.insert(session, "documents", **seen, title=name, issued_on=defect.found_on,
                                   kind_id=cast.kind(session, "document", "photo"))  # fmt: skip
            cast.insert(session, "document_versions", **seen, document_id=document, version=1, file_name="p.jpg",
                        media_type="image/jpeg", size=9, sha256="0" * 64, storage_key="tests/p.jpg")  # fmt: skip
            cast.insert(session, "document_links", **seen, document_id=document, defect_id=defect.id)
        found = text("select public_id from portal.documents where title = 'As found'")
        return str(session.execute(found).scalar_one())


def steps(sent: str) -> list[tuple[str, bool, str]]:
    """Name, whether it is the current one, and all words of each step."""
    inside = sent.split('class="lifeline"', 1)[1].split("</ol>")[0]
    found = []
    for item in re.findall(r"(?s)<li(.*?)</li>", inside):
        text_of = " ".join(unescape(re.sub(r"<[^>]+>", " ", f"<li{item}")).split())
        name = re.search(r'class="step-name">([^<]+)', item)
        assert name
        found.append((name[1], 'aria-current="step"' in item, text_of))
    return found


def test_the_lifeline_is_a_list_of_steps_with_what_belongs_to_each(client, sign_in, database):
    sign_in(client, "owner")
    sent = client.get(address("defects", "HOTEL")).get_data(as_text=True)
    found = steps(sent)
    assert [name for name, _, _ in found] == ["Found", "Quoted", "Approved", "Scheduled", "Fixed", "Proven"]
    assert [name for name, current, _ in found if current] == ["Quoted"]
    assert "Inspection INS-HOTEL" in found[0][2]
    assert "Quote QUO-HOTEL" in found[1][2]
    assert "still to come" in found[2][2]
    assert "JOB-HOTEL" not in "".join(step[2] for step in found), "nothing is scheduled or fixed yet"


def test_pictures_are_shown_once_with_words_and_only_published_ones(client, sign_in, photo):
    sign_in(client, "owner")
    for noun in ("defects", "inspections"):
        sent = client.get(address(noun, "HOTEL")).get_data(as_text=True)
        pictures = re.findall(r"<img[^>]*>", sent.split("<main")[1].split("</main")[0])
        assert len(pictures) == 1
        assert f'src="/documents/{photo}/open"' in pictures[0]
        assert 'loading="lazy"' in pictures[0]
        assert "alt=" in pictures[0]
        assert "As found" in sent
        assert "Withdrawn picture" not in sent


def test_severity_can_be_asked_for_and_nothing_else_in_its_place(client, sign_in, database):
    sign_in(client, "owner")
    assert "DEF-HOTEL" in words(client.get("/defects?kind=critical&state=quoted&sort=-age"))
    assert "Nothing found" in words(client.get("/defects?kind=minor"))
    assert client.get("/defects?kind=awful").status_code == 400


def test_equipment_tells_its_whole_life_newest_first_and_nothing_hidden(client, sign_in, database):
    with db.owner() as session:
        thing = text("select client_id, site_id, id from portal.equipment where code = 'EXT-HOTEL'")
        found = session.execute(thing).one()
        for number, published in (("DEF-OLD", "2020-05-04T00:00:00Z"), ("DEF-SECRET", None)):
            cast.insert(session, "defects", client_id=found.client_id, site_id=found.site_id, equipment_id=found.id,
                        number=number, title="Old", found_on=date(2019, 5, 4), published_at=published)  # fmt: skip
    try:
        sign_in(client, "owner")
        page = words(client.get(address("equipment", "HOTEL")))
        life = page[page.index("Its whole life") :]
        pieces = ["What is due", "Next retest", "Defect DEF-HOTEL", "Manual HOTEL", "Installed"]
        assert sorted(pieces, key=life.index) == pieces
        assert "Inspection INS-HOTEL" in life
        assert "Job JOB-HOTEL" in life
        assert "Defect DEF-OLD" in life
        assert "DEF-SECRET" not in page
    finally:
        with db.owner() as session:
            session.execute(text("delete from portal.defects where number in ('DEF-OLD', 'DEF-SECRET')"))


@pytest.mark.parametrize(
    ("noun", "told"),
    [("quotes", ["Sent"]), ("invoices", ["Issued"]), ("payments", ["Received"]), ("jobs", ["Done"]),
     ("inspections", ["Done"]), ("orders", ["Ordered"]), ("defects", ["Quoted", "Found"])],
)  # fmt: skip
def test_a_history_tells_the_days_the_record_itself_knows(client, sign_in, database, noun, told):
    sign_in(client, "owner")
    sent = client.get(address(noun, "HOTEL")).get_data(as_text=True)
    history = sent.split('class="history"', 1)[1].split("</ol>")[0]
    entries = re.findall(r'datetime="([^"]+)"[^>]*>[^<]*</time><span[^>]*>([^<]+)', history)
    days = [what for when, what in entries if len(when) == 10]
    assert days == told, entries
