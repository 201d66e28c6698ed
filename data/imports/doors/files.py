"""The door for files that are handed over outside any record: cleaned and kept like documents, without versions."""

from __future__ import annotations

from data.imports.context import Context
from data.imports.doors.documents import clean_beside, read_files
from data.imports.doors.door import Door
from data.imports.entry import Entry
from data.viewer import Area
from integrations.files import safe_name


def _file(entry: Entry, context: Context) -> None:
    """The file is cleaned and put aside in the store; one with the same bytes stays where it is."""
    if entry.values.get("added_on") is None:
        entry.values["added_on"] = (entry.stored or {}).get("added_on") or context.lookups.today
    if "file" not in entry.given:
        return
    found = clean_beside(entry, context)
    if found is None:
        return
    clean, name = found
    entry.values["file_name"] = safe_name(name)
    if entry.stored and entry.stored["sha256"] == clean.sha256:
        return
    entry.values |= {"media_type": clean.media_type, "size": clean.size, "sha256": clean.sha256}
    entry.values["storage_key"] = context.keep(clean)


FILES = Door(
    kind="files",
    table="files",
    columns=("client_id", "site_id", "origin", "description", "file_name", "media_type", "size", "sha256",
             "storage_key", "added_on", "internal_note"),
    searched=("description", "file_name"),
    rules=(_file,),
    defaults={"origin": "company"},
    area=Area.FILES,
    before=read_files,
    chunk=25,
)  # fmt: skip
