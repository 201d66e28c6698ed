"""The company's own words for papers: what one is drawn with, and what staff see of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction
from data.records.paper_template import PaperVersion
from data.viewer import Forbidden, Permission, Viewer

_WORDS = text("select portal.paper_words(:kind)")
_VERSIONS = """
    select t.kind, t.active, v.version, v.texts, p.name as by_name, v.created_at
      from portal.templates t
      join portal.template_versions v on v.template_id = t.id
      left join portal.people p on p.id = v.by_person_id
     where t.channel = 'pdf'
"""
_OF_ONE = text(f"""{_VERSIONS} and t.id = (select id from portal.templates where kind = :kind and channel = 'pdf'
                                            order by active desc, id desc limit 1)
     order by v.version desc limit 50""")  # noqa: S608  (constant text)
_IN_USE = text(f"""{_VERSIONS} and t.active and v.version = (select max(x.version) from portal.template_versions x
                                                              where x.template_id = t.id)""")  # noqa: S608


def words_for_paper(viewer: Viewer, kind: str) -> dict[str, Any]:
    """What a paper is drawn with for anybody who may see its record; empty where only predefined words are in use."""
    with transaction(viewer) as session:
        return dict(session.execute(_WORDS, {"kind": kind}).scalar() or {})


def list_papers(viewer: Viewer) -> dict[str, PaperVersion]:
    """Kind of paper -> the version in use, of those with words of their own. Raises Forbidden."""
    writers_only(viewer)
    with transaction(viewer) as session:
        return {row.kind: _version(row) for row in session.execute(_IN_USE)}


def paper_versions(viewer: Viewer, kind: str) -> tuple[PaperVersion | None, tuple[PaperVersion, ...]]:
    """The version in use, if one is, and the newest fifty, latest first. Raises Forbidden."""
    writers_only(viewer)
    with transaction(viewer) as session:
        rows = session.execute(_OF_ONE, {"kind": kind}).all()
    found = tuple(_version(row) for row in rows)
    return (found[0] if rows and rows[0].active else None), found


def writers_only(viewer: Viewer) -> None:
    """Raise Forbidden for whoever may not write templates."""
    if not viewer.may(Permission.WRITE_TEMPLATES):
        raise Forbidden


def _version(row: Any) -> PaperVersion:
    return PaperVersion(row.version, row.texts, row.by_name, row.created_at)
