"""One visitor's connection to a web process: nobody waits for a sender who takes his time.

gunicorn gives a thread to whoever has sent one byte, and that thread waits without end for the rest: a handful of
half-sent requests hold a portal that has no proxy before it. Here a request is collected without a thread until its
head and its body, or the first ENOUGH bytes of a long one, are there. The rest of a long body is waited for by the
thread as long as it keeps coming. After PATIENCE it is as if the sender had gone.
"""

from __future__ import annotations

import re
import socket
import time
from enum import Enum
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

PATIENCE = 10.0  # seconds for a request to be there, and without another byte of a long body
SLOWEST = 5_000  # bytes each second that a long body has to come with, on the whole
ENOUGH = 65_536  # bytes of a body with which its thread begins
_LONGEST_HEAD = 65_536  # bytes; gunicorn's parser refuses what is longer
SENDING = 30.0  # seconds in which who is answered takes in something of it
_TOLD_KERNEL = getattr(socket, "TCP_USER_TIMEOUT", None)  # not everywhere
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_OPEN_END = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.IGNORECASE)


class Arrived(Enum):
    """How much of a request has come in."""

    PART = "part"
    WHOLE = "whole"
    BEGINNING = "beginning of a long body"
    GONE = "the sender has gone"


class Connection(TConn):
    """What gunicorn keeps of a connection, with its parser from the first moment on."""

    parser: Any
    sock: Any

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if _TOLD_KERNEL is not None and self.sock.family != socket.AF_UNIX:
            self.sock.setsockopt(socket.IPPROTO_TCP, _TOLD_KERNEL, int(SENDING * 1000))
        self.init()
        self.parser.unreader = self.reader = Reader(self.sock)
        self.data_ready = True  # gunicorn's threads need not look
        self.leaving = False  # answered for the last time; only waits for the other side to close
        self.drained = 0
        self.timeout: float = 0.0
        self.begun: float | None = None  # when the request that is coming in was first waited for

    def take_in(self) -> Arrived:
        """Read what is there without waiting, and say whether that is a request."""
        self.sock.setblocking(False)
        while (arrived := _state(self.reader.buf.getvalue())) is Arrived.PART:
            try:
                piece = self.sock.recv(ENOUGH)
            except BlockingIOError:
                return Arrived.PART
            except OSError:
                return Arrived.GONE
            if not piece:
                return Arrived.GONE
            self.reader.add(piece)
        return arrived

    def drain(self) -> bool:
        """Whether the other side has closed as well, or sends far too much after it was answered."""
        try:
            piece = self.sock.recv(ENOUGH)
        except BlockingIOError:
            return False
        except OSError:
            return True
        self.drained += len(piece)
        return not piece or self.drained > ENOUGH


class Reader(SocketUnreader):
    """Reads on for a thread: what is collected already, then the rest of a long body, as long as it keeps coming."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.until = 0.0  # nothing is waited for
        self.gave_up = False  # where the next request would begin is unknown

    def add(self, piece: bytes) -> None:
        self.buf.seek(0, 2)
        self.buf.write(piece)

    def chunk(self, size_hint: int | None = None) -> bytes:
        left = min(self.until - time.monotonic(), PATIENCE)
        if left <= 0:
            self.gave_up = True
            return b""
        self.sock.settimeout(left)
        try:
            piece: bytes = super().chunk(size_hint)
        except TimeoutError:
            self.gave_up = True
            return b""
        finally:
            self.sock.settimeout(None)
        self.until += len(piece) / SLOWEST
        return piece


def _state(data: bytes) -> Arrived:
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return Arrived.WHOLE if len(data) > _LONGEST_HEAD else Arrived.PART
    if _OPEN_END.search(data, 0, head + 2):
        return Arrived.BEGINNING
    found = _LENGTH.search(data, 0, head + 2)
    length = int(found[1]) if found else 0
    body = len(data) - head - 4
    if body >= length:
        return Arrived.WHOLE
    return Arrived.BEGINNING if body >= ENOUGH else Arrived.PART
