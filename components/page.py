"""What a page function hands back: title, content and the site or client it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.html import H1, Div, Header, Node, P
from components.kept import kept

if TYPE_CHECKING:
    from data.records.scope import Scope


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `title` for the window, `content` below the shell's top bar, `scope` for the site control.

    `searched` says how a search ended that this page answers ("found" or "nothing"): it is kept as activity.
    """

    title: str
    content: Node
    scope: Scope | None = None
    searched: str | None = None


def page_header(title: str, context: Node = None, actions: Node = ()) -> Node:
    """The one h1 of a page, a line of context below it and at most two actions (the main one last)."""
    buttons = list(actions) if isinstance(actions, (list, tuple)) else [actions]
    return kept(
        Header(
            Div(H1(title), P(context, className="context") if context else None, className="page-words"),
            Div(*buttons, className="page-actions") if buttons else None,
            className="page-head",
        )
    )


def page(
    title: str,
    *content: Node,
    context: Node = None,
    actions: Node = (),
    scope: Scope | None = None,
    searched: str | None = None,
) -> Page:
    """The usual page: header (h1, context line, actions), then the content."""
    return Page(title, [page_header(title, context, actions), *content], scope, searched)
