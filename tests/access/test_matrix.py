"""Every page, route and callback × everybody: who gets in, who is refused, who cannot tell that it exists.

A registered endpoint that is not in the table fails, and so does a line of the table that nothing answers any more.
Record addresses are those of the Hotel: the owner's, closed to the colleague (another site) and to the stranger.
"""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from auth.guard import DEPENDENCIES, INDEX, PUBLIC
from auth.registry import REGISTERED
from components.client_frame import TABS
from data import database as db
from tests import cast

pytestmark = pytest.mark.one_database

PEOPLE = ("anonymous", "owner", "colleague", "stranger", "admin", "reader")
SIGN_IN = 302  # a page sends people who are not signed in to the sign-in page, and back afterwards

#                                       anonymous owner colleague stranger admin reader
EVERYBODY_SIGNED_IN = (SIGN_IN, 200, 200, 200, 200, 200)
TECHNICAL_LIST = EVERYBODY_SIGNED_IN
MONEY_LIST = (SIGN_IN, 200, 403, 200, 200, 200)  # the colleague has no such area anywhere
TECHNICAL_RECORD = (SIGN_IN, 200, 404, 404, 200, 200)
MONEY_RECORD = (SIGN_IN, 200, 403, 404, 200, 200)
CALENDAR = TECHNICAL_RECORD
STAFF = (SIGN_IN, 404, 404, 404, 200, 200)
MESSAGES = (SIGN_IN, 404, 404, 404, 200, 403)  # read-only staff do not see what was written to whom
ADMINISTRATORS = (SIGN_IN, 404, 404, 404, 200, 403)

