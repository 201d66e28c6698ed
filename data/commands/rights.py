"""Saving the matrix of a person's rights at one client: all changes at once, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, text

from data.commands.accounts import hold, managing, note
from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.queries.rights import stamp_of
from data.records.access import OF_AMOUNTS, preset_of
from data.records.accounts import WantedRow
from data.session import Session
from data.viewer import Area, Conflict, Invalid, NotFound, Viewer
from integrations.language import _

_CLIENT = text("select id from portal.clients where public_id = :client")
_REVOKED = text("select exists (select from portal.revocations where person_id = :person and client_id = :client)")
_GRANTS = text("""
    select id, public_id, site_id, areas, valid_from, valid_until, exports, sees_amounts from portal.grants
     where person_id = :person and client_id = :client and revoked_at is null order by id for update
""")
_SITE = text("select id from portal.sites where client_id = :client and public_id = :site")
_CHANGE = text("""
    update portal.grants set areas = :areas, preset = :preset, valid_from = :valid_from, valid_until = :valid_until,
           exports = :exports, sees_amounts = :sees_amounts, set_by_staff_at = portal.now(),
           updated_at = portal.now()
     where id = :id and revoked_at is null
""")
_TAKE = text("""
    update portal.grants set revoked_at = portal.now(), updated_at = portal.now()
     where id = :id and revoked_at is null
""")
_GIVE = text("""
    insert into portal.grants (public_id, person_id, client_id, site_id, areas, preset, valid_from, valid_until,
                               exports, sees_amounts, set_by_staff_at)
    values (:public_id, :person, :client, :site, :areas, :preset, :valid_from, :valid_until, :exports, :sees_amounts,
            portal.now())
""")
_LAST = text("""
    select p.name, e.changes from portal.events e left join portal.people p on p.id = e.person_id
     where e.verb = 'rights_changed' and e.client_id = :client and (e.details ->> 'person')::bigint = :person
     order by e.id desc limit 1
""")


def save_rights(viewer: Viewer, person: str, client: str, stamp: str, rows: Sequence[WantedRow]) -> None:
    """Make the person's rights at the client what the rows say; grants that no row names stay as they are.

    A row without areas takes its grant away. `stamp` is of the rights the form showed: when somebody else has changed
    them meanwhile, Conflict tells what and nothing is saved. Raises Forbidden, NotFound, Invalid.
    """
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        target = session.execute(_CLIENT, {"client": client}).scalar()
        if target is None:
            raise NotFound
        values = {"person": held.id, "client": target}
        if session.execute(_REVOKED, values).scalar():
            raise Conflict(_("The access of %(name)s to this client was revoked for good.") % {"name": held.name})
        grants = {row.public_id: row for row in session.execute(_GRANTS, values)}
        if stamp_of(session, held.id, target) != stamp:
            raise Conflict(_meanwhile(session, values))
        changes: dict[str, Any] = {}
        for row in rows:
            _apply(session, values, grants, row, changes)
        if changes:
            note(session, viewer, "rights_changed", client=target, changes=changes, details={"person": held.id})


def _apply(
    session: Session, values: dict[str, Any], grants: dict[str, Row[Any]], row: WantedRow, changes: dict[str, Any]
) -> None:
    after = _checked(row)
    if row.key.startswith("new-"):
        if not after["areas"]:
            return
        site = row.key.removeprefix("new-")
        site_id = None if site == "all" else session.execute(_SITE, values | {"site": site}).scalar()
        if site != "all" and site_id is None:
            raise NotFound
        made = new_public_id()
        session.execute(_GIVE, values | after | {"public_id": made, "site": site_id})
        changes[made] = [None, _told(after) | {"site": site_id}]
        return
    grant = grants.get(row.key)
    if grant is None:
        raise NotFound
    before = _told(dict(grant._mapping))
    if not after["areas"]:
        session.execute(_TAKE, {"id": grant.id})
        changes[row.key] = [before, None]
    elif before != _told(after):
        session.execute(_CHANGE, after | {"id": grant.id})
        changes[row.key] = [before, _told(after)]


def _checked(row: WantedRow) -> dict[str, Any]:
    known = [area.value for area in Area if area.value in row.areas]
    if len(known) != len(set(row.areas)) or not (row.key.startswith("new-") or is_public_id(row.key)):
        raise Invalid(_("This choice does not exist."))
    if known and not row.sees_amounts and {Area(area) for area in known} <= OF_AMOUNTS:
        raise Invalid(_("Invoices and quotes open only with amounts: tick Amounts too."), f"amounts_{row.key}")
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise Invalid(_("A right cannot end before it begins."), "until")
    return {
        "areas": known, "preset": preset_of(known, row.exports), "valid_from": row.valid_from,
        "valid_until": row.valid_until, "exports": row.exports, "sees_amounts": row.sees_amounts,
    }  # fmt: skip


def _told(grant: dict[str, Any]) -> dict[str, Any]:
    """A grant as an event keeps it."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "areas": sorted(grant["areas"]), "valid_from": day(grant["valid_from"]),
        "valid_until": day(grant["valid_until"]),
        "exports": grant["exports"], "sees_amounts": grant["sees_amounts"],
    }  # fmt: skip


def _meanwhile(session: Session, values: dict[str, Any]) -> str:
    """What somebody else has done to these rights."""
    last = session.execute(_LAST, values).one_or_none()
    words = _(
        "These rights have been changed meanwhile. Nothing of yours was saved. Open them again to see how they stand."
    )
    if last is None or not last.changes:
        return words
    given, taken = set[str](), set[str]()
    for before, after in last.changes.values():
        was, now = set((before or {}).get("areas", ())), set((after or {}).get("areas", ()))
        given |= now - was
        taken |= was - now
    told = [*(f"+ {area}" for area in sorted(given)), *(f"- {area}" for area in sorted(taken))]
    who = _("%(name)s changed: %(what)s") % {
        "name": last.name or _("System"),
        "what": ", ".join(told) or _("dates or rights"),
    }
    return f"{words} {who}."
