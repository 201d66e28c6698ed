"""The request gate: no strange address, body, origin, host or token gets past it, and none makes it fall over."""

import json
from dataclasses import replace
from importlib.metadata import entry_points
from types import SimpleNamespace
from typing import Any

import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from auth import answers
from auth.access import ANYONE, SIGNED_IN, STAFF
from auth.callbacks import too_deep
from auth.portal import build
from auth.registry import Registry, callback, register_page
from auth.router import is_local, sign_in_address
from components.page import page
from data.viewer import Area, StaffRole, Unavailable, Viewer
from tests.pages.small_portal import COMPANY, PERSON, SITE, SmallPortal

UPDATE = "/_dash-update-component"
STAFF_PERSON = replace(PERSON, staff_role=StaffRole.ADMINISTRATOR)
PATHS_THAT_ARE_NOT = (
    "/.git/config",
    "/.env",
    "/nope.pdf",
    "/admin",
    "/wp-login.php",
    "/_mcp",
    "/mcp",
    "/_dash-ws-callback",
    "/_alive_x",
    "/_dash-layout",
    "/_reload-hash",
    "/_favicon.ico",
    "/_dash-component-suites/dash/x.js",
    "/static/x.css",
    "/api/v1/x",
    "/_dash-component-suites/os/path.py",
    "/assets/../app.py",
    "/assets/%2e%2e/app.py",
    "/invoices/../../etc/passwd",
    "/invoices/UPPERCASEUPPERCA",
    "/invoices/1",
    "/invoices/%00",
    "/style.x.css.map",
    "/trouble",
    "/health",
    "/console",
)


@pytest.fixture(scope="module")
def portal() -> SmallPortal:
    return SmallPortal()


@pytest.fixture
def visitor(portal: SmallPortal) -> FlaskClient:
    """Nobody."""
    portal.viewer = None
    return portal.server.test_client()


@pytest.fixture
def person(portal: SmallPortal) -> FlaskClient:
    """Laura Puig, a client's person, with the token of her session."""
    portal.viewer, portal.failing = PERSON, 0
    client = portal.server.test_client()
    client.environ_base["HTTP_X_CSRFTOKEN"] = PERSON.csrf
    return client


def body(**changes: Any) -> dict[str, Any]:
    """A navigation as the renderer sends it."""
    return {
        "output": "frame.children",
        "outputs": {"id": "frame", "property": "children"},
        "inputs": [{"id": "nav", "property": "data-to", "value": "/invoices?count=2#1"}],
        "changedPropIds": ["nav.data-to"],
        "parsedChangedPropsIds": ["nav"],
        **changes,
    }


STAFF_BODY = {
    "output": "staff-only.children",
    "outputs": {"id": "staff-only", "property": "children"},
    "inputs": [{"id": "live-fill", "property": "n_clicks", "value": 1}],
    "changedPropIds": ["live-fill.n_clicks"],
}


# ---------------------------------------------------------------- who gets in


def test_nobody_is_sent_to_sign_in_and_remembered(visitor: FlaskClient) -> None:
    assert visitor.get("/invoices?q=a%26b").location == "/sign-in?next=/invoices%3Fq%3Da%2526b"
    assert visitor.get("/").location == "/sign-in"
    assert visitor.get(f"/files/{SITE}").location == f"/sign-in?next=/files/{SITE}"


def test_nobody_gets_401_where_a_script_or_a_form_asks(visitor: FlaskClient, portal: SmallPortal) -> None:
    for output in portal.app.callback_map:
        answer = visitor.post(UPDATE, json=body(output=output))
        assert answer.status_code == 401
        assert answer.json["status"] == 401
    assert visitor.post("/do", data={}).status_code == 401
    assert visitor.get("/_dash-dependencies").status_code == 401