PAGES: dict[str, tuple[int, ...]] = {
    "/": (SIGN_IN, 200, 200, 200, 303, 303),  # staff have a first page of their own
    "/?site={site}": (SIGN_IN, 200, 404, 404, 200, 200),
    "/?client={client}": (SIGN_IN, 200, 200, 404, 200, 200),
    "/sites": (SIGN_IN, 200, 200, 200, 303, 303),
    "/scope": EVERYBODY_SIGNED_IN,
    "/search": EVERYBODY_SIGNED_IN,
    "/search?q=hotel": EVERYBODY_SIGNED_IN,
    "/search/panel": EVERYBODY_SIGNED_IN,
    "/scope/choose": EVERYBODY_SIGNED_IN,
    "/inspections": TECHNICAL_LIST,
    "/inspections/{inspections}": TECHNICAL_RECORD,
    "/inspections/{inspections}/calendar.ics": (SIGN_IN, 404, 404, 404, 404, 404),  # done: nothing to put in a calendar
    "/inspections/{inspections}/pdf": TECHNICAL_RECORD,
    "/equipment": TECHNICAL_LIST,
    "/equipment/{equipment}": TECHNICAL_RECORD,
    "/defects": TECHNICAL_LIST,
    "/defects/{defects}": TECHNICAL_RECORD,
    "/jobs": TECHNICAL_LIST,
    "/jobs/{jobs}": TECHNICAL_RECORD,
    "/orders": TECHNICAL_LIST,
    "/orders/{orders}": TECHNICAL_RECORD,
    "/bookings": TECHNICAL_LIST,
    "/bookings/{bookings}": TECHNICAL_RECORD,
    "/bookings/{bookings}/calendar.ics": (SIGN_IN, 404, 404, 404, 404, 404),  # asked for: no time yet
    "/calendar": EVERYBODY_SIGNED_IN,
    "/calendar?month=2026-11&site={site}": (SIGN_IN, 200, 404, 404, 200, 200),
    "/documents": TECHNICAL_LIST,
    "/documents/{documents}": TECHNICAL_RECORD,
    "/documents/{documents}/open": TECHNICAL_RECORD,
    "/documents/{documents}/download": TECHNICAL_RECORD,
    "/downloads": EVERYBODY_SIGNED_IN,  # each their own
    "/downloads/{downloads}": (SIGN_IN, 404, 404, 404, 404, 404),  # somebody else's
    "/files": MONEY_LIST,
    "/files/{files}": MONEY_RECORD,
    "/files/{files}/open": MONEY_RECORD,
    "/files/{files}/download": MONEY_RECORD,
    "/files/new": (SIGN_IN, 200, 403, 200, 303, 403),  # staff choose a client first
    "/files/new?client={client}": (SIGN_IN, 200, 403, 404, 200, 403),
    "/files/new?inspection={inspections}": (SIGN_IN, 200, 403, 404, 303, 403),
    "/staff/files": STAFF,
    "/staff/files/trash": ADMINISTRATORS,
    "/staff/files/hand-over": ADMINISTRATORS,
    "/files/{files}/attach": ADMINISTRATORS,
    "/invoices": MONEY_LIST,
    "/invoices/{invoices}": MONEY_RECORD,
    "/invoices/{invoices}/pdf": MONEY_RECORD,
    "/payments": MONEY_LIST,
    "/payments/{payments}": MONEY_RECORD,
    "/statement": MONEY_LIST,
    "/statement?site={site}": (SIGN_IN, 200, 403, 404, 200, 200),
    "/statement?client={client}": (SIGN_IN, 200, 403, 404, 200, 200),
    "/statement.pdf?client={client}": (SIGN_IN, 200, 403, 404, 200, 200),
    "/statement.csv?client={client}": (SIGN_IN, 200, 403, 404, 200, 200),
    "/quotes": MONEY_LIST,
    "/quotes/{quotes}": MONEY_RECORD,
    "/quotes/{quotes}/pdf": MONEY_RECORD,
    "/contracts": MONEY_LIST,
    "/contracts/{contracts}": MONEY_RECORD,
    "/account": EVERYBODY_SIGNED_IN,
    "/account/devices": EVERYBODY_SIGNED_IN,
    "/account/email": EVERYBODY_SIGNED_IN,
    "/account/phone": (SIGN_IN, *[303] * 5),  # nothing here sends short messages
    "/account/password": EVERYBODY_SIGNED_IN,
    "/account/factors": EVERYBODY_SIGNED_IN,
    "/account/factors/app": (SIGN_IN, *[303] * 5),  # nothing is being set up
    "/account/proof/go-on": EVERYBODY_SIGNED_IN,  # nothing waits
    "/account/proof": (SIGN_IN, *[303] * 5),  # the proof is fresh
    "/sign-in/second": (303, 303, 303, 303, 303, 303),
    "/staff": STAFF,
    "/staff/waiting": (SIGN_IN, 404, 404, 404, 303, 303),  # of what? back to the first page
    "/staff/waiting?kind=defects": STAFF,
    "/staff/waiting?kind=messages": (SIGN_IN, 404, 404, 404, 200, 404),
    "/staff/clients": STAFF,
    "/staff/clients?only=overdue,defects&sort=-visit&q=x": STAFF,
    "/staff/clients/{client}": STAFF,
    "/staff/clients/{client}/activity?kind=opened&staff=1&period=this_year&q=x": STAFF,
    "/export/clients.csv": STAFF,
    "/export/clients.xlsx": STAFF,
    "/export/clients/{client}/activity.csv": STAFF,
    "/staff/withdraw?invoice={invoices}": (SIGN_IN, 404, 404, 404, 200, 403),
    "/staff/withdrawn": STAFF,
    "/staff/imports": STAFF,
    "/staff/imports/{import}": STAFF,
    "/staff/imports/{import}/problems.csv": STAFF,
    "/staff/imports/{import}/mapping.toml": STAFF,
    "/staff/messages": MESSAGES,
    "/staff/messages?state=failed&kind=invitation&channel=sms&q=x": MESSAGES,
    "/staff/messages/{message}": MESSAGES,
    "/staff/messages/{message}/preview": MESSAGES,
    "/staff/templates": MESSAGES,
    "/staff/templates?channel=sms&set=own": MESSAGES,
    "/staff/templates/edit?kind=invitation&channel=sms": MESSAGES,
    "/staff/templates/preview?kind=invitation": MESSAGES,
    "/staff/settings": (SIGN_IN, 404, 404, 404, 303, 403),
    "/staff/settings/signing-in": ADMINISTRATORS,
    "/staff/settings/portal": ADMINISTRATORS,
    "/staff/settings/files": ADMINISTRATORS,
    "/staff/settings/address": ADMINISTRATORS,
    "/staff/settings/company": ADMINISTRATORS,
    "/staff/drafts": MESSAGES,
    "/staff/records/invoices/new?client={client}": MESSAGES,
    "/staff/records/invoices/{invoices}/edit": MESSAGES,
    "/staff/settings/address/preview?kind=form&words=ro": ADMINISTRATORS,
    "/c/{client}": (303,) * 6,  # to the sign-in page, for known and unknown alike
    "/sign-in": (200, 303, 303, 303, 303, 303),  # who is in goes on to their pages
    "/sign-in/code": (200, 303, 303, 303, 303, 303),
    "/sign-in/forgotten": (200, 303, 303, 303, 303, 303),
    "/access": (200, 303, 303, 303, 303, 303),  # without a link there is nothing to come in by
    "/access/<token>": (303,) * 6,  # the token is put away before anything is said of it
}
# exports follow the lists they belong to
PAGES |= {f"/export{path}.{ending}": PAGES[path]
          for path in ("/inspections", "/equipment", "/defects", "/jobs", "/documents", "/files", "/invoices",
                       "/payments", "/quotes", "/contracts", "/orders", "/bookings")
          for ending in ("csv", "xlsx")}  # fmt: skip
