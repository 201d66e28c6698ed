"""Noting what the person behind a request looked at or tried, with where from."""

from __future__ import annotations

import re
from ipaddress import ip_address

from flask import Flask, Response, current_app, g, request

from auth.sessions import current_viewer
from data.commands.activity import note_activity
from data.records.activity import Activity
from data.viewer import Viewer
from integrations.settings import Settings

_LONGEST_AGENT = 300
_LONGEST_PATH = 500
_BEFORE = frozenset({"sign_in", "sign_in_failed", "code_asked"})  # nobody is signed in yet
_ROBOTS = re.compile(
    r"bot\b|crawl|spider|preview|scanner|slurp|safelinks|barracuda|proofpoint|mimecast|curl/|wget/|urllib", re.I
)
_TOKEN = re.compile(r"(/access/)[^/?]+")  # what opens an account is written down nowhere, also where it was cut wrongly


def source_ip() -> str | None:
    """Where the request comes from: the peer, or what our own proxies say, never more than they say."""
    settings: Settings = current_app.extensions["settings"]
    # Each trusted proxy has added the address it saw at the end; everything before these was sent by the visitor.
    route = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    hops = settings.trusted_proxies
    peer = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR") or request.remote_addr
    found = route[-hops] if 0 < hops <= len(route) else peer
    try:
        address = ip_address((found or "").partition("%")[0])  # link-local ones may name an interface
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def user_agent() -> str | None:
    """The browser's name for itself, shortened, on one line."""
    told = " ".join((request.headers.get("User-Agent") or "").split())
    return told[:_LONGEST_AGENT] or None


def install(server: Flask) -> None:
    """Note every page that is shown, and everything that is refused to somebody signed in, of this server."""

    @server.after_request
    def note_page(answer: Response) -> Response:
        viewer: Viewer | None = g.get("viewer")
        if viewer is not None and "shown" not in g and answer.status_code in (403, 404):
            note("refused", viewer=viewer, result=str(answer.status_code))
        elif viewer is not None and "shown" in g and answer.status_code < 500:
            path, status, scope = g.shown
            site = scope.site.id if scope is not None and scope.site is not None else None
            client = scope.client.id if scope is not None and scope.client is not None else None
            kind, result = ("page", None) if status == 200 else ("refused", str(status))
            note(kind, viewer=viewer, client_id=client, site_id=site, path=path, result=result)
            if "searched" in g:
                note_search(viewer, *g.searched, client_id=client, site_id=site)
        return answer


def note_search(
    viewer: Viewer, address: str, result: str, *, client_id: int | None = None, site_id: int | None = None
) -> None:
    """Note what somebody looked for: the address that asks it again, and whether there was anything ("nothing")."""
    note("searched", viewer=viewer, client_id=client_id, site_id=site_id, path=address, result=result)


def note(
    kind: str,
    *,
    viewer: Viewer | None = None,
    person_id: int | None = None,
    is_staff: bool = False,
    client_id: int | None = None,
    site_id: int | None = None,
    document_id: int | None = None,
    file_id: int | None = None,
    session_id: int | None = None,
    path: str | None = None,
    method: str | None = None,
    result: str | None = None,
) -> None:
    """Note one activity of this request's person (or of `viewer`): a page, a document, a try to sign in.

    `path` replaces the request's own path; `person_id` is for somebody who is not signed in. Scanners are marked; by
    their name only while nobody is signed in, or a client could leave no trace by giving one. Staff and staff looking
    as somebody are marked as such.
    """
    viewer = viewer or (current_viewer() if kind not in _BEFORE else None)
    agent = user_agent()
    where = _one_spelling(path or request.path)[:_LONGEST_PATH]
    robot = viewer is None and agent is not None and _ROBOTS.search(agent) is not None
    if (result is None or kind == "searched") and (request.method == "HEAD" or robot):
        result = "automatic"
    note_activity(
        Activity(
            kind, viewer.person_id if viewer else person_id, viewer.acting_staff_id if viewer else None,
            is_staff or (viewer is not None and (viewer.is_staff or viewer.read_only)),
            client_id or (viewer.client_id if viewer else None), site_id, document_id,
            session_id or (viewer.session_id if viewer else None), where,
            method, result, source_ip(), agent, file_id,
        )
    )  # fmt: skip


def _one_spelling(path: str) -> str:
    """Without the slash at the end that addresses may have: who looked at a record is found by its path."""
    bare, mark, query = _TOKEN.sub(r"\1…", path.replace("\x00", "")).partition("?")
    return (bare.rstrip("/") or "/") + mark + query
