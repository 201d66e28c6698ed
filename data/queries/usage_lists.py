"""The lines behind the figures of usage: who, what, and whom to call. Each list is one statement."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import text

from data.database import transaction
from data.queries import usage_statements as statements
from data.queries.scope import patterns
from data.queries.usage_rows import Source
from data.records.usage import COUNTED, LISTS, REASONS, UsageList, UsageQuestion
from data.search import folded
from data.viewer import Forbidden, NotFound, Permission, Viewer

PAGE = 50
MOST_ROWS = 50_000
_EXPORT_SECONDS = 60


def find_usage_list(
    viewer: Viewer, figure: str, question: UsageQuestion, page: int = 1, *, reason: str = ""
) -> UsageList:
    """A page of the lines behind a figure. Raises Forbidden without the right, NotFound for an unknown figure."""
    if not viewer.may(Permission.SEE_USAGE):
        raise Forbidden
    if figure not in LISTS or (reason and reason not in REASONS):
        raise NotFound
    with transaction(viewer) as session:
        source = Source(session, question)
        rows = _read(source, figure, reason, PAGE + 1, (page - 1) * PAGE)
    return UsageList(figure, question, source.span, source.place, tuple(rows[:PAGE]), page, len(rows) > PAGE)


def export_usage_list(viewer: Viewer, figure: str, question: UsageQuestion, *, reason: str = "") -> UsageList:
    """All lines behind a figure, up to MOST_ROWS. Raises as `find_usage_list` does."""
    if not viewer.may(Permission.SEE_USAGE):
        raise Forbidden
    if figure not in LISTS or (reason and reason not in REASONS):
        raise NotFound
    with transaction(viewer, seconds=_EXPORT_SECONDS, exporting=True) as session:
        source = Source(session, question)
        rows = _read(source, figure, reason, MOST_ROWS, 0)
    return UsageList(figure, question, source.span, source.place, tuple(rows), 1, False)


def count_lists(source: Source, active: Sequence[int] | None = None) -> dict[str, int]:
    """How many lines stand behind what waits for somebody to do something, at most one more than COUNTED.

    `active` are the clients who used the portal, where they are known.
    """
    found = {}
    for figure in ("invoices", "quotes", "looked_for", "dormant"):
        lines = _statement(source, figure).rpartition("order by")[0]
        if figure == "looked_for":
            lines = statements.COUNT_LOOKED_FOR
        if figure == "dormant" and active is not None:
            lines = lines.replace(statements.IDLE, statements.NOT_ACTIVE)
        inner = f"select count(*) from ({lines} limit {COUNTED + 1}) counted"  # noqa: S608
        values = _values(source, figure, "") | {"active": list(active or ())}
        found[figure] = int(source.session.execute(text(inner), values).scalar_one())
    return found


def count_never(source: Source) -> Mapping[str, int]:
    """How many have never signed in, by why."""
    statement = text(f"{statements.NEVER} select reason, count(*) as n from told group by reason")  # noqa: S608
    rows = source.session.execute(statement, _values(source, "never", ""))
    return {row.reason: int(row.n) for row in rows}


def _read(source: Source, figure: str, reason: str, limit: int, offset: int) -> list[Mapping[str, Any]]:
    values = _values(source, figure, reason) | {"limit": limit, "offset": offset}
    rows = source.session.execute(text(f"{_statement(source, figure)} limit :limit offset :offset"), values)
    return [_told(figure, dict(row._mapping)) for row in rows]


def _statement(source: Source, figure: str) -> str:
    """The text of a figure's lines, narrowed to the place that is asked."""
    if figure in ("people", "sign_ins"):
        return {"people": statements.PEOPLE, "sign_ins": statements.SIGN_INS}[figure].replace("{rows}", source.rows)
    if figure in ("clients", "answered"):
        having = "having bool_or(r.answered)" if figure == "answered" else ""
        order = "answered" if figure == "answered" else "days"
        return statements.CLIENTS.format(rows=source.rows, having=having, order=order)
    fixed = {"never": statements.NEVER_LIST, "adoption": statements.ADOPTED, "looked_for": statements.LOOKED_FOR}
    if figure in fixed:
        return fixed[figure]
    placed = {
        "documents": (statements.DOCUMENTS, "d"), "searches": (statements.SEARCHES, "s"),
        "invoices": (statements.INVOICES, "i"), "quotes": (statements.QUOTES, "q"),
        "dormant": (statements.DORMANT, "c"),
    }  # fmt: skip
    statement, name = placed[figure]
    return statement.replace("{placed}", _placed(source, name))


def _placed(source: Source, name: str) -> str:
    if source.everywhere:
        return ""
    if name == "c":  # clients themselves: a site is no narrower
        return "and c.id = any (cast(:clients as bigint[]))"
    return "and " + (statements.ON_SITE if source.place.site is not None else statements.PLACED).format(r=name)


def _values(source: Source, figure: str, reason: str) -> dict[str, Any]:
    everywhere = {"clients": None, "members": None}
    values: dict[str, Any] = everywhere | source.values(source.span)
    values |= {"reason": reason or None}
    if figure in ("quotes", "adoption"):  # of today, whatever the period
        values["live"] = "infinity"
    if figure == "looked_for":
        values["asked"] = json.dumps(list(_asked(source)))
    return values


def _asked(source: Source) -> Iterator[dict[str, Any]]:
    """Searches without a result, in the words of a document's search text."""
    statement = statements.ASKED.replace("{placed}", _placed(source, "s"))
    for row in source.session.execute(text(statement), source.values(source.span)):
        words = words_of(row.path)
        if len(folded(words)) >= 3:  # shorter ones fit anything
            yield {"client": row.client, "person": row.person, "at": row.at.isoformat(), "words": words,
                   "patterns": patterns(words)}  # fmt: skip


def words_of(address: str) -> str:
    """What was looked for at an address that was noted."""
    asked = dict(parse_qsl(address.partition("?")[2]))
    return " ".join(asked[name].strip() for name in ("q", "number", "subject") if asked.get(name, "").strip())


def _told(figure: str, row: dict[str, Any]) -> dict[str, Any]:
    if figure == "searches":
        row["words"] = words_of(row["path"])
        row["where"] = row["path"].partition("?")[0]
    return row
