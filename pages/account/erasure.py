"""Asking to be erased, and taking that back; the card stands on the first page of the account."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect

from auth.access import ONESELF
from auth.portal import route
from auth.proofs import proven
from data.commands.erasure_requests import ask_for_erasure, take_back_request
from data.viewer import Viewer
from integrations.language import N_
from integrations.settings import Settings

PATH = "/account"


@route("/account/erasure/ask", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH, N_("Ask for erasure"))
def ask(viewer: Viewer) -> Response:
    """Ask for it, with a fresh proof: nobody else's hands on an open browser."""
    settings: Settings = current_app.extensions["settings"]
    base = settings.base_url.rstrip("/")
    ask_for_erasure(viewer, base, urlsplit(base).hostname or "localhost")
    return make_response(redirect(f"{PATH}?done=erasure_asked#account-erasure", 303))


@route("/account/erasure/take-back", access=ONESELF, methods=("POST",), repeatable=True)
def take_back(viewer: Viewer) -> Response:
    """Stay after all. Where it was answered meanwhile, in another window, the card says so."""
    done = "?done=erasure_taken_back" if take_back_request(viewer) else ""
    return make_response(redirect(f"{PATH}{done}#account-erasure", 303))
