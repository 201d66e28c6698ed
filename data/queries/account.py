"""A person's own account, read through the door login: nobody else's can be asked for."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door
from data.records.account import CONSENTS, Account, Consent, Passkey
from data.viewer import Forbidden, SignedOut, Viewer

_ACCOUNT = text("""
    select p.name, p.email, p.phone,
           p.phone is not null and (p.phone_origin is distinct from 'self' or p.phone_confirmed_at is not null)
               as phone_counts,
           p.password_hash is not null as has_password, p.password_changed_at,
           (select a.confirmed_at from portal.authenticators a where a.person_id = p.id) as totp_since,
           (select count(*) from portal.recovery_codes r
             where r.person_id = p.id and r.used_at is null) as recovery_left,
           (select count(*) from portal.passkeys k where k.person_id = p.id) as passkeys,
           (select count(*) from portal.devices d where d.person_id = p.id and d.forgotten_at is null) as devices
      from portal.people p where p.id = :person and p.disabled_at is null
""")
_PASSKEYS = text("""
    select public_id, name, created_at, last_used_at from portal.passkeys where person_id = :person order by id
""")
_CONSENTS = text("""
    select kind, given, at, origin from portal.consents where person_id = :person order by at desc, id desc limit 200
""")


def find_account(viewer: Viewer) -> Account:
    """What the person has on file. Raises Forbidden while staff look as somebody else, SignedOut for nobody."""
    _own_only(viewer)
    with door() as session:
        row = session.execute(_ACCOUNT, {"person": viewer.person_id}).one_or_none()
    if row is None:
        raise SignedOut
    return Account(**row._mapping)


def list_passkeys(viewer: Viewer) -> list[Passkey]:
    """The person's passkeys, in the order they were added."""
    _own_only(viewer)
    with door() as session:
        return [Passkey(**row._mapping) for row in session.execute(_PASSKEYS, {"person": viewer.person_id})]


def list_consents(viewer: Viewer) -> dict[str, list[Consent]]:
    """What the person has agreed to and taken back, by kind, the newest first: the first one holds."""
    _own_only(viewer)
    found: dict[str, list[Consent]] = {kind: [] for kind in CONSENTS}
    with door() as session:
        for row in session.execute(_CONSENTS, {"person": viewer.person_id}):
            found[row.kind].append(Consent(row.given, row.at, row.origin))
    return found


def _own_only(viewer: Viewer) -> None:
    if viewer.read_only or viewer.person_id is None:
        raise Forbidden
