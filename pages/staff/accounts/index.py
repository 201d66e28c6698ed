"""All accounts, for staff: who may see what, in which state, and who was never here."""

from auth.access import may
from auth.portal import Query, register_page
from components.account_list import account_list
from components.page import Page
from data.queries.accounts import list_accounts
from data.queries.company import company
from data.records.accounts import AccountQuestion
from data.viewer import Permission, Viewer


@register_page("/staff/accounts", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?q=`, `?state=`, `?client=` and `?never=1`, going on from `?after=`."""
    found = list_accounts(viewer, asked(query), query.get("after"))
    return account_list(viewer, found, company().zone, erased=query.get("done") == "erased")


def asked(query: Query) -> AccountQuestion:
    """What the address asks."""
    return AccountQuestion(query.get("q", "").strip(), query.get("state", ""), query.get("client", ""),
                           query.get("never") == "1", query.get("amounts") == "no")  # fmt: skip
