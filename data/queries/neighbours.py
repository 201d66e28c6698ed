"""What stands before and after a record in the table it was opened from, through the same nets as the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from data.database import transaction
from data.queries import slices
from data.queries.company import company
from data.queries.surroundings import PLAN_FOR_THESE_VALUES
from data.queries.table_statements import Table
from data.queries.tables import asked_values
from data.records.documents import Beside, Neighbour
from data.records.scope import Scope
from data.records.tables import Question
from data.viewer import Viewer

NOBODY = Beside()


def beside_in_table(
    table: Table[Any], viewer: Viewer, scope: Scope, question: Question, public_id: str, title: str = "title"
) -> Beside:
    """The neighbours of a record among what the question finds, in its order; none where it is not among it."""
    with transaction(slices.narrowed(viewer, scope)) as session:
        session.execute(PLAN_FOR_THESE_VALUES)
        values = asked_values(session, viewer, scope, question)
        names = table.names_of(values)
        bound = values | {"public_id": public_id, "soon": company().expiry_days}
        place = session.execute(table.select_place(names, question), bound).first()
        if place is None:
            return NOBODY
        bound |= {"after_key": place.list_key, "after_id": public_id}

        def first(asked: Question, going_on: str, **places: str) -> Any:
            return session.execute(table.select_rows(names, asked, going_on, 1), bound | places).first()

        going_on = "null" if place.list_key is None else "value"
        after, before = first(question, going_on), _before(first, question.sort or table.usual, question, going_on)
        if after is None and going_on == "value" and table.sorted_by(question)[0].lacks:
            after = first(question, "null", after_id="")  # those without a key are another statement there
    return Beside(_neighbour(before, title), _neighbour(after, title))


def _before(first: Callable[..., Any], now: str, question: Question, going_on: str) -> Any:
    """The first row in the order turned round. Rows without a key come last both ways, so there are two questions."""
    turned = replace(question, sort=now.removeprefix("-") if now.startswith("-") else f"-{now}")
    row = first(turned, going_on)
    if row is None and going_on == "null":
        row = first(turned, "")  # the last of those that have a key
        going_on = "value"
    return None if row is None or (row.list_key is None and going_on == "value") else row


def _neighbour(row: Any, title: str) -> Neighbour | None:
    return None if row is None else Neighbour(row.public_id, getattr(row, title))
