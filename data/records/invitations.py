"""Inviting many at once: whom to look for, and who was found."""

from __future__ import annotations

from dataclasses import dataclass

WHO = ("never", "unused", "bounced")


@dataclass(frozen=True, slots=True)
class InviteQuestion:
    """`who`: never invited, invited and never here, or mail bounced; of one client or client group (public ids)."""

    who: str = "never"
    client: str = ""
    group: str = ""
    preset: str = "technical"

    def written(self) -> dict[str, str]:
        """As it stands in an address."""
        told = {"who": self.who, "client": self.client, "group": self.group, "preset": self.preset}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to invite. `presets` name what they may see already; without any they are given the chosen preset."""

    public_id: str
    name: str
    email: str
    phone: str | None
    language: str | None
    clients: tuple[str, ...]
    presets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who was found; `more` says that there are further ones, to be invited after these."""

    question: InviteQuestion
    people: tuple[Candidate, ...]
    more: bool
    client_name: str | None
    groups: tuple[tuple[str, str], ...]
