"""Password hashes: Argon2id with our cost, normalised input, at most two computed at a time in one process."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

LONGEST = 128  # characters; longer input is refused before it costs anything
_hasher = PasswordHasher(memory_cost=47104, time_cost=2, parallelism=1)  # 46 MiB, about 60 ms
# Each hash takes memory and a core: more at once would slow down everybody else's pages.
_places = BoundedSemaphore(2)
_PATIENCE = 5.0  # seconds


class TooBusy(Exception):
    """So many sign-ins at once that this one did not get its turn in time."""


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(_normal(password))


@cache
def _nobodys_hash() -> str:
    """What an unknown address is compared with, so that it costs the same as a known one."""
    return hash_password("nobody has this password")


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one stored; the same work is done when nothing is stored. Raises TooBusy."""
    if not _places.acquire(timeout=_PATIENCE):
        raise TooBusy
    try:
        matches = _hasher.verify(stored or _nobodys_hash(), _normal(password[:LONGEST]))
        return matches and stored is not None and len(password) <= LONGEST
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    finally:
        _places.release()


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with another cost than today's and should be made anew."""
    return _hasher.check_needs_rehash(stored)


def prepare() -> None:
    """Compute what the first comparison needs, so that it takes no longer than the later ones."""
    _nobodys_hash()
