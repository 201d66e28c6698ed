"""Staff correct who a person is: name, e-mail, phone, language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from data.commands.account_checks import checked
from data.commands.accounts import TAKEN, end_everything, hold, managing, note
from data.commands.outbox import Outgoing, queue_message
from data.database import transaction
from data.queries.company import company
from data.queries.moment import current_moment
from data.session import Session
from data.viewer import Conflict, Viewer
from integrations.language import _, moment, use_language

_CORRECT = text("""
    update portal.people set name = :name, email = :email, language = :language, phone = :phone,
           phone_origin = case when :phone is not distinct from phone then phone_origin
                               when cast(:phone as text) is null then null else 'staff' end,
           phone_confirmed_at = case when :phone is not distinct from phone then phone_confirmed_at end,
           mail_bounced_at = case when :email = email then mail_bounced_at end,
           mail_bounce = case when :email = email then mail_bounce end
     where id = :person
""")


def correct(viewer: Viewer, person: str, wanted: dict[str, str], before: dict[str, str], host: str = "") -> None:
    """Correct name, e-mail, phone, language; `before` is what the form showed: Conflict if that has changed meanwhile.

    Another e-mail address ends sessions and open links: what was sent to the old one is worth nothing any more. With a
    `host` both addresses are told.
    """
    managing(viewer)
    with transaction(viewer) as session:
        held = hold(session, person)
        now = {name: str(getattr(held, name) or "") for name in ("name", "email", "phone", "language")}
        if before != now:
            changed = ", ".join(now[name] or "–" for name in now if before.get(name) != now[name])
            raise Conflict(_("Somebody else has changed this person meanwhile: %(what)s. Nothing of yours was saved.")
                           % {"what": changed})  # fmt: skip
        after = checked(wanted)
        changes = {name: [now[name], after[name]] for name in now if now[name] != (after[name] or "")}
        if not changes:
            return
        taken = session.execute(TAKEN, {"email": after["email"]}).one_or_none()
        if taken is not None and taken.id != held.id:
            raise Conflict(_("%(email)s belongs to another person already. You can merge the two.")
                           % {"email": after["email"]})  # fmt: skip
        session.execute(_CORRECT, after | {"person": held.id})
        if "email" in changes:
            end_everything(session, held.id)
            if host:
                _tell(session, held, str(after["email"]), host)
        note(session, viewer, "person_corrected", changes=changes, details={"person": held.id})


def _tell(session: Session, held: Row[Any], new: str, host: str) -> None:
    """A changed address is told to both: who reads the old one may not have wanted it."""
    spoken = held.language or company().language
    with use_language(spoken):
        told = {"name": held.name, "new": new, "when": moment(current_moment(), company().zone)}
    for recipient in (held.email, new):
        queue_message(session, Outgoing("email_changed", recipient, spoken, host, person_id=held.id, variables=told))
