"""The records that a form names: found by what was chosen or typed, of the same client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.imports.conversion import Fault
from data.imports.doors import DOORS
from data.imports.forms import FormContext
from data.queries.record_choices import find_client, resolve
from data.records.forms import FormField, Typed, fields_of
from data.session import Session

# field key -> public id of the record it names
Named = dict[str, str | None]


def name_records(
    session: Session, kind: str, typed: Typed, before: Typed | None, stored: Mapping[str, Any] | None, client: str,
    context: FormContext,
) -> Named:  # fmt: skip
    """Each field that names a record, with that record's public id; none or several is a fault of the field."""
    owner = stored.get("client_id") if stored else getattr(find_client(session, client), "id", None)
    own = stored["public_id"] if stored else ""
    found: Named = {}
    for one in fields_of(kind):
        if not one.parent:
            continue
        if one.line:
            for number, line in enumerate(typed.lines):
                key = f"line-{number}-{one.name}"
                found[key] = _named(session, one, key, line.get(one.name, ""), owner, None, own, context)
        elif one.name in typed.values:
            is_same = before is not None and typed.values[one.name] == before.values[one.name]
            same = before.values[one.name] or None if is_same and before else None
            held = stored.get(DOORS[kind].column(one.name)) if stored else None
            found[one.name] = same or _named(session, one, one.name, typed.values[one.name], owner, held, own, context)
    return found


def _named(
    session: Session, one: FormField, key: str, text: str, client: int | None, before: int | None, own: str,
    context: FormContext,
) -> str | None:  # fmt: skip
    typed = text.strip()
    if not typed:
        return None
    bound = None if one.name == "succeeds" else client  # a site may take over from another client's
    found = resolve(session, one.parent, bound, typed, before)
    if own in found:
        context.fault(key, Fault("credits_itself"))
    elif len(found) != 1:
        context.fault(key, Fault("several_parents" if found else "unknown_parent", kind=one.parent))
    return found[0] if len(found) == 1 else None
