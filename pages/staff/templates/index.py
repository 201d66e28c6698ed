"""Templates: the words of every kind of message, predefined and the company's own."""

from auth.access import may
from auth.portal import Query, register_page
from components.page import Page
from components.template_list import template_list
from data.queries.company import company
from data.queries.templates import list_templates
from data.viewer import Permission, Viewer


@register_page("/staff/templates", access=may(Permission.WRITE_TEMPLATES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The kinds of `?channel=`, all or those with own words (`?set=own`), narrowed by `?q=`."""
    channel = "sms" if query.get("channel") == "sms" else "email"
    own = {(one.kind, one.channel): one for one in list_templates(viewer)}
    search = query.get("q", "").strip()[:200]
    return template_list(channel, query.get("set") == "own", search, own, company().zone)
