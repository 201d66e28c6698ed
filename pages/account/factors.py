"""The own second step: an app is set up and removed, recovery codes are made, passkeys are listed."""

from flask import Response, make_response, redirect, render_template

from auth import limits
from auth.access import ONESELF
from auth.arrival import enrol
from auth.factors import has_to_have_one, new_recovery_codes, new_sealed_secret, setup_of, step_of
from auth.forms import fields
from auth.notices import notice
from auth.portal import Query, Redirect, register_page, route
from auth.proofs import ask_first, has_proved, proven
from components.account.factors import factors_page, setup_page
from components.page import Page
from data.commands.factors import (
    begin_authenticator,
    confirm_authenticator,
    remove_authenticator,
    replace_recovery_codes,
)
from data.commands.limits import take
from data.commands.outbox import Outgoing
from data.queries.account import find_account, list_passkeys
from data.queries.company import company
from data.queries.people import find_addressee
from data.viewer import Conflict, TooMany, Viewer

PATH = "/account/factors"
SETUP = "/account/factors/app"


@register_page(PATH, access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """What is set up, and what can be; behind a fresh proof."""
    ask_first(viewer, PATH)
    done, wrong = query.get("done", ""), query.get("wrong", "")
    return factors_page(viewer, find_account(viewer), list_passkeys(viewer), company().zone, done, wrong)


@register_page(SETUP, access=ONESELF)
def setup(viewer: Viewer, query: Query) -> Page:
    """The QR code of the app that is being set up."""
    ask_first(viewer, PATH)
    found = setup_of(viewer)
    if found is None:
        raise Redirect(PATH)
    return setup_page(viewer, *found, query.get("wrong", ""))


@route("/account/factors/app/begin", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def begin(viewer: Viewer) -> Response:
    """Make the secret of a new app; it counts once it has shown the right digits."""
    try:
        begin_authenticator(viewer, new_sealed_secret())
    except Conflict:
        return _see(PATH)
    return _see(SETUP)


@route("/account/factors/app/confirm", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def confirm(viewer: Viewer) -> Response:
    """The right digits switch the app on; the recovery codes are shown with this answer and never again."""
    try:
        take(limits.for_proof(str(viewer.person_id)))
    except TooMany:
        return _see(f"{SETUP}?wrong=many")
    step = step_of(int(viewer.person_id or 0), fields("code")["code"], confirmed=False)
    if step is None:
        return _see(f"{SETUP}?wrong=totp")
    codes, hashes = new_recovery_codes(viewer)
    if not confirm_authenticator(viewer, step, hashes, _notice(viewer)):
        return _see(PATH)
    has_proved(viewer)
    return _show(codes)


@route("/account/factors/app/remove", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def remove(viewer: Viewer) -> Response:
    """Forget the app, unless the role needs it."""
    if has_to_have_one(viewer) and find_account(viewer).passkeys == 0:
        return _see(f"{PATH}?wrong=needed")
    remove_authenticator(viewer, _notice(viewer))
    enrol(viewer.person_id)  # where the last passkey goes at the same moment
    return _see(f"{PATH}?done=removed")


@route("/account/factors/recovery", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def recovery(viewer: Viewer) -> Response:
    """New recovery codes, shown with this answer and never again."""
    codes, hashes = new_recovery_codes(viewer)
    replace_recovery_codes(viewer, hashes, _notice(viewer))
    return _show(codes)


def _notice(viewer: Viewer) -> Outgoing:
    return notice("second_factor_changed", find_addressee(int(viewer.person_id or 0)))


def _show(codes: list[str]) -> Response:
    return make_response(render_template("recovery-codes.html", codes=codes))


def _see(address: str) -> Response:
    return make_response(redirect(address, 303))
