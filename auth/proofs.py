"""Proving once more who one is, before something delicate: how old the proof may be is a rule of the installation."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from flask import Response, current_app, g, make_response, redirect, request

from auth import limits, sessions
from auth.forms import next_address
from auth.registry import Redirect
from components.forms import CSRF_FIELD, SUBMISSION_FIELD
from data.commands.kept_forms import drop_kept_form, find_kept_form, keep_form
from data.commands.sessions import note_proof
from data.queries.sessions import find_proof
from data.records.kept_forms import KeptForm
from data.viewer import Forbidden, NotFound, SignedOut, Viewer
from integrations.seals import SealBroken, seal, unseal
from integrations.settings import Settings

GO_ON = "/account/proof/go-on"
_LARGEST = 300_000  # characters of a form that is kept


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


def proven(back: str, keep: str = "", when: Callable[[], bool] | None = None) -> Any:
    """For routes: without a fresh proof the command is not carried out, and the person proves it first.

    `keep` is what the form's button says, for translation: the form then waits, sealed, beside the session, and is
    sent from the page after the proof. Without it nothing is kept, since it may be a password, and the way leads back
    to the page `back`. `when` says of the form being sent whether it is delicate at all.
    """

    def guarded(view: _View) -> Any:
        @wraps(view)
        def run(viewer: Viewer, **args: Any) -> Response:
            if (when is None or when()) and needs_proof(viewer):
                g.put_off = True  # nothing has been done with this submission
                return make_response(redirect(proof_address(_keep(viewer, keep, back) if keep else back), 303))
            answer = view(viewer, **args)
            drop_kept_form(viewer, request.form.get(SUBMISSION_FIELD, ""))
            return answer

        return run

    return guarded


def _keep(viewer: Viewer, words: str, back: str) -> str:
    """Put the form of this request aside; where it is sent from once the proof is there."""
    told = [one for one in request.form.items(multi=True) if one[0] not in (CSRF_FIELD, SUBMISSION_FIELD)]
    written = json.dumps(told)
    if len(written) > _LARGEST:
        return back
    sealed = seal(_key(), {"form": written})
    return f"{GO_ON}?form={keep_form(viewer, words, request.path, _stood(back), sealed)}"


def _stood(back: str) -> str:
    """The page the form stood on, as the browser says; else `back`."""
    said = urlsplit(request.referrer or "")
    page = next_address(said.path + (f"?{said.query}" if said.query else "")) if said.netloc == request.host else ""
    return page if page and not page.startswith("/account/proof") and len(page) <= 1000 else back


def kept_form(viewer: Viewer, form: str) -> tuple[KeptForm, list[tuple[str, str]]]:
    """A form that waits, with its fields. Raises NotFound for one of another session, sent already, or too old."""
    found = find_kept_form(viewer, form)
    try:
        fields = json.loads(unseal(_key(), found.sealed)["form"])
    except SealBroken as error:
        raise NotFound from error
    return found, [(name, value) for name, value in fields]


def _key() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.derived("kept forms")


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
