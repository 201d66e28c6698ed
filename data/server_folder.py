"""One database folder of the embedded server, and what PostgreSQL's programs do in it: make it, start, stop, look.

Started by root, the programs run as another account *inside* the folder (`/proc/self/cwd`), so that no parent folder
has to be opened to that account.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from data.server_binaries import Account, Binaries, ServerError, account_for, find_binaries

PORT = 5432
PATIENCE = 120  # seconds for a recovery
LONGEST_SOCKET_PATH = 100
NAME = "postgresql-"
SETTINGS = f"-k . -p {PORT} -c listen_addresses= -c jit=off -c timezone=UTC -c log_timezone=UTC"
# and what is written into a table that the same transaction has made is not written into the log as well
FAST_AND_LOOSE = (
    " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    " -c wal_level=minimal -c max_wal_senders=0"
)


@dataclass(frozen=True, slots=True)
class DatabaseFolder:
    """The files of one cluster, whose name carries PostgreSQL's major version."""

    path: Path
    account: Account
    binaries: Binaries
    durable: bool

    def initialise(self) -> None:
        """Makes the cluster if there is none: beside its place first, so that an interrupted attempt never counts."""
        if (self.path / "PG_VERSION").exists():
            return
        draft = self.path.with_name(f"{self.path.name}.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        if self.account.name is not None:
            os.chown(draft, self.account.uid, self.account.gid)
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:  # the same order on every system
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options = ["-U", "postgres", "-E", "UTF8", "--auth=trust", "--data-checksums", "--no-instructions", *locale]
        if not self.durable:
            options.append("--no-sync")
        self._run("initdb", *options, folder=draft)
        draft.rename(self.path)

    def launch(self) -> None:
        """Starts the server and waits until it answers. Raises ServerError with the end of its log."""
        settings = SETTINGS if self.durable else SETTINGS + FAST_AND_LOOSE
        self._run("pg_ctl", "-s", "-w", "-t", str(PATIENCE), "-l", "server.log", "-o", settings, "start")

    def stop(self) -> None:
        """Ends every connection, then the server."""
        self._run("pg_ctl", "-s", "-w", "-t", "60", "-m", "fast", "stop")

    def server_lives(self) -> bool:
        """Whether the process that `postmaster.pid` names is this folder's server; stale lock files are taken away.

        PostgreSQL itself takes any live process of that number for a server: after a reboot, or a restart of a
        container, the number may be anybody's, and a killed server stays a zombie until somebody collects it.
        """
        try:
            pid = int((self.path / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            pid = 0
        if pid and _is_postgres_in(pid, self.path):
            return True
        for name in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):
            (self.path / name).unlink(missing_ok=True)
        return False

    def socket_folder(self) -> Path:
        """The folder itself, or a short private way to it: a socket's path has room for about 100 bytes."""
        if len(os.fsencode(self.path / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
            return self.path
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        private = Path(tempfile.gettempdir()) / f"atrio-{os.geteuid()}-{name}"
        private.mkdir(mode=0o700, exist_ok=True)
        if private.is_symlink() or private.stat().st_uid != os.geteuid():
            raise ServerError(
                f"{private} is somebody else's: remove it, or keep Atrio in a folder with a shorter path."
            )
        way = private / "pg"
        if not way.is_symlink():
            way.symlink_to(self.path)
        return way

    def _run(self, program: str, *arguments: str, folder: Path | None = None) -> None:
        folder = folder or self.path
        command = [self.binaries.program(program), "-D", self._address(folder), *arguments]
        environment = {"LC_ALL": "C.UTF-8" if sys.platform == "linux" else "C", "PATH": "/usr/bin:/bin"}
        # The server inherits the descriptors: what is said goes to a file, a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, umask=0o077,
                start_new_session=True, check=False, **self.account.subprocess_options(),
            )  # fmt: skip
            said.seek(0)
            reason = said.read().decode(errors="replace").strip()
        if done.returncode:
            raise ServerError(f"{program} failed in {folder}:\n{reason}\n{_end_of(folder / 'server.log')}".rstrip())

    def _address(self, folder: Path) -> str:
        """How the programs are told the folder they are started in.

        Relative, because `pg_ctl` hands it to a shell, and because the account may be unable to walk the absolute path.
        PostgreSQL 15 leaves its folder and enters it again, so there the account must be able to.
        """
        if self.account.name is None:
            return "."
        if self.binaries.major >= 16:
            return "/proc/self/cwd"
        who = self.account.subprocess_options()
        if subprocess.run(["/usr/bin/test", "-x", folder], check=False, **who).returncode:
            raise ServerError(
                f"PostgreSQL {self.binaries.major} runs as {self.account.name}, who cannot reach {folder}. Move Atrio"
                " to a folder that everybody may pass through, start it as an ordinary user,"
                " or use PostgreSQL 16 or later."
            )
        return str(folder)


def find_folder(root: Path, wanted: Path | None, durable: bool) -> DatabaseFolder:
    """The database folder below `root`, existing or to be made. Raises ServerError where nothing fits."""
    existing = sorted(path for path in root.glob(f"{NAME}*") if path.name.removeprefix(NAME).isdigit())
    account = account_for(existing[-1] if existing else root / NAME)
    binaries = find_binaries(wanted, account)
    path = root / f"{NAME}{binaries.major}"
    if existing and path not in existing:
        raise ServerError(
            f"The database in {existing[-1]} was made by another version of PostgreSQL than {binaries.major}, which is"
            f" the one in {binaries.folder}."
            " Point ATRIO_PG_BIN at the older one, or dump the database with it and restore."
        )
    if account.name is not None and not Path("/proc/self/cwd").exists():
        raise ServerError("As root the embedded database needs Linux's /proc: start Atrio as an ordinary user.")
    return DatabaseFolder(path, account, binaries, durable)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""


def _is_postgres_in(pid: int, folder: Path) -> bool:
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self").exists():
        shown = subprocess.run(["/bin/ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return "postgres" in shown.stdout
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        if state in "ZX" or (process / "comm").read_text().strip() != "postgres":
            return False
        return (process / "cwd").samefile(folder)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except PermissionError:
        return True
