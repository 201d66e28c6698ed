"""My account: what is on file, and what the person agrees to."""

from flask import Response, make_response, redirect

from auth.access import ONESELF
from auth.again import shown_again
from auth.codes import sends_sms
from auth.forms import fields
from auth.portal import Query, register_page, route
from components.account.overview import overview_page
from components.page import Page
from data.commands.account import change_name, give_consent
from data.queries.account import find_account, list_consents
from data.queries.company import company
from data.queries.erasure import find_own_request
from data.viewer import Invalid, Viewer

PATH = "/account"


@register_page(PATH, access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """What is on file of the person, what they agree to, and the ways to the parts."""
    account, consents = find_account(viewer), list_consents(viewer)
    return overview_page(viewer, account, consents, company().zone, sms=sends_sms(), done=query.get("done", ""),
                         naming=query.get("change") == "name", erasure=find_own_request(viewer))  # fmt: skip


def _again(viewer: Viewer) -> tuple[Page, str]:
    account, consents = find_account(viewer), list_consents(viewer)
    return overview_page(viewer, account, consents, company().zone, sms=sends_sms(), done="", naming=True,
                         erasure=find_own_request(viewer)), PATH  # fmt: skip


@route("/account/name", access=ONESELF, methods=("POST",), repeatable=True)
@shown_again(_again)
def name(viewer: Viewer) -> Response:
    """Another name; no proof is asked for, it opens nothing."""
    change_name(viewer, fields("name")["name"])
    return make_response(redirect(f"{PATH}?done=name", 303))


@route("/account/consents", access=ONESELF, methods=("POST",), repeatable=True)
def consent(viewer: Viewer) -> Response:
    """Agree to a kind of message, or take it back."""
    sent = fields("kind", "given")
    if sent["given"] not in ("yes", "no"):
        raise Invalid
    give_consent(viewer, sent["kind"], given=sent["given"] == "yes")
    return make_response(redirect(f"{PATH}?done=consent#account-consents", 303))
