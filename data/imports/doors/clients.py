"""Doors for clients, sites, contacts and grants."""

from __future__ import annotations

from typing import Any

from data.ids import new_public_id
from data.imports.context import Context
from data.imports.doors.door import Door
from data.imports.entry import Entry
from data.records.access import PRESETS
from integrations.identifiers import phone_number, tax_id_holds

_ADDRESS = ("address", "postcode", "city", "region", "country")


def phone(entry: Entry, context: Context, name: str = "phone", country: str | None = None) -> None:
    """Telephone numbers in international form where they can be one; else as written, with a warning."""
    written = entry.given.get(name)
    if not written:
        return
    normal = phone_number(written, country)
    if normal is None:
        context.warn(entry, name, "phone")
    entry.values[name] = normal or written


def _client(entry: Entry, context: Context) -> None:
    country = entry.values.get("country")
    phone(entry, context, country=country)
    if (tax_id := entry.given.get("tax_id")) and tax_id_holds(tax_id, country) is False:
        context.warn(entry, "tax_id", "tax_id")
    if "group" not in entry.given:
        return
    reference = entry.given["group"]
    entry.values["group_id"] = context.lookups.group(reference) if reference else None
    if reference and entry.values["group_id"] is None:
        if not (name := entry.given.get("group_name")):
            context.fail(entry, "group", "unknown_group")
            return
        entry.values["group_id"] = context.lookups.make_group(new_public_id(), reference, name)
        context.report.note("new_group", entry.row, context.reader.label("group"), reference, name=name)


def _client_country(entry: Entry, context: Context) -> str | None:
    found = context.lookups.parent("clients", entry.given.get("client") or "")
    return found.facts.get("country") if found else None


def _meet_erased(entries: list[Entry], context: Context) -> None:
    """Leave out contacts whose address was erased."""
    emails = sorted({entry.given["email"] for entry in entries if entry.given.get("email")})
    erased = _erased(emails, context)
    for entry in entries:
        if not entry.bad and entry.given.get("email") in erased:
            _leave_erased(entry, context, "contacts")


def _erased(emails: list[str], context: Context) -> set[str]:
    return {row["email"] for row in context.lookups.all(_ERASED, (emails,))} if emails else set()


def _contact(entry: Entry, context: Context) -> None:
    if (entry.stored or {}).get("erased_at") is not None:
        _leave_erased(entry, context, "contacts")
        return
    phone(entry, context, country=_client_country(entry, context))


def _meet_people(entries: list[Entry], context: Context) -> None:
    """Look up the people and contacts behind a chunk of grants, and what was revoked."""
    emails = sorted({entry.given["email"] for entry in entries if entry.given.get("email")})
    lookups = context.lookups
    erased = _erased(emails, context)
    people = {row["email"]: row for row in lookups.all(_PEOPLE, (emails,))}
    contacts = {row["email"]: row for row in lookups.all(_CONTACTS, (emails,))}
    revoked = {(row["email"], row["reference"]) for row in lookups.all(_REVOKED, (context.source, emails))}
    for entry in entries:
        email = entry.given.get("email")
        if not email or entry.bad:
            continue
        if email in erased:
            _leave_erased(entry, context, "grants")
            continue
        person = people.get(email)
        if person is None:
            people[email] = person = _make_person(entry, contacts.get(email, {}), context)
        elif person["staff_role"] is not None:
            context.fail(entry, "email", "staff_person")
        entry.facts["person_id"] = person["id"]
        entry.stamp = f"person {person['id']}"
        if (email, entry.given.get("client")) in revoked:
            _leave(entry, context)


def _leave_erased(entry: Entry, context: Context, kind: str) -> None:
    """Who was erased is left out, and the report does not say who it was."""
    context.report.warn("erased", entry.row, "", "")
    context.report.of(kind).skipped += 1
    entry.bad = True


def _leave(entry: Entry, context: Context, why: str = "revoked") -> None:
    """Access that was withdrawn, or set by staff, is left alone: neither written nor an error."""
    context.warn(entry, "email", why)
    context.report.of("grants").skipped += 1
    entry.bad = True


