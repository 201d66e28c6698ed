"""Templates: the words of every kind of message and paper, predefined and the company's own."""

from auth.access import may
from auth.portal import Query, register_page
from components.broken_words import CHANNELS, broken_notice
from components.page import Page
from components.template_list import Shown, message_templates, paper_templates, template_list
from data.queries.company import company
from data.queries.paper_templates import list_papers
from data.queries.templates import broken_templates, list_templates
from data.viewer import Permission, Viewer


@register_page("/staff/templates", access=may(Permission.WRITE_TEMPLATES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The kinds of `?channel=`, all or those with own words (`?set=own`), narrowed by `?q=`."""
    channel = query.get("channel", "")
    asked = Shown(channel if channel in CHANNELS else "email", query.get("set") == "own",
                  query.get("q", "").strip()[:200])  # fmt: skip
    zone = company().zone
    if asked.channel == "pdf":
        rows = paper_templates(asked, list_papers(viewer), zone)
    else:
        own = {(one.kind, one.channel): one for one in list_templates(viewer)}
        rows = message_templates(asked, own, zone)
    return template_list(asked, rows, broken_notice(viewer, broken_templates(viewer)))
