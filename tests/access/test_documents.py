"""Files: who may open them, what the browser is told about them, ranges, names, and what is noted."""

import re

import pytest
from sqlalchemy import text

from auth.files import disposition
from data import database as db
from data.commands.activity import flush_activity
from integrations.files import safe_name
from tests import cast

NASTY = ["../../etc/passwd", "a\r\nSet-Cookie: x=1.pdf", 'a".pdf', "\u202egpj.exe", "x" * 300 + ".pdf", "CON",
         "nul\x00.pdf", "ș ț ñ à – factură.pdf", "名前.pdf", "", "..", "a;b=c.pdf", "%2e%2e%2f.pdf"]  # fmt: skip


def address(name: str) -> str:
    with db.owner() as session:
        query = text("select public_id from portal.documents where title = :t")
        return f"/documents/{session.execute(query, {'t': f'Manual {name}'}).scalar_one()}/open"


def change(name: str, **values: object) -> None:
    """Change the version of a document behind the portal's back."""
    names = ", ".join(f"{column} = :{column}" for column in values)
    with db.owner() as session:
        session.execute(
            text(f"update portal.document_versions set {names} where document_id = "
                 "(select id from portal.documents where title = :title)"),
            {**values, "title": f"Manual {name}"},
        )  # fmt: skip


def both(name: str) -> tuple[str, str]:
    path = address(name)
    return path, path.removesuffix("/open") + "/download"


@pytest.mark.only_reads
@pytest.mark.parametrize("name", ["HOTEL", "SPA", "MIRAMAR"])
@pytest.mark.parametrize("how", ["plain", "head", "range", "query"])
def test_the_stranger_finds_no_file_of_others(client, sign_in, name, how):
    sign_in(client, "stranger")
    for path in both(name):
        if how == "head":
            answer = client.head(path)
        elif how == "range":
            answer = client.get(path, headers={"Range": "bytes=0-9"})
        else:
            answer = client.get(path + ("?download=1" if how == "query" else ""))
        assert answer.status_code == 404
        assert b"%PDF" not in answer.data
    assert client.get(address(name) + ".").status_code == 404


@pytest.mark.only_reads
def test_who_is_not_signed_in_gets_no_file(client):
    for path in both("HOTEL"):
        answer = client.get(path)
        assert answer.status_code in (302, 303, 401)
        assert b"%PDF" not in answer.data


@pytest.mark.only_reads
@pytest.mark.parametrize("person", ["owner", "admin", "reader"])
def test_who_may_see_a_document_opens_and_saves_it(client, sign_in, person):
    sign_in(client, person)
    shown, saved = (client.get(path) for path in both("HOTEL"))
    assert shown.data == saved.data == cast.MANUAL
    assert shown.mimetype == saved.mimetype == "application/pdf"
    assert shown.headers["Content-Disposition"].startswith("inline; ")
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="manual-hotel.pdf"')
    for answer in (shown, saved):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]


@pytest.mark.only_reads
def test_the_colleague_opens_files_of_their_site_only(client, sign_in):
    sign_in(client, "colleague")
    assert client.get(address("SPA")).status_code == 200
    assert client.get(address("HOTEL")).status_code == 404
    assert client.get(address("MIRAMAR")).status_code == 404


def test_a_document_follows_the_area_of_its_row(client, sign_in):
    for table in ("documents", "document_versions", "document_links"):
        with db.owner() as session:
            session.execute(text(f"update portal.{table} set area = 'billing'"))
    sign_in(client, "colleague")
    assert client.get(address("SPA")).status_code == 404
    assert "Manual SPA" not in client.get("/documents").get_data(as_text=True)


@pytest.mark.only_reads
@pytest.mark.parametrize("name", ["DRAFT", "WITHDRAWN"])
@pytest.mark.parametrize("person", ["owner", "admin"])
def test_drafts_and_withdrawn_files_are_for_nobody(client, sign_in, name, person):
    sign_in(client, person)
    for path in both(name):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("column", ["withdrawn_at", "deleted_at"])
def test_withdrawing_or_deleting_hides_a_file_at_once(client, sign_in, column):
    sign_in(client, "owner")
    assert client.get(address("SPA")).status_code == 200
    with db.owner() as session:
        session.execute(text(f"update portal.documents set {column} = now() where title = 'Manual SPA'"))
    for path in both("SPA"):
        assert client.get(path).status_code == 404


def test_the_newest_published_version_is_sent(client, sign_in):
    change("HOTEL", file_name="first.pdf")
    with db.owner() as session:
        session.execute(text(
            "insert into portal.document_versions (client_id, site_id, area, document_id, version, file_name,"
            " media_type, size, sha256, storage_key, published_at, withdrawn_at)"
            " select client_id, site_id, area, document_id, v, 'version-' || v || '.pdf', media_type, size, sha256,"
            " storage_key, published_at,"
            " case when v = 3 then now() end from portal.document_versions, generate_series(2, 3) v"
            " where file_name = 'first.pdf'"
        ))  # fmt: skip
    sign_in(client, "owner")
    assert "version-2.pdf" in client.get(address("HOTEL")).headers["Content-Disposition"]


