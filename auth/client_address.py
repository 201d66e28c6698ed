"""A client's own address: the sign-in page in their language. It grants nothing and tells nothing."""

from __future__ import annotations

from flask import Response, make_response, redirect, request

from auth import cookies
from auth.access import ANYONE
from auth.registry import route
from data.queries.client_address import find_client_language
from data.queries.company import company
from data.viewer import Viewer
from integrations.language import LANGUAGES


@route("/c/<id:client>", access=ANYONE)
def client_address(viewer: Viewer | None, client: str) -> Response:
    """On to the sign-in page; somebody who has chosen a language keeps it. Nobody's address leads there as well."""
    if request.cookies.get(cookies.LANGUAGE, "") in LANGUAGES:
        return make_response(redirect("/sign-in", 303))
    language = find_client_language(client) or company().language
    return make_response(redirect(f"/sign-in?language={language}", 303))
