"""The web server by itself, over an application of a few lines: reloading, and senders who take their time."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
import requests

from jobs import web_connection
from jobs.web_connection import Arrived
from tests.cluster import HOME

SMALL = """
from pathlib import Path
from types import SimpleNamespace

VERSION = Path(__file__).with_name("version.txt").read_text()
if VERSION == "broken":
    raise RuntimeError("this version cannot load")

class Application:
    extensions = {"settings": SimpleNamespace(web_waiting=2)}

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        sent = len(environ["wsgi.input"].read(length))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{VERSION} {sent} of {length}".encode()]

application = Application()
"""
HEAD = b"POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 11\r\n\r\n"


class Server:
    def __init__(self, folder: Path) -> None:
        self.version = folder / "version.txt"
        self.version.write_text("one")
        (folder / "small.py").write_text(SMALL)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = folder / "log.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "python:jobs.web", "--bind", f"127.0.0.1:{self.port}",
                 "--workers", "2", "--threads", "2", "--chdir", str(folder), "small:application"],
                env=os.environ | {"PYTHONPATH": str(HOME)}, stdout=log, stderr=log,
            )  # fmt: skip
        self.until(lambda: self.said() == "one 0 of 0")

    def said(self) -> str:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/", timeout=20).text
        except requests.RequestException as error:
            return f"nothing: {error}"

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def reload(self, version: str) -> None:
        self.version.write_text(version)
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("small"))
    yield server
    server.process.terminate()
    assert server.process.wait(30) == 0


def test_a_reload_answers_everybody_and_never_with_both_versions_in_turns(server):
    said: list[str] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            said.append(server.said())

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        server.reload("two")
        server.until(lambda: said[-1:] == ["two 0 of 0"])
    finally:
        over.set()
        asking.join()
    assert set(said) == {"one 0 of 0", "two 0 of 0"}
    assert sum(one != other for one, other in pairwise(said)) <= 3
    server.version.write_text("one")


def test_a_version_that_cannot_load_leaves_the_former_one_answering(server):
    before = server.said()
    server.reload("broken")
    server.until(lambda: "the former ones go on" in server.log.read_text())
    assert {server.said() for _time in range(20)} == {before}
    assert server.process.poll() is None
    server.reload("three")
    server.until(lambda: server.said() == "three 0 of 0")


def test_half_sent_requests_of_many_hold_nobody_up(server):
    with ExitStack() as stack:
        for number in range(40):
            half = stack.enter_context(server.connection())
            half.sendall((b"", HEAD[:20], HEAD, HEAD + b"email=")[number % 4])
        assert {server.said() for _time in range(10)} == {server.said()}


def test_a_request_that_comes_in_pieces_is_answered_whole(server):
    with server.connection() as slow:
        for piece in (HEAD[:30], HEAD[30:], b"email", b"=a", b"&b=c"):
            slow.sendall(piece)
            assert server.said()  # somebody else, meanwhile
        assert b"11 of 11" in slow.recv(4096)


def test_a_long_body_and_what_comes_behind_it_are_both_answered(server):
    body = b"x" * 300_000
    with server.connection() as visitor:
        visitor.sendall(HEAD.replace(b"11", b"300000") + body + HEAD + b"second one.")
        answers = b""
        while answers.count(b" of ") < 2:
            answers += visitor.recv(4096)
    assert b"300000 of 300000" in answers
    assert b"11 of 11" in answers


def test_who_keeps_the_line_open_after_the_last_answer_holds_nobody_up(server):
    with ExitStack() as stack:
        for _one in range(20):
            visitor = stack.enter_context(server.connection())
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
            assert b"200 OK" in visitor.recv(4096)
        began = time.monotonic()
        assert server.said()
        assert time.monotonic() - began < web_connection.PATIENCE


@pytest.mark.parametrize(
    ("sent", "arrived"),
    [
        (b"", Arrived.PART),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", Arrived.PART),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", Arrived.WHOLE),
        (HEAD + b"1234567890", Arrived.PART),
        (HEAD + b"12345678901", Arrived.WHOLE),
        (HEAD.replace(b"Content-Length: 11", b"content-length:99999999"), Arrived.PART),
        (HEAD.replace(b"11", b"99999999") + b"x" * 70_000, Arrived.BEGINNING),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Arrived.BEGINNING),
        (HEAD[:-2] + b"Expect: 100-continue\r\n\r\n", Arrived.BEGINNING),
        (b"x" * 70_000, Arrived.WHOLE),  # for the parser to refuse
    ],
)
def test_what_is_a_request(sent, arrived):
    assert web_connection._state(sent) is arrived


def test_a_long_body_is_waited_for_as_long_as_it_comes(monkeypatch):
    monkeypatch.setattr(web_connection, "PATIENCE", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader = web_connection.Reader(ours)
        assert reader.chunk() == b""  # nothing was to be waited for
        assert reader.gave_up
        reader.gave_up, reader.until = False, time.monotonic() + 60
        theirs.sendall(b"more")
        assert reader.chunk() == b"more"
        assert not reader.gave_up
        assert reader.chunk() == b""
        assert reader.gave_up
