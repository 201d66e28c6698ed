"""A disk that is soon full: a tmpfs of a few megabytes, where this machine lets us mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """The mounted folder, and a file that takes what room is left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self, leave: int = 0) -> None:
        """Take all room but `leave` bytes."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
            except OSError:
                file.truncate(max(0, file.tell() - leave))

    def free(self) -> None:
        self._filler.unlink()


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mounted as long as the `with` block lasts; the drill fails where that is not allowed."""
    path.mkdir()
    path.chmod(0o755)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(path)],
                          check=False, capture_output=True)  # fmt: skip
    if done.returncode:
        pytest.fail("mounting a small disk needs root")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def megabytes(path: Path) -> int:
    """How much a folder takes."""
    return 1 + int(subprocess.run(["du", "-sm", str(path)], capture_output=True, check=True).stdout.split()[0])