@pytest.mark.parametrize("path", PATHS_THAT_ARE_NOT)
def test_what_does_not_exist_is_404_for_everybody(portal: SmallPortal, path: str) -> None:
    for viewer in (None, PERSON, STAFF_PERSON):
        portal.viewer = viewer
        answer = portal.server.test_client().get(path)
        assert answer.status_code == 404
        assert "Werkzeug" not in answer.text


def test_only_what_needs_no_sign_in_is_open(visitor: FlaskClient, portal: SmallPortal) -> None:
    for rule in portal.server.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments:
            continue
        status = visitor.get(rule.rule).status_code
        if rule.endpoint in ("healthz", "auth.views.sign_in", "auth.statics.favicon", "auth.statics.robots"):
            assert status == 200, rule
        else:
            assert status in (302, 401, 404), rule


def test_a_clients_person_gets_no_staff_page_nor_callback(person: FlaskClient) -> None:
    assert person.get("/staff/clients").status_code == 403
    answer = person.post(UPDATE, json=STAFF_BODY)
    assert answer.status_code == 403
    assert "secret" not in answer.text
    reached = person.post(UPDATE, json=body(inputs=[{"id": "nav", "property": "data-to", "value": "/staff/clients"}]))
    assert "You may not do this" in reached.text
    assert "No clients" not in reached.text


def test_without_the_area_a_page_is_refused(person: FlaskClient, portal: SmallPortal) -> None:
    portal.viewer = replace(PERSON, areas=frozenset(Area) - {Area.BILLING})
    assert person.get("/invoices").status_code == 403
    assert 'href="/invoices"' not in person.get("/").text.split('class="page"')[0]  # the navigation does not offer it


def test_a_query_cannot_change_what_the_path_says(person: FlaskClient) -> None:
    assert "<h1>Invoice F-2</h1>" in person.get(f"/invoices/{SITE}?invoice=F-2").text
    assert person.get(f"/invoices/zzzzzzzzzzzzzzzz?invoice={SITE}").status_code == 404


def test_the_permission_is_asked_again_inside(portal: SmallPortal) -> None:
    portal.viewer = PERSON
    respond = portal.app.callback_map["staff-only.children"]["callback"]
    assert respond.access is STAFF
    for name, entry in portal.app.callback_map.items():
        assert entry["callback"].access is not None, name


# ---------------------------------------------------------------- callback bodies

MALFORMED: list[Any] = [
    None,
    [],
    {},
    "text",
    1,
    True,
    [body()],
    {"output": None},
    {"output": []},
    {"output": {}},
    {"output": 7},
    body(inputs=[]),
    body(inputs=None),
    body(inputs={}),
    body(inputs="x"),
    body(inputs=[None]),
    body(inputs=[[]]),
    body(inputs=[{}]),
    body(inputs=[{"id": "EVIL", "property": "data-to", "value": "/"}]),
    body(inputs=[{"id": "nav", "property": "children", "value": "/"}]),
    body(inputs=[{"id": {"type": "x"}, "property": "data-to", "value": "/"}]),
    body(inputs=[{"id": 5, "property": "data-to"}]),
    body(inputs=body()["inputs"] * 2),
    body(state=[{"id": "a", "property": "b"}]),
    body(state=None),
    body(state="x"),
    body(outputs=None),
    body(outputs=[]),
    body(outputs={"id": "frame", "property": "style"}),
    body(outputs={"id": "nav", "property": "children"}),
    body(outputs=[{"id": "frame", "property": "children"}]),
    body(outputs=7),
    body(changedPropIds=None),
    body(changedPropIds={}),
    body(changedPropIds=[None]),
    body(changedPropIds=[{}]),
    body(parsedChangedPropsIds=7),
    body(surprise=1),
    body(background={"a": 1}),
    body(cancelJob=[1]),
    body(inputs=[[{"id": "nav", "property": "data-to", "value": "/"}]]),
]


