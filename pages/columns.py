"""The columns a person wants to see of a list: kept for them, and back to the list."""

from flask import Response, make_response, redirect, request

from auth.access import SIGNED_IN
from auth.forms import next_address
from auth.portal import route
from components.columns import OFFERED, allowed, fixed
from components.context import Context
from components.nouns import NOUNS
from data.commands.columns import choose_columns
from data.queries.company import company
from data.records.scope import Scope
from data.viewer import Invalid, Viewer
from integrations.language import _

MOST, LONGEST = 40, 4000


@route("/columns", access=SIGNED_IN, methods=("POST",), repeatable=True)
def choose(viewer: Viewer) -> Response:
    """Keep the ticked columns of one list; the usual ones are kept by forgetting the choice."""
    noun, wanted = request.form.get("noun", ""), set(request.form.getlist("columns"))
    if noun not in OFFERED:
        raise Invalid(_("This list does not exist."))
    context = Context(viewer, Scope(), company())
    keys, usual = allowed(noun, context)
    if not wanted <= set(keys):
        raise Invalid(_("This list has no such column."))
    always = fixed(OFFERED[noun](context))
    kept = [key for key in keys if key in wanted or key in always]
    choose_columns(viewer, noun, () if "usual" in request.form or set(kept) == usual else kept[:MOST])
    back = next_address(request.form.get("next", "")[:LONGEST])
    return make_response(redirect(back or NOUNS[noun].path, 303))
