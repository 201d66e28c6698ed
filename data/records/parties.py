"""Whom a paper is addressed to: the client and the site of a record, as letterheads name them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A name and the lines below it: tax number, street, place."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parties:
    """Client and, where there is one, site; `client_id` is the client's inner id."""

    client_id: int
    client: Party
    site_id: int | None = None
    site: Party | None = None
