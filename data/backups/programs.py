"""PostgreSQL's own `pg_dump` and `pg_restore`: found, and run without a password on any command line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from data.logins import libpq_address
from data.server_binaries import folders_to_look_in


class BackupError(Exception):
    """A backup cannot be made, or is not whole; the text says what is wrong and what helps."""


def run(program: str, url: str, *arguments: str, binaries: Path | None = None) -> str:
    """Run a program of PostgreSQL on a database; what it printed. Raises BackupError with what it said."""
    words = conninfo_to_dict(libpq_address(url))
    password = words.pop("password", None)
    address = make_conninfo("", **words)
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": str(password)} if password else {})
    command = [str(find(program, binaries)), *arguments, "--no-password", f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def find(program: str, binaries: Path | None = None) -> Path:
    """Where the program is: ATRIO_PG_BIN, the Python package, the system. Raises BackupError."""
    for folder in folders_to_look_in(binaries):
        if (folder / program).exists():
            return folder / program
    raise BackupError(f"{program} is not there: install PostgreSQL's client programs, or point ATRIO_PG_BIN at them.")


def list_archive(dump: Path, binaries: Path | None = None) -> list[str]:
    """The table of contents of a dump, a line for each entry. Raises BackupError."""
    done = subprocess.run(
        [str(find("pg_restore", binaries)), "--list", str(dump)], env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BackupError(f"{dump} cannot be read: {done.stderr.strip()[-2000:]}")
    return done.stdout.splitlines()
