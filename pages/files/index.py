"""Files outside any record: what clients upload, and what the company hands over."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.file_views import file_list
from components.page import Page
from data.queries.company import company
from data.queries.files import FILES, list_files
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/files", access=area(Area.FILES))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_files(viewer, scope, query.get("after"), read_question(query, FILES.shape))
    context = Context(viewer, scope, company(), sites_to_choose(viewer, scope))
    return file_list(found, context, query.get("said", ""))
