"""The page of a document: what it tells and to whom, what stands before and after it, and the files before it."""

import random
import re
from datetime import timedelta
from html import unescape

from sqlalchemy import text

from data import database as db
from data.commands.activity import flush_activity
from data.queries.document_pages import beside_document
from data.queries.documents import DOCUMENTS, list_documents
from data.records.scope import Scope
from data.records.tables import Question
from tests import cast

EVERYWHERE = Scope()
NO_QUESTION = Question()


def one(sql: str, **values: object) -> str:
    with db.owner() as session:
        return str(session.execute(text(sql), values).scalar_one())


def document(name: str) -> str:
    return one("select public_id from portal.documents where title = :t", t=f"Manual {name}")


def equipment(name: str) -> str:
    return "equipment/" + one("select public_id from portal.equipment where code = :c", c=f"EXT-{name}")


def words(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.get_data(as_text=True).split('<script type="application/json"')[0])


def more_papers(count: int) -> None:
    """More documents of the Hotel's extinguisher, some of them valid until a day, some for ever."""
    chance = random.Random(3)  # noqa: S311
    with db.owner() as session:
        row = session.execute(text("select d.*, l.equipment_id from portal.documents d join portal.document_links l"
                                   " on l.document_id = d.id where d.title = 'Manual HOTEL'")).one()  # fmt: skip
        seen = {"client_id": row.client_id, "site_id": row.site_id, "area": row.area, "published_at": row.published_at}
        for number in range(count):
            last = chance.choice((None, row.issued_on, row.issued_on + timedelta(days=number)))
            made = cast.insert(session, "documents", **seen, kind_id=row.kind_id, title=f"Paper {chance.randrange(4)}",
                               issued_on=row.issued_on - timedelta(days=chance.randrange(3)),
                               valid_until=last)  # fmt: skip
            cast.insert(session, "document_versions", **seen, document_id=made, version=1, file_name="x.pdf",
                        media_type="application/pdf", size=1, sha256="0", storage_key=cast.MANUAL_KEY)  # fmt: skip
            cast.insert(session, "document_links", **seen, document_id=made, equipment_id=row.equipment_id)


def test_the_page_tells_facts_and_shows_the_file_in_place(client, sign_in):
    sign_in(client, "owner")
    page = words(client, f"/documents/{document('HOTEL')}")
    for piece in ("<h1>Manual HOTEL</h1>", "manual-hotel.pdf", "Equipment EXT-HOTEL", f'href="/{equipment("HOTEL")}"',
                  f'data="/documents/{document("HOTEL")}/open#', f'href="/documents/{document("HOTEL")}/download"',
                  "mailto:hello@vigil.example?subject=Manual%20HOTEL"):  # fmt: skip
        assert piece in page, piece
    assert cast.CANARY not in page
    assert cast.MANUAL_KEY not in page
    assert "Opened by" not in page


def test_what_could_act_is_offered_for_download_and_never_put_into_the_page(client, sign_in):
    sign_in(client, "owner")
    for media_type in ("image/svg+xml", "text/html", "application/x-other"):
        with db.owner() as session:
            session.execute(text("update portal.document_versions set media_type = :m"), {"m": media_type})
        page = words(client, f"/documents/{document('HOTEL')}")
        assert "<object" not in page
        assert "<img" not in page
        assert "/open" not in page.split('id="page"')[1]
        assert f"/documents/{document('HOTEL')}/download" in page


def test_a_picture_stands_in_the_page_and_is_sent_into_a_sandbox(client, sign_in):
    with db.owner() as session:
        session.execute(text("update portal.document_versions set media_type = 'image/png'"))
    sign_in(client, "owner")
    path = f"/documents/{document('HOTEL')}"
    assert f'<img src="{path}/open"' in words(client, path)
    assert client.get(f"{path}/open").headers["Content-Security-Policy"].endswith("; sandbox")


def test_before_and_after_follow_the_order_of_the_list(database, owner):
    more_papers(9)
    for sort in (f"{sign}{key}" for key in DOCUMENTS.sorts for sign in ("", "-")):
        question = Question(sort="" if sort == DOCUMENTS.usual else sort)
        ids = [found.public_id for found in list_documents(owner, EVERYWHERE, None, question).records]
        assert len(ids) == 12
        for place, public_id in enumerate(ids):
            beside = beside_document(owner, EVERYWHERE, question, None, public_id)
            met = [neighbour and neighbour.public_id for neighbour in (beside.before, beside.after)]
            assert met == [ids[place - 1] if place else None, [*ids, None][place + 1]], sort


