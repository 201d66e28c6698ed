"""Staff take back that somebody's access was revoked for good."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.account_checks import confirm
from data.commands.accounts import hold, managing, note
from data.database import transaction
from data.viewer import Conflict, NotFound, Viewer
from integrations.language import _

_CLIENT = text("select id from portal.clients where public_id = :client")
_TAKE_BACK = text("""
    delete from portal.revocations where person_id = :person and client_id = :client returning at, reason
""")


def take_back(viewer: Viewer, person: str, client: str, typed: str) -> None:
    """End a revocation: the person may be given access to the client again, and has none until staff give it.

    The grants that were revoked stay so, whatever an import says, and nobody is told anything: an invitation is what
    tells them. `typed` is the person's e-mail address. Raises Conflict where nothing is revoked.
    """
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        target = session.execute(_CLIENT, {"client": client}).one_or_none()
        if target is None:
            raise NotFound
        confirm(typed, held.email)
        ended = session.execute(_TAKE_BACK, {"person": held.id, "client": target.id}).one_or_none()
        if ended is None:
            raise Conflict(_("The access of %(name)s to this client is not revoked.") % {"name": held.name})
        note(session, viewer, "revocation_taken_back", client=target.id,
             details={"person": held.id, "since": ended.at.isoformat(), "reason": ended.reason})  # fmt: skip
