"""What staff do with a person's access: giving it, sending it again, locking, revoking, correcting who it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text

from data.commands.account_checks import Channels, checked, confirm
from data.commands.links import write_link
from data.commands.outbox import Outgoing, queue_message
from data.database import transaction
from data.ids import new_public_id
from data.queries.account_page import find_row
from data.queries.company import company
from data.records.access import GIVEN, areas_of, shows_amounts
from data.records.link import LinkSecrets, NewLink
from data.session import Session
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.identifiers import phone_number
from integrations.language import _

_HOLD = text("""
    select id, public_id, name, email, phone, language, disabled_at, merged_into_id, erased_at
      from portal.people
     where public_id = :person and staff_role is null for update
""")
_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, person_id, changes, details)
    values (portal.now(), :verb, 'staff', :client, :by, cast(:changes as jsonb), cast(:details as jsonb))
""")
_CLIENT = text("select id, name, language from portal.clients where public_id = :client")
TAKEN = text("select public_id, staff_role, id from portal.people where email = :email")
_NEW_PERSON = text("""
    insert into portal.people (public_id, email, name, phone, phone_origin, language)
    values (:public_id, :email, :name, :phone, :origin, :language) returning id
""")
_LINK_CONTACTS = text("update portal.contacts set person_id = :person where email = :email and person_id is null")
_REVOKED = text("select exists (select from portal.revocations where person_id = :person and client_id = :client)")
_OPEN = text("""
    select exists (select from portal.grants where person_id = :person and client_id = :client and revoked_at is null
                      and cardinality(areas) > 0 and (valid_until is null or valid_until >= portal.today()))
""")
_GRANT = text("""
    insert into portal.grants (public_id, person_id, client_id, preset, areas, exports, sees_amounts, set_by_staff_at)
    values (:public_id, :person, :client, :preset, :areas, :exports, :amounts, portal.now())
""")
_INVITED = text("update portal.people set invited_at = portal.now(), mail_bounced_at = null, mail_bounce = null"
                " where id = :person")  # fmt: skip
_ENTERS = text("select exists (select from portal.person_clients(:person))")
_LOCK = text("update portal.people set disabled_at = portal.now() where id = :person")
_UNLOCK = text("update portal.people set disabled_at = null where id = :person")
_END_SESSIONS = text("""
    update portal.sessions set ended_at = portal.now() where person_id = :person and ended_at is null
""")
_END_LINKS = text("""
    update portal.access_links set expires_at = portal.now()
     where person_id = :person and used_at is null and expires_at > portal.now()
""")
_REVOKE = text("""
    insert into portal.revocations (person_id, client_id, at, by_person_id, reason)
    values (:person, :client, portal.now(), :by, :reason) on conflict do nothing returning client_id
""")
_REVOKE_GRANTS = text("""
    update portal.grants set revoked_at = portal.now(), updated_at = portal.now()
     where person_id = :person and client_id = :client and revoked_at is null returning public_id
""")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation is made of: its secrets, the host of the portal's address, and the ways it goes out."""

    secrets: LinkSecrets
    host: str
    channels: Channels = ("email",)


def give_access(viewer: Viewer, account: str, client: str, preset: str, invitation: Invitation | None) -> str:
    """Let a person or a contact into a client with the areas of a preset, and invite them; the person's public id.

    Somebody who can open the client already keeps what they have and is only invited. Without an invitation nothing is
    sent. Raises Conflict for somebody locked, revoked for good there, or of the staff.
    """
    managing(viewer)
    with transaction(viewer) as session:
        found = find_row(session, account)
        target = session.execute(_CLIENT, {"client": client}).one_or_none()
        if target is None:
            raise NotFound
        person = hold(session, found.public_id) if found.person_id else become(session, found, target.language)
        open_to(session, viewer, person, target, preset)
        if invitation is not None:
            invite(session, viewer, person, invitation, target.id)
        return str(person.public_id)


def open_to(session: Session, viewer: Viewer, person: Row[Any], client: Row[Any], preset: str) -> bool:
    """Grant a preset of a client unless something of it is open; whether anything was granted. Raises Conflict."""
    if person.disabled_at is not None:
        raise Conflict(_("%(name)s is locked. Unlock the account first.") % {"name": person.name})
    values = {"person": person.id, "client": client.id}
    if session.execute(_REVOKED, values).scalar():
        raise Conflict(_("The access of %(name)s to this client was revoked for good.") % {"name": person.name})
    if session.execute(_OPEN, values).scalar():
        return False
    if preset not in GIVEN:
        raise Invalid(_("Choose what may be seen."), "preset")
    session.execute(_GRANT, values | {"public_id": new_public_id(), "preset": preset, "areas": areas_of(preset),
                                      "exports": preset != "read_only", "amounts": shows_amounts(preset)})  # fmt: skip
    told = {"person": person.id, "preset": preset}
    note(session, viewer, "access_given", client=client.id, details=told)
    return True


def invite(session: Session, viewer: Viewer, person: Row[Any], sent: Invitation, client: int | None = None) -> None:
    """Write the invitation and its messages in the caller's transaction."""
    if not sent.channels:
        raise Invalid(_("Choose how the invitation is sent."), "channel")
    write_link(session, NewLink(person.id, "invitation", sent.secrets, sent.host, sent.channels,
                                by_person_id=viewer.person_id))  # fmt: skip
    session.execute(_INVITED, {"person": person.id})
    note(session, viewer, "invitation_sent", client=client,
         details={"person": person.id, "channels": list(sent.channels)})  # fmt: skip


