"""What is registered: pages, callbacks and routes. Each names who may use it and is handed the viewer first."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

from flask import request

from auth import submissions
from auth.access import Access
from components.page import Page
from data.viewer import Viewer

if TYPE_CHECKING:
    from auth.receiving import Receiving

View = TypeVar("View", bound=Callable[..., Any])
_CLOSED = ("api_endpoint", "background", "websocket", "mcp_enabled")


class Redirect(Exception):
    """Raised by a page function that has nothing to show but knows the right address (a path with its query)."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Query(Mapping[str, str]):
    """What stands after the question mark: the first value of each name, at most 50 names and 2,000 characters."""

    def __init__(self, text: str = "") -> None:
        self._values: dict[str, str] = {}
        for name, value in parse_qsl(text[:2000])[:50]:
            self._values.setdefault(name, value)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True)
class PageRule:
    """A registered page."""

    name: str
    path: str
    access: Access
    layout: Callable[..., Page]


@dataclass(frozen=True)
class RouteRule:
    """A registered plain route. `repeatable`: sending its form twice does no harm, so it needs no submission key.

    `receives`: what files it takes, if it takes any.
    """

    name: str
    rule: str
    access: Access
    methods: tuple[str, ...]
    view: Callable[..., Any]
    repeatable: bool = False
    receives: Receiving | None = None


@dataclass(frozen=True)
class CallbackRule:
    """A registered server callback."""

    name: str
    deps: tuple[Any, ...]
    access: Access
    respond: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)


class Registry:
    """Everything one application shows: pages, routes and callbacks, by name."""

    def __init__(self) -> None:
        self.pages: dict[str, PageRule] = {}
        self.routes: dict[str, RouteRule] = {}
        self.callbacks: dict[str, CallbackRule] = {}

    def register_page(self, path: str, *, access: Access) -> Callable[[View], View]:
        """Show `layout(viewer, query, **path_args) -> Page` at the path (`/invoices/<id:invoice>`); GET only."""
        if _checked(access).public:
            raise TypeError(f"{path}: a page is for people who are signed in")

        def keep(layout: View) -> View:
            name = _name(layout)
            self.pages[name] = PageRule(name, path, access, layout)
            return layout

        return keep

    def route(
        self,
        rule: str,
        *,
        access: Access,
        methods: tuple[str, ...] = ("GET",),
        repeatable: bool = False,
        receives: Receiving | None = None,
    ) -> Callable[[View], View]:
        """Serve `view(viewer, **path_args)` as a plain view: commands, files, feeds. Viewer is None for ANYONE.

        A POST is done once per submission key (components.forms.command_form writes it): sending the same form again
        is answered with the first outcome. `repeatable=True` waives that where repeating does no harm.
        `receives` says that the route takes files, and how much of them (auth/receiving.py).
        """
        if _checked(access).public and receives is not None:
            raise TypeError(f"{rule}: files are taken from people who are signed in")

        def keep(view: View) -> View:
            name = _name(view)
            self.routes[name] = RouteRule(name, rule, access, tuple(methods), view, repeatable, receives)
            return view

        return keep

    def callback(self, *deps: Any, access: Access, **options: Any) -> Callable[[View], View]:
        """Answer a Dash callback with `respond(viewer, *values)`; it does not run on page load unless asked to."""
        if _checked(access).public:
            raise TypeError("a callback is for people who are signed in")
        if any(options.get(name) for name in _CLOSED):
            raise TypeError(f"not in use here: {', '.join(_CLOSED)}")
        options.setdefault("prevent_initial_call", True)

        def keep(respond: View) -> View:
            name = _name(respond)
            self.callbacks[name] = CallbackRule(name, deps, access, respond, options)
            return respond

        return keep


REGISTERED = Registry()
register_page = REGISTERED.register_page
route = REGISTERED.route
callback = REGISTERED.callback


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _checked(access: Access) -> Access:
    if not isinstance(access, Access):
        raise TypeError("access= takes a value from auth.access")
    return access


def load(*packages: str) -> None:
    """Import every module of the packages, so that what they register is known."""
    for name in packages:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def view_of(rule: RouteRule, current: Callable[[], Viewer | None]) -> Callable[..., Any]:
    """The Flask view of a route: access once more, the viewer first, each submission once."""

    @functools.wraps(rule.view)
    def view(**args: Any) -> Any:
        viewer = current()
        rule.access.check(viewer)
        if request.method in ("GET", "HEAD") or rule.repeatable or rule.access.public:
            return rule.view(viewer, **args)
        return submissions.once_per_key(viewer, lambda: rule.view(viewer, **args))

    view.access = rule.access  # type: ignore[attr-defined]
    view.receives = rule.receives  # type: ignore[attr-defined]
    return view


def respond_of(rule: CallbackRule, current: Callable[[], Viewer | None]) -> Callable[..., Any]:
    """The function Dash calls: access once more, the viewer first."""

    @functools.wraps(rule.respond)
    def respond(*values: Any, **named: Any) -> Any:
        viewer = current()
        rule.access.check(viewer)
        return rule.respond(viewer, *values, **named)

    respond.access = rule.access  # type: ignore[attr-defined]
    return respond
