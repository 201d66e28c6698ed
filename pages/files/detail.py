"""One file: what is known of it, and the file in place."""

from auth.access import area
from auth.portal import Query, register_page
from components.context import Context
from components.file_views import file_page
from components.page import Page
from data.queries.company import company
from data.queries.files import FILES, beside_file, find_file
from data.queries.scope import find_scope
from data.records.tables import read_question
from data.viewer import Area, Viewer


@register_page("/files/<id:public_id>", access=area(Area.FILES))
def layout(viewer: Viewer, query: Query, public_id: str) -> Page:
    """The page; the rest of the address says from which list it was opened."""
    found = find_file(viewer, public_id)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    question = read_question(query, FILES.shape)
    beside = beside_file(viewer, scope, question, public_id)
    return file_page(found, beside, question, Context(viewer, scope, company()))
