"""Files handed over outside any record."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.imports.schemas.base import Long, Reference, Row, Short, column


class FileRow(Row):
    """A file the company hands over to a client."""

    about: ClassVar[str] = (
        "Files handed over to a client outside any record: forms, plans, tables. What documents a record is a document."
    )

    file: Short | None = column(
        "Path of the file, relative to the folder of the imported table.", "forms/keyholders.pdf", needed=True
    )
    description: Short | None = column("What it is, in words.", "Keyholder form 2026", needed=True)
    client: Reference | None = column("Whose it is.", "C-1001", parent="clients", default="the site's client")
    site: Reference | None = column("The site it is about.", "S-12", parent="sites")
    added_on: date | None = column("Day it was handed over.", "2026-11-12", default="the day of the import")
    internal_note: Long | None = column("Note for staff; clients never see it.")
