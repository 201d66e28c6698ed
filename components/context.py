"""What the parts of a page need to know: who looks, at which site or client, and whose portal it is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from data.records.company import Company
from data.records.scope import FoundSite, Scope
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Context:
    """Viewer, scope and company of the page being drawn; `sites` are those a table offers to narrow it to."""

    viewer: Viewer
    scope: Scope
    company: Company
    sites: tuple[FoundSite, ...] = ()

    @property
    def several_clients(self) -> bool:
        """Whether records of more than one client may stand side by side."""
        return self.scope.client is None and (self.viewer.is_staff or len(self.viewer.clients) > 1)

    @property
    def several_sites(self) -> bool:
        """Whether records of more than one site may stand side by side."""
        return self.scope.site is None and (self.viewer.is_staff or self.scope.total > 1)

    @property
    def exports(self) -> bool:
        """Whether anything here may be taken away as a file: of the chosen client, else of any."""
        if self.scope.client is None or self.viewer.is_staff:
            return self.viewer.exports
        return any(one.exports for one in self.viewer.clients if one.id == self.scope.client.id)

    @property
    def choosable(self) -> bool:
        """Whether there is a site or client to choose."""
        return self.viewer.is_staff or len(self.viewer.clients) > 1 or (not self.scope.alone and self.scope.total > 1)

    @property
    def narrowed(self) -> bool:
        """Whether the person chose a site or client; an only site is no choice."""
        return self.scope.client is not None and not self.scope.alone

    def link(self, path: str, **query: str | None) -> str:
        """An address that keeps the chosen site or client; None leaves a name out."""
        values = {name: value for name, value in query.items() if value is not None} if query else {}
        place = self._place
        if not values:
            return f"{path}?{place}" if place else path
        return f"{path}?{urlencode(values)}&{place}" if place else f"{path}?{urlencode(values)}"

    @property
    def _place(self) -> str:
        scope = self.scope
        if scope.site is not None and not scope.alone:
            return f"site={scope.site.public_id}"
        return f"client={scope.client.public_id}" if scope.client is not None and self.narrowed else ""
