"""All other work: installations, repairs, retests."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.job_views import job_list
from components.page import Page
from data.queries.company import company
from data.queries.jobs import list_jobs
from data.queries.scope import find_scope
from data.viewer import Area, Viewer


@register_page("/jobs", access=area(Area.JOBS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_jobs(viewer, scope, query.get("after"))
    return job_list(found, Context(viewer, scope, company()))
