"""What is wrong with an installation and what to do about it: each finding in words of a system administrator."""

from __future__ import annotations

import shutil
import smtplib
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from data.backups.erasures import count_unknown
from data.backups.programs import BackupError
from data.queries.condition import Condition, find_condition
from integrations.scanning import Scanner, ScannerUnavailable
from integrations.settings import LOOPBACK, Settings
from integrations.storage import Storage, StorageUnavailable, open_storage

Level = Literal["well", "look", "wrong"]
MOST_CLOCK_DIFFERENCE = 30.0  # seconds; codes live for five minutes
LEAST_DISK = 2 * 1024**3  # bytes
BACKUP_AGE = timedelta(days=2)
SILENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do unless all is well."""

    level: Level
    what: str
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Everything that was looked at, in the order in which it is best mended. Raises Unavailable."""
    condition = find_condition()
    return [*_settings(settings), *_database(condition), *_work(condition), *_files(settings), *_mail(settings)]


def _settings(settings: Settings) -> Iterator[Finding]:
    local = settings.host in LOOPBACK
    if settings.demo:
        yield Finding("look", "This is the demo.", "Leave ATRIO_DEMO out of a real installation.")
    if settings.secure:
        yield Finding("well", f"People reach the portal at {settings.base_url}.")
        if local and not settings.trusted_proxies:
            yield Finding(
                "wrong", "No proxy is trusted, so every visitor seems to come from this machine.",
                "Set ATRIO_TRUSTED_PROXIES to the number of proxies in front (nginx alone: 1).",
            )  # fmt: skip
    else:
        yield Finding(
            "look" if settings.demo else "wrong", f"The portal's address is {settings.base_url}, without https.",
            "Set ATRIO_BASE_URL to the https address that people type; cookies are secure and passkeys work only then.",
        )  # fmt: skip


def _database(found: Condition) -> Iterator[Finding]:
    yield Finding("well", f"PostgreSQL {found.server} answers.")
    if found.schema == found.newest:
        yield Finding("well", f"The schema is up to date ({found.schema}).")
    else:
        yield Finding("wrong", f"The schema is {found.schema}, this version wants {found.newest}.", "flask migrate")
    if found.powerful:
        yield Finding(
            "wrong", f"Row security does not hold for {', '.join(found.powerful)}.",
            "Take superuser and bypassrls from these roles: alter role … nosuperuser nobypassrls.",
        )  # fmt: skip
    if found.clock_moved:
        yield Finding("wrong", "The clock of the database is moved.", "update portal.clock set shift = '0'")
    apart = abs(found.clock - time.time())
    if apart > MOST_CLOCK_DIFFERENCE:
        yield Finding(
            "wrong", f"This machine's clock and the database's are {apart:.0f} s apart.", "Set up NTP on both."
        )
    if not found.activity_month:
        yield Finding(
            "look", "There is no partition for this month's activity.", "The worker makes it: see that it runs."
        )
    if found.administrators == 0:
        yield Finding("wrong", "Nobody is administrator.", "flask staff add you@company.example --name 'Your Name'")
    elif found.administrators == 1:
        yield Finding("look", "There is one administrator only.", "A second one helps when the first cannot sign in.")
    if found.staff_without_factor:
        yield Finding(
            "look", f"{found.staff_without_factor} of the staff have no second factor.",
            "Settings > Signing in: obligatory for staff.",
        )  # fmt: skip


def _work(found: Condition) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if found.worker_at is None or now - found.worker_at > SILENT:
        since = f"since {found.worker_at:%Y-%m-%d %H:%M} UTC" if found.worker_at else "so far"
        yield Finding(
            "wrong", f"No worker has been heard of {since}.", "Start it: flask worker (deploy/atrio-worker.service)."
        )
    else:
        yield Finding("well", "The worker works.")
    if found.late_jobs:
        yield Finding(
            "wrong", f"{found.late_jobs} jobs wait for more than a quarter of an hour.", "Look at the worker's log."
        )
    if found.failed_jobs:
        yield Finding(
            "look", f"{found.failed_jobs} jobs have failed.", 'The worker\'s log tells why: search it for "failed".'
        )
    if found.stuck:
        yield Finding(
            "wrong",
            f"{found.stuck} messages wait for more than a quarter of an hour.",
            "Messages > queued; mail below.",
        )
    if found.failed:
        yield Finding(
            "look", f"{found.failed} messages failed within seven days.", "Messages > failed tells each reason."
        )
    if found.backup_at is None or now - found.backup_at > BACKUP_AGE:
        last = f"The last backup is of {found.backup_at:%Y-%m-%d}." if found.backup_at else "There was no backup yet."
        yield Finding("look", last, "flask backup FOLDER, every night (docs/backups.md).")
    else:
        yield Finding("well", f"The last backup is of {found.backup_at:%Y-%m-%d %H:%M} UTC.")


def _files(settings: Settings) -> Iterator[Finding]:
    try:
        storage = open_storage(settings.files_url)
        storage.check()
        yield Finding("well", "Files can be written.")
    except (StorageUnavailable, ValueError) as error:
        yield Finding(
            "wrong", f"The file store does not answer: {error}", "Look at ATRIO_STORAGE_URL and its credentials."
        )
    else:
        yield from _erasures(storage)
    if settings.clamd is not None:
        try:
            Scanner(settings.clamd, 10).virus_in([b"clean"])
            yield Finding("well", "The virus scanner answers.")
        except ScannerUnavailable as error:
            yield Finding("wrong", f"The virus scanner does not answer: {error}", "Look at ATRIO_CLAMD and clamd.")
    free = shutil.disk_usage(settings.data_dir).free
    if free < LEAST_DISK:
        yield Finding("wrong", f"{free / 1024**3:.1f} GB are left in {settings.data_dir}.", "Make room.")


def _erasures(storage: Storage) -> Iterator[Finding]:
    """Who was erased and came back with a database restored by other means than `flask restore`."""
    try:
        unknown = count_unknown(storage)
    except (StorageUnavailable, BackupError) as error:
        yield Finding("wrong", f"The list of erasures cannot be read: {error}", "docs/backups.md")
        return
    if unknown:
        words = f"{unknown} erasures of the list are not carried out in this database."
        yield Finding("wrong", words, "flask erasures replay (docs/backups.md).")


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        return
    if settings.mail_server is None:
        yield Finding(
            "wrong", "No mail server is named: nobody gets a code or an invitation.", "Set ATRIO_MAIL_SERVER."
        )
        return
    if not settings.mail_sender:
        yield Finding("look", "ATRIO_MAIL_SENDER is not set.", "Name the address that mails come from.")
    host, _colon, port = settings.mail_server.partition(":")
    try:
        with _connected(host, int(port or 0), settings) as server:
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password or "")
        yield Finding("well", f"The mail server {settings.mail_server} answers.")
    except (OSError, smtplib.SMTPException) as error:
        yield Finding("wrong", f"The mail server {settings.mail_server} does not take us: {error}", "ATRIO_MAIL_…")


def _connected(host: str, port: int, settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.mail_security == "tls":
        return smtplib.SMTP_SSL(host, port or 465, timeout=10, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=10)
    if settings.mail_security == "starttls":
        server.starttls(context=context)
    return server
