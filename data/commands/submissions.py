"""Submission keys: the first sending of a form claims its key, later ones learn where the first one led."""

from __future__ import annotations

import time

from sqlalchemy import text

from data.database import door
from data.viewer import Conflict, Viewer
from integrations.language import _

_CLAIM = text("""
    insert into portal.submissions (key, person_id) values (:key, :person)
    on conflict (person_id, key) do update set created_at = now()
        where submissions.outcome is null and submissions.created_at < now() - interval '60 seconds'
    returning key
""")
_OUTCOME = text("select outcome from portal.submissions where person_id = :person and key = :key")
_SETTLE = text("update portal.submissions set outcome = :outcome where person_id = :person and key = :key")
_FORGET = text("delete from portal.submissions where person_id = :person and key = :key and outcome is null")
_PATIENCE = 5.0  # seconds a second sending waits for the first one to end


def claim(viewer: Viewer, key: str) -> str | None:
    """None when the key is new and now ours; else the outcome of the first sending. Conflict while that still runs.

    A first sending that died without an outcome gives its key free after a minute.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        values = {"key": key, "person": viewer.person_id}
        with door() as session:
            if session.execute(_CLAIM, values).first():
                return None
            outcome: str | None = session.execute(_OUTCOME, values).scalar()
        if outcome is not None:
            return outcome
        if time.monotonic() > until:
            raise Conflict(_("This has been sent already and is still being worked on. Please look again in a minute."))
        time.sleep(0.1)


def settle(viewer: Viewer, key: str, outcome: str) -> None:
    """Keep where the first sending led (an address on this host)."""
    with door() as session:
        session.execute(_SETTLE, {"key": key, "person": viewer.person_id, "outcome": outcome})


def forget(viewer: Viewer, key: str) -> None:
    """Give an unsettled key free again: nothing happened."""
    with door() as session:
        session.execute(_FORGET, {"key": key, "person": viewer.person_id})
