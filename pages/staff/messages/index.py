"""The outbox: every message with what became of it, newest first."""

from auth.access import may
from auth.portal import Query, register_page
from components.broken_words import broken_notice
from components.message_views import message_list
from components.page import Page
from data.queries.company import company
from data.queries.messages import list_messages
from data.queries.templates import broken_templates
from data.records.outbox import STATES, Wanted
from data.viewer import Permission, Viewer


@register_page("/staff/messages", access=may(Permission.SEE_MESSAGES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list as the address asks for it, going on from `?after=`."""
    state, channel = query.get("state", ""), query.get("channel", "")
    wanted = Wanted(
        query.get("q", "").strip(), state if state in STATES else "", query.get("kind", ""),
        channel if channel in ("email", "sms") else "",
    )  # fmt: skip
    after = query.get("after")
    alert = broken_notice(viewer, broken_templates(viewer))
    return message_list(list_messages(viewer, wanted, after), wanted, after, company().zone, alert)