# staff see the sites of a client
PAGES |= {f"/export/sites.{ending}": (SIGN_IN, 200, 200, 200, 404, 404) for ending in ("csv", "xlsx")}
PAGES["/export/sites.csv?client={client}"] = (SIGN_IN, 200, 200, 404, 200, 200)
PAGES |= dict.fromkeys(("/staff/accounts", "/staff/accounts/{person}"), STAFF)
PAGES |= {f"/staff/clients/{{client}}/{tab}": STAFF for tab in TABS if tab}
PAGES["/export/accounts.csv"] = STAFF
PAGES |= {f"/export/staff/files.{ending}": STAFF for ending in ("csv", "xlsx")}
PAGES["/export/accounts/{person}/sign-ins.csv"] = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES["/sites?client={client}&view=picture"] = (SIGN_IN, 200, 200, 404, 200, 200)
# commands: without a token nobody gets through, whoever they are
POSTS = {"/view-as": (401, *[403] * 5), "/sign-out": (403,) * 6, "/preferences": (403,) * 6,
         "/columns": (401, *[403] * 5), "/documents/zip": (401, *[403] * 5),
         "/staff/withdraw/now": (401, *[403] * 5), "/staff/withdraw/undo": (401, *[403] * 5),
         "/staff/settings/signing-in": (401, *[403] * 5), "/staff/settings/portal": (401, *[403] * 5),
         "/staff/settings/files": (401, *[403] * 5),
         "/staff/clients/<id:client>/portal": (401, *[403] * 5),
         "/staff/messages/again": (401, *[403] * 5), "/staff/templates/edit": (401, *[403] * 5),
         "/staff/templates/preview": (401, *[403] * 5), "/webhooks/bounces": (404,) * 6,  # no secret: closed
         "/sign-in": (400,) * 6, "/sign-in/code": (400,) * 6, "/sign-in/forgotten": (400,) * 6,
         "/access": (200, *[303] * 5)}  # fmt: skip
