"""Through the door: parents found, values merged with what is stored, rules asked, changes told apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from data.imports.context import Context
from data.imports.doors.comparison import compare
from data.imports.doors.door import Door
from data.imports.entry import Entry
from data.imports.schemas import KINDS
from data.imports.schemas.base import needed, parents
from data.search import folded
from integrations.language import language
from integrations.lettering import one_line


def prepare(door: Door, entries: list[Entry], context: Context) -> list[Entry]:
    """Bring a chunk of entries to what is to be written; what is unchanged or refused is left out of the answer."""
    if door.before is not None:
        door.before(entries, context)
    lookups, counts = context.lookups, context.report.of(door.kind)
    known = lookups.hashes(door.table, [entry.reference for entry in entries])
    waiting: list[Entry] = []
    for entry in entries:
        if entry.bad:
            continue
        at = known.get(entry.reference)
        if at is not None and at[1] == entry.hash():
            counts.same += 1
        else:
            waiting.append(entry)
    _fetch_parents(door, waiting, context)
    stored = lookups.stored(door.table, [known[entry.reference][0] for entry in waiting if entry.reference in known])
    ready = []
    for entry in waiting:
        entry.stored = stored.get(entry.reference)
        settle(door, entry, context)
        if not entry.bad:
            ready.append(entry)
    compare(door, ready, context)
    return ready


def _fetch_parents(door: Door, entries: Iterable[Entry], context: Context) -> None:
    entries = list(entries)
    for name, kind in parents(KINDS[door.kind]).items():
        wanted = {reference for entry in entries if (reference := entry.given.get(name))}
        wanted |= {reference for entry in entries for line in entry.lines or () if (reference := line.values.get(name))}
        context.lookups.fetch_parents(kind, wanted)


def settle(door: Door, entry: Entry, context: Context) -> None:
    """Fill the entry's `values`: what is stored, overlaid with what the file states, completed by the rules."""
    model = KINDS[door.kind]
    missing = [name for name in needed(model) if name != "reference" and entry.given.get(name) is None
               and (entry.is_new or name in entry.given)]  # fmt: skip
    for name in missing:
        if name in entry.given:
            context.fail(entry, name, "needed")
        else:
            context.fail(entry, name, "needed_new", reference=entry.reference)
    entry.values = {name: (entry.stored or {}).get(name) for name in door.columns}
    _place(door, entry, context)
    for name, value in entry.given.items():
        _take(door, entry, name, value, context)
    for column, default in door.defaults.items():
        if entry.values.get(column) is None:
            entry.values[column] = default(entry) if callable(default) else default
    if entry.bad:
        return
    for rule in door.rules:
        rule(entry, context)
    entry.values["search_text"] = folded(
        *(entry.values.get(name) for name in door.searched), *entry.facts.get("searched", ())
    )
    if door.published:
        _publish(door, entry, context)


def _place(door: Door, entry: Entry, context: Context) -> None:
    """Whose record it is and where: from client and site, else from the record it belongs to; never another client."""
    if "client_id" not in door.columns or door.kind == "grants":
        return
    found = {}
    for name, kind in parents(KINDS[door.kind]).items():
        reference = entry.given.get(name)
        if reference and not _is_late(door, name, reference, context):
            parent = context.parent(entry, name, kind, reference)
            if parent is not None:
                found[name] = parent
    if entry.bad:
        return
    stored_client = entry.values.get("client_id")
    place = found.get("client") or found.get("site") or next(iter(found.values()), None)
    if place is None and stored_client is None:
        context.fail(entry, "client", "no_client" if door.kind == "documents" else "no_place")
        return
    client = stored_client if stored_client is not None else place.client_id  # type: ignore[union-attr]
    for name, parent in found.items():
        if parent.client_id != client and name != "succeeds":  # a site may take over from another client's
            moved = name == "client" and stored_client is not None
            context.fail(entry, name, "client_changed" if moved else "other_client")
    entry.values["client_id"] = client
    for name, parent in found.items():
        if name != "client":
            entry.values[f"{name}_id"] = parent.id
    if door.kind == "documents" and "site" not in found:
        linked = next((parent for name, parent in found.items() if name != "client"), None)
        unsaid = None if "site" in entry.given else entry.values.get("site_id")
        entry.values["site_id"] = linked.site_id if linked else unsaid


def _is_late(door: Door, name: str, reference: str, context: Context) -> bool:
    """Whether a parent of the same kind stands in the same file and is not in the database yet."""
    kind = parents(KINDS[door.kind])[name]
    return kind == door.kind and context.lookups.parent(kind, reference) is None and reference in context.own_references


def _take(door: Door, entry: Entry, name: str, value: Any, context: Context) -> None:
    """Put one stated field into its column."""
    column = door.column(name)
    if name in parents(KINDS[door.kind]):
        if name == "site" and door.kind == "documents":
            return  # settled by _place: an empty cell means the site of the record
        if value is None and column in entry.values and name != "client":
            entry.values[column] = None
        elif value is not None and value == entry.reference and parents(KINDS[door.kind])[name] == door.kind:
            context.fail(entry, name, "credits_itself")
        elif value is not None and _is_late(door, name, value, context):
            entry.late = value
        return
    if name == "kind" and door.noun:
        _take_kind(door, entry, value, context)
    elif name == "details":
        merged = {**(entry.values.get("details") or {}), **(value or {})}
        entry.values["details"] = {key: fact for key, fact in merged.items() if fact is not None}
    elif column in door.columns and not (value is None and column in door.defaults and not entry.is_new):
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=ZoneInfo(context.lookups.zone_of(entry.values.get("site_id"))))
        if isinstance(value, str) and name in _ONE_LINE:
            value = one_line(value)
        entry.values[column] = value


_ONE_LINE = frozenset({"name", "number", "title", "subject", "code", "city", "postcode", "email", "phone"})


def _take_kind(door: Door, entry: Entry, code: str | None, context: Context) -> None:
    """The kind by its code; with words beside it, a code not met before becomes a new kind."""
    if code is None or door.noun is None:
        entry.values["kind_id"] = None
        return
    found = context.lookups.kind(door.noun, code)
    if found is None:
        words = entry.given.get("kind_name")
        if not words:
            context.fail(entry, "kind", "unknown_kind", known=", ".join(context.lookups.known_kinds(door.noun)))
            return
        found = context.lookups.make_kind(door.noun, code, language(), words)
        context.report.note("new_kind", entry.row, context.reader.label("kind"), code, name=words)
    entry.values["kind_id"] = found


def _publish(door: Door, entry: Entry, context: Context) -> None:
    """Issued records become visible with the import; drafts do not, and nothing withdrawn comes back."""
    stored = entry.stored or {}
    is_stated = door.draft and entry.values.get("state") == "draft"
    is_draft = is_stated or (context.draft and stored.get("published_at") is None)
    if is_stated and stored and stored["state"] != "draft":
        context.fail(entry, "state", "draft_again", state=stored["state"])
    entry.values["published_at"] = None if is_draft else stored.get("published_at") or context.lookups.now
