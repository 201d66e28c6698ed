"""Asking a virus scanner: ClamAV's clamd by its INSTREAM command, over TCP or a local socket."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_PIECE = 1 << 16
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
SECONDS = 30.0


class ScannerUnavailable(Exception):
    """The scanner does not answer, or not in a way that says whether a file is clean."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens: `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`; seconds it may take for a file."""

    address: str
    seconds: float = SECONDS

    def virus_in(self, pieces: Iterable[bytes]) -> str | None:
        """The name of the virus found, None for a clean file. Raises ScannerUnavailable."""
        try:
            with self._connect() as connection:
                connection.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    for at in range(0, len(piece), _PIECE):
                        part = piece[at : at + _PIECE]
                        connection.sendall(struct.pack("!I", len(part)) + part)
                connection.sendall(struct.pack("!I", 0))
                answer = _read(connection)
        except OSError as error:  # also one that hangs up, because the file is larger than it takes
            raise ScannerUnavailable(str(error)) from error
        if answer == "stream: OK":
            return None
        if found := _FOUND.fullmatch(answer):
            return found[1]
        raise ScannerUnavailable(answer[:200] or "no answer")

    def _connect(self) -> socket.socket:
        place = urlsplit(self.address)
        if place.scheme == "tcp":
            return socket.create_connection((place.hostname or "localhost", place.port or 3310), self.seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.seconds)
            connection.connect(place.path)
        except OSError:
            connection.close()
            raise
        return connection


def check_address(address: str) -> None:
    """Raise ValueError unless this can be a scanner's address."""
    place = urlsplit(address)
    right = bool(place.hostname) if place.scheme == "tcp" else place.scheme == "unix" and bool(place.path)
    if not right:
        raise ValueError("tcp://host:3310 or unix:///run/clamav/clamd.ctl")


def _read(connection: socket.socket) -> str:
    answer = b""
    while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
        piece = connection.recv(1024)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
