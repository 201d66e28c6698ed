"""The secret of a person's authenticator app, sealed as it is stored."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door

_CREDENTIALS = text("select credential_id from portal.passkeys where person_id = :person order by id")
_SEALED = text("""
    select sealed from portal.authenticators where person_id = :person and (confirmed_at is not null) = :confirmed
""")


def find_sealed_authenticator(person_id: int, *, confirmed: bool = True) -> bytes | None:
    """The sealed secret of the app that counts, or (`confirmed=False`) of the one being set up."""
    with door() as session:
        found = session.execute(_SEALED, {"person": person_id, "confirmed": confirmed}).scalar()
    return None if found is None else bytes(found)


def list_credential_ids(person_id: int) -> list[bytes]:
    """What the person's passkeys call themselves."""
    with door() as session:
        return [bytes(found) for found in session.execute(_CREDENTIALS, {"person": person_id}).scalars()]
