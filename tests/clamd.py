"""A virus scanner for tests: speaks clamd's INSTREAM on a port of this machine and knows one virus."""

from __future__ import annotations

import socket
import struct
import threading

# the test file every scanner knows, in two halves so that no scanner takes this file for it
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """The scanner; `answer` replaces what it says of clean files, `most` is the largest stream it takes."""

    def __init__(self, answer: bytes = b"stream: OK\0", most: int = 26_000_000) -> None:
        self.answer, self.most, self.asked = answer, most, 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        if self._server.fileno() != -1:
            self._server.shutdown(socket.SHUT_RDWR)
            self._server.close()
            self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            with connection:
                self.asked += 1
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        reading = connection.makefile("rb")
        with reading:
            if reading.read(10) != b"zINSTREAM\0":
                connection.sendall(b"UNKNOWN COMMAND\0")
                return
            content = b""
            while size := struct.unpack("!I", reading.read(4))[0]:
                content += reading.read(size)
                if len(content) > self.most:
                    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            connection.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in content else self.answer)
