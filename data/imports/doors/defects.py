"""The door for defects: where each is, the days of its lifeline."""

from __future__ import annotations

from data.imports.context import Context
from data.imports.doors.door import Door
from data.imports.entry import Entry
from data.viewer import Area

STEPS = ("quoted_on", "approved_on", "scheduled_on", "fixed_on", "proven_on")
_CODE = "select code from portal.equipment where id = %s"
_FOLLOWED = """
select c.key as step, c.value ->> 1 as day from portal.events e cross join jsonb_each(e.changes) c
 where e.client_id = %s and e.defect_id = %s and e.details ? 'from'"""


def _defect(entry: Entry, context: Context) -> None:
    """Where it is unless told, what it is found by, and days that make no sense."""
    values, lookups = entry.values, context.lookups
    equipment = lookups.parent("equipment", entry.given.get("equipment") or "")
    if values.get("site_id") is None:
        inspection = lookups.parent("inspections", entry.given.get("inspection") or "")
        values["site_id"] = next((parent.site_id for parent in (equipment, inspection) if parent), None)
    if equipment is not None:
        entry.facts["searched"] = (equipment.facts["code"],)
    elif values.get("equipment_id") is not None:
        entry.facts["searched"] = (lookups.one(_CODE, (values["equipment_id"],))["code"],)
    _keep_what_followed(entry, context)
    for name in (*STEPS, "cancelled_on"):
        told = entry.given.get(name)
        if told is not None and told < values["found_on"]:
            context.warn(entry, name, "before_found")
        if told is not None and told > lookups.today and name != "scheduled_on":
            context.warn(entry, name, "future")


def _keep_what_followed(entry: Entry, context: Context) -> None:
    """A day that followed from a quote, job or paper is not emptied by a file that never knew it."""
    stored = entry.stored or {}
    emptied = [name for name in STEPS if name in entry.given and entry.values[name] is None and stored.get(name)]
    if emptied:
        found = context.lookups.all(_FOLLOWED, (stored["client_id"], stored["id"]))
        followed = {(row["step"], row["day"]) for row in found}
        for name in emptied:
            if (name, stored[name].isoformat()) in followed:
                entry.values[name] = stored[name]


DEFECTS = Door(
    kind="defects",
    table="defects",
    columns=("client_id", "site_id", "inspection_id", "equipment_id", "quote_id", "job_id", "number", "title",
             "severity", "description", "action", "location", "found_on", *STEPS, "cancelled_on", "internal_note"),
    searched=("number", "title", "description", "action", "location"),
    rules=(_defect,),
    defaults={"number": lambda entry: entry.reference, "severity": "major"},
    area=Area.INSPECTIONS,
)  # fmt: skip
