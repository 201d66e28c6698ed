"""The company's own settings: for administrators, checked, seen at once wherever the company shows itself."""

import io
import re
import secrets
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from PIL import Image

from data.commands.company import SettingsRefused, change_settings
from data.queries.company import company, forget_company
from data.viewer import Forbidden, Viewer
from integrations.colours import VISIBLE, contrast, readable, stylesheet, weakest
from tests.doors import scalar
from tests.record_forms import form_in

PATH = "/staff/settings/company"


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """What one test has set is not remembered in the next."""
    forget_company()
    yield
    forget_company()


def form(client: FlaskClient, **changed: object) -> dict[str, object]:
    """What the form would send as it stands, with some of it changed."""
    fields: dict[str, object] = dict(form_in(client.get(PATH).text, PATH))
    return {**fields, "languages": list(company().languages), **changed}


@pytest.mark.only_reads
@pytest.mark.parametrize("person", ["stranger", "owner", "reader"])
def test_nobody_but_administrators_reads_or_changes_it(client: FlaskClient, sign_in, request, person: str):
    sign_in(client, person)
    assert client.get(PATH).status_code in (403, 404)
    with pytest.raises(Forbidden):
        change_settings(request.getfixturevalue(person), name="Mine")


def test_what_is_saved_is_seen_at_once_with_its_history(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    told = {"contact_name": "Office", "contact_hours": "Mon to Fri, 8 to 17", "country": "ES", "tax_id": "B58818501"}
    answer = client.post(PATH, data=form(client, **told, currency="eur", expiry_days="30"))
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    assert "Mon to Fri, 8 to 17" in page
    assert "Days before something counts as expiring: 45 → 30" in page
    assert (company().currency, company().expiry_days) == ("EUR", 30)
    assert scalar("select count(*) from portal.settings_history where key = 'phone'") == 0  # as it was


def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    wrong = form(client, name="", zone="Mars/Base", currency="money", email="nobody", colour_light="#ffee00",
                 expiry_days="0")  # fmt: skip
    answer = client.post(PATH, data=wrong)
    assert answer.status_code == 422
    for words in ("Name clients know: a value is needed", "no such time zone", "not a currency code",
                  "not an e-mail address", "it stands out from the page by 1.1 to 1"):  # fmt: skip
        assert words in answer.text, words
    assert 'value="Mars/Base"' in answer.text
    tax = client.post(PATH, data=form(client, country="ES", tax_id="B58818502"))
    assert "check digits are wrong" in tax.text
    few = client.post(PATH, data=form(client, languages=["it"]))
    assert "has to be among those offered" in few.text
    assert scalar("select count(*) from portal.settings_history") == 0


def test_the_command_itself_keeps_the_bounds(admin: Viewer):
    for wrong in ({"zone": "x"}, {"colour_dark": "#16171a"}, {"languages": ("xx",)}, {"expiry_days": 1000}):
        with pytest.raises(SettingsRefused):
            change_settings(admin, **wrong)


def test_colours_are_served_as_a_stylesheet_that_everybody_may_read(client: FlaskClient, sign_in, app):
    stranger = app.test_client()
    assert "/brand." not in stranger.get("/sign-in").text
    sign_in(client, "admin")
    assert client.post(PATH, data=form(client, colour_light="#0B6B3A")).status_code == 303
    for page in (stranger.get("/sign-in").text, client.get(PATH).text):
        address = "/brand." + page.split('href="/brand.')[1].split('"')[0]
        style = stranger.get(address)
        assert (style.status_code, style.mimetype) == (200, "text/css")
        assert "--accent: #0b6b3a;" in style.text
        assert "immutable" in style.headers["Cache-Control"]


@pytest.mark.parametrize("colour", ["#3451d1", "#b3202a", "#0b6b3a", "#8a4b00", "#000000", "#808080"])
def test_words_in_any_colour_that_is_taken_can_be_read(colour: str):
    """Also where the colour itself is only good for buttons; and on its own tint."""
    assert weakest(colour, "light") >= VISIBLE
    for theme in ("light", "dark"):
        assert weakest(readable(colour, theme), theme) >= 4.5
    light = stylesheet(colour, "").splitlines()[0]
    tokens = dict(part.strip().removeprefix("--").split(": ") for part in light[8:-2].split(";") if ":" in part)
    assert contrast(tokens["accent"], tokens["on-accent"]) >= 4.5
    assert contrast(tokens["accent-hover"], tokens["on-accent"]) >= 4.5
    assert contrast(tokens["accent-text"], tokens["accent-soft"]) >= 4.5
    picture = stylesheet(colour, "").splitlines()[1]  # of the sign-in page, with white words on it
    assert all(contrast("#ffffff", one) >= 4.5 for one in re.findall("#[0-9a-f]{6}", picture))


def _picture(form: str = "PNG", size: tuple[int, int] = (120, 40)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form, comment=b"secret-words")
    out.seek(0)
    return out


def test_a_logo_is_cleaned_kept_and_shown_to_everybody(client: FlaskClient, sign_in, app):
    sign_in(client, "admin")
    fields = form_in(client.get(PATH).text, f"{PATH}/logo")
    sent = client.post(f"{PATH}/logo", data={**fields, "logo": (_picture("JPEG"), "logo.jpg")})
    assert sent.status_code == 303, sent.text
    page = app.test_client().get("/sign-in").text
    address = page.split('<img class="brand-logo" src="')[1].split('"')[0]
    shown = app.test_client().get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert b"secret-words" not in shown.data
    assert app.test_client().get("/logo.000000000000.png").status_code == 404
    gone = form_in(client.get(PATH).text, f"{PATH}/logo")
    assert client.post(f"{PATH}/logo", data={**gone, "remove": "1"}).status_code == 303
    assert app.test_client().get(address).status_code == 404


@pytest.mark.parametrize(("content", "name"), [(b"<svg onload=alert(1)>", "logo.svg"), (b"<script>", "logo.png"),
                                               (b"%PDF-1.4", "logo.pdf"), (b"", "")])  # fmt: skip
def test_what_is_no_picture_is_refused(client: FlaskClient, sign_in, content: bytes, name: str):
    sign_in(client, "admin")
    fields = form_in(client.get(PATH).text, f"{PATH}/logo")
    answer = client.post(f"{PATH}/logo", data={**fields, "submission": secrets.token_urlsafe(16),
                                               "logo": (io.BytesIO(content), name)})  # fmt: skip
    assert answer.status_code == 422
    assert company().logo == ""


def test_of_two_who_save_the_second_is_told(client: FlaskClient, sign_in, admin: Viewer):
    sign_in(client, "admin")
    mine = form(client, contact_name="Me")
    change_settings(admin, phone="+34 900")
    answer = client.post(PATH, data=mine)
    assert (answer.status_code, "Phone: +34 932 555 014 → +34 900" in answer.text) == (409, True)
    assert company().contact_name == ""