@pytest.mark.parametrize("sent", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_body_is_refused_and_nothing_falls_over(person: FlaskClient, sent: Any) -> None:
    answer = person.post(UPDATE, data=json.dumps(sent), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["status"] == 400
    assert answer.json["request"]


RAW: list[tuple[bytes, str, int]] = [
    (b"", "application/json", 400),
    (b"{", "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b"NaN", "application/json", 400),
    (b"[" * 100_000, "application/json", 400),
    (b"[" * 100_000 + b"]" * 100_000, "application/json", 400),
    (b'{"a":' * 30 + b"1" + b"}" * 30, "application/json", 400),
    (b'"' + b"x" * 1_100_000 + b'"', "application/json", 413),
    (json.dumps(body()).encode().replace(b'"/invoices?count=2#1"', b"NaN"), "application/json", 400),
    (json.dumps(body()).encode().replace(b'"/invoices?count=2#1"', b"Infinity"), "application/json", 400),
    (json.dumps(body()).encode().replace(b'"/invoices?count=2#1"', b"9" * 5000), "application/json", 400),
    (json.dumps(body()).encode().replace(b"/invoices", b"\\u0000"), "application/json", 400),
    (json.dumps(body()).encode().replace(b"/invoices", b"\\ud800"), "application/json", 400),
    (json.dumps(body()).encode(), "text/plain", 415),
    (b"output=frame.children", "application/x-www-form-urlencoded", 415),
    (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
]


@pytest.mark.parametrize(("raw", "kind", "status"), RAW, ids=range(len(RAW)))
def test_raw_bodies_are_refused_by_size_depth_and_kind(person: FlaskClient, raw: bytes, kind: str, status: int) -> None:
    assert person.post(UPDATE, data=raw, content_type=kind).status_code == status


def test_an_unknown_callback_means_an_older_page(person: FlaskClient) -> None:
    for output in ("nobody.children", "..a.b...c.d..", "", "__proto__", "frame.children@x", "frame.children\n"):
        assert person.post(UPDATE, json=body(output=output)).status_code == 409


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)


@given(value=values, key=st.sampled_from([*body(), "extra"]))
def test_no_value_anywhere_makes_an_answer_of_500(value: Any, key: str) -> None:
    portal = _shared()
    portal.viewer = PERSON
    client = portal.server.test_client()
    for sent in (body(**{key: value}), body(inputs=[{"id": "nav", "property": "data-to", "value": value}]), value):
        answer = client.post(UPDATE, json=sent, headers={"X-CSRFToken": PERSON.csrf})
        assert answer.status_code < 500


_kept: list[SmallPortal] = []


def _shared() -> SmallPortal:
    if not _kept:
        _kept.append(SmallPortal())
    return _kept[0]


def test_depth_is_counted_outside_of_texts() -> None:
    assert not too_deep(b'{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "b": "\\"[[[[[[[[[[[[[[[[[[[[[[["}')
    assert not too_deep(b"[" * 20 + b"]" * 20)
    assert too_deep(b"[" * 21)


def test_an_address_of_another_host_is_no_page(person: FlaskClient) -> None:
    for address in (
        "//evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "",
        None,
        5,
        "/\\evil",
        "x" * 5000,
        "/\x7f",
    ):
        answer = person.post(UPDATE, json=body(inputs=[{"id": "nav", "property": "data-to", "value": address}]))
        assert answer.status_code == 200
        assert "This page does not exist" in answer.text


# ---------------------------------------------------------------- changes


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_changes_asked_for_by_another_site_are_refused(
    person: FlaskClient, portal: SmallPortal, headers: dict[str, str]
) -> None:
    portal.done.clear()
    token = {"csrf_token": PERSON.csrf}
    assert person.post("/do", data=token, headers=headers).status_code == 403
    assert person.post(UPDATE, json=body(), headers=headers).status_code == 403
    assert person.post("/sign-in", data=token, headers=headers).status_code == 403
    assert portal.done == []


@pytest.mark.parametrize("token", ["", "wrong", "the-session-token ", "ș", None])
def test_changes_need_the_sessions_token(portal: SmallPortal, token: str | None) -> None:
    portal.viewer = PERSON
    client = portal.server.test_client()
    fields = {} if token is None else {"csrf_token": token}
    assert client.post("/do", data=fields).status_code == 403
    assert client.post(UPDATE, json=body() | {}, headers={"X-CSRFToken": "wrong"}).status_code == 403
    assert client.post(UPDATE, json=body()).status_code == 403


def test_our_own_forms_pass(portal: SmallPortal) -> None:
    portal.viewer = PERSON
    client = portal.server.test_client()
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/do", data={"csrf_token": PERSON.csrf}, headers=own).status_code == 303
    assert client.post(UPDATE, json=body(), headers=own | {"X-CSRFToken": PERSON.csrf}).status_code == 200


def test_a_session_without_a_token_changes_nothing(portal: SmallPortal) -> None:
    portal.viewer = replace(PERSON, csrf="")
    assert portal.server.test_client().post("/do", data={"csrf_token": ""}).status_code == 403


def test_text_that_cannot_be_stored_is_refused(person: FlaskClient) -> None:
    assert person.get("/invoices?q=a%00b").status_code == 400
    assert person.post("/do", data={"a": "x\x00y"}).status_code == 400
    assert person.get("/invoices%00").status_code == 404


def test_a_large_form_is_413_and_a_wrong_method_405(person: FlaskClient) -> None:
    assert person.post("/do", data={"a": "x" * 1_100_000}).status_code == 413
    answer = person.get("/do")
    assert answer.status_code == 404  # the page router answers: there is no page of that name
    assert person.put("/scope").status_code == 405


# ---------------------------------------------------------------- host, headers, cache


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "evil.example:80"]
)
def test_other_host_names_are_refused(person: FlaskClient, host: str) -> None:
    answer = person.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_forwarded_headers_are_not_believed(person: FlaskClient) -> None:
    answer = person.get("/nope", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/invoices", "/nope", "/sign-in", "/scope", "/trouble/500", "/_dash-dependencies"]
)
def test_answers_carry_strict_headers_and_are_never_kept(person: FlaskClient, path: str) -> None:
    headers = person.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]
    assert headers["X-Request-Id"]


