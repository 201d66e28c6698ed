"""Templates as rows: one of each kind and channel, each change a new version, nothing ever lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from data.ids import new_public_id
from data.session import Session
from data.viewer import Conflict, NotFound, Viewer
from integrations.language import _

# One row per kind and channel; put aside while the predefined words are used, with all its versions.
_TEMPLATE = text("""
    select t.id, t.active, coalesce(v.version, 0) as version, coalesce(v.texts, '{}') as texts
      from portal.templates t
      left join lateral (select version, texts from portal.template_versions v where v.template_id = t.id
                          order by version desc limit 1) v on true
     where t.kind = :kind and t.channel = :channel order by t.active desc, t.id desc limit 1 for update of t
""")
_NEW = text("""
    insert into portal.templates (public_id, kind, channel, name) values (:public_id, :kind, :channel, :kind)
    returning id
""")
_VERSION = text("""
    insert into portal.template_versions (template_id, version, texts, by_person_id, created_at)
    values (:template, :version, cast(:texts as jsonb), :by, portal.now())
""")
_USE = text("update portal.templates set active = :active, broken_at = null, broken_why = null where id = :template")
_OLD = text("select texts from portal.template_versions where template_id = :template and version = :version")
_EVENT = text("""
    insert into portal.events (at, verb, audience, person_id, details)
    values (portal.now(), :verb, 'staff', :by, cast(:details as jsonb))
""")


def current(session: Session, kind: str, channel: str, seen: int) -> tuple[int | None, int, dict[str, Any]]:
    """The template, its newest version and what that says; nothing while it is put aside.

    `seen` is the version the person began with (0: none was in use). Raises Conflict for another one.
    """
    row = session.execute(_TEMPLATE, {"kind": kind, "channel": channel}).one_or_none()
    if row is None:
        if seen:
            raise NotFound
        return None, 0, {}
    if seen != (row.version if row.active else 0):
        raise Conflict(_("Somebody else has changed these words in the meantime."))
    return row.id, row.version, dict(row.texts) if row.active else {}


def earlier(session: Session, template: int | None, version: int) -> dict[str, Any]:
    """What an earlier version says. Raises NotFound."""
    row = session.execute(_OLD, {"template": template, "version": version}).one_or_none()
    if row is None:
        raise NotFound
    return dict(row.texts)


def write(
    session: Session, viewer: Viewer, template: int | None, version: int, texts: Mapping[str, Any], kind: str,
    channel: str,
) -> int:  # fmt: skip
    """Keep the texts as the version after `version` and use them; without any the template is put aside."""
    if template is None:
        values = {"public_id": new_public_id(), "kind": kind, "channel": channel}
        template = int(session.execute(_NEW, values).scalar_one())
    session.execute(_VERSION, {"template": template, "version": version + 1, "texts": json.dumps(texts),
                               "by": viewer.person_id})  # fmt: skip
    session.execute(_USE, {"template": template, "active": bool(texts)})
    details = {"kind": kind, "channel": channel, "version": version + 1, "languages": sorted(texts)}
    session.execute(_EVENT, {"verb": "template_changed" if texts else "template_put_aside", "by": viewer.person_id,
                             "details": json.dumps(details)})  # fmt: skip
    return version + 1