PAGES |= dict.fromkeys(("/staff/usage", "/staff/usage?client={client}"), STAFF)
PAGES |= dict.fromkeys(
    ("/staff/usage/<figure>", *(f"/export/usage/<figure>.{ending}" for ending in ("csv", "xlsx"))),
    (SIGN_IN, *[404] * 5),
)  # no such figure
POSTS |= {f"/staff/usage/{what}": (401, *[403] * 5) for what in ("invite", "remind", "summary")}
PAGES["/staff/accounts/{person}/rights"] = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES["/staff/accounts/invite"] = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES["/staff/accounts/{person}/merge"] = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES["/staff/accounts/{person}/erase"] = (SIGN_IN, 404, 404, 404, 200, 403)
PUBLISHERS = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES |= dict.fromkeys(
    ("/staff/publishing", "/staff/publishing/{batch}", "/staff/publishing/items/{item}",
     "/staff/publishing/items/{item}/open", "/staff/publishing/add", "/staff/publishing/add?invoice={invoices}"),
    PUBLISHERS,
)  # fmt: skip
PAGES["/staff/people"] = (SIGN_IN, 404, 404, 404, 200, 403)
PAGES |= dict.fromkeys(("/staff/templates/paper", "/staff/templates/paper/preview"), (SIGN_IN, 404, 404, 404, 200, 403))
POSTS |= {f"/staff/templates/paper{what}": (401, *[403] * 5) for what in ("", "/preview")}
POSTS |= {f"/staff/imports/{what}": (401, *[403] * 5)
          for what in ("upload", "mapping", "text", "run", "undo", "again")}  # fmt: skip
POSTS |= {f"/staff/people/{what}": (401, *[403] * 5) for what in ("add", "role", "lock", "factors")}
POSTS |= dict.fromkeys(
    ("/staff/publishing/upload", "/staff/publishing/add", "/staff/publishing/items/<id:item>/decide",
     "/staff/publishing/items/<id:item>/discard", "/staff/publishing/<id:batch>/confirm",
     "/staff/publishing/<id:batch>/discard", "/staff/publishing/<id:batch>/tell", "/staff/publishing/<id:batch>/undo"),
    (401, *[403] * 5),
)  # fmt: skip
POSTS |= {f"/staff/accounts/{what}": (401, *[403] * 5)
          for what in ("erase", "decline-erasure", "merge", "invite", "rights", "give", "add", "send", "lock", "revoke",
                       "take-back", "correct")}  # fmt: skip
POSTS |= {f"/account/{command}": (401, *[403] * 5) for command in (
    "devices/sign-out", "devices/sign-out-everywhere", "password/choose", "password/remove", "proof/password",
    "proof/totp", "proof/send", "proof/code", "factors/app/begin", "factors/app/confirm", "factors/app/remove",
    "factors/recovery", "factors/passkey/remove", "passkeys/begin", "passkeys/finish", "proof/passkey/begin",
    "proof/passkey/finish", "email/send", "email/confirm", "phone/send", "phone/confirm", "phone/remove", "consents",
    "name", "erasure/ask", "erasure/take-back",
)}  # fmt: skip
POSTS |= {f"/sign-in/passkey/{step}": (403,) * 6 for step in ("begin", "finish")}
POSTS |= {f"/staff/records/<kind>/{what}": (401, *[403] * 5) for what in (
    "new", "<id:public_id>/edit", "<id:public_id>/cancel")}  # fmt: skip
POSTS |= dict.fromkeys(("/staff/settings/company", "/staff/settings/company/logo"), (401, *[403] * 5))
POSTS |= dict.fromkeys(("/files/new", "/files/<id:public_id>/take-back"), (401, 403, 403, 403, 403, 403))
POSTS |= {f"/staff/files/<id:public_id>/{what}": (401, *[403] * 5) for what in ("delete", "restore")}
POSTS["/files/<id:public_id>/attach"] = (401, *[403] * 5)
# what takes files asks who may send any before it reads them for the token
POSTS |= dict.fromkeys(
    ("/staff/imports/upload", "/staff/imports/mapping", "/staff/imports/text", "/staff/publishing/upload",
     "/staff/publishing/add", "/staff/settings/company/logo"), (401, 404, 404, 404, 403, 403),
)  # fmt: skip
POSTS["/sign-in/second"] = (303,) * 6  # nothing is waited for
OUTSIDE_THE_REGISTRY = {"auth.branding.brand", "auth.branding.logo", "healthz", "readyz", "metrics",
                        "auth.statics.favicon", "auth.statics.robots", "demo_mailbox",
                        "demo_mailbox_json"}  # fmt: skip
CALLBACKS = {"..frame.children..": None}


@pytest.fixture(scope="module")
def browsers() -> dict[str, FlaskClient]:
    return {}