def test_fingerprinted_files_are_kept_for_ever_and_compressed_once(person: FlaskClient) -> None:
    text = person.get("/").text
    for mark in ("/style.", "/script.", "/_dash-component-suites/dash/html/"):
        path = text[text.index(mark) :].split('"')[0]
        for encoding, accepted in (("br", "gzip, br"), ("gzip", "gzip"), (None, "")):
            answer = person.get(path, headers={"Accept-Encoding": accepted})
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers.get("Content-Encoding") == encoding
            assert "Set-Cookie" not in answer.headers
    assert person.get("/style.000000000000.css").headers["Cache-Control"] == "no-cache"
    with person.get("/assets/fonts/inter.woff2?v=1") as answer:
        assert answer.headers["Cache-Control"].endswith("immutable")


def test_pages_are_compressed(person: FlaskClient) -> None:
    answer = person.get("/invoices", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < 20_000


def test_https_installations_tell_browsers_to_stay_there() -> None:
    portal = SmallPortal(base_url="https://portal.example")
    answer = portal.server.test_client().get("/", base_url="https://portal.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert portal.server.test_client().get("/", base_url="https://other.example").status_code == 400
    assert "Strict-Transport-Security" not in SmallPortal().server.test_client().get("/").headers


# ---------------------------------------------------------------- problems


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_problems_of_a_page_are_shown_inside_the_portal_with_their_status(person: FlaskClient, status: int) -> None:
    answer = person.get("/nope" if status == 404 else f"/trouble/{status}")
    assert answer.status_code == status
    assert 'class="sidebar"' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


@pytest.mark.parametrize(("path", "status"), [("/trouble/500", 500), ("/trouble/503", 503), (f"/files/{SITE}x", 404)])
def test_problems_of_the_server_are_a_quiet_page_with_a_number(person: FlaskClient, path: str, status: int) -> None:
    answer = person.get(path)
    assert answer.status_code == status
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Traceback" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert "<script src" not in answer.text or status == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This page does not exist"), ("es", None), ("it", None), ("ro", None)],
)
def test_problems_are_told_in_the_language_of_cookie_or_browser(
    visitor: FlaskClient, language: str, words: str | None
) -> None:
    by_browser = visitor.get("/nope", headers={"Accept-Language": f"{language}-XX, en;q=0.1"})
    assert f'<html lang="{language}-' in by_browser.text
    visitor.set_cookie("language", language)
    visitor.set_cookie("theme", "dark")
    by_cookie = visitor.get("/nope", headers={"Accept-Language": "de"})
    assert f'<html lang="{language}-' in by_cookie.text
    assert 'data-bs-theme="dark"' in by_cookie.text
    assert words is None or words in by_cookie.text


