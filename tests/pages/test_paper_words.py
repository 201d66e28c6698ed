"""The company's own words on papers: only staff write them, papers are drawn with them, broken ones are left alone."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.queries.templates import broken_templates
from data.viewer import Forbidden, Viewer
from integrations.language import LANGUAGES
from integrations.paper_words import PAPERS
from tests.doors import scalar, sql
from tests.pdf_text import words_of

PATH = "/staff/templates/paper"
KEYS = iter(f"paper-words-{n:08}" for n in range(1000))


@pytest.fixture
def writer(client: FlaskClient, sign_in: Any) -> FlaskClient:
    return sign_in(client, "admin")


def send(browser: FlaskClient, do: str = "save", path: str = PATH, **told: Any) -> Any:
    fields = {"csrf_token": browser.csrf_token, "submission": next(KEYS), "kind": "quote", "language": "en",
              "seen": "0", "do": do, "shown": ["contact", "lines"]} | told  # fmt: skip
    return browser.post(path, data=fields)


def paper(browser: FlaskClient, noun: str = "quotes", number: str = "QUO-HOTEL") -> str:
    record = scalar(f"select public_id from portal.{noun} where number = :n", n=number)  # noqa: S608
    return words_of(browser.get(f"/{noun}/{record}/pdf").data)


@pytest.mark.parametrize("role", ["stranger", "owner", "reader"])
def test_nobody_else_writes_or_reads_the_words_of_papers(client: FlaskClient, sign_in: Any, role: str) -> None:
    sign_in(client, role)
    assert send(client, closing="Mine").status_code in (403, 404)
    for address in (PATH, f"{PATH}/preview?kind=quote", "/staff/templates?channel=pdf"):
        assert client.get(address).status_code in (403, 404)
    assert scalar("select count(*) from portal.templates") == 0


def test_a_paper_is_drawn_with_the_companys_words_for_whoever_may_see_it(
    writer: FlaskClient, client: FlaskClient, sign_in: Any
) -> None:
    before = paper(writer)
    assert "Pricesincludematerials" in before
    answer = send(writer, intro="Dear {{client}},\n\n|site| costs {{total}}.", closing="", footer="IBAN ES91 2100",
                  shown=["lines"])  # fmt: skip
    assert answer.status_code == 303
    sign_in(client, "owner")
    drawn = paper(client)
    for said in ("DearGrupMiramarS.L.,", "HotelMiramarcosts", "IBANES912100"):
        assert said in drawn
    for gone in ("Pricesincludematerials", "hello@vigil.example"):
        assert gone not in drawn
    sql("update portal.people set language = 'it' where email like 'owner%'")
    sign_in(client, "owner")
    assert "Iprezzicomprendono" in paper(client)  # Italian has no words of its own
    sign_in(client, "admin")
    assert "Pricesincludematerials" not in paper(writer)
    assert send(writer, "remove", seen="1").status_code == 303
    assert paper(writer) == before
    assert send(writer, "restore", seen="0", version="1").status_code == 303
    assert "IBANES912100" in paper(writer)


def test_mistakes_are_refused_by_name_and_what_was_typed_stays(writer: FlaskClient) -> None:
    answer = send(writer, intro="Dear {{person}}", closing="Kept as typed")
    assert answer.status_code == 422
    for said in ("{{person}}", "Kept as typed", 'id="paper-intro-error"'):
        assert said in answer.text
    assert send(writer, seen="3", closing="x").status_code in (404, 409)
    assert send(writer, footer="x" * 241).status_code == 422
    assert scalar("select count(*) from portal.templates") == 0


@pytest.mark.parametrize("kind", PAPERS)
def test_every_paper_is_previewed_with_what_is_typed(writer: FlaskClient, kind: str) -> None:
    for language in LANGUAGES:
        shown = writer.get(f"{PATH}/preview?kind={kind}&language={language}")
        assert (shown.mimetype, shown.status_code) == ("application/pdf", 200)
        assert writer.get(f"{PATH}?kind={kind}&language={language}").status_code == 200
    nasty = "#set page(fill: red) $x^2$ <b>Hi</b> {{client}}"
    typed = send(writer, "preview", f"{PATH}/preview", kind=kind, intro=nasty)
    said = words_of(typed.data)
    assert "#setpage(fill:red)$x^2$<b>Hi</b>GrupMiramar" in said  # shown as it was typed, never run
    assert "Unknown variable" in send(writer, "preview", f"{PATH}/preview", kind=kind, intro="{{nobody}}").text
    assert scalar("select count(*) from portal.templates") == 0


def test_words_that_hold_no_more_are_left_alone_and_staff_are_told(
    writer: FlaskClient, admin: Viewer, owner: Viewer
) -> None:
    assert broken_templates(admin) == ()
    send(writer, closing="Yours")
    texts = {"en": {"closing": "Bye {{gone}}"}, "switches": {"lines": False}}
    sql("update portal.template_versions set texts = cast(:t as jsonb)", t=json.dumps(texts))
    drawn = paper(writer)
    assert "Pricesincludematerials" in drawn
    assert "Bye" not in drawn
    [found] = broken_templates(admin)
    assert (found.kind, found.channel) == ("quote", "pdf")
    for address in ("/staff/messages", "/staff/templates"):
        assert "{{gone}}" in writer.get(address).text
    with pytest.raises(Forbidden):
        broken_templates(owner)
