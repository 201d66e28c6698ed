"""The secret of a person's authenticator app, sealed as it is stored."""

from __future__ import annotations

from sqlalchemy import text

from data.database import door

_SEALED = text("""
    select sealed from portal.authenticators where person_id = :person and (confirmed_at is not null) = :confirmed
""")


def find_sealed_authenticator(person_id: int, *, confirmed: bool = True) -> bytes | None:
    """The sealed secret of the app that counts, or (`confirmed=False`) of the one being set up."""
    with door() as session:
        found = session.execute(_SEALED, {"person": person_id, "confirmed": confirmed}).scalar()
    return None if found is None else bytes(found)
