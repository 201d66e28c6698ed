"""How clients use the portal: figures, charts, and what waits for somebody."""

from auth.access import may
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.usage_page import usage_page
from data.queries.company import company, rules
from data.queries.scope import find_scope
from data.queries.usage import find_usage
from data.records.usage import read_usage
from data.viewer import Permission, Viewer


@register_page("/staff/usage", access=may(Permission.SEE_USAGE))
def layout(viewer: Viewer, query: Query) -> Page:
    """The figures of `?period=` or `?from=` and `?to=`, of a `?group=`, `?client=` or `?site=`."""
    question = read_usage(query)
    scope = find_scope(viewer, question.site or None, question.client or None)
    context = Context(viewer, scope, company())
    return usage_page(find_usage(viewer, question), context, rules().usage_summary, query.get("done", ""))
