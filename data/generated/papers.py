"""Documents and files: certificates, invoices as PDF, manuals, uploads. One stored file serves them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data.generated.loading import Loader
from data.generated.money import Books
from data.generated.visits import Kinds, Visits
from data.generated.world import World

Row = tuple[Any, ...]
TABLES = ("documents", "document_versions", "document_links", "files")
_SEVERAL = 5  # every fifth invoice has a PDF of its own; so has every second inspection


@dataclass(frozen=True, slots=True)
class Paper:
    """The stored file."""

    key: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document and the record it belongs to."""

    client: int
    site: int | None
    area: str
    kind: str
    title: str
    number: str
    issued: int
    valid_until: int | None
    inspection: int | None = None
    invoice: int | None = None


def load(world: World, loader: Loader, kinds: Kinds, visits: Visits, books: Books, paper: Paper) -> None:
    """Write them."""
    loader.published(
        "documents", ("client_id", "site_id", "area", "kind_id", "title", "number", "issued_on", "valid_until"),
        ((one.client, one.site, one.area, kinds["document", one.kind], one.title, one.number, world.day(one.issued),
          None if one.valid_until is None else world.day(one.valid_until))
         for one in _documents(world, visits, books)),
    )  # fmt: skip
    loader.lines(
        "document_versions", ("client_id", "site_id", "area", "document_id", "version", "file_name", "media_type",
                              "size", "sha256", "storage_key"),
        ((one.client, one.site, one.area, place, 1, f"{one.number.replace('/', '-')}.pdf", "application/pdf",
          paper.size, paper.sha256, paper.key)
         for place, one in enumerate(_documents(world, visits, books), start=1)),
    )  # fmt: skip
    loader.lines(
        "document_links", ("client_id", "site_id", "area", "document_id", "inspection_id", "invoice_id"),
        ((one.client, one.site, one.area, place, one.inspection, one.invoice)
         for place, one in enumerate(_documents(world, visits, books), start=1) if one.inspection or one.invoice),
    )  # fmt: skip
    loader.published("files", ("client_id", "site_id", "origin", "description", "file_name", "media_type", "size",
                               "sha256", "storage_key", "added_on"), _files(world, paper))  # fmt: skip


def _documents(world: World, visits: Visits, books: Books) -> Iterator[Document]:
    for place, site in enumerate(visits.done_at, start=1):
        if place % 2 == 0 or visits.last[site] == place:
            on = visits.done_on(place)
            yield Document(world.client_of[site], site, "inspections", "certificate",
                           f"Maintenance certificate V-{place:07}", f"C-{place:07}", on,
                           min(on + 365, world.now + 399), inspection=place)  # fmt: skip
    for place in range(0, len(books.client), _SEVERAL):
        if books.state[place] == 0:
            number = books.number(place)
            yield Document(books.client[place], books.site[place] or None, "billing", "invoice", f"Invoice {number}",
                           number, books.issued[place], None, invoice=place + 1)  # fmt: skip
    for client in world.sites:
        yield Document(client, None, "documents", "manual", "Portal manual", f"M-{client}", world.now - 30, None)


def document_clients(world: World, visits: Visits, books: Books) -> Iterator[int]:
    """Whose the documents are, in their order."""
    return (one.client for one in _documents(world, visits, books))


def _files(world: World, paper: Paper) -> Iterator[Row]:
    random, many = world.chance("files").random, world.count("files")
    for place in range(1, many + 1):
        site = 1 + int(random() * world.all_sites)
        yield (world.client_of[site], site, "client" if random() < 0.7 else "company", f"Plan of floor {place % 12}",
               f"plan-{place}.pdf", "application/pdf", paper.size, paper.sha256, paper.key,
               world.day(place * world.now // many))  # fmt: skip
