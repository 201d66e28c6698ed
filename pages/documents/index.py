"""All documents, whatever record they belong to: each follows the area of its own."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.context import Context
from components.document_views import document_list
from components.page import Page
from data.queries.company import company
from data.queries.documents import DOCUMENTS, list_documents
from data.queries.scope import find_scope, sites_to_choose
from data.records.tables import read_question
from data.viewer import Viewer


@register_page("/documents", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it (data/records/tables.py), going on from `?after=`."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_documents(viewer, scope, query.get("after"), read_question(query, DOCUMENTS.shape))
    return document_list(found, Context(viewer, scope, company(), sites_to_choose(viewer, scope)))
