"""How a child notices that its supervisor is gone: the other end of its standard input closes, even after kill -9."""

from __future__ import annotations

import os
import signal
import threading


def follow_supervisor() -> None:
    """Ends this process politely as soon as whoever started it has died. Returns at once."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
