"""Files cleaned and read apart: what strangers made is opened in a child process that has little memory, time, and no
more."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, cast

from integrations.language import N_
from integrations.refusal import Refused

_WORKER = Path(__file__).with_name("cleaning_worker.py")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may cost: bytes of memory (more for each pixel a picture may have), seconds of work, seconds until
    it must be back; and how many files one child opens before another takes its place."""

    memory: int = 400_000_000
    pixel_memory: int = 20
    seconds: int = 30
    patience: int = 90
    files: int = 1000


class Cleaner:
    """One child at a time, started when a file needs it and anew after one that was too much for it."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._of: int | None = None  # the process the child belongs to: a fork starts its own
        self._opened = 0

    def clean(self, content: bytes, media_type: str, pixels: int, refusal: Callable[..., Refused]) -> bytes:
        """The file made safe. Raises what `refusal` makes: damaged, locked, too large, or too much work."""
        with self._lock:
            drawn = pixels * self.bounds.pixel_memory if media_type.startswith("image/") else 0
            told, clean = self._ask(content, {
                "type": media_type, "size": len(content), "pixels": pixels, "memory": self.bounds.memory + drawn,
                "seconds": self.bounds.seconds,
            })  # fmt: skip
        if told is None:
            raise refusal("file_costly", N_("Checking this file takes too much memory or time; it is not taken."))
        if "code" in told:
            raise refusal(told["code"], told["text"], **told["params"])
        return content if told.get("same") else clean

    def words(self, content: bytes) -> str:
        """The text of a PDF's first pages; empty for a scan, for what is damaged, and for what costs too much."""
        with self._lock:
            told, words = self._ask(content, {
                "type": "application/pdf", "size": len(content), "words": True, "memory": self.bounds.memory,
                "seconds": self.bounds.seconds,
            })  # fmt: skip
        return words.decode("utf-8", "replace") if told is not None else ""

    def close(self) -> None:
        """End the child, if there is one; the next file starts another."""
        with self._lock:
            self._end()

    def _ask(self, content: bytes, asked: dict[str, Any]) -> tuple[dict[str, Any] | None, bytes]:
        """What the child answers, and the file it sends back; None when it did not live to answer."""
        child = self._ready()
        writing, reading = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        watch = Timer(self.bounds.patience, child.kill)
        watch.daemon = True
        watch.start()
        try:
            writing.write(json.dumps(asked).encode() + b"\n")
            writing.write(content)
            writing.flush()
            told: dict[str, Any] = json.loads(reading.readline())
            clean = reading.read(told.get("size", 0))
            if len(clean) != told.get("size", 0):
                raise EOFError
        except (OSError, ValueError, EOFError):  # it died of the file, or was ended for it
            self._end()
            return None, b""
        finally:
            watch.cancel()
        return told, clean

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._of != os.getpid():
            self._child, self._of = None, os.getpid()
        if self._child is not None and (self._child.poll() is not None or self._opened >= self.bounds.files):
            self._end()
        if self._child is None:
            self._opened = 0
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-B", str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},  # no secrets to find there
                start_new_session=True,
            )
        self._opened += 1
        return self._child

    def _end(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        if self._of != os.getpid():
            return  # the process before the fork ends it
        child.kill()
        for pipe in (child.stdin, child.stdout):
            try:
                cast("IO[bytes]", pipe).close()
            except OSError:
                continue  # what could not be delivered any more
        child.wait()


CLEANER = Cleaner()
atexit.register(CLEANER.close)
