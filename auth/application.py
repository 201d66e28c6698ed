"""Dash as we use it: our router, the page inside the HTML, every surface we do not need switched off."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from dash import Dash
from dash import html as live
from flask import g, request

from auth import guard
from auth.branding import brand_url
from auth.document import document, messages
from auth.registry import Query, Redirect
from auth.router import Router, split_address
from auth.statics import ASSETS, extra_scripts, script_url
from components.first_paint import as_json
from components.kept import told
from components.page import Page
from components.problems import problem_page
from components.shell import Frame, frame, in_short, portal, window_title
from data.records.company import Company
from data.viewer import NotFound, PortalError, Unavailable, Viewer
from integrations.language import language
from integrations.logs import request_id

_NEEDLESS = re.compile(r"polyfill|dash_table|dash_core_components|dcc/")
_SECRETS = (
    "dash_version",
    "python_version",
    "dash_version_url",
    "ddk_version",
    "plotly_version",
    "plotly_cloud_installed",
)
_HOPS = 3


class Portal(Dash):
    """The Dash application. `sources` hand in what the shell shows besides the page: company and scope."""

    def __init__(self, server: Any, router: Router, company: Callable[[], Company], scope: Callable[..., Any]) -> None:
        self.router, self.find_company, self.find_scope = router, company, scope
        self.live_ids: frozenset[str] = frozenset()
        self.scripts_html = self.config_json = self.around_json = ""
        self._beside = lru_cache(maxsize=256)(self._told_beside)
        super().__init__(
            __name__,
            server=server,
            assets_folder=str(ASSETS),
            include_assets_files=False,
            use_pages=False,
            include_pages_meta=False,
            suppress_callback_exceptions=True,
            update_title="",
            add_log_handler=False,
            compress=False,
            serve_locally=True,
            health_endpoint=None,
            enable_mcp=False,
            websocket_callbacks=False,
            background_callback_manager=None,
            on_error=None,
            use_async=False,
            show_undo_redo=False,
        )
        # Each by name: what is left unsaid here the environment could switch on.
        self.enable_dev_tools(
            debug=False,
            dev_tools_ui=False,
            dev_tools_props_check=False,
            dev_tools_serve_dev_bundles=False,
            dev_tools_hot_reload=False,
            dev_tools_silence_routes_logging=False,
            dev_tools_prune_errors=False,
            dev_tools_validate_callbacks=False,
        )
        self.layout = self.root

    def root(self) -> live.Div:
        """The whole tree of this request."""
        return _root(g.frame) if "frame" in g else live.Div(id="portal")

    def frame_of(self, viewer: Viewer, page: Page, status: int, path: str, search: str) -> list[dict[str, Any]]:
        """The shell around a page."""
        scope = page.scope
        if scope is None and viewer.person_id is not None:
            query = Query(search.lstrip("?"))
            scope = self._scope(viewer, query)
        g.shown = (path, status, scope)  # what auth.visits notes once the answer is on its way
        if page.searched is not None:
            g.searched = (path + search, page.searched)
        around = Frame(
            viewer,
            self.find_company(),
            scope,
            self.router.open_paths(viewer),
            path,
            search,
            self.live_ids,
            request_id(),
        )
        return frame(around, page, status)

    def _scope(self, viewer: Viewer, query: Query) -> Any:
        try:
            return self.find_scope(viewer, site=query.get("site"), client=query.get("client"))
        except NotFound:
            return self.find_scope(viewer)

    def resolve(self, viewer: Viewer, address: object) -> tuple[Page, int, str, str]:
        """The page at an address with its status; redirects are followed, problems become pages."""
        path, search = "/", ""
        try:
            for _hop in range(_HOPS):
                path, search = split_address(address)
                try:
                    return self.router.match(path, search).show(viewer), 200, path, search
                except Redirect as found:
                    address = found.to
            raise NotFound
        except Unavailable:
            raise
        except PortalError as error:
            return problem_page(error.status, error.message, request_id(), error.problem), error.status, path, search

    def navigate(self, viewer: Viewer, address: object) -> list[dict[str, Any]]:
        """The frame for an address: the one request of a later navigation."""
        wanted = address.partition("#")[0] if isinstance(address, str) else address
        page, status, path, search = self.resolve(viewer, wanted)
        return in_short(self.frame_of(viewer, page, status, path, search), told(address))

    def index(self, *_args: Any, **_kwargs: Any) -> Any:
        """The document: everything readable in the HTML, everything the renderer needs beside it."""
        viewer = guard.viewer()
        page: Page | None = g.get("page")
        if viewer is None or page is None:  # only the warm-up gets here
            return ""
        search = f"?{request.query_string.decode('utf-8', 'replace')}" if request.query_string else ""
        g.frame = self.frame_of(viewer, page, g.get("page_status", 200), request.path, search)
        return self._document(viewer, page)

    def again(self, viewer: Viewer, page: Page, path: str, search: str, status: int) -> str:
        """The document of a page whose form was refused: shown again, with what was typed and what is wrong with it."""
        g.frame = self.frame_of(viewer, page, status, path, search)
        return self._document(viewer, page)

    def _document(self, viewer: Viewer, page: Page) -> str:
        tree = self.root()
        layout = as_json(_root(in_short(g.frame)))
        boot = f'{{"_dash-layout":{layout},{self.around_json},"portal":{self._beside(viewer, language())}}}'
        title = window_title(page.title, self.find_company())
        return document(title, viewer.csrf, guard.preferred_theme(), self.scripts_html, tree, self.config_json, boot,
                        brand_url(self.find_company()), viewer.is_staff)  # fmt: skip

    def _told_beside(self, viewer: Viewer, _language: str) -> str:
        """What our own script is told, which is the same on every page."""
        told = {"pages": self.router.patterns(viewer), "words": messages(), "scripts": extra_scripts()}
        return as_json({**told, "signIn": "/sign-in"})

    def finish(self) -> None:
        """Called once everything is registered: scripts, the renderer's settings and the ids callbacks speak of."""
        sources = re.findall(r'<script src="([^"]+)"></script>', self._generate_scripts_html())
        later = [source for source in sources if not _NEEDLESS.search(source)]
        self.scripts_html = f'<script src="{script_url()}" data-then="{" ".join(later)}" defer></script>'
        config = {name: value for name, value in self._config().items() if name not in _SECRETS}
        self.config_json = as_json(config | {"children_props": _with_children(config["children_props"])})
        self.around_json = f'"_dash-dependencies":{as_json(self._callback_list)}'
        self.live_ids = frozenset(
            dep["id"] for entry in self._callback_list for dep in (*entry["inputs"], *entry["state"])
        ) | frozenset(
            out.component_id
            for entry in self.callback_map.values()
            for out in _outputs(entry)
            if isinstance(out.component_id, str)
        )


def _root(inside: list[dict[str, Any]]) -> live.Div:
    children: Any = portal(inside)
    return live.Div(children, id="portal")


def _with_children(props: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """Which props hold trees, of the few components that have such props: the full list is kilobytes of nothing."""
    return {
        space: kept for space, types in props.items() if (kept := {name: held for name, held in types.items() if held})
    }


def _outputs(entry: dict[str, Any]) -> list[Any]:
    declared = entry.get("output")
    return list(declared) if isinstance(declared, (list, tuple)) else [declared] if declared else []
