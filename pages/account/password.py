"""Choosing, changing and removing the own password."""

from flask import Response, make_response, redirect

from auth.access import ONESELF
from auth.forms import fields
from auth.notices import notice
from auth.passwords import hash_password
from auth.portal import Query, register_page, route
from auth.proofs import ask_first, has_proved, proven
from components.account.password import password_page
from components.page import Page
from data.commands.account import change_password
from data.queries.account import find_account
from data.queries.company import company
from data.queries.people import find_addressee
from data.viewer import Viewer
from integrations.password_rules import ALONE, weakness

PATH = "/account/password"


@register_page(PATH, access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """The form, behind a fresh proof."""
    ask_first(viewer, PATH)
    done, wrong = query.get("done", ""), query.get("wrong", "")
    return password_page(viewer, find_account(viewer), company().zone, done, wrong)


@route("/account/password/choose", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def choose(viewer: Viewer) -> Response:
    """Keep a new password, if it may be chosen."""
    typed, account = fields("password")["password"], find_account(viewer)
    own = (account.name, account.email, company().name)
    wrong = weakness(typed, beside_factor=account.has_factor, own=own)
    if wrong is not None:
        return make_response(redirect(f"{PATH}?wrong={wrong}", 303))
    person = find_addressee(int(viewer.person_id or 0))
    short = weakness(typed, own=own) is not None or len(typed) < ALONE
    change_password(viewer, hash_password(typed), notice("password_changed", person), needs_factor=short)
    has_proved(viewer)
    return make_response(redirect(f"{PATH}?done=chosen", 303))


@route("/account/password/remove", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def remove(viewer: Viewer) -> Response:
    """Do without a password."""
    change_password(viewer, None, notice("password_changed", find_addressee(int(viewer.person_id or 0))))
    has_proved(viewer)
    return make_response(redirect(f"{PATH}?done=removed", 303))
