"""Adding and removing the own passkeys, and proving with one who one is; the browser's script asks in JSON."""

from flask import Response, jsonify, make_response, redirect

from auth import limits
from auth.access import ONESELF
from auth.arrival import enrol
from auth.factors import has_to_have_one
from auth.forms import fields, next_address
from auth.notices import notice
from auth.passkeys import authenticated, authentication, registered, registration, wanted
from auth.portal import route
from auth.proofs import has_proved, needs_proof, proof_address, proven
from auth.visits import user_agent
from data.commands.limits import take
from data.commands.outbox import Outgoing
from data.commands.passkeys import add_passkey, remove_passkey
from data.queries.account import find_account
from data.queries.factors import list_credential_ids
from data.queries.people import find_addressee
from data.viewer import Invalid, Viewer
from integrations.browsers import browser_name

PATH = "/account/factors"


@route("/account/passkeys/begin", access=ONESELF, methods=("POST",), repeatable=True)
def begin(viewer: Viewer) -> Response:
    """What the browser needs to make one; or where to prove first who it is."""
    if needs_proof(viewer):
        return jsonify(to=proof_address(PATH))
    return jsonify(registration(viewer, list_credential_ids(int(viewer.person_id or 0))))


@route("/account/passkeys/finish", access=ONESELF, methods=("POST",), repeatable=True)
def finish(viewer: Viewer) -> Response:
    """Keep the one it has made."""
    if needs_proof(viewer):
        return jsonify(to=proof_address(PATH))
    made = registered(viewer)
    if made is None:
        raise Invalid
    add_passkey(viewer, *made, browser_name(user_agent()), _notice(viewer))
    has_proved(viewer)
    return jsonify(to=f"{PATH}?done=passkey")


@route("/account/factors/passkey/remove", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PATH)
def remove(viewer: Viewer) -> Response:
    """Forget one, unless it is the last factor and the role needs one."""
    account = find_account(viewer)
    if has_to_have_one(viewer) and account.totp_since is None and account.passkeys < 2:
        return make_response(redirect(f"{PATH}?wrong=needed", 303))
    remove_passkey(viewer, fields("passkey")["passkey"], _notice(viewer))
    enrol(viewer.person_id)  # where the app, or the last other one, goes at the same moment
    return make_response(redirect(f"{PATH}?done=no_passkey", 303))


@route("/account/proof/passkey/begin", access=ONESELF, methods=("POST",), repeatable=True)
def begin_proof(viewer: Viewer) -> Response:
    """What the browser needs to prove it."""
    return jsonify(authentication("prove", viewer.person_id))


@route("/account/proof/passkey/finish", access=ONESELF, methods=("POST",), repeatable=True)
def finish_proof(viewer: Viewer) -> Response:
    """The passkey has answered: it has to be one of the person's own."""
    take(limits.for_passkey())
    if authenticated("prove", viewer.person_id) is None:
        raise Invalid
    has_proved(viewer)
    return jsonify(to=next_address(wanted()) or "/account")


def _notice(viewer: Viewer) -> Outgoing:
    return notice("second_factor_changed", find_addressee(int(viewer.person_id or 0)))
