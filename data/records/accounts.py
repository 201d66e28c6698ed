"""People's access as staff see and change it: the list of accounts, one of them, its rights and its sign-ins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

STATES = ("active", "invited", "ready", "bounced", "locked", "revoked", "none")


@dataclass(frozen=True, slots=True)
class AccountQuestion:
    """What a list of accounts asks: words, a state, a client's public id, only who was never here, only who may open
    something and sees no amounts of it."""

    search: str = ""
    state: str = ""
    client: str = ""
    never: bool = False
    without_amounts: bool = False

    def written(self) -> dict[str, str]:
        """As it stands in an address."""
        told = {"q": self.search, "state": self.state, "client": self.client, "never": "1" if self.never else "",
                "amounts": "no" if self.without_amounts else ""}  # fmt: skip
        return {name: value for name, value in told.items() if value}

    def in_state(self, state: str) -> AccountQuestion:
        """The same, of another state."""
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class Account:
    """One line: a person, or a contact with an e-mail address who is none yet. `state`: one of `STATES`.

    `clients` are the first few of `client_count`, `sites` counts those that are granted one by one, `presets` name what
    is open (data/records/access.py).
    """

    public_id: str
    name: str
    email: str
    state: str
    clients: tuple[str, ...]
    client_count: int
    sites: int
    presets: tuple[str, ...]
    areas: tuple[str, ...]
    exports: bool
    sees_amounts: bool
    invited_at: datetime | None
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page: `counts` tells how many there are in each state; counting stops where `capped`."""

    accounts: tuple[Account, ...]
    question: AccountQuestion
    counts: dict[str, int]
    capped: bool
    client_name: str | None
    first: bool
    following: str | None


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant; `site` None is the whole client, `group` the client group it comes from. `state` as in `Access`."""

    public_id: str
    site: str | None
    group: str | None
    areas: tuple[str, ...]
    exports: bool
    sees_amounts: bool
    valid_from: date | None
    valid_until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class AccountClient:
    """A client somebody has, had or could have access to."""

    public_id: str
    name: str
    enters: bool
    revoked_at: datetime | None
    revoked_by: str | None
    reason: str | None
    contact: bool
    grants: tuple[GrantLine, ...]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent given or taken back; the newest of a kind holds."""

    kind: str
    given: bool
    at: datetime
    origin: str
    by: str | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One account whole. `person_id` is None for a contact who is nobody yet."""

    public_id: str
    person_id: int | None
    name: str
    email: str
    phone: str | None
    language: str | None
    state: str
    disabled_at: datetime | None
    invited_at: datetime | None
    bounced_at: datetime | None
    bounce: str | None
    last_sign_in: datetime | None
    open_sessions: int
    merged_into: str | None
    erased_at: datetime | None
    asked_at: datetime | None  # since when they ask to be erased
    clients: tuple[AccountClient, ...]
    consents: tuple[ConsentLine, ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way in that was tried or taken: when, from where, with what, by which method, and how it ended."""

    at: datetime
    kind: str
    ip: str | None
    user_agent: str | None
    method: str | None
    result: str | None
    by_staff: str | None


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """The people of one client: those with access, and contacts who have none."""

    public_id: str
    name: str
    accounts: tuple[Account, ...]
    more: bool
    entering: str | None  # somebody the portal can be looked at as


@dataclass(frozen=True, slots=True)
class RightsRow:
    """One line of the matrix: a grant that is there (`key` is its public id), or a place for which there is none yet.

    `key` is then `new-` and the site's public id, or `new-all`. `site` None is the whole client.
    """

    key: str
    site: str | None
    site_name: str | None
    areas: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    exports: bool = True
    sees_amounts: bool = True


@dataclass(frozen=True, slots=True)
class RightsMatrix:
    """A person's rights at one client, for the form. `stamp` changes with any; `total` counts matching sites."""

    person: str
    person_name: str
    client: str
    client_name: str
    rows: tuple[RightsRow, ...]
    groups: tuple[str, ...]
    stamp: str
    search: str
    place: int
    total: int


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A line of the matrix as the form sends it."""

    key: str
    areas: tuple[str, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    exports: bool = False
    sees_amounts: bool = False
