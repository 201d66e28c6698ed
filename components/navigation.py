"""Where one can go: the entries of the navigation, and what the shell is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.records.company import Company
from data.viewer import Viewer
from integrations.language import N_

if TYPE_CHECKING:
    from data.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation: address, icon, words."""

    path: str
    icon: str
    words: str


HOME = Entry("/", "house-door", N_("Home"))
STAFF_HOME = Entry("/staff", "speedometer2", N_("Today"))
CLIENTS = Entry("/staff/clients", "buildings", N_("Clients"))
ACCOUNTS = Entry("/staff/accounts", "person-gear", N_("Accounts"))
MESSAGES = Entry("/staff/messages", "envelope", N_("Messages"))
TEMPLATES = Entry("/staff/templates", "pen", N_("Templates"))
DRAFTS = Entry("/staff/drafts", "file-earmark", N_("Drafts"))
PUBLISHING = Entry("/staff/publishing", "cloud-upload", N_("Publishing"))
WITHDRAWN = Entry("/staff/withdrawn", "eye-slash", N_("Withdrawn"))
IMPORTS = Entry("/staff/imports", "arrow-down-up", N_("Imports"))
USAGE = Entry("/staff/usage", "bar-chart-line", N_("Usage"))
COLLEAGUES = Entry("/staff/people", "people", N_("Colleagues"))
FILES = Entry("/staff/files", "inbox", N_("All files"))
SETTINGS = Entry("/staff/settings", "sliders", N_("Settings"))
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("Sites"),
        (
            HOME,
            Entry("/inspections", "clipboard-check", N_("Inspections")),
            Entry("/equipment", "fire", N_("Equipment")),
            Entry("/defects", "exclamation-triangle", N_("Defects")),
            Entry("/documents", "folder2-open", N_("Documents")),
            Entry("/files", "file-earmark", N_("Files")),
            Entry("/jobs", "tools", N_("Other work")),
            Entry("/bookings", "calendar3", N_("Bookings")),
            Entry("/calendar", "calendar2-check", N_("Calendar")),
        ),
    ),
    (
        N_("Billing and contracts"),
        (
            Entry("/invoices", "receipt", N_("Invoices")),
            Entry("/payments", "cash-coin", N_("Payments")),
            Entry("/quotes", "file-earmark-text", N_("Quotes")),
            Entry("/contracts", "file-earmark-check", N_("Contracts")),
            Entry("/orders", "box-seam", N_("Orders")),
        ),
    ),
)
TABS = ("/staff", "/", "/staff/clients", "/documents", "/invoices", "/bookings")


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the shell is drawn from. `paths` are those this viewer may open; `address` is path and query."""

    viewer: Viewer
    company: Company
    scope: Scope | None
    paths: frozenset[str]
    path: str
    search: str
    live_ids: frozenset[str]
    stamp: str  # differs for each answer: a page is built anew, never patched into the one before

    @property
    def address(self) -> str:
        return self.path + self.search

    def link(self, path: str) -> str:
        """A navigation address that keeps the chosen site or client."""
        if self.scope is not None and self.scope.site is not None and not self.scope.alone:
            return f"{path}?site={self.scope.site.public_id}"
        if (
            self.scope is not None
            and self.scope.client is not None
            and (self.viewer.is_staff or len(self.viewer.clients) > 1)
        ):
            return f"{path}?client={self.scope.client.public_id}"
        return path

    def groups(self) -> list[tuple[str, list[Entry]]]:
        """The navigation this viewer has: nothing that cannot be opened."""
        company = [
            STAFF_HOME,
            CLIENTS,
            ACCOUNTS,
            FILES,
            PUBLISHING,
            IMPORTS,
            DRAFTS,
            WITHDRAWN,
            MESSAGES,
            TEMPLATES,
            USAGE,
            COLLEAGUES,
            SETTINGS,
        ]
        found = [(N_("Company"), company)] if self.viewer.is_staff else []
        found += [(title, list(entries)) for title, entries in GROUPS]
        # staff who have chosen nobody would be sent from the dashboard to their own first page, which stands above
        nobody = self.viewer.is_staff and (
            self.scope is None or (self.scope.site is None and self.scope.client is None)
        )
        hidden = {HOME.path} if nobody else set()
        if self.viewer.is_staff:
            hidden.add("/files")  # the same files stand under All files, with what staff do with them
        kept = [(title, [e for e in entries if e.path in self.paths - hidden]) for title, entries in found]
        return [(title, entries) for title, entries in kept if entries]

    def current(self, path: str) -> str | None:
        """What `aria-current` says: this very page, or somewhere below it; the list of all sites belongs to home."""
        if self.path == path:
            return "page"
        if path == "/":
            return "true" if self.path == "/sites" else None
        if path == STAFF_HOME.path:
            return "true" if self.path == "/staff/waiting" else None
        return "true" if self.path.startswith(path + "/") else None
