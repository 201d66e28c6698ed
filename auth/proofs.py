"""Proving once more who one is, before something delicate: how old the proof may be is a rule of the installation."""

from __future__ import annotations

from functools import wraps
from typing import Any, Protocol
from urllib.parse import quote

from flask import Response, make_response, redirect

from auth import limits, sessions
from auth.registry import Redirect
from data.commands.sessions import note_proof
from data.queries.sessions import find_proof
from data.viewer import Forbidden, SignedOut, Viewer


class _View(Protocol):
    def __call__(self, viewer: Viewer, **args: Any) -> Response: ...


def needs_proof(viewer: Viewer) -> bool:
    """Whether the person has to prove who they are before going on."""
    if viewer.read_only:
        raise Forbidden
    return not find_proof(viewer).recent


def proof_address(back: str) -> str:
    """Where one proves it, and comes back from."""
    return f"/account/proof?next={quote(back, safe='/')}"


def ask_first(viewer: Viewer, back: str) -> None:
    """For pages: go and prove it first, then come back to this address."""
    if needs_proof(viewer):
        raise Redirect(proof_address(back))


def proven(back: str) -> Any:
    """For routes: without a fresh proof the command is not carried out, and the person proves it on the way back.

    What they typed is not kept: it may be a password.
    """

    def guarded(view: _View) -> Any:
        @wraps(view)
        def run(viewer: Viewer, **args: Any) -> Response:
            if needs_proof(viewer):
                return make_response(redirect(proof_address(back), 303))
            return view(viewer, **args)

        return run

    return guarded


def has_proved(viewer: Viewer) -> None:
    """Note it, and go on under another session id. Raises SignedOut without a session."""
    if viewer.session_id is None or viewer.read_only:
        raise SignedOut
    token = sessions.new_token()
    kept = note_proof(viewer.session_id, sessions.token_hash(token))
    if kept is None:
        raise SignedOut
    sessions.put_cookie(token, kept)
    limits.forgive_proof(str(viewer.person_id))
