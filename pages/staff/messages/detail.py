"""One message: what became of it, what it said without its secrets, and sending it again."""

from flask import Response, make_response, redirect

from auth.access import may
from auth.forms import fields
from auth.message_previews import framed, settings, without_secrets
from auth.portal import Query, register_page, route
from components.message_views import message_page
from components.page import Page
from data.commands.outbox_again import send_again, why_not_again
from data.ids import is_public_id
from data.queries.company import company
from data.queries.messages import find_message
from data.queries.moment import current_moment
from data.viewer import NotFound, Permission, Viewer
from integrations.message_words import host_of


@register_page("/staff/messages/<id:message>", access=may(Permission.SEE_MESSAGES))
def layout(viewer: Viewer, query: Query, message: str) -> Page:
    """The message's page."""
    found = find_message(viewer, message)
    over = found.expires_at is not None and found.expires_at <= current_moment()
    why_not = why_not_again(found.listed.kind, found.listed.state, over=over)
    letter = without_secrets(found)
    shown = (letter.subject, letter.text) if letter is not None else None
    return message_page(viewer, found, shown, why_not, company().zone, said=query.get("said") == "again")


@route("/staff/messages/<id:message>/preview", access=may(Permission.SEE_MESSAGES))
def preview(viewer: Viewer, message: str) -> Response:
    """The mail itself, for the frame of the page."""
    letter = without_secrets(find_message(viewer, message))
    if letter is None or not letter.html:
        raise NotFound
    return framed(letter.html)


@route("/staff/messages/again", access=may(Permission.SEE_MESSAGES), methods=("POST",))
def again(viewer: Viewer) -> Response:
    """Write it once more; leads to the new one."""
    message = fields("message")["message"]
    if not is_public_id(message):
        raise NotFound
    new = send_again(viewer, message, host_of(settings().base_url))
    return make_response(redirect(f"/staff/messages/{new}?said=again", 303))