_ERASED = "select portal.erased_addresses(%s) as email"
_PEOPLE = "select id, email, staff_role from portal.people where email = any(%s)"
_CONTACTS = """
    select distinct on (c.email) c.email, c.name, c.phone, k.language
      from portal.contacts c join portal.clients k on k.id = c.client_id
     where c.email = any(%s) order by c.email, c.id"""
_REVOKED = """
    select p.email, k.external_ref as reference from portal.revocations r
      join portal.people p on p.id = r.person_id
      join portal.clients k on k.id = r.client_id and k.source = %s
     where p.email = any(%s)"""
_NEW_PERSON = """
    insert into portal.people (public_id, email, name, phone, phone_origin, language)
    values (%s, %s, %s, %s, %s, %s) returning id"""


def _make_person(entry: Entry, contact: dict[str, Any], context: Context) -> dict[str, Any]:
    given = entry.given
    number = given.get("phone") or contact.get("phone")
    normal = phone_number(number) if number else None
    if given.get("phone") and normal is None:
        context.warn(entry, "phone", "phone")
    row = context.lookups.one(
        _NEW_PERSON,
        (
            new_public_id(),
            given["email"],
            given.get("name") or contact.get("name") or given["email"].partition("@")[0],
            normal,
            "import" if normal else None,
            given.get("language") or contact.get("language"),
        ),
    )
    return {"id": row["id"], "staff_role": None}


def _grant(entry: Entry, context: Context) -> None:
    """One target; the columns follow it. A grant that was revoked or set by staff stays so."""
    given, values, lookups = entry.given, entry.values, context.lookups
    stored = entry.stored or {}
    client, site, group = given.get("client"), given.get("site"), given.get("group")
    values["person_id"] = entry.facts["person_id"]
    if given.get("exports"):
        values["exports"] = given["exports"] == "yes"
    if given.get("amounts"):
        values["sees_amounts"] = given["amounts"] == "yes"
    if stored.get("revoked_at") is not None:
        _leave(entry, context)
        return
    if stored.get("set_by_staff_at") is not None:
        _leave(entry, context, "set_by_staff")
        return
    if entry.is_new and (client is None and site is None) == (group is None):
        context.fail(entry, "client", "grant_target")
        return
    if client and (found := context.parent(entry, "client", "clients", client)):
        values["client_id"] = found.client_id
    if site and (found := context.parent(entry, "site", "sites", site)):
        if client and values["client_id"] != found.client_id:
            context.fail(entry, "site", "other_client")
        values["client_id"], values["site_id"] = found.client_id, found.id
    elif "site" in given:
        values["site_id"] = None
    if group:
        values["group_id"] = lookups.group(group)
        if values["group_id"] is None:
            context.fail(entry, "group", "unknown_group")
    if given.get("areas"):
        values["areas"] = sorted(str(area) for area in given["areas"])
        values["preset"] = next((name for name, areas in PRESETS.items() if sorted(areas) == values["areas"]), None)
    first, last = values.get("valid_from"), values.get("valid_until")
    if first and last and last < first:
        context.warn(entry, "valid_until", "until_first")


CLIENTS = Door(
    kind="clients",
    table="clients",
    columns=("number", "name", "legal_name", "tax_id", "group_id", "language", "email", "phone", *_ADDRESS,
             "internal_note"),
    searched=("name", "legal_name", "number", "tax_id", "city", "email", "phone"),
    rules=(_client,),
)  # fmt: skip
SITES = Door(
    kind="sites",
    table="sites",
    columns=("client_id", "code", "name", *_ADDRESS, "latitude", "longitude", "zone", "condition", "access_note",
             "succeeds_id", "internal_note"),
    searched=("name", "code", *_ADDRESS[:4]),
)  # fmt: skip
CONTACTS = Door(
    kind="contacts",
    table="contacts",
    columns=("client_id", "name", "email", "phone", "title", "internal_note"),
    searched=("name", "email", "phone", "title"),
    rules=(_contact,),
    before=_meet_erased,
)
GRANTS = Door(
    kind="grants",
    table="grants",
    columns=(
        "person_id",
        "group_id",
        "client_id",
        "site_id",
        "preset",
        "areas",
        "valid_from",
        "valid_until",
        "exports",
        "sees_amounts",
    ),
    searched=(),
    rules=(_grant,),
    defaults={"exports": True, "sees_amounts": True},
    before=_meet_people,
)
