"""All files: what clients uploaded, new ones marked, and what was handed over to them."""

from auth.access import may
from auth.portal import Query, register_page
from components.context import Context
from components.page import Page
from components.staff_file_views import hand_over_page, staff_file_list, trash_page
from data.ids import is_public_id
from data.queries.company import company
from data.queries.files import STAFF_FILES, list_deleted_files, list_staff_files
from data.queries.scope import CLIENTS, clients_to_choose, find_scope
from data.records.tables import read_question
from data.viewer import Permission, Viewer


@register_page("/staff/files", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The table as the address asks for it; `?deleted=` is a file that has just been."""
    scope = find_scope(viewer, query.get("site"), query.get("client"))
    found = list_staff_files(viewer, scope, query.get("after"), read_question(query, STAFF_FILES.shape))
    deleted = query.get("deleted", "")
    may_undo = is_public_id(deleted) and viewer.may(Permission.MANAGE_FILES)
    return staff_file_list(found, Context(viewer, scope, company()), deleted if may_undo else "")


@register_page("/staff/files/trash", access=may(Permission.MANAGE_FILES))
def trash(viewer: Viewer, query: Query) -> Page:
    """What was deleted and can still be had back."""
    return trash_page(list_deleted_files(viewer), viewer, company().zone)


@register_page("/staff/files/hand-over", access=may(Permission.MANAGE_FILES))
def hand_over(viewer: Viewer, query: Query) -> Page:
    """To whom files are to be handed over."""
    search = query.get("q", "")
    return hand_over_page(clients_to_choose(viewer, search), search, CLIENTS)
