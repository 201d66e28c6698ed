"""A mail server for tests on the loopback: takes mails, or refuses, stalls and breaks off as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def handle(self) -> None:
        behave = self.server.behaviour
        if behave == "stall":
            self.server.released.wait(30)
            return
        self.say("220 test")
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == "RCPT" and behave in ("450", "550"):
                self.say(f"{behave} not you")
            elif verb == "DATA":
                self.say("354 go on")
                content = self.read_content()
                if behave == "close":
                    self.server.mails.append(content)
                    return
                if behave == "drip":
                    while not self.server.released.wait(0.05):
                        self.wfile.write(b"250-still thinking\r\n")
                        self.wfile.flush()
                    return
                self.server.mails.append(content)
                self.say("554 spam" if behave == "554" else "250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def read_content(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        return "".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side broke off: that is what these tests are about."""


@contextmanager
def mail_server(behaviour: str = "take", port: int = 0) -> Iterator[tuple[int, list[str]]]:
    """A server that behaves: take, 450, 550, 554, stall, close (after the mail, saying nothing), drip."""
    with _Server(("127.0.0.1", port), _Talk) as server:
        server.behaviour, server.mails, server.released = behaviour, [], threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1], server.mails  # type: ignore[attr-defined]
        finally:
            server.released.set()  # type: ignore[attr-defined]
            server.shutdown()
            thread.join()
