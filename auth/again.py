"""Forms of staff that are refused: their page again, with what was typed and what is wrong beside its field."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request

from auth.portal import show_again
from components.page import Page
from components.refilled import refilled
from data.viewer import Conflict, Invalid, Viewer

Again = Callable[[Viewer], tuple[Page, str]]


def shown_again(page: Again) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Answer Invalid (422) and Conflict (409) of a command with the page its form stands on.

    `page` builds that page and tells its address; it reads the form that was sent. A form somebody else was faster than
    stands on what holds now.
    """

    def around(act: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(act)
        def answer(viewer: Viewer, **ids: Any) -> Response:
            try:
                return act(viewer, **ids)
            except (Invalid, Conflict) as error:
                late = isinstance(error, Conflict)
                found, address = page(viewer)
                field = None if isinstance(error, Conflict) else error.field
                sent = {name: request.form.getlist(name) for name in request.form}
                filled = refilled(found, request.path, sent, field, error.message, as_seen=not late)
                path, _mark, query = address.partition("?")
                return show_again(viewer, filled, path, f"?{query}" if query else "", 409 if late else 422)

        return answer

    return around