def test_neighbours_are_among_what_was_asked_for_and_what_the_person_may_see(database, owner, stranger):
    more_papers(3)
    manuals = Question(search="HOTEL")
    beside = beside_document(owner, EVERYWHERE, manuals, None, document("HOTEL"))
    assert (beside.before, beside.after) == (None, None)
    beside = beside_document(owner, EVERYWHERE, Question(search="spa"), None, document("HOTEL"))
    assert (beside.before, beside.after) == (None, None)
    for person in ("HOTEL", "SPA"):
        assert beside_document(stranger, EVERYWHERE, NO_QUESTION, None, document(person)).after is None
        assert beside_document(stranger, EVERYWHERE, NO_QUESTION, equipment(person), document(person)).record is None


def test_the_papers_of_a_record_are_a_set_of_their_own(client, sign_in, owner):
    more_papers(2)
    sign_in(client, "owner")
    of = equipment("HOTEL")
    ahead = re.findall(r'href="(/documents/[a-z2-7]{16}\?of=[^"]+)" class="row-link"', words(client, f"/{of}"))
    assert len(ahead) == 3
    page = words(client, ahead[1])
    assert "Equipment EXT-HOTEL" in page
    steps = re.findall(r'href="([^"]+)" id="step-(\w+)"', page)
    assert steps == [(ahead[0], "before"), (ahead[2], "after")]
    assert beside_document(owner, EVERYWHERE, NO_QUESTION, of, document("SPA")).record is None


def test_a_set_that_is_none_leaves_the_page_as_it_is_and_a_question_without_sense_is_refused(client, sign_in):
    sign_in(client, "owner")
    nobody = "a" * 16
    for of in ("", "x", "equipment", "equipment/x", f"clients/{nobody}", f"inspections/{nobody}", f"a;drop/{nobody}",
               f"equipment/{nobody}/x", f"../{nobody}"):  # fmt: skip
        assert client.get(f"/documents/{document('HOTEL')}", query_string={"of": of}).status_code == 200, of
    for query in ("sort=storage_key", "state=x", "from=tomorrow", "min=1"):
        assert client.get(f"/documents/{document('HOTEL')}?{query}").status_code == 400


def test_earlier_versions_are_told_and_sent_and_withdrawn_ones_are_not(client, sign_in):
    with db.owner() as session:
        session.execute(text(
            "insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name,"
            " media_type, size, sha256, storage_key, published_at, withdrawn_at)"
            " select client_id, site_id, area, document_id, v, 'version-' || v || '.pdf', media_type, size, sha256,"
            " storage_key, published_at, case when v = 2 then now() end"
            " from portal.document_versions, generate_series(2, 3) v where file_name = 'manual-hotel.pdf'"
        ))  # fmt: skip
    sign_in(client, "owner")
    path = f"/documents/{document('HOTEL')}"
    page = words(client, path)
    assert "version-3.pdf" in page
    assert f"{path}/download?version=1" in page
    assert "version=2" not in page
    assert "manual-hotel.pdf" in client.get(f"{path}/open?version=1").headers["Content-Disposition"]
    for wrong in ("2", "4", "0", "x", "-1", "1 or 1=1", "9" * 30):
        assert client.get(f"{path}/open", query_string={"version": wrong}).status_code == 404
    sign_in(client, "stranger")
    assert client.get(f"{path}/open?version=1").status_code == 404


def test_staff_read_who_opened_it_first_and_clients_do_not(app, sign_in):
    people = {who: sign_in(app.test_client(), who) for who in ("owner", "admin", "reader")}
    path = f"/documents/{document('HOTEL')}"
    assert "Nobody on the client" in words(people["admin"], path)
    people["owner"].get(f"{path}/open", headers={"Range": "bytes=5-"})  # all but the first bytes is looking, too
    flush_activity()
    assert "Owner Person" in words(people["admin"], path)
    for _time in range(2):
        people["owner"].get(f"{path}/open")
    people["owner"].get(f"{path}/open", headers={"Range": "bytes=5-"})
    people["admin"].get(f"{path}/open")  # their own openings are nobody's news
    flush_activity()
    for who in ("admin", "reader"):
        page = words(people[who], path)
        assert page.split('id="opened"')[1].split("</section>")[0].count("Owner Person") == 1
        assert "Admin Person" not in page.split('id="opened"')[1].split("</section>")[0]
    assert 'id="opened"' not in words(people["owner"], path)


def test_the_history_is_what_a_client_may_know(client, sign_in):
    happened = text(
        "insert into portal.events (verb, audience, client_id, site_id, area, document_id, changes)"
        " select :verb, :audience, client_id, site_id, area, id, cast(:changes as jsonb)"
        " from portal.documents where title = 'Manual HOTEL'"
    )
    with db.owner() as session:
        for audience, verb in (("client", "changed"), ("staff", "cancelled")):
            session.execute(happened, {"verb": verb, "audience": audience, "changes": '{"title": [1, 2]}'})
    sign_in(client, "owner")
    history = words(client, f"/documents/{document('HOTEL')}").split('id="history"')[1].split("</section>")[0]
    assert "Changed: title" in history
    assert "Cancelled" not in history