def invite_somebody(viewer: Viewer, client: str, who: dict[str, str], preset: str, invitation: Invitation) -> str:
    """Let somebody into a client by name, e-mail and phone, whether known already or not; the person's public id.

    Raises as `give_access` does.
    """
    managing(viewer)
    after = checked(who)
    with transaction(viewer) as session:
        target = session.execute(_CLIENT, {"client": client}).one_or_none()
        if target is None:
            raise NotFound
        known = session.execute(TAKEN, {"email": after["email"]}).one_or_none()
        if known is not None and known.staff_role is not None:
            raise Conflict(_("%(email)s belongs to one of your colleagues.") % {"email": after["email"]})
        person = hold(session, known.public_id) if known is not None else _new(session, after, "staff", target.language)
        open_to(session, viewer, person, target, preset)
        invite(session, viewer, person, invitation, target.id)
        return str(person.public_id)


def send_again(viewer: Viewer, person: str, invitation: Invitation) -> None:
    """Send a new access mail; earlier ones end. Raises Conflict for somebody who may open nothing today."""
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        if held.disabled_at is not None or not session.execute(_ENTERS, {"person": held.id}).scalar():
            raise Conflict(_("%(name)s has no access today, so there is nothing to send.") % {"name": held.name})
        invite(session, viewer, held, invitation)


def lock(viewer: Viewer, person: str) -> None:
    """Close a person's account until it is unlocked: sessions end with their next request, open links end too."""
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        if held.disabled_at is not None:
            raise Conflict(_("%(name)s is locked already.") % {"name": held.name})
        session.execute(_LOCK, {"person": held.id})
        end_everything(session, held.id)
        note(session, viewer, "account_locked", details={"person": held.id})


def unlock(viewer: Viewer, person: str) -> None:
    """Open a locked account again, with the rights it has."""
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        if held.disabled_at is None:
            raise Conflict(_("%(name)s is not locked.") % {"name": held.name})
        session.execute(_UNLOCK, {"person": held.id})
        note(session, viewer, "account_unlocked", details={"person": held.id})


def revoke(viewer: Viewer, person: str, client: str, typed: str, reason: str = "", host: str = "") -> None:
    """Take a client away from a person for good; neither an import nor the company's default brings it back.

    `typed` is the person's e-mail address, typed as confirmation; with a `host` they are told by mail.
    The contact and everything that happened stay.
    """
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        target = session.execute(_CLIENT, {"client": client}).one_or_none()
        if target is None:
            raise NotFound
        confirm(typed, held.email)
        values = {"person": held.id, "client": target.id, "by": viewer.person_id, "reason": reason.strip() or None}
        if session.execute(_REVOKE, values).first() is None:
            raise Conflict(_("The access of %(name)s to this client was revoked for good.") % {"name": held.name})
        grants = [row.public_id for row in session.execute(_REVOKE_GRANTS, values)]
        end_everything(session, held.id)
        if host:
            queue_message(session, Outgoing(
                "access_revoked", held.email, held.language or company().language, host, person_id=held.id,
                client_id=target.id, variables={"name": held.name, "client": target.name},
            ))  # fmt: skip
        note(session, viewer, "access_revoked", client=target.id,
             details={"person": held.id, "grants": grants, "reason": values["reason"]})  # fmt: skip


def hold(session: Session, person: str) -> Row[Any]:
    """A person's row, locked until the transaction ends: two who change the same person do so one after the other."""
    row = session.execute(_HOLD, {"person": person}).one_or_none()
    if row is None:
        raise NotFound
    if row.erased_at is not None:
        raise Conflict(_("This person was erased."))
    if row.merged_into_id is not None:
        raise Conflict(_("This person was merged with another one."))
    return row


def end_everything(session: Session, person: int) -> None:
    """End the sessions and open links of a person."""
    session.execute(_END_SESSIONS, {"person": person})
    session.execute(_END_LINKS, {"person": person})


def note(session: Session, viewer: Viewer, verb: str, *, client: int | None = None,
         changes: dict[str, Any] | None = None, details: dict[str, Any] | None = None) -> None:  # fmt: skip
    """Write what happened, for staff."""
    session.execute(_EVENT, {
        "verb": verb, "client": client, "by": viewer.person_id,
        "changes": None if changes is None else json.dumps(changes),
        "details": None if details is None else json.dumps(details),
    })  # fmt: skip


def become(session: Session, contact: Row[Any], language: str | None) -> Row[Any]:
    """A contact becomes a person; contacts with the same address are theirs."""
    phone = phone_number(contact.phone) if contact.phone else None
    return _new(session, {"email": contact.email, "name": contact.name, "phone": phone}, "import", language)


def _new(session: Session, who: dict[str, Any], origin: str, language: str | None) -> Row[Any]:
    public_id = new_public_id()
    person = session.execute(_NEW_PERSON, {
        "public_id": public_id, "email": who["email"], "name": who["name"], "phone": who["phone"],
        "origin": origin if who["phone"] else None, "language": who.get("language") or language,
    }).scalar_one()  # fmt: skip
    session.execute(_LINK_CONTACTS, {"person": person, "email": who["email"]})
    return hold(session, public_id)


def managing(viewer: Viewer) -> None:
    """Raise Forbidden unless the role manages accounts."""
    if not viewer.may(Permission.MANAGE_ACCOUNTS):
        raise Forbidden
