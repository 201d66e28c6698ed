"""Doing what a form asks once, however often it is sent: the key in the form, the first outcome kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, g, redirect, request

from components.forms import SUBMISSION_FIELD
from data.commands.submissions import claim, forget, settle
from data.viewer import Invalid, Viewer
from integrations.language import _


def once_per_key(viewer: Viewer | None, act: Callable[[], Any]) -> Any:
    """Run `act` for a key never seen before; otherwise answer with where the first one led."""
    key = request.form.get(SUBMISSION_FIELD, "")
    if viewer is None or not 16 <= len(key) <= 64 or not key.isascii():
        raise Invalid(_("This form is incomplete. Please go back, reload the page and try again."))
    outcome = claim(viewer, key)
    if outcome is not None:
        return redirect(outcome, 303)
    try:
        answer = current_app.make_response(act())
    except BaseException:
        forget(viewer, key)
        raise
    if answer.location and not g.get("put_off"):
        settle(viewer, key, answer.location)
    else:
        forget(viewer, key)  # the form is shown again, with what is wrong with it, or waits for a proof
    return answer
