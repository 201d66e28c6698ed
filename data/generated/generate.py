"""Filling an empty database with a company as large as Atrio is measured with."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from data.database import engine, owner
from data.generated import money, papers, parties, use, visits, work
from data.generated.loading import Loader, Told, bare
from data.generated.papers import Paper
from data.generated.world import World
from data.viewer import Conflict
from integrations.pdf import Paper as PaperKind
from integrations.pdf import render
from integrations.storage import Storage

TABLES = (*parties.TABLES, *visits.TABLES, *money.TABLES, *work.TABLES, *papers.TABLES)
SETTINGS = {"name": "Generated Maintenance", "email": "office@generated.example", "phone": "+34 932 555 000",
            "zone": "Europe/Madrid", "language": "en", "currency": "EUR"}  # fmt: skip
_EMPTY = text(f"select not exists ({' union all '.join(f'select from portal.{one}' for one in (*TABLES, 'activity'))})")  # noqa: S608
_LOCK = text(f"lock table {', '.join(f'portal.{table}' for table in TABLES)} in access exclusive mode")
_TODAY = text("select portal.today()")
_KINDS = text("select noun, code, id from portal.kinds")
_SETTING = text("insert into portal.settings (key, value) values (:key, to_jsonb(cast(:value as text)))"
                " on conflict (key) do update set value = excluded.value")  # fmt: skip


class NotEmpty(Conflict):
    """There are records in the database already."""


@dataclass(frozen=True, slots=True)
class Generated:
    """What was put in: rows by table, and how long it took."""

    counts: dict[str, int]
    seconds: float


def generate(
    storage: Storage, seed: int, scale: float, password_hash: str, told: Told = lambda *_step: None
) -> Generated:
    """Fill the database, all or nothing: the same seed and day give the same records. Runs as the schema's owner.

    Two connections fill it, one for each of the usual two processors; `told` hears of every step, from two threads.
    Raises NotEmpty; ValueError for a scale that leaves nothing to go round.
    """
    began = time.monotonic()
    paper = _stored(storage)
    with owner() as session:
        session.execute(_LOCK)
        if not session.scalar(_EMPTY):
            raise NotEmpty("There are records in this database already; nothing was changed.")
        for key, value in SETTINGS.items():
            session.execute(_SETTING, {"key": key, "value": value})
        kinds = {(row.noun, row.code): row.id for row in session.execute(_KINDS)}
        world = World.planned(seed, scale, session.execute(_TODAY).scalar_one())
        loader = Loader(session.raw, world, told)
        inspected, billed = visits.Visits(world, kinds), money.Books(world)
        with use.written_beside(loader, inspected, billed), bare(loader.connection, TABLES, told):
            parties.load(world, loader, password_hash)
            visits.load(inspected, loader)
            money.load(billed, loader)
            work.load(world, loader, kinds)
            papers.load(world, loader, kinds, inspected, billed, paper)
    looked = time.monotonic()
    with engine("owner").execution_options(isolation_level="AUTOCOMMIT").connect() as outside:
        outside.execute(text("vacuum (analyze)"))
    told("statistics", 0, time.monotonic() - looked)
    return Generated(loader.counts, time.monotonic() - began)


def _stored(storage: Storage) -> Paper:
    """The one file behind all documents."""
    party = {"name": SETTINGS["name"], "lines": []}
    company = {"name": SETTINGS["name"], "legal_name": "", "tax_id": "", "address": "", "phone": "", "email": ""}
    facts = {"title": "A generated document", "number": "", "paragraphs": ["The same for every record."],
             "company": company, "client": party, "site": None}  # fmt: skip
    content = render(PaperKind.LEAFLET, facts, language="en", made_at=datetime(2026, 1, 1, tzinfo=UTC))
    file = storage.stage(content)
    return Paper(storage.publish(file), file.sha256, file.size)
