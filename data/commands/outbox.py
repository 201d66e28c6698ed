"""Writing an outgoing message: in the caller's transaction, with the job that wakes its delivery."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from sqlalchemy import text

from data.ids import new_public_id
from data.session import Session

Channel = Literal["email", "sms"]
_QUEUE = text("""
    with message as (
        insert into portal.messages (public_id, channel, template, language, person_id, client_id, recipient, variables,
                                     message_id, next_at, created_at, expires_at)
        values (:public_id, :channel, :kind, :language, :person, :client, :recipient, cast(:variables as jsonb),
                :message_id, portal.now(), portal.now(), portal.now() + cast(:lasts as interval))
        returning id, expires_at),
    secret as (
        insert into portal.message_secrets (message_id, sealed, expires_at)
        select id, cast(:sealed as bytea), expires_at from message where cast(:sealed as bytea) is not null),
    job as (select portal.defer('deliver_message', jsonb_build_object('message', id)) from message)
    select id, (select count(*) from job) as jobs from message
""")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be written. `variables` are what its words need and may be seen by staff.

    What must not be, codes and links above all, is `sealed` (integrations/seals.py) and erased on sending. After
    `lasts` the message is not sent any more.
    """

    kind: str
    recipient: str  # an e-mail address or a telephone number (E.164)
    language: str
    host: str  # of the configured base address, for the Message-ID
    channel: Channel = "email"
    person_id: int | None = None
    client_id: int | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    sealed: bytes | None = None
    lasts: timedelta | None = None


def queue_message(session: Session, message: Outgoing) -> int:
    """Write the message and wake its delivery; the id. Nothing leaves before the caller's transaction is committed."""
    public_id = new_public_id()
    values = {
        "public_id": public_id, "channel": message.channel, "kind": message.kind, "language": message.language,
        "person": message.person_id, "client": message.client_id, "recipient": message.recipient,
        "variables": json.dumps(dict(message.variables)), "message_id": f"<{public_id}@{message.host}>",
        "sealed": message.sealed, "lasts": message.lasts,
    }  # fmt: skip
    return int(session.execute(_QUEUE, values).one().id)