def test_scripts_get_problems_as_json(visitor: FlaskClient) -> None:
    answer = visitor.get("/nope", headers={"Accept": "application/json"})
    assert answer.json["status"] == 404
    assert answer.json["request"] == answer.headers["X-Request-Id"]


def test_while_the_database_is_away_everybody_gets_the_quiet_503() -> None:
    portal = SmallPortal()

    def away() -> Viewer | None:
        raise Unavailable

    server = Flask("away", static_folder=None)
    build(
        server,
        SimpleNamespace(base_url="http://localhost"),
        viewer=away,
        company=lambda: COMPANY,
        scope=portal.scope,
        registered=Registry(),
    )
    answer = server.test_client().get("/_dash-dependencies")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_a_form_sent_after_the_session_ended_leads_to_sign_in_and_back_to_its_page(visitor: FlaskClient) -> None:
    own = visitor.post("/do", headers={"Referer": "http://localhost/invoices?count=3"})
    assert own.status_code == 401
    assert 'href="/sign-in?next=/invoices%3Fcount%3D3"' in own.text
    foreign = visitor.post("/do", headers={"Referer": "https://evil.example/x?y"})
    assert 'href="/sign-in"' in foreign.text


@pytest.mark.parametrize(("kind", "status"), [("500", 500), ("503", 503)])
def test_a_navigation_that_fails_is_json_with_a_number(person: FlaskClient, kind: str, status: int) -> None:
    answer = person.post(UPDATE, json=body(inputs=[{"id": "nav", "property": "data-to", "value": f"/trouble/{kind}"}]))
    assert answer.status_code == status
    assert answer.json["request"] == answer.headers["X-Request-Id"]
    assert "Traceback" not in answer.text


# ---------------------------------------------------------------- start-up


