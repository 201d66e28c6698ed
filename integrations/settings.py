"""What an installation is told by its environment: every variable, its default, and what it means."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from integrations.scanning import check_address

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
    web_waiting: int = 64  # ATRIO_WEB_WAITING: requests that may wait for one in each process; beyond: 503
    database_url: str | None = None  # DATABASE_URL: owner of the schema; none = embedded server
    client_database_url: str | None = None  # ATRIO_CLIENT_DATABASE_URL and the next three: logins made elsewhere
    staff_database_url: str | None = None
    door_database_url: str | None = None
    worker_database_url: str | None = None
    backup_database_url: str | None = None  # ATRIO_BACKUP_DATABASE_URL: who sees every row; none = owner
    prepare: bool = True  # ATRIO_PREPARE=off: no prepared statements, for pgbouncer before 1.21
    pg_bin: Path | None = None  # ATRIO_PG_BIN: PostgreSQL's programs for the embedded server
    storage_url: str = ""  # ATRIO_STORAGE_URL: file:///... or s3://bucket/prefix; none = <data_dir>/files
    clamd: str | None = None  # ATRIO_CLAMD: ClamAV's tcp://host:3310 or unix:///run/clamav/clamd.ctl; none = no scan
    mail_server: str | None = None  # ATRIO_MAIL_SERVER: host[:port] of the outgoing mail server
    mail_username: str | None = None  # ATRIO_MAIL_USERNAME
    mail_password: str | None = None  # ATRIO_MAIL_PASSWORD
    mail_security: str = "starttls"  # ATRIO_MAIL_SECURITY: starttls, tls or none
    mail_sender: str | None = None  # ATRIO_MAIL_SENDER: From address
    sms_provider: str | None = None  # ATRIO_SMS_PROVIDER: console, http, twilio or vonage; none = no SMS is sent
    sms_url: str = ""  # ATRIO_SMS_URL: of the HTTP gateway; may hold {{to}}, {{text}}, {{sender}}, {{reference}}
    sms_method: str = "POST"  # ATRIO_SMS_METHOD: POST, PUT or GET
    sms_headers: str = ""  # ATRIO_SMS_HEADERS: a JSON object
    sms_body: str = ""  # ATRIO_SMS_BODY: what is sent to the gateway, with the same {{...}}
    sms_account: str = ""  # ATRIO_SMS_ACCOUNT: account or API key at Twilio or Vonage
    sms_secret: str = ""  # ATRIO_SMS_SECRET
    sms_sender: str = ""  # ATRIO_SMS_SENDER: number or name that messages come from
    sms_fold: str = "auto"  # ATRIO_SMS_FOLD: letters to the telephone's alphabet: on, off, auto (Romanian only)
    bounce_secret: str | None = None  # ATRIO_BOUNCE_SECRET: signs what a mail service tells of bounces; none = closed
    metrics_token: str | None = None  # ATRIO_METRICS_TOKEN: opens /metrics to who sends it as bearer; none = closed
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
        _check_sms(self)
        if self.clamd is not None:
            try:
                check_address(self.clamd)
            except ValueError as error:
                raise SettingsError(f"ATRIO_CLAMD needs {error}.") from None
        if self.bounce_secret is not None and len(self.bounce_secret) < 16:
            raise SettingsError("ATRIO_BOUNCE_SECRET needs at least 16 characters.")
        if self.metrics_token is not None and len(self.metrics_token) < 16:
            raise SettingsError("ATRIO_METRICS_TOKEN needs at least 16 characters.")

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
            web_waiting=reader.whole("ATRIO_WEB_WAITING", 64, 0, 1000),
            database_url=reader.database("DATABASE_URL"),
            client_database_url=reader.database("ATRIO_CLIENT_DATABASE_URL"),
            staff_database_url=reader.database("ATRIO_STAFF_DATABASE_URL"),
            door_database_url=reader.database("ATRIO_DOOR_DATABASE_URL"),
            worker_database_url=reader.database("ATRIO_WORKER_DATABASE_URL"),
            backup_database_url=reader.database("ATRIO_BACKUP_DATABASE_URL"),
            prepare=reader.flag("ATRIO_PREPARE", True),
            pg_bin=Path(pg_bin).expanduser() if pg_bin else None,
            storage_url=reader.text("ATRIO_STORAGE_URL") or "",
            clamd=reader.text("ATRIO_CLAMD"),
            mail_server=reader.text("ATRIO_MAIL_SERVER"),
            mail_username=reader.text("ATRIO_MAIL_USERNAME"),
            mail_password=reader.text("ATRIO_MAIL_PASSWORD"),
            mail_security=(reader.text("ATRIO_MAIL_SECURITY") or "starttls").lower(),
            mail_sender=reader.text("ATRIO_MAIL_SENDER"),
            sms_provider=(reader.text("ATRIO_SMS_PROVIDER") or "").lower() or None,
            sms_url=reader.text("ATRIO_SMS_URL") or "",
            sms_method=(reader.text("ATRIO_SMS_METHOD") or "POST").upper(),
            sms_headers=reader.text("ATRIO_SMS_HEADERS") or "",
            sms_body=reader.text("ATRIO_SMS_BODY") or "",
            sms_account=reader.text("ATRIO_SMS_ACCOUNT") or "",
            sms_secret=reader.text("ATRIO_SMS_SECRET") or "",
            sms_sender=reader.text("ATRIO_SMS_SENDER") or "",
            sms_fold=(reader.text("ATRIO_SMS_FOLD") or "auto").lower(),
            bounce_secret=reader.text("ATRIO_BOUNCE_SECRET"),
            metrics_token=reader.text("ATRIO_METRICS_TOKEN"),
            log_level=reader.one_of("ATRIO_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        )


def _check_sms(settings: Settings) -> None:
    """Raises SettingsError for what would only show when the first short message is to be sent."""
    if settings.sms_provider not in (None, "console", "http", "twilio", "vonage"):
        raise SettingsError("ATRIO_SMS_PROVIDER is console, http, twilio or vonage.")
    if settings.sms_fold not in ("on", "off", "auto"):
        raise SettingsError("ATRIO_SMS_FOLD is on, off or auto.")
    if settings.sms_method not in ("POST", "PUT", "GET"):
        raise SettingsError("ATRIO_SMS_METHOD is POST, PUT or GET.")
    if settings.sms_url and urlsplit(settings.sms_url).scheme not in ("http", "https"):
        raise SettingsError(f"ATRIO_SMS_URL is not a web address: {settings.sms_url!r}")
    if settings.sms_provider == "http" and not settings.sms_url:
        raise SettingsError("ATRIO_SMS_PROVIDER=http needs ATRIO_SMS_URL.")
    if settings.sms_provider in ("twilio", "vonage") and not (
        settings.sms_account and settings.sms_secret and settings.sms_sender
    ):
        needed = "ATRIO_SMS_ACCOUNT, ATRIO_SMS_SECRET and ATRIO_SMS_SENDER"
        raise SettingsError(f"ATRIO_SMS_PROVIDER={settings.sms_provider} needs {needed}.")
    try:
        headers = json.loads(settings.sms_headers or "{}")
    except ValueError:
        headers = None
    if not isinstance(headers, dict) or not all(isinstance(one, str) for one in headers.values()):
        raise SettingsError("ATRIO_SMS_HEADERS is a JSON object of texts.")


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
