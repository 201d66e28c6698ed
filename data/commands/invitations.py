"""Inviting many at once: one transaction, a message each, those who were invited meanwhile left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text

from data.commands.accounts import Invitation, become, hold, invite, managing, note, open_to
from data.database import transaction
from data.queries.account_page import find_row
from data.queries.invitations import MOST
from data.records.invitations import WHO
from data.session import Session
from data.viewer import Invalid, NotFound, Viewer
from integrations.language import _

_CLIENTS = text("""
    select distinct c.id, c.name, c.language from portal.contacts k join portal.clients c on c.id = k.client_id
     where k.email = :email order by c.id
""")


def invite_many(viewer: Viewer, who: str, accounts: Sequence[str], preset: str, sent: Sequence[Invitation]) -> int:
    """Invite these people and contacts, an invitation each, and say how many were; all of them or, on failure, none.

    A contact is given the preset at each client they are a contact of. Left out is who has been invited meanwhile (for
    `never`), has been here (for `unused`), is locked or may open nothing. SMS goes to those who have a number.
    """
    managing(viewer)
    if who not in WHO or len(accounts) > MOST or len(sent) < len(accounts):
        raise Invalid(_("This form was not sent as it was made. Please reload the page and try again."))
    with transaction(viewer, seconds=60) as session:
        done = sum(_invite(session, viewer, who, account, preset, one)
                   for account, one in zip(accounts, sent, strict=False))  # fmt: skip
        note(session, viewer, "invited_many", details={"who": who, "invited": done})
    return done


def _invite(session: Session, viewer: Viewer, who: str, account: str, preset: str, sent: Invitation) -> bool:
    try:
        found = find_row(session, account)
    except NotFound:
        return False
    states = {"never": ("ready", "none"), "unused": ("invited",), "bounced": ("bounced",)}[who]
    if found.state not in states or (found.state == "none" and found.person_id is not None):
        return False
    if found.person_id is not None:
        person = hold(session, found.public_id)
    else:
        clients = session.execute(_CLIENTS, {"email": found.email}).all()
        person = become(session, found, clients[0].language)
        for client in clients:
            open_to(session, viewer, person, client, preset)
    ways = tuple(way for way in sent.channels if way == "email" or person.phone) or ("email",)
    invite(session, viewer, person, replace(sent, channels=ways))
    return True
