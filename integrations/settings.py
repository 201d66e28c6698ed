"""What an installation is told by its environment: every variable, its default, and what it means."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


class SettingsError(Exception):
    """A variable makes no sense; the text names it and what would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation's configuration; immutable, made once by `app.py` or by a test."""

    data_dir: Path  # ATRIO_DATA_DIR: embedded database, files, generated secrets
    secret_key: str  # ATRIO_SECRET_KEY, else made once and kept in <data_dir>/secret-key
    demo: bool = False  # ATRIO_DEMO: demo company, mailbox page; loopback only
    demo_password: str | None = None  # ATRIO_DEMO_PASSWORD: of all demo people; else made up when seeding
    host: str = "127.0.0.1"  # ATRIO_HOST: address to listen on
    port: int = 8050  # PORT
    base_url: str = "http://127.0.0.1:8050"  # ATRIO_BASE_URL: what people type; https makes cookies secure
    trusted_proxies: int = 0  # ATRIO_TRUSTED_PROXIES: how many proxies in front set X-Forwarded-*
    web_workers: int = 2  # ATRIO_WEB_WORKERS: processes
    web_threads: int = 8  # ATRIO_WEB_THREADS: threads in each
    database_url: str | None = None  # DATABASE_URL: owner of the schema; none = embedded server
    client_database_url: str | None = None  # ATRIO_CLIENT_DATABASE_URL and the next three: logins made elsewhere
    staff_database_url: str | None = None
    door_database_url: str | None = None
    worker_database_url: str | None = None
    prepare: bool = True  # ATRIO_PREPARE=off: no prepared statements, for pgbouncer before 1.21
    pg_bin: Path | None = None  # ATRIO_PG_BIN: PostgreSQL's programs for the embedded server
    storage_url: str = ""  # ATRIO_STORAGE_URL: file:///... or s3://bucket/prefix; none = <data_dir>/files
    mail_server: str | None = None  # ATRIO_MAIL_SERVER: host[:port] of the outgoing mail server
    mail_username: str | None = None  # ATRIO_MAIL_USERNAME
    mail_password: str | None = None  # ATRIO_MAIL_PASSWORD
    mail_security: str = "starttls"  # ATRIO_MAIL_SECURITY: starttls, tls or none
    mail_sender: str | None = None  # ATRIO_MAIL_SENDER: From address
    log_level: str = "INFO"  # ATRIO_LOG_LEVEL

    def __post_init__(self) -> None:
        if self.demo and self.host not in LOOPBACK:
            raise SettingsError(
                f"ATRIO_DEMO is for this machine only and refuses to listen on {self.host}: "
                "leave ATRIO_HOST at 127.0.0.1, or switch the demo off."
            )
        if urlsplit(self.base_url).scheme not in ("http", "https") or not urlsplit(self.base_url).hostname:
            raise SettingsError(f"ATRIO_BASE_URL is not a web address: {self.base_url!r}")
        if len(self.secret_key) < 32:
            raise SettingsError("ATRIO_SECRET_KEY needs at least 32 characters.")
        if self.mail_security not in ("starttls", "tls", "none"):
            raise SettingsError("ATRIO_MAIL_SECURITY is starttls, tls or none.")

    @property
    def secure(self) -> bool:
        """Whether people reach the portal by https."""
        return self.base_url.startswith("https:")

    @property
    def files_url(self) -> str:
        """Where files are kept, as an address."""
        return self.storage_url or (self.data_dir / "files").as_uri()

    def derived(self, purpose: str) -> str:
        """A secret of its own for one purpose, the same in every process: database logins, sealed message variables."""
        return hmac.new(self.secret_key.encode(), purpose.encode(), "sha256").hexdigest()

    @classmethod
    def from_env(cls, environ: Mapping[str, str], home: Path) -> Settings:
        """Reads the variables; `home` is where `var` lies if ATRIO_DATA_DIR does not say otherwise.

        May write the secret key's file. Raises SettingsError.
        """
        reader = _Reader(environ)
        data_dir = Path(reader.text("ATRIO_DATA_DIR") or home / "var").expanduser().resolve()
        port = reader.whole("PORT", 8050, 1, 65535)
        pg_bin = reader.text("ATRIO_PG_BIN")
        return cls(
            data_dir=data_dir,
            secret_key=reader.text("ATRIO_SECRET_KEY") or kept_secret(data_dir / "secret-key"),
            demo=reader.flag("ATRIO_DEMO", False),
            demo_password=reader.text("ATRIO_DEMO_PASSWORD"),
            host=reader.text("ATRIO_HOST") or "127.0.0.1",
            port=port,
            base_url=(reader.text("ATRIO_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
            trusted_proxies=reader.whole("ATRIO_TRUSTED_PROXIES", 0, 0, 9),
            web_workers=reader.whole("ATRIO_WEB_WORKERS", 2, 1, 64),
            web_threads=reader.whole("ATRIO_WEB_THREADS", 8, 1, 64),
            database_url=reader.database("DATABASE_URL"),
            client_database_url=reader.database("ATRIO_CLIENT_DATABASE_URL"),
            staff_database_url=reader.database("ATRIO_STAFF_DATABASE_URL"),
            door_database_url=reader.database("ATRIO_DOOR_DATABASE_URL"),
            worker_database_url=reader.database("ATRIO_WORKER_DATABASE_URL"),
            prepare=reader.flag("ATRIO_PREPARE", True),
            pg_bin=Path(pg_bin).expanduser() if pg_bin else None,
            storage_url=reader.text("ATRIO_STORAGE_URL") or "",
            mail_server=reader.text("ATRIO_MAIL_SERVER"),
            mail_username=reader.text("ATRIO_MAIL_USERNAME"),
            mail_password=reader.text("ATRIO_MAIL_PASSWORD"),
            mail_security=(reader.text("ATRIO_MAIL_SECURITY") or "starttls").lower(),
            mail_sender=reader.text("ATRIO_MAIL_SENDER"),
            log_level=reader.one_of("ATRIO_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def flag(self, name: str, default: bool) -> bool:
        said = self.environ.get(name)
        if said is None:
            return default
        if said.strip().lower() in _YES | _NO:
            return said.strip().lower() in _YES
        raise SettingsError(f"{name} is on or off, not {said!r}.")

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        said = self.text(name)
        try:
            number = int(said) if said else default
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise SettingsError(f"{name} is a whole number from {least} to {most}, not {said!r}.")
        return number

    def one_of(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        said = (self.text(name) or default).upper()
        if said not in allowed:
            raise SettingsError(f"{name} is one of {', '.join(allowed)}, not {said!r}.")
        return said

    def database(self, name: str) -> str | None:
        said = self.text(name)
        if said and urlsplit(said).scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
            raise SettingsError(f"{name} is an address like postgresql://user:password@host/database.")
        return said


def kept_secret(path: Path, make: int = 48) -> str:
    """The secret kept in a file only its owner can read; made at first use, once even when two processes ask."""
    try:
        if not path.exists():
            _make_secret(path, secrets.token_urlsafe(make))
        return path.read_text(encoding="ascii").strip()
    except OSError as reason:
        raise SettingsError(f"{path} cannot be read or written: {reason.strerror}.") from None


def _make_secret(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    try:
        os.link(draft, path)  # unlike a rename this never replaces what another process has just made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
