"""The door for documents: the record they belong to, and the file beside the imported table."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from data.imports.context import Context
from data.imports.doors.door import Door
from data.imports.entry import Entry
from data.viewer import Area
from integrations.files import CleanFile, FileLimits, clean_file, safe_name
from integrations.refusal import Refused

# field → (area of the documents of such records)
LINKS = {
    "inspection": Area.INSPECTIONS,
    "equipment": Area.EQUIPMENT,
    "defect": Area.INSPECTIONS,
    "job": Area.JOBS,
    "invoice": Area.BILLING,
    "payment": Area.BILLING,
    "quote": Area.QUOTES,
    "contract": Area.CONTRACTS,
    "order": Area.ORDERS,
    "booking": Area.BOOKINGS,
}

# kind → its area, whatever record it hangs on: these papers consist of amounts
OF_MONEY = {"invoice": Area.BILLING, "quote": Area.QUOTES, "contract": Area.CONTRACTS}


def area_of(kind: str, noun: str | None) -> Area:
    """The area of a document of this kind on a record of this noun, or on none (docs/decisions/0011-amounts.md)."""
    return OF_MONEY.get(kind) or (LINKS[noun] if noun else Area.DOCUMENTS)


def inside(folder: Path, name: str) -> Path | None:
    """The file a relative path leads to, or None when it leads out of the folder in any way, links included."""
    written = name.replace("\\", "/")
    parts = PurePosixPath(written).parts
    leads_out = PurePosixPath(written).is_absolute() or PureWindowsPath(name).drive or ".." in parts
    if not parts or leads_out or "\0" in name:
        return None
    home = folder.resolve()
    found = home.joinpath(*parts).resolve()
    return found if found.is_relative_to(home) else None


def read_files(entries: list[Entry], context: Context) -> None:
    """Put each file's content into its record's digest, so that a new file behind an old name is a change."""
    for entry in entries:
        name = entry.given.get("file")
        if not name or entry.bad:
            continue
        path = inside(context.folder, name)
        if path is None:
            context.fail(entry, "file", "path")
        elif not path.is_file():
            context.fail(entry, "file", "no_such_file")
        else:
            with path.open("rb") as file:
                entry.stamp = hashlib.file_digest(file, "sha256").hexdigest()


def _document(entry: Entry, context: Context) -> None:
    """The area follows from the kind, else from the record; the file is cleaned and put aside in the store."""
    given, values = entry.given, entry.values
    named = [name for name in LINKS if given.get(name)]
    if len(named) > 1:
        context.fail(entry, named[1], "two_records", names=", ".join(named))
        return
    link = named[0] if named else None
    target = values.get(f"{link}_id") if link else None
    for name in LINKS:
        values.pop(f"{name}_id", None)
    kind = str(given.get("kind") or "")
    if link or entry.is_new or kind in OF_MONEY:
        values["area"] = str(area_of(kind, link))
    if link:
        entry.facts["link"] = (f"{link}_id", target)
        _compare_link(entry, context)
    if "file" in given and (found := clean_beside(entry, context)) is not None:
        _version(entry, context, found[0], safe_name(found[1]))
    if (first := values.get("issued_on")) and (last := values.get("valid_until")) and last < first:
        context.warn(entry, "valid_until", "until_first")


def _compare_link(entry: Entry, context: Context) -> None:
    """Whether a stored document moves to another record."""
    if entry.stored is None:
        return
    column, target = entry.facts["link"]
    rows = context.lookups.all("select * from portal.document_links where document_id = %s", (entry.stored["id"],))
    if [row[column] for row in rows] != [target]:
        entry.changes = {**(entry.changes or {}), "record": [None, column.removesuffix("_id")]}


def clean_beside(entry: Entry, context: Context) -> tuple[CleanFile, str] | None:
    """The file that an entry names, made safe, and its name; None for one that is refused."""
    path = inside(context.folder, entry.given["file"] or "")
    if path is None:
        return None
    try:
        limits = FileLimits()
        with path.open("rb") as file:  # never more than the limit, whatever the file says of its size
            clean = clean_file(file.read(limits.file_bytes + 1), path.name, limits)
    except Refused as refusal:
        entry.bad = True
        context.report.add("error", refusal.code, entry.row, context.reader.label("file"), entry.given["file"],
                           text=refusal.text, **refusal.params)  # fmt: skip
        return None
    return clean, path.name


def _version(entry: Entry, context: Context, clean: CleanFile, name: str) -> None:
    """A new version, unless the newest one has these very bytes."""
    newest = 0
    if entry.stored:
        rows = context.lookups.all(
            "select version, sha256 from portal.document_versions where document_id = %s order by version desc limit 1",
            (entry.stored["id"],),
        )
        newest = rows[0]["version"] if rows else 0
        if rows and rows[0]["sha256"] == clean.sha256:
            return
        entry.changes = {**(entry.changes or {}), "version": [newest, newest + 1]}
    key = context.keep(clean)
    entry.facts["version"] = (
        {"version": newest + 1, "file_name": name, "media_type": clean.media_type, "size": clean.size,
         "sha256": clean.sha256, "storage_key": key}
    )  # fmt: skip


DOCUMENTS = Door(
    kind="documents",
    table="documents",
    columns=("client_id", "site_id", "area", "kind_id", "title", "number", "issued_on", "valid_until",
             "internal_note"),
    searched=("title", "number"),
    rules=(_document,),
    area=Area.DOCUMENTS,
    noun="document",
    before=read_files,
    chunk=25,
)  # fmt: skip
