"""What a person sees of their own account: devices, sign-ins, second factors, data, consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

DEVICE_LASTS = timedelta(days=400)  # as long as browsers keep a cookie at most
SIGN_INS = 50
HISTORY_DAYS = 90


@dataclass(frozen=True, slots=True)
class Device:
    """A browser the person has signed in from. `open`: a session there still holds."""

    public_id: str
    user_agent: str | None
    first_seen: datetime
    last_seen: datetime
    this_one: bool
    open: bool


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in, or a try: kind `sign_in`, `sign_in_failed` or `sign_out`, method as it was noted."""

    at: datetime
    kind: str
    method: str | None
    result: str | None
    ip: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What became of knowing a browser: `worth_a_notice` when it is new and not the person's first."""

    id: int
    worth_a_notice: bool


CONSENTS = ("sms", "email", "marketing")
USUALLY_ON = frozenset({"email"})  # holds until it is taken back: what the company does for the client anyway


@dataclass(frozen=True, slots=True)
class Account:
    """What a person has on file. `phone_counts`: codes for signing in go there."""

    name: str
    email: str
    phone: str | None
    phone_counts: bool
    has_password: bool
    password_changed_at: datetime | None
    totp_since: datetime | None
    recovery_left: int
    passkeys: int
    devices: int

    @property
    def has_factor(self) -> bool:
        return self.totp_since is not None or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    public_id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer, with its day; `origin` is self, staff or import."""

    given: bool
    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyKey:
    """What verifies the answer of a passkey, and whose it is."""

    id: int
    person_id: int
    email: str
    public_key: bytes
    sign_count: int
