"""The portal's address: a client's own one, what stands on the company's website, and what there is to copy."""

import pytest
from flask.testing import FlaskClient

from data.queries.client_address import find_client_language
from tests import cast
from tests.doors import is_in, scalar, token_of

pytestmark = pytest.mark.one_database
PATH = "/staff/settings/address"


def client_of(name: str) -> str:
    return str(scalar("select public_id from portal.clients where name like :name", name=f"{name}%"))


def test_a_clients_address_opens_the_sign_in_page_in_their_language_and_tells_nothing(client: FlaskClient):
    known, unknown = client.get(f"/c/{client_of('Palazzo')}"), client.get(f"/c/{'a' * 16}")
    assert (known.status_code, unknown.status_code) == (303, 303)
    assert known.location == "/sign-in?language=it"
    assert unknown.location == "/sign-in?language=en"
    assert {name for name, _ in known.headers} == {name for name, _ in unknown.headers}
    assert "Palazzo" not in client.get(known.location).text
    assert cast.SETTINGS["name"] in client.get(known.location).text.replace("&amp;", "&")
    client.set_cookie("language", "ro")
    assert client.get(f"/c/{client_of('Palazzo')}").location == "/sign-in"
    assert find_client_language("nothing of the kind") is None


def test_an_address_typed_on_the_companys_website_stands_in_the_form(client: FlaskClient):
    page = client.get("/sign-in?email=Owner%40miramar.example&email=other%40miramar.example")
    assert 'value="owner@miramar.example"' in page.text
    assert 'value=""' in client.get("/sign-in?email=%22%3E%3Cscript%3E").text


def test_a_form_on_another_website_leads_to_ours_which_lets_in(client: FlaskClient):
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Referer": "https://www.vigil.example/"}
    page = client.get("/sign-in?email=owner%40miramar.example", headers=elsewhere)
    assert 'value="owner@miramar.example"' in page.text
    sent = {"email": cast.EMAILS["owner"], "password": cast.PASSWORD, "csrf_token": token_of(page.text)}
    assert client.post("/sign-in", data=sent, headers=elsewhere).status_code == 403  # only from our own page
    assert not is_in(client)
    ours = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.post("/sign-in", data=sent, headers=ours).status_code == 303
    assert is_in(client)


def test_what_is_copied_names_the_configured_address_whatever_the_request_says(client: FlaskClient, sign_in, settings):
    sign_in(client, "admin")
    page = client.get(f"{PATH}?words=ro", headers={"X-Forwarded-Host": "evil.example"}).text
    assert f"{settings.base_url}/sign-in" in page
    assert "evil.example" not in page
    assert "Intrați în portal" in page  # the texts to copy, not the page around them
    assert "Portal address" in page
    assert "&lt;iframe" not in page
    assert "&lt;script" not in page
    assert client.get(f"{PATH}?words=xx").status_code == 200


@pytest.mark.parametrize("kind", ["button", "form"])
def test_the_preview_can_do_nothing(client: FlaskClient, sign_in, kind: str):
    sign_in(client, "admin")
    answer = client.get(f"{PATH}/preview?kind={kind}&words=it")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert 'lang="it-IT"' in answer.text
    assert client.get(f"{PATH}/preview?kind=else").status_code == 404
