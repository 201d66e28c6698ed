"""What people see when something fails: one quiet page with advice and a number, or JSON for scripts."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from auth.callbacks import UPDATE
from auth.router import sign_in_address
from components.problems import problem_words
from data.viewer import Crowded, NotFound, PortalClosed, PortalError, TooMany
from integrations.logs import request_id

log = logging.getLogger("atrio.web")


def install(server: Flask) -> None:
    """Answer every failure of this server."""

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return make_response(error.get_response())
        answer = problem(error.code or 500)
        if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):
            answer.headers["Allow"] = ", ".join(allowed)
        return answer

    @server.errorhandler(PortalError)
    def told(error: PortalError) -> Response:
        if error.status >= 500 and not isinstance(error, Crowded):  # the request's own line tells these
            log.warning("request %s: %s", request_id(), type(error).__name__, exc_info=error)
        answer = problem(error.status, error.message, error.problem)
        if isinstance(error, TooMany):
            answer.headers["Retry-After"] = str(error.retry_after)
        elif isinstance(error, PortalClosed):
            answer.headers["X-Portal-Closed"] = "1"
        elif isinstance(error, Crowded):
            answer.headers["Retry-After"] = "5"
        elif error.status == 503:
            answer.headers["Retry-After"] = "30"
        return answer

    @server.errorhandler(DependencyException)
    @server.errorhandler(InvalidResourceError)
    def no_such_bundle(_error: Exception) -> Response:
        return problem(NotFound.status)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        log.error("request %s: %s %s", request_id(), request.method, request.endpoint, exc_info=error)
        return problem(500)


def problem(status: int, message: str = "", kind: int | str = 0) -> Response:
    """The answer for a status, as a page or as JSON, in the person's language; `kind` chooses words of its own."""
    title, advice = problem_words(status, kind)
    number = request_id()
    if wants_json():
        answer = make_response(jsonify(error=message or title, status=status, request=number), status)
    else:
        page = render_template(
            "closed.html" if kind == PortalClosed.problem else "error.html",
            status=status,
            problem=title,
            advice=message or advice,
            number=number,
            sign_in=_sign_in() if status == 401 else None,
            here="/sign-in",
        )
        answer = make_response(page, status)
    return answer


def _sign_in() -> str:
    """Sign-in, remembering the page: this one, or for a form the one it stands on."""
    if request.method in ("GET", "HEAD"):
        return sign_in_address(request.path, f"?{request.query_string.decode('utf-8', 'replace')}".rstrip("?"))
    origin = urlsplit(request.referrer or "")
    wanted = origin.path if origin.netloc == request.host else "/"
    return sign_in_address(wanted or "/", f"?{origin.query}" if origin.query and wanted == origin.path else "")


def wants_json() -> bool:
    """Scripts get JSON: callbacks, the API, whatever asks for it."""
    if request.endpoint == UPDATE or request.path.startswith(("/_dash-", "/api/")) or request.path.endswith(".json"):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
