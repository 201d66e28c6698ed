"""The settings of signing in: for administrators alone, inside their bounds, with history, never overwritten unseen."""

import secrets
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from components.setting_views import NUMBERS
from data.commands.company import SettingsRefused, change_settings
from data.queries.company import forget_company, rules
from data.viewer import Forbidden, Viewer
from tests.doors import scalar, sql, token_of

PATH = "/staff/settings/signing-in"


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """What one test has set is not remembered in the next."""
    forget_company()
    yield
    forget_company()


def form(client: FlaskClient, **changed: object) -> dict[str, object]:
    """What the form would send as it stands, with some of it changed."""
    held = rules()
    page = client.get(PATH).text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    usual: dict[str, object] = {key: str(getattr(held, key)) for key in NUMBERS}
    usual |= {"challenge": held.challenge, "contact_areas": list(held.contact_areas), "seen": seen,
              "second_factor_roles": list(held.second_factor_roles)}  # fmt: skip
    if held.contacts_may_enter:
        usual["contacts_may_enter"] = "1"
    return {**usual, "csrf_token": token_of(page), "submission": secrets.token_urlsafe(16), **changed}


@pytest.mark.only_reads
@pytest.mark.parametrize("person", ["stranger", "owner", "reader"])
def test_nobody_but_administrators_reads_or_changes_them(client: FlaskClient, sign_in, request, person: str):
    sign_in(client, person)
    assert client.get(PATH).status_code in (403, 404)
    with pytest.raises(Forbidden):
        change_settings(request.getfixturevalue(person), code_minutes=9)


def test_what_is_saved_holds_at_once_and_says_who_did_it(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    answer = client.post(PATH, data=form(client, code_minutes="7", contacts_may_enter="1", contact_areas=["jobs"]))
    assert answer.status_code == 303, answer.text
    assert (rules().code_minutes, rules().contacts_may_enter, rules().contact_areas) == (7, True, ("jobs",))
    page = client.get(answer.location).text
    assert "Saved. It holds from now on." in page
    assert "Minutes a sign-in code is valid: 5 → 7" in page
    assert "Every contact with an e-mail address may enter: off → on" in page
    assert "Admin Person" in page
    assert scalar("select count(*) from portal.settings_history where key = 'link_minutes'") == 0  # as it was


def test_values_outside_their_bounds_are_refused_by_name_and_nothing_is_kept(client: FlaskClient, sign_in):
    sign_in(client, "admin")
    wrong = form(client, code_minutes="11", code_tries="many", kept_idle_days="30", kept_days="20")
    answer = client.post(PATH, data=wrong)
    assert answer.status_code == 422
    assert 'href="#code_minutes"' in answer.text
    assert "Minutes a sign-in code is valid: enter a whole number from 2 to 10." in answer.text
    assert 'value="many"' in answer.text  # what was typed is still there
    answer = client.post(PATH, data={**wrong, "code_minutes": "5", "code_tries": "5", "contact_areas": ["cellar"]})
    assert "What such contacts see: this choice does not exist." in answer.text
    answer = client.post(PATH, data={**wrong, "code_minutes": "5", "code_tries": "5"})
    assert "so it cannot be longer" in answer.text
    assert sql("select key from portal.settings where key = any(:keys)", keys=list(NUMBERS)) == []


def test_the_command_itself_keeps_the_bounds(admin: Viewer):
    nobody_nothing = {"contacts_may_enter": True, "contact_areas": ()}
    for wrong in ({"code_minutes": 0}, {"code_minutes": True}, {"challenge": "sometimes"}, {"portal_open": 1},
                  {"closed_areas": ("billing", "billing")}, nobody_nothing):  # fmt: skip
        with pytest.raises(SettingsRefused):
            change_settings(admin, **wrong)
    with pytest.raises(ValueError, match="type"):
        change_settings(admin, expiry_days="many")


def test_of_two_who_save_the_second_is_told_what_the_first_has_changed(client: FlaskClient, sign_in, admin: Viewer):
    sign_in(client, "admin")
    mine = form(client, link_minutes="30")
    change_settings(admin, code_minutes=8)
    answer = client.post(PATH, data=mine)
    assert answer.status_code == 409
    assert "Minutes a sign-in code is valid: 5 → 8" in answer.text
    assert rules().link_minutes == 45
    seen = answer.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    again = {**mine, "seen": seen, "code_minutes": "8", "submission": secrets.token_urlsafe(16)}
    assert client.post(PATH, data=again).status_code == 303
    assert (rules().code_minutes, rules().link_minutes) == (8, 30)
