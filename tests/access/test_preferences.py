"""Language and theme of people and of visitors."""

from collections.abc import Callable

from flask.testing import FlaskClient

from tests import cast
from tests.doors import sql, token_of

SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER = cast.EMAILS["owner"]


def test_language_and_theme_are_kept_with_the_person_and_in_the_browser(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, "owner")
    token = token_of(client.get("/inspections").text)
    sent = {"language": "ro", "theme": "dark", "next": "/inspections?x=1", "csrf_token": token}
    answer = client.post("/preferences", data=sent)
    assert answer.status_code == 303
    assert answer.location == "/inspections?x=1"
    assert sql("select language, theme from portal.people where email = :e", e=OWNER)[0] == ("ro", "dark")
    assert 'lang="ro-RO"' in client.get("/inspections").text
    for wrong in ({"language": "xx"}, {"theme": "pink"}, {"language": ["en", "ro"]}):
        assert client.post("/preferences", data={**wrong, "csrf_token": token}).status_code == 400
    client.post("/sign-out", data={"csrf_token": token})
    page = client.get("/sign-in").text
    assert 'lang="ro-RO"' in page
    assert 'data-bs-theme="dark"' in page


def test_visitors_choose_their_language_with_a_link(client: FlaskClient) -> None:
    assert 'lang="en-GB"' in client.get("/sign-in").text
    assert 'lang="it-IT"' in client.get("/sign-in?language=it&next=/invoices").text
    assert 'lang="it-IT"' in client.get("/sign-in/code").text
    assert 'lang="es-ES"' in client.get("/sign-in", headers={"Accept-Language": "es"}).text or client.get_cookie(
        "language"
    )
