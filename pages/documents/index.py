"""All documents, whatever record they belong to: each follows the area of its own."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.context import Context
from components.document_views import document_list
from components.page import Page
from data.queries.company import company
from data.queries.documents import list_documents
from data.queries.scope import find_scope
from data.viewer import Viewer


@register_page("/documents", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?site=` or `?client=`, going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_documents(viewer, scope, query.get("after"))
    return document_list(found, Context(viewer, scope, company()))
