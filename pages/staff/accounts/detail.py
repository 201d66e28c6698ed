"""One account, for staff: its clients and rights, the account itself, who it is, consents, sign-ins."""

from auth.access import may
from auth.portal import Query, Redirect, register_page
from components.account_page import account_page
from components.page import Page
from data.queries.account_page import find_account, list_sign_ins
from data.queries.company import company
from data.viewer import Permission, Viewer


@register_page("/staff/accounts/<id:account>", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, account: str) -> Page:
    """The account of a person, or of a contact who is nobody yet."""
    found = find_account(viewer, account)
    if found.public_id != account:
        raise Redirect(f"/staff/accounts/{found.public_id}")
    seen = list_sign_ins(viewer, found.public_id) if viewer.may(Permission.MANAGE_ACCOUNTS) else None
    return account_page(viewer, found, seen, company().zone, query)
