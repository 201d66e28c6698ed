"""One document: what is known of it, and the file in place."""

from auth.access import SIGNED_IN
from auth.portal import Query, register_page
from components.context import Context
from components.document_page import document_page
from components.page import Page
from data.queries.company import company
from data.queries.document_pages import beside_document, find_document
from data.queries.documents import DOCUMENTS
from data.queries.scope import find_scope
from data.records.tables import read_question
from data.viewer import Viewer


# Who may open a document depends on the document: its area, its site, its publication. The rows' policies know.
@register_page("/documents/<id:document>", access=SIGNED_IN)
def layout(viewer: Viewer, query: Query, document: str) -> Page:
    """The page; the rest of the address says from which list, or from which record (`?of=`), it was opened."""
    found = find_document(viewer, document)
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    question = read_question(query, DOCUMENTS.shape)
    beside = beside_document(viewer, scope, question, query.get("of"), document)
    return document_page(found, beside, question, Context(viewer, scope, company()))
