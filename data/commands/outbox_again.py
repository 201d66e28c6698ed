"""Sending a message again: as a new one, with the words of today; nothing that was secret in it can come back."""

from __future__ import annotations

import json

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.database import transaction
from data.viewer import Conflict, Forbidden, NotFound, Permission, Viewer
from integrations.language import _
from integrations.message_kinds import KINDS

_MESSAGE = text("""
    select template, channel, language, recipient, person_id, client_id, variables, state,
           expires_at <= portal.now() as over, expires_at - portal.now() as rest
      from portal.messages where public_id = :message
""")
_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, person_id, details)
    values (portal.now(), 'message_sent_again', 'staff', :client, :by, cast(:details as jsonb))
""")
_NEW = text("select public_id from portal.messages where id = :id")


def why_not_again(kind: str, state: str, *, over: bool) -> str:
    """Why a message cannot be sent again, in the current language; empty when it can."""
    if kind not in KINDS:
        return _("The portal does not know this kind of message any more.")
    if KINDS[kind].needed:
        return _("Its code and link were erased and hold no longer. Have the person ask for a new one, or send a new "
                 "invitation.")  # fmt: skip
    if state in ("queued", "sending"):
        return _("It has not been sent yet: it is still being tried.")
    return _("What it tells of is over.") if over else ""


def send_again(viewer: Viewer, message: str, host: str) -> str:
    """Write the message once more; the public id of the new one. Raises Conflict where that makes no sense."""
    if not viewer.may(Permission.SEE_MESSAGES):
        raise Forbidden
    with transaction(viewer) as session:
        row = session.execute(_MESSAGE, {"message": message}).one_or_none()
        if row is None:
            raise NotFound
        if why := why_not_again(row.template, row.state, over=bool(row.over)):
            raise Conflict(why)
        new = queue_message(session, Outgoing(
            row.template, row.recipient, row.language, host, row.channel, row.person_id, row.client_id, row.variables,
            lasts=row.rest,
        ))  # fmt: skip
        session.execute(_EVENT, {"client": row.client_id, "by": viewer.person_id,
                                 "details": json.dumps({"message": message, "kind": row.template})})  # fmt: skip
        return str(session.execute(_NEW, {"id": new}).scalar_one())