@pytest.fixture
def browser(app: Flask, sign_in, browsers: dict[str, FlaskClient]):
    """A browser per person, signed in once for the module."""

    def of(person: str) -> FlaskClient:
        if person not in browsers:
            visitor = app.test_client()
            browsers[person] = visitor if person == "anonymous" else sign_in(visitor, person)
        return browsers[person]

    return of


@pytest.fixture(scope="module")
def found_ids() -> dict[str, str]:
    return {}


@pytest.fixture
def ids(app: Flask, found_ids: dict[str, str]) -> dict[str, str]:
    """Public ids of the Hotel's records, looked up once for the module."""
    if not found_ids:
        found_ids.update(ids_of_the_hotel())
    return found_ids


def ids_of_the_hotel() -> dict[str, str]:
    numbers = {"inspections": "INS", "defects": "DEF", "jobs": "JOB", "orders": "ORD", "bookings": "BOO",
               "invoices": "INV", "payments": "PAY", "quotes": "QUO", "contracts": "CON"}  # fmt: skip
    with db.owner() as session:

        def one(sql: str) -> str:
            return str(session.execute(text(sql)).scalar_one())

        found = {table: one(f"select public_id from portal.{table} where number = '{prefix}-HOTEL'")  # noqa: S608
                 for table, prefix in numbers.items()}  # fmt: skip
        found["equipment"] = one("select public_id from portal.equipment where code = 'EXT-HOTEL'")
        found["documents"] = one("select public_id from portal.documents where title = 'Manual HOTEL'")
        found["downloads"] = "b" * 16
        found["files"] = one("select public_id from portal.files where description = 'File HOTEL'")
        found["message"] = one(
            "insert into portal.messages (public_id, channel, template, language, recipient, message_id) "
            "values ('messagemessagem2', 'email', 'password_changed', 'en', 'x@y.example', '<matrix@portal.example>') "
            "on conflict (message_id) do update set error = null returning public_id"
        )
        found["batch"] = one(
            "insert into portal.publishing_batches (public_id, origin) values ('batchbatchbatch2', 'drop') "
            "on conflict (public_id) do update set tell_at = null returning public_id"
        )
        found["item"] = one(
            "insert into portal.publishing_items (public_id, batch_id, state, reason, file_name, media_type, size, "  # noqa: S608
            "sha256, storage_key) select 'itemitemitemite2', id, 'uncertain', 'nothing', 'a.pdf', 'application/pdf', "
            f"100, repeat('0', 64), '{cast.MANUAL_KEY}' from portal.publishing_batches "
            "where public_id = 'batchbatchbatch2' on conflict (public_id) do update set title = null "
            "returning public_id"
        )
        found["import"] = one(
            "insert into portal.imports (public_id, source, file_name, sha256, counts) "
            "values ('importimportimp2', 'erp', 'x.csv', '', '{}') "
            "on conflict (public_id) do update set source = 'erp' returning public_id"
        )
        found["site"] = one("select public_id from portal.sites where name = 'Hotel Miramar'")
        found["person"] = one("select public_id from portal.people where email = 'owner@miramar.example'")
        found["client"] = one("select public_id from portal.clients where number = 'C-001'")
    return found


def rule_of(address: str) -> str:
    return address.split("?")[0]


def registered_rules() -> set[str]:
    rules = {p.path for p in REGISTERED.pages.values()}
    rules |= {r.rule for r in REGISTERED.routes.values() if "GET" in r.methods}
    known = {
        "staff/messages": "message",
        "staff/clients": "client",
        "c": "client",
        "staff/accounts": "person",
        "export/accounts": "person",
        "staff/records/invoices": "invoices",
        "staff/files": "files",
        "staff/publishing": "batch",
        "staff/publishing/items": "item",
        "staff/imports": "import",
        "export/clients": "client",
    }
    out = set()
    for rule in (rule.replace("/<kind>/", "/invoices/") for rule in rules):
        noun = rule.strip("/").split("/<")[0]
        out.add(re.sub(r"<id:\w+>", "{" + known.get(noun, noun) + "}", rule))
    return out


def test_every_registered_address_stands_in_the_table_and_nothing_else_does(app):
    assert registered_rules() == {rule_of(address) for address in PAGES}


