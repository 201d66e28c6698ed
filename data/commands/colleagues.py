"""The company's own people: adding one, changing roles, locking, taking a lost second step away.

The last administrator can neither be locked nor given another role: the rows of all administrators are held, in the
order of their ids, before one of them is changed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, text

from data.commands.account_checks import checked_email
from data.commands.accounts import TAKEN, end_everything, note
from data.commands.outbox import Outgoing, queue_message
from data.database import transaction
from data.ids import new_public_id
from data.queries.company import company
from data.queries.moment import current_moment
from data.session import Session
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Permission, StaffRole, Viewer
from integrations.language import LANGUAGES, _, moment, use_language

_ADD = text("""
    insert into portal.people (public_id, email, name, language, staff_role)
    values (:public_id, :email, :name, :language, :role) returning id
""")
_ADMINISTRATORS = text("""
    select id from portal.people where staff_role = 'administrator' and disabled_at is null order by id for update
""")
_HOLD = text("""
    select id, public_id, name, email, language, staff_role, disabled_at from portal.people
     where (public_id = :person or email = :person) and staff_role is not null and erased_at is null for update
""")
_ROLE = text("update portal.people set staff_role = :role where id = :person")
_LOCK = text("update portal.people set disabled_at = portal.now() where id = :person")
_UNLOCK = text("update portal.people set disabled_at = null where id = :person")
_FORGET = tuple(text(f"delete from portal.{table} where person_id = :person")  # noqa: S608  (constant names)
                for table in ("authenticators", "passkeys", "recovery_codes"))  # fmt: skip


def add_colleague(viewer: Viewer, who: dict[str, str], address: str, host: str) -> str:
    """Let somebody in as staff and write to them; they sign in with a code. The new public id.

    `address` is that of the sign-in page. Raises Forbidden, Invalid, Conflict for an address that is known.
    """
    _administering(viewer)
    email, role = checked_email(who["email"]), _role(who["role"])
    if not who["name"].strip():
        raise Invalid(_("A name is needed."), "name")
    language = who["language"] if who["language"] in LANGUAGES else company().language
    with transaction(viewer) as session:
        if session.execute(TAKEN, {"email": email}).first():
            raise Conflict(_("%(email)s is known already.") % {"email": email})
        public_id = new_public_id()
        values = {
            "public_id": public_id,
            "email": email,
            "name": who["name"].strip(),
            "language": language,
            "role": role,
        }
        person = session.execute(_ADD, values).scalar_one()
        queue_message(session, Outgoing("staff_invitation", email, language, host, person_id=person,
                                        variables={"name": values["name"], "address": address}))  # fmt: skip
        note(session, viewer, "staff_added", details={"person": person, "role": role})
    return public_id


def change_role(viewer: Viewer, person: str, role: str) -> int:
    """Give a colleague another role; their inner id. Raises Conflict for the last administrator."""
    _administering(viewer)
    wanted = _role(role)
    with transaction(viewer) as session:
        held = hold_colleague(session, person, leaves=wanted != StaffRole.ADMINISTRATOR.value)
        if held.staff_role == wanted:
            return int(held.id)
        session.execute(_ROLE, {"person": held.id, "role": wanted})
        note(session, viewer, "staff_role_changed", changes={"role": [held.staff_role, wanted]},
             details={"person": held.id})  # fmt: skip
    return int(held.id)


def lock_colleague(viewer: Viewer, person: str, *, unlock: bool = False) -> None:
    """Lock a colleague's account, or open it again; sessions end. Raises Conflict for the last administrator."""
    _administering(viewer)
    with transaction(viewer) as session:
        held = hold_colleague(session, person, leaves=not unlock)
        _not_oneself(viewer, held)
        if (held.disabled_at is None) == unlock:
            return
        session.execute(_UNLOCK if unlock else _LOCK, {"person": held.id})
        if not unlock:
            end_everything(session, held.id)
        note(session, viewer, "staff_unlocked" if unlock else "staff_locked", details={"person": held.id})


def reset_factors(viewer: Viewer, person: str, host: str) -> None:
    """Take all second steps of a colleague away, who then sets them up anew; sessions end, and they are told."""
    _administering(viewer)
    with transaction(viewer) as session:
        held = hold_colleague(session, person)
        _not_oneself(viewer, held)
        forgotten = sum(session.execute(one, {"person": held.id}).rowcount for one in _FORGET)
        end_everything(session, held.id)
        spoken = held.language or company().language
        with use_language(spoken):
            told = {"name": held.name, "when": moment(current_moment(), company().zone),
                    "device": _("by %(name)s") % {"name": viewer.name}}  # fmt: skip
        queue_message(session, Outgoing("second_factor_changed", held.email, spoken, host, person_id=held.id,
                                        variables=told))  # fmt: skip
        note(session, viewer, "second_factor_reset", details={"person": held.id, "removed": forgotten})


def hold_colleague(session: Session, person: str, *, leaves: bool = False) -> Row[Any]:
    """The colleague's row until the transaction ends; with `leaves` only if another administrator stays."""
    administrators = [row.id for row in session.execute(_ADMINISTRATORS)] if leaves else []
    held = session.execute(_HOLD, {"person": person}).one_or_none()
    if held is None:
        raise NotFound
    if leaves and administrators == [held.id]:
        raise Conflict(_("%(name)s is the last administrator. Make somebody else one first.") % {"name": held.name})
    return held


def _not_oneself(viewer: Viewer, held: Row[Any]) -> None:
    """Nobody locks themselves out, or takes their own second step away without the proof that this wants."""
    if held.id == viewer.person_id:
        raise Conflict(_("This is your own account. Ask another administrator."))


def _role(role: str) -> str:
    if role not in {one.value for one in StaffRole}:
        raise Invalid(_("This choice does not exist."), "role")
    return role


def _administering(viewer: Viewer) -> None:
    if not viewer.may(Permission.MANAGE_STAFF):
        raise Forbidden