def test_the_environment_and_installed_packages_open_no_door(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(entry_points(group="dash_hooks")) == []
    for name in ("DASH_MCP_ENABLED", "DASH_DEBUG", "DASH_UI", "DASH_HOT_RELOAD", "DASH_SERVE_DEV_BUNDLES"):
        monkeypatch.setenv(name, "true")
    portal = SmallPortal()
    assert portal.app._enable_mcp is False
    assert not portal.app._dev_tools.ui
    assert not portal.app._dev_tools.hot_reload
    assert portal.server.test_client().get("/mcp").status_code == 404


def test_the_doors_we_do_not_use_are_shut(portal: SmallPortal) -> None:
    app = portal.app
    assert app._enable_mcp is False
    assert app._websocket_callbacks is False
    assert app._background_manager is None
    assert app._on_error is None
    assert not app.callback_api_paths
    assert not app.use_pages
    assert not app._dev_tools.ui
    assert not app._dev_tools.hot_reload
    rules = {rule.rule for rule in portal.server.url_map.iter_rules()}
    assert not [rule for rule in rules if "mcp" in rule or "ws-callback" in rule]


def _build(registered: Registry, server: Flask | None = None) -> None:
    build(
        server or Flask("new", static_folder=None),
        SimpleNamespace(base_url="http://localhost"),
        viewer=lambda: PERSON,
        company=lambda: COMPANY,
        scope=lambda *a, **k: None,
        registered=registered,
    )


def test_it_does_not_start_with_an_endpoint_that_names_no_access() -> None:
    server = Flask("new", static_folder=None)
    server.add_url_rule("/open", "open", lambda: "everything")
    with pytest.raises(RuntimeError, match="open"):
        _build(Registry(), server)


def test_it_does_not_start_with_an_open_route_that_is_not_on_the_public_list() -> None:
    registered = Registry()
    registered.route("/open", access=ANYONE)(lambda viewer: "everything")
    with pytest.raises(RuntimeError, match="no access declared"):
        _build(registered)


def test_it_does_not_start_with_a_callback_registered_past_the_portal() -> None:
    dash.callback(dash.Output("x", "children"), dash.Input("y", "n_clicks"))(lambda clicks: "everything")
    with pytest.raises(RuntimeError, match=r"x\.children"):
        _build(Registry())


def test_registering_needs_an_access_and_refuses_doors_that_stay_shut() -> None:
    with pytest.raises(TypeError):
        register_page("/x")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        register_page("/x", access=ANYONE)
    with pytest.raises(TypeError):
        register_page("/x", access="everybody")  # type: ignore[arg-type]
    for door in ("api_endpoint", "background", "websocket"):
        with pytest.raises(TypeError, match="not in use"):
            callback(dash.Output("x", "children"), access=SIGNED_IN, **{door: True})


def test_registering_gives_the_plain_function_back() -> None:
    def layout(viewer: Viewer, query: Any) -> Any:
        return page("x")

    assert Registry().register_page("/x", access=SIGNED_IN)(layout) is layout


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "//e",
        "/\\e",
        "////e",
        "/\t/e",
        "\t/e",
        "https:e",
        "http:///e",
        "javascript:alert(1)",
        "@e",
        "",
        "e",
        "/\n/e",
        "/a\\b",
        " /e",
        "/ e",
        "\x00/",
        "/\x7f",
    ],
)
def test_addresses_that_lead_elsewhere_are_not_local(address: str) -> None:
    assert not is_local(address)
    assert sign_in_address(address, "") == "/sign-in"


@pytest.mark.parametrize("address", ["/", "/invoices", "/invoices?q=a%20b&x=//y", "/a:b", "/@e"])
def test_our_own_addresses_are_local(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize("address", ["http://[", "http://[::1", "http://a]b", "http://[x]/?a=b"])
def test_an_origin_that_is_no_address_is_refused_and_nothing_falls_over(
    visitor: FlaskClient, header: str, address: str
) -> None:
    headers = {header: address}
    assert visitor.post("/sign-in", headers=headers).status_code == 400
    assert visitor.post(UPDATE, json=body(), headers=headers).status_code == 400
    assert visitor.get("/invoices", headers=headers).status_code == 400
    assert visitor.get("/nowhere.pdf", headers=headers).status_code in (400, 404)


def test_any_number_of_addresses_of_one_file_is_kept_compressed_once(visitor: FlaskClient) -> None:
    packed = {"Accept-Encoding": "br"}
    first = visitor.get("/style.first.css", headers=packed)
    assert first.headers["Content-Encoding"] == "br"
    kept = len(answers._packed)
    for number in range(20):
        for path in (f"/style.{number}.css", f"/assets/{number}/../10-tokens.css"):
            visitor.get(path, headers=packed)
    assert visitor.get("/style.last.css", headers=packed).data == first.data
    assert len(answers._packed) <= kept + 1