def test_every_command_stands_in_the_table(app):
    assert {r.rule for r in REGISTERED.routes.values() if "POST" in r.methods} == set(POSTS)


def test_every_endpoint_of_the_server_is_registered_or_on_the_short_list(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    registered = set(REGISTERED.routes) | INDEX | PUBLIC
    dash = {endpoint for endpoint in endpoints if endpoint.startswith(("/_dash", "/_reload", "/_favicon", "static"))}
    assert endpoints - registered - dash <= {DEPENDENCIES}
    assert PUBLIC - set(REGISTERED.routes) - dash <= OUTSIDE_THE_REGISTRY | {
        endpoint for endpoint in PUBLIC if endpoint.startswith(("auth.statics", "_dash_assets", "/_dash"))
    }


@pytest.mark.parametrize("address", PAGES)
def test_who_gets_in(browser, ids, address):
    answers = [browser(person).get(address.format(**ids)) for person in PEOPLE]
    assert tuple(answer.status_code for answer in answers) == PAGES[address], "of " + ", ".join(PEOPLE)
    if answers[0].status_code == SIGN_IN:
        assert answers[0].headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("address", [a for a in PAGES if "{" in a])
def test_a_record_that_does_not_exist_looks_like_one_that_is_somebody_elses(browser, ids, address):
    made_up = address.format(**dict.fromkeys(ids, "a" * 16))
    expected = tuple(404 if status == 200 else status for status in PAGES[address])
    found = tuple(browser(person).get(made_up).status_code for person in PEOPLE)
    assert found == expected, "of " + ", ".join(PEOPLE)


@pytest.mark.parametrize("address", POSTS)
def test_no_command_runs_without_its_token(browser, address):
    to = re.sub(r"<id:\w+>", "a" * 16, address)
    found = tuple(browser(person).post(to, data={}).status_code for person in PEOPLE)
    assert found == POSTS[address], "of " + ", ".join(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_callback_is_closed_to_people_who_are_not_signed_in_and_to_missing_tokens(app, browser, person):
    for output in app.extensions["dash"].callback_map:
        answer = browser(person).post("/_dash-update-component", json={"output": output})
        assert answer.status_code == (401 if person == "anonymous" else 403)


def is_shown_in_the_frame(address: str) -> bool:
    """Not files, fragments and previews, and not the pages before one is signed in: they are documents of their own."""
    files = address.endswith((".ics", ".csv", ".xlsx", "/pdf", "/open", "/download", ".toml")) or address.startswith(
        ("/statement.", "/export/")
    )
    fragment = address.endswith(("/scope", "/panel")) or "/preview" in address
    return not (files or fragment or address.startswith(("/sign-in", "/access", "/c/")))


def heading_of(text: str) -> str:
    found = re.search(r"<h1[^>]*>([^<]+)", text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("address", list(filter(is_shown_in_the_frame, PAGES)))
def test_navigation_by_callback_opens_exactly_what_the_address_opens(app, browser, ids, address):
    """The same table once more through the one callback: what is inside the frame is what the address would show."""
    to = address.format(**ids)
    [output] = app.extensions["dash"].callback_map
    body = {"output": output, "outputs": {"id": "frame", "property": "children"}, "changedPropIds": ["nav.data-to"],
            "inputs": [{"id": "nav", "property": "data-to", "value": to}], "state": []}  # fmt: skip
    headings: dict[object, str] = {}  # one for clients, one for staff
    for person, status in zip(PEOPLE[1:], PAGES[address][1:], strict=True):
        visitor = browser(person)
        answer = visitor.post("/_dash-update-component", json=body, headers={"X-CSRFToken": visitor.csrf_token})
        assert answer.status_code == 200, person
        shown = answer.get_data(as_text=True)
        if status == 200:
            first = (person in ("admin", "reader"), rule_of(address) == "/" and person)  # each has a home of their own
            heading = headings.get(first) or headings.setdefault(first, heading_of(visitor.get(to).text))
            assert heading in shown or json.dumps(heading)[1:-1] in shown, person
        if status in (403, 404):
            assert "HOTEL" not in shown, person
        if status == 404:
            assert "Hotel Miramar" not in shown, person
