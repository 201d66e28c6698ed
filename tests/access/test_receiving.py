"""Receiving files: who may not send has nothing read, limits hold while reading, and each file is judged by itself."""

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request
from flask.testing import FlaskClient
from PIL import Image

from auth.access import SIGNED_IN, STAFF
from auth.portal import build
from auth.receiving import Receiving, refused, taken, uploads
from auth.registry import Registry
from data.viewer import StaffRole
from integrations.files import FileRefused
from tests.pages.small_portal import COMPANY, PERSON

TAKES = Receiving(file_bytes=100_000, files=2, request_bytes=400_000, fields=4)


class Post:
    """A portal with two places to send files to; `viewer` may be changed while it runs."""

    def __init__(self) -> None:
        self.viewer: Any = PERSON
        self.server = Flask("post", static_folder=None)
        self.server.add_url_rule("/healthz", "healthz", lambda: "ok")
        registered = Registry()

        @registered.route("/post", access=SIGNED_IN, methods=("POST",), repeatable=True, receives=TAKES)
        def post(viewer: Any) -> Response:
            sizes = [len(one.content()) if one.size <= TAKES.file_bytes else -one.size for one in uploads()]
            return jsonify(sizes=sizes, names=[one.name for one in uploads()])

        @registered.route("/clean", access=STAFF, methods=("POST",), repeatable=True, receives=TAKES)
        def clean(viewer: Any) -> Response:
            try:
                [one.clean() for one in uploads()]
            except FileRefused as reason:
                return refused(reason)
            return taken("/files")

        @registered.route("/small", access=SIGNED_IN, methods=("POST",), repeatable=True)
        def small(viewer: Any) -> Response:
            return jsonify(len(request.files), [len(one.read()) for one in request.files.values()])

        nothing = {"closing": lambda: None, "company": lambda: COMPANY, "scope": lambda *a, **k: None}
        build(self.server, SimpleNamespace(base_url="http://127.0.0.1"), viewer=lambda: self.viewer,
              registered=registered, **nothing)  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture(scope="module")
def portal() -> Post:
    return Post()


@pytest.fixture
def client(portal: Post) -> FlaskClient:
    portal.viewer = PERSON
    return portal.server.test_client()


def form(*files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    sent = [(io.BytesIO(content), name) for name, content in files]
    return {"csrf_token": PERSON.csrf, **fields, "file": sent}


def test_nothing_is_read_of_who_may_not_send(portal: Post, client: FlaskClient) -> None:
    class Untouched(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

    kind = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": "1000"}
    for viewer, path, headers, status in (
        (None, "/post", {}, 401),
        (PERSON, "/clean", {}, 403),
        (PERSON, "/post", {"Origin": "https://elsewhere.example"}, 403),
        (replace(PERSON, acting_staff_id=9), "/post", {}, 403),
        (replace(PERSON, enrolling=True), "/post", {}, 401),
    ):
        portal.viewer = viewer
        answer = client.post(path, input_stream=Untouched(), headers={**kind, **headers})
        assert answer.status_code == status, (path, headers)


def test_the_token_of_the_session_is_wanted(client: FlaskClient) -> None:
    assert client.post("/post", data=form(("a.txt", b"a"), csrf_token="wrong")).status_code == 403
    assert client.post("/post", data=form(("a.txt", b"a"))).get_json() == {"sizes": [1], "names": ["a.txt"]}


def test_a_file_too_large_is_not_kept_and_keeps_no_other_back(client: FlaskClient) -> None:
    large = b"x" * (TAKES.file_bytes + 1)
    answer = client.post("/post", data=form(("large.txt", large), ("../../small\u202e.txt", large[:-1])))
    assert answer.get_json() == {"sizes": [-len(large), TAKES.file_bytes], "names": ["large.txt", "small_.txt"]}


@pytest.mark.parametrize(
    "data",
    [
        form(*[("a.txt", b"a")] * 5),
        form(("a.txt", b"a"), **{f"field{n}": "x" for n in range(6)}),
        form(("a.txt", b"a"), words="x" * 250_000),
        form(("a.txt", b"x" * 450_000)),
    ],
    ids=["files", "fields", "field", "request"],
)
def test_what_is_beyond_the_limits_of_a_request_is_refused(client: FlaskClient, data: dict[str, Any]) -> None:
    assert client.post("/post", data=data).status_code == 413


def test_a_route_that_never_said_so_takes_no_files(client: FlaskClient) -> None:
    assert client.post("/small", data=form(("a.txt", b"a"))).get_json() == [1, [0]]


def test_the_script_is_told_where_to_go_and_why_not(portal: Post, client: FlaskClient) -> None:
    portal.viewer = replace(PERSON, staff_role=StaffRole.ADMINISTRATOR)
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    script = {"Accept": "application/json"}
    good = client.post("/clean", data=form(("a.png", drawn.getvalue())), headers=script)
    assert (good.status_code, good.location, good.get_json()) == (201, "/files", {"to": "/files"})
    assert client.post("/clean", data=form(("a.png", drawn.getvalue()))).status_code == 303
    bad = client.post("/clean", data=form(("a.png", b"<svg onload=alert(1)>")), headers=script)
    assert (bad.status_code, bad.get_json()["error"]) == (422, "The file is not what its name says.")
