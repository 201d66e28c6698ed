"""One job."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.job_views import job_page
from components.page import Page
from data.queries.company import company
from data.queries.jobs import find_job
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/jobs/<id:public_id>", access=area(Area.JOBS))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The record page; a chosen site or client is only carried along."""
    found = find_job(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    return job_page(found, Context(viewer, scope, company()))