@pytest.mark.only_reads
def test_ranges_and_head_work_as_viewers_need_them(client, sign_in):
    sign_in(client, "owner")
    path, size = address("HOTEL"), len(cast.MANUAL)
    head = client.head(path)
    assert (head.status_code, head.data, head.content_length) == (200, b"", size)
    part = client.get(path, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, cast.MANUAL[5:10])
    assert part.headers["Content-Range"] == f"bytes 5-9/{size}"
    assert client.get(path, headers={"Range": "bytes=-4"}).data == cast.MANUAL[-4:]
    assert client.get(path, headers={"Range": f"bytes={size - 3}-"}).data == cast.MANUAL[-3:]
    beyond = client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")
    for whole in ("bytes=0-1,4-5", "lines=1-2", "bytes=x", "bytes=9-5"):
        answer = client.get(path, headers={"Range": whole})
        assert answer.status_code in (200, 416), whole
    changed = client.get(path, headers={"Range": "bytes=0-1", "If-Range": '"older"'})
    assert (changed.status_code, changed.data) == (200, cast.MANUAL)
    same = client.get(path, headers={"Range": "bytes=0-1", "If-Range": changed.headers["ETag"]})
    assert (same.status_code, same.data) == (206, cast.MANUAL[:2])


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "multipart/x-mixed-replace", "message/rfc822",
     "application/javascript", "x", "text/html\r\nX: y"],
)  # fmt: skip
def test_what_could_act_is_never_shown_in_place(client, sign_in, media_type):
    change("HOTEL", media_type=media_type)
    sign_in(client, "owner")
    for path in both("HOTEL"):
        answer = client.get(path)
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_pictures_open_in_place(client, sign_in):
    change("HOTEL", media_type="image/png")
    sign_in(client, "owner")
    answer = client.get(address("HOTEL"))
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline; ")


@pytest.mark.parametrize("name", NASTY)
def test_no_file_name_breaks_a_header(name):
    header = disposition("attachment", safe_name(name))
    assert re.fullmatch(r"attachment; filename=\"[ -!#-\[\]-~]+\"; filename\*=UTF-8''[A-Za-z0-9._~%-]+", header), header
    assert "/" not in header.split("filename=")[1].split(";")[0]


def test_a_stored_name_from_elsewhere_is_made_safe_when_sent(client, sign_in):
    change("HOTEL", file_name='..\\..\\x"\u202e\r\nX-Injected: 1.pdf')
    sign_in(client, "owner")
    answer = client.get(both("HOTEL")[1])
    assert answer.status_code == 200
    assert "X-Injected" not in answer.headers
    assert "\u202e" not in answer.headers["Content-Disposition"]


def test_a_file_that_is_missing_in_the_store_is_our_fault_and_said_so(client, sign_in):
    change("HOTEL", storage_key="tests/nowhere.pdf")
    sign_in(client, "owner")
    answer = client.get(address("HOTEL"))
    assert answer.status_code == 503
    assert "nowhere" not in answer.get_data(as_text=True)


def test_opening_and_saving_are_noted_once_each(client, sign_in):
    sign_in(client, "owner")
    shown, saved = both("HOTEL")
    client.get(shown)
    client.get(shown, headers={"Range": "bytes=5-"})  # a viewer reading on: see below
    client.get(saved)
    client.get(address("VILLA"))  # not theirs
    flush_activity()
    with db.owner() as session:
        noted = session.execute(text(
            "select a.kind, d.title, c.number as client, p.email from portal.activity a"
            " join portal.documents d on d.id = a.document_id join portal.clients c on c.id = a.client_id"
            " join portal.people p on p.id = a.person_id where a.result is null order by a.at, a.id"
        )).all()  # fmt: skip
    who = cast.EMAILS["owner"]
    assert noted == [(kind, "Manual HOTEL", "C-001", who) for kind in ("document_opened", "document_downloaded")]


@pytest.mark.parametrize("wanted", ["bytes=1-", "bytes=-190", "bytes=5-6,8-", "bytes=0-3", "bytes=x", "bytes=7-9"])
def test_no_part_of_a_file_is_had_without_a_trace(client, sign_in, wanted):
    sign_in(client, "owner")
    answer = client.get(address("HOTEL"), headers={"Range": wanted})
    flush_activity()
    with db.owner() as session:
        found = session.execute(text("select result from portal.activity where kind = 'document_opened'"))
        noted = found.scalars().all()
    read_on = answer.status_code == 206 and not answer.headers["Content-Range"].startswith("bytes 0-")
    assert noted == ["part" if read_on else None]
