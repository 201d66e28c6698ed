"""Who may have the port: what a killed portal left behind is waited for, a portal that answers keeps it."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from integrations.settings import Settings
from jobs import listening
from jobs.listening import StartFailed, listen
from tests.cluster import HOME, SECRET


def settings(port: int) -> Settings:
    return Settings(data_dir=HOME, secret_key=SECRET, port=port)


def test_a_port_that_a_killed_portal_still_holds_is_waited_for():
    said = []
    with socket.create_server(("127.0.0.1", 0)) as left:
        port = left.getsockname()[1]

        def say(text: str) -> None:
            said.append(text)
            left.close()

        with listen(settings(port), say) as taken:
            assert taken.getsockname() == ("127.0.0.1", port)
    assert len(said) == 1
    assert "waiting until it is free" in said[0]


def test_a_portal_that_answers_keeps_its_port(monkeypatch):
    monkeypatch.setattr(listening, "ANSWERING", 0.3)

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Portal) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            said: list[str] = []
            with pytest.raises(StartFailed, match=r"Cannot listen .* running already"):
                listen(settings(running.server_port), said.append)
        finally:
            running.shutdown()
            thread.join()
    assert said == []
