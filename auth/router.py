"""From an address to a page: werkzeug's matching, access, and the page function; nothing a query says can change it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, Rule

from auth.registry import PageRule, Query, Registry
from components.page import Page
from data.database import reading
from data.viewer import Interrupted, NotFound, Viewer


class PublicIdConverter(BaseConverter):
    """`<id:invoice>` in a path: a public id; anything else is no such address."""

    regex = "[a-z2-7]{16}"


CONVERTERS: dict[str, type[BaseConverter]] = {"id": PublicIdConverter}


@dataclass(frozen=True, slots=True)
class Match:
    """A page an address leads to."""

    rule: PageRule
    args: dict[str, Any]
    query: Query

    def show(self, viewer: Viewer) -> Page:
        """The page; raises Forbidden, NotFound, Redirect or what the page function raises."""
        self.rule.access.check(viewer)
        try:
            return self._shown(viewer)
        except Interrupted:  # it only reads: once more costs nothing
            return self._shown(viewer)

    def _shown(self, viewer: Viewer) -> Page:
        with reading():
            return self.rule.layout(viewer, self.query, **self.args)


class Router:
    """The addresses of all registered pages."""

    def __init__(self, registered: Registry) -> None:
        self._pages = registered.pages
        self._map = Map(strict_slashes=False, merge_slashes=False, converters=CONVERTERS)
        for rule in self._pages.values():
            self._map.add(Rule(rule.path, endpoint=rule.name, methods=["GET"]))
        self._map.update()
        self._open = lru_cache(maxsize=256)(self._allowed)
        self.patterns = lru_cache(maxsize=256)(self._patterns)

    def match(self, path: str, search: str = "") -> Match:
        """The page at a path; NotFound without one."""
        if not path.startswith("/") or "\x00" in path + search:
            raise NotFound
        try:
            name, args = self._map.bind("portal").match(path, method="GET")
        except HTTPException as error:
            raise NotFound from error
        return Match(self._pages[name], dict(args), Query(search.lstrip("?")))

    def open_paths(self, viewer: Viewer) -> frozenset[str]:
        """The paths without variables this viewer may open: what navigation can offer."""
        return self._open(viewer)

    def _allowed(self, viewer: Viewer) -> frozenset[str]:
        return frozenset(
            rule.path for rule in self._pages.values() if "<" not in rule.path and rule.access.allows(viewer)
        )

    def _patterns(self, viewer: Viewer) -> list[str]:
        """Paths the browser may ask for as pages, as regular expressions."""
        found = []
        for rule in self._pages.values():
            if rule.access.allows(viewer):
                pieces = re.split(r"(<[^>]+>)", rule.path)
                found.append("".join(_pattern(piece) for piece in pieces))
        return sorted(found)


def _pattern(piece: str) -> str:
    if not piece.startswith("<"):
        return re.escape(piece)
    return PublicIdConverter.regex if piece.startswith("<id:") else "[^/]+"


def split_address(address: object) -> tuple[str, str]:
    """Path and query of an address the browser sent; NotFound for anything that is not a local path."""
    if not isinstance(address, str) or len(address) > 4000 or not is_local(address):
        raise NotFound
    parts = urlsplit(address)
    return parts.path or "/", f"?{parts.query}" if parts.query else ""


def is_local(address: str) -> bool:
    """Whether it is a path on this host and nothing else: what `next` and redirects may hold."""
    if not address.startswith("/") or address.startswith(("//", "/\\")) or "\\" in address:
        return False
    if any(ord(character) < 33 or ord(character) == 127 for character in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def sign_in_address(path: str, search: str) -> str:
    """Where somebody who is not signed in goes, remembering where they wanted to be."""
    wanted = path + search
    return f"/sign-in?next={quote(wanted, safe='/')}" if wanted != "/" and is_local(wanted) else "/sign-in"
