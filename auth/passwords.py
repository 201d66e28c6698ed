"""What a password must be like, and how it is hashed."""

from __future__ import annotations

from data.viewer import Invalid
from integrations.language import _
from integrations.password_rules import WEAK, weakness
from integrations.passwords import hash_password

__all__ = ["check_new_password", "hash_password"]


def check_new_password(password: str) -> None:
    """Raise Invalid, with the reason in words, unless the password may be chosen to open an account alone."""
    found = weakness(password)
    if found is not None:
        raise Invalid(_(WEAK[found]), "password")
