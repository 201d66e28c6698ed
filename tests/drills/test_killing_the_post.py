"""kill -9 of the worker at each step of a delivery: nothing is lost, at most the one in flight comes twice.

The real delivery runs in a process of its own against a mail server that holds it at a step; there it is killed, the
lease runs out on the database's clock, and the next worker sweeps.
"""

import email
import os
import pickle
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from data import database as pools
from data.commands.outbox import Outgoing, queue_message
from integrations.seals import MESSAGE_SECRETS, seal
from integrations.settings import Settings
from jobs import messages as delivery
from jobs.queue import use_settings
from tests import cast
from tests.cluster import HOME
from tests.doors import move_clock, scalar, sql
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drills")]
# what a worker does with one message, in a process that can be killed
WORKER = """
import pickle, sys
from data.logins import open_database
from jobs import messages
from jobs.queue import use_settings
settings = pickle.loads(sys.stdin.buffer.read())
open_database(settings)
use_settings(settings)
if sys.argv[2] == "after 250":  # taken by the server, not yet written down
    def stop(_id):
        print("held", flush=True)
        sys.stdin.close()
        import time; time.sleep(60)
    messages.messages.mark_sent = stop
if sys.argv[2] == "leased":  # in hand, nobody spoken to
    def stop(*_args):
        print("held", flush=True)
        import time; time.sleep(60)
    messages._deliver = stop
messages.deliver_message(int(sys.argv[1]))
"""


class _Holding(socketserver.StreamRequestHandler):
    """A mail server that falls silent at a step, having told us."""

    server: Any

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def hold(self) -> None:
        self.server.reached.set()
        self.server.released.wait(30)

    def handle(self) -> None:
        step = self.server.step
        if step == "greeting":
            return self.hold()
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split(" ")[0].upper()
            if verb == step:
                return self.hold()
            if verb == "DATA":
                self.say("354 go on")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.mails.append(content.decode())  # it has the mail and says nothing
                return self.hold()
            self.say("250 fine")
        return None


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


@contextmanager
def holding_at(step: str) -> Iterator[Any]:
    with _Server(("127.0.0.1", 0), _Holding) as server:
        server.step, server.mails = step, []  # type: ignore[attr-defined]
        server.reached, server.released = threading.Event(), threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()  # type: ignore[attr-defined]
            server.shutdown()
            thread.join()


def kill_at(step: str, message: int, settings: Settings, port: int, reached: threading.Event | None) -> None:
    told = pickle.dumps(replace(settings, mail_server=f"127.0.0.1:{port}", mail_security="none"))
    with subprocess.Popen([sys.executable, "-c", WORKER, str(message), step], cwd=HOME, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(told)
        worker.stdin.close()
        if reached is not None:
            assert reached.wait(30)
        else:
            assert worker.stdout.readline() == b"held\n"
        os.kill(worker.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("step", "taken"),
    [("leased", 0), ("greeting", 0), ("MAIL", 0), ("RCPT", 0), ("DATA", 0), ("before 250", 1), ("after 250", 1)],
)
def test_a_worker_killed_at_any_step_loses_nothing(settings: Settings, database: str, step: str, taken: int) -> None:
    sealed = seal(settings.derived(MESSAGE_SECRETS), {"code": "135246"})
    with pools.owner() as session:
        message = queue_message(session, Outgoing("sign_in_code", cast.EMAILS["owner"], "en", "portal.example",
                                                  sealed=sealed))  # fmt: skip
    if step in ("leased", "after 250"):
        with mail_server() as (port, first):
            kill_at(step, message, settings, port, None)
    else:
        with holding_at(step) as server:
            kill_at(step, message, settings, server.server_address[1], server.reached)
            first = server.mails
    assert len(first) == taken
    assert sql("select state, attempts from portal.messages")[0] == ("sending", 1)
    with mail_server() as (port, second):
        use_settings(replace(settings, mail_server=f"127.0.0.1:{port}", mail_security="none"))
        try:
            delivery.sweep_messages()
            assert second == []  # still leased: the killed worker might be alive
            move_clock("61 seconds")
            delivery.sweep_messages()
            delivery.sweep_messages()
        finally:
            use_settings(None)
    assert len(second) == 1
    ids = {email.message_from_string(mail)["Message-ID"] for mail in [*first, *second]}
    assert ids == {scalar("select message_id from portal.messages")}
    assert sql("select state, attempts from portal.messages")[0] == ("sent", 2)
    assert scalar("select count(*) from portal.message_secrets") == 0
