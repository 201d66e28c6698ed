"""The columns a person chose to see of a table."""

from __future__ import annotations

from sqlalchemy import text

from data.session import Session
from data.viewer import Viewer

# one statement for what every list begins with: how its plans are made, and the columns that were chosen
_BEGIN = text("""
select set_config('plan_cache_mode', :plans, true),
       (select c.columns from portal.chosen_columns c where c.person_id = :person and c.noun = :noun) as chosen""")


def begin_list(session: Session, viewer: Viewer, noun: str, *, plans: str) -> tuple[str, ...]:
    """Prepare the transaction of a list; the keys of the columns the person chose, none for the usual ones.

    `plans` is PostgreSQL's plan_cache_mode. While staff look at the portal as somebody, that person's choice.
    """
    row = session.execute(_BEGIN, {"plans": plans, "person": viewer.person_id, "noun": noun}).one()
    return tuple(row.chosen or ())
