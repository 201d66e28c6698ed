"""Templates of messages: the words a delivery is written with, and what staff see of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.database import transaction, worker
from data.records.paper_template import BrokenTemplate
from data.records.template import OwnWords, Template, Version
from data.viewer import Forbidden, Permission, Viewer
from integrations.language import LANGUAGES
from integrations.paper_words import PAPERS, check_blocks, texts_in
from integrations.templating import Words

_FOR_DELIVERY = text("""
    select t.id, t.public_id, v.id as version_id, v.texts
      from portal.templates t
      join portal.template_versions v on v.template_id = t.id
     where (v.id = :pinned or cast(:pinned as bigint) is null)
       and t.kind = :kind and t.channel = :channel
       and (t.active and t.broken_at is null or cast(:pinned as bigint) is not null)
     order by v.version desc limit 1
""")
_OWN = """
    select t.public_id, t.kind, t.channel, v.version, v.texts, p.name as by_name, v.created_at, t.broken_at,
           t.broken_why
      from portal.templates t
      join lateral (select * from portal.template_versions v where v.template_id = t.id
                     order by v.version desc limit 1) v on true
      left join portal.people p on p.id = v.by_person_id
     where t.active and t.channel <> 'pdf'
"""
_LIST = text(f"{_OWN} order by t.kind")
_ONE = text(f"{_OWN} and t.kind = :kind and t.channel = :channel")
_VERSIONS = text("""
    select v.version, v.texts, p.name as by_name, v.created_at
      from portal.template_versions v
      left join portal.people p on p.id = v.by_person_id
     where v.template_id = (select id from portal.templates where kind = :kind and channel = :channel
                             order by active desc, id desc limit 1)
     order by v.version desc limit 50
""")

_BROKEN = text("""
    select kind, channel, broken_why from portal.templates
     where active and broken_at is not null and channel <> 'pdf' order by kind, channel
""")
_PAPERS = text("""
    select t.kind, v.texts from portal.templates t
      join lateral (select texts from portal.template_versions v where v.template_id = t.id
                     order by v.version desc limit 1) v on true
     where t.active and t.channel = 'pdf' order by t.kind
""")


def find_words_for(kind: str, channel: str, pinned: int | None) -> OwnWords | None:
    """The company's words for a delivery, None where it has none; `pinned` is the version it was begun with."""
    with worker() as session:
        row = session.execute(_FOR_DELIVERY, {"kind": kind, "channel": channel, "pinned": pinned}).one_or_none()
    return OwnWords(row.id, row.public_id, row.version_id, words_of(row.texts)) if row is not None else None


def list_templates(viewer: Viewer) -> list[Template]:
    """All the company's own words. Raises Forbidden for whoever may not write them."""
    _writers_only(viewer)
    with transaction(viewer) as session:
        return [_template(row) for row in session.execute(_LIST)]


def find_template(viewer: Viewer, kind: str, channel: str) -> Template | None:
    """The company's own words for one kind and channel, if it has some."""
    _writers_only(viewer)
    with transaction(viewer) as session:
        row = session.execute(_ONE, {"kind": kind, "channel": channel}).one_or_none()
    return _template(row) if row is not None else None


def list_versions(viewer: Viewer, kind: str, channel: str) -> list[Version]:
    """The newest fifty versions, latest first; also while they are put aside."""
    _writers_only(viewer)
    with transaction(viewer) as session:
        rows = session.execute(_VERSIONS, {"kind": kind, "channel": channel}).all()
    return [Version(row.version, words_of(row.texts), row.by_name, row.created_at) for row in rows]


def broken_templates(viewer: Viewer) -> tuple[BrokenTemplate, ...]:
    """The company's own words that cannot be used, so that predefined ones stand in their place, and why.

    Messages are found broken when one is written; papers are looked at now. Raises Forbidden for whoever may neither
    see messages nor write templates.
    """
    if not (viewer.may(Permission.WRITE_TEMPLATES) or viewer.may(Permission.SEE_MESSAGES)):
        raise Forbidden
    with transaction(viewer) as session:
        messages = session.execute(_BROKEN).all()
        papers = session.execute(_PAPERS).all()
    found = [BrokenTemplate(row.kind, row.channel, row.broken_why or "") for row in messages]
    for row in papers:
        kind = PAPERS.get(row.kind)
        wrong = (
            [check_blocks(kind, texts_in(kind, row.texts, language) or {}) for language in LANGUAGES] if kind else []
        )
        if why := " ".join(dict.fromkeys(words for one in wrong for words in one.values())):
            found.append(BrokenTemplate(row.kind, "pdf", why))
    return tuple(found)


def words_of(texts: dict[str, Any]) -> dict[str, Words]:
    """What is kept of each language; what cannot be read counts as empty and is found broken."""
    return {language: Words(_text(found, "subject"), _text(found, "body")) for language, found in texts.items()}


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _template(row: Any) -> Template:
    return Template(row.public_id, row.kind, row.channel, row.version, words_of(row.texts), row.by_name,
                    row.created_at, row.broken_at, row.broken_why)  # fmt: skip


def _writers_only(viewer: Viewer) -> None:
    if not viewer.may(Permission.WRITE_TEMPLATES):
        raise Forbidden
