"""What a page is about: one site, all sites of a client, or everything the person may see."""

from __future__ import annotations

from dataclasses import dataclass

from data.viewer import ClientChoice


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site as the scope control and the pages name it; `zone` is its IANA time zone, else the company's."""

    id: int
    public_id: str
    name: str
    address: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Scope:
    """The chosen site and its client, or a client alone, or neither: all sites.

    `alone`: the person has exactly one site, which is then chosen by itself. `total` counts their sites, up to 1,001.
    """

    site: SiteChoice | None = None
    client: ClientChoice | None = None
    alone: bool = False
    total: int = 0


@dataclass(frozen=True, slots=True)
class FoundSite:
    """A site in the list of the scope control, with the client it is grouped under."""

    public_id: str
    name: str
    address: str
    client_public_id: str
    client_name: str


@dataclass(frozen=True, slots=True)
class FoundSites:
    """The sites that match a search, by client and name; `more` when the list was cut."""

    sites: tuple[FoundSite, ...]
    more: bool
