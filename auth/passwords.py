"""What a password must be like, and how it is hashed."""

from __future__ import annotations

from data.viewer import Invalid
from integrations.language import _
from integrations.passwords import LONGEST, hash_password

__all__ = ["check_new_password", "hash_password"]
SHORTEST = 15
_FEWEST_DIFFERENT = 5


def check_new_password(password: str) -> None:
    """Raise Invalid, with the reason in words, unless the password may be chosen."""
    if len(password) < SHORTEST:
        words = _("A password needs at least %(least)s characters. Several words in a row are easy to remember.")
        raise Invalid(words % {"least": SHORTEST}, "password")
    if len(password) > LONGEST:
        raise Invalid(_("A password has at most %(most)s characters.") % {"most": LONGEST}, "password")
    if len(set(password)) < _FEWEST_DIFFERENT:
        raise Invalid(_("This password repeats the same few characters. Please choose another one."), "password")
