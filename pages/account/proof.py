"""Proving once more who one is: by password, by the app's digits, by a code that is sent."""

from urllib.parse import urlencode

from flask import Response, make_response, redirect

from auth import limits
from auth.access import ONESELF
from auth.codes import sends_sms, six_digits
from auth.factors import totp_holds
from auth.forms import fields, next_address
from auth.own_codes import own_code_hashes, send_own_code
from auth.portal import Query, Redirect, register_page, route
from auth.proofs import GO_ON, ask_first, has_proved, kept_form
from components.account.proof import SENT, go_on_page, proof_page, sent_page
from components.page import Page
from data.commands.limits import take
from data.commands.own_codes import redeem_own_code
from data.queries.sessions import find_own_credentials, find_proof
from data.records.kept_forms import KeptForm
from data.records.session import Proof
from data.viewer import Invalid, NotFound, TooMany, Viewer
from integrations.passwords import TooBusy, verify_password

PATH = "/account/proof"


@register_page(PATH, access=ONESELF)
def layout(viewer: Viewer, query: Query) -> Page:
    """Every way this person has; on to the wanted page when the proof is fresh already."""
    wanted, proof = next_address(query.get("next", "")) or "/account", find_proof(viewer)
    if proof.recent:
        raise Redirect(wanted)
    sent = query.get("sent", "") if query.get("sent", "") in SENT else ""
    return proof_page(viewer, proof, wanted, sms=sends_sms(), sent=sent, wrong=query.get("wrong", ""),
                      kept=_kept(viewer, wanted))  # fmt: skip


def _kept(viewer: Viewer, wanted: str) -> KeptForm | None:
    """The form that waits for this proof, if one does."""
    path, _mark, form = wanted.partition("?form=")
    try:
        return kept_form(viewer, form)[0] if path == GO_ON else None
    except NotFound:
        return None


@register_page(GO_ON, access=ONESELF)
def go_on(viewer: Viewer, query: Query) -> Page:
    """The form of `?form=` that has waited for the proof, to be sent now."""
    form = query.get("form", "")
    ask_first(viewer, f"{GO_ON}?form={form}")
    try:
        return go_on_page(viewer, *kept_form(viewer, form))
    except NotFound:
        return sent_page()


@route("/account/proof/password", access=ONESELF, methods=("POST",), repeatable=True)
def by_password(viewer: Viewer) -> Response:
    """The password, which a limit protects from being tried out."""
    sent = fields("password", "next")
    try:
        take(limits.for_proof(str(viewer.person_id)))
        right = verify_password(find_own_credentials(viewer).password_hash, sent["password"])
    except (TooMany, TooBusy):
        return _again(sent["next"], "many")
    return _onward(viewer, sent["next"]) if right else _again(sent["next"], "password")


@route("/account/proof/totp", access=ONESELF, methods=("POST",), repeatable=True)
def by_app(viewer: Viewer) -> Response:
    """The six digits of the authenticator app."""
    sent = fields("code", "next")
    try:
        take(limits.for_proof(str(viewer.person_id)))
    except TooMany:
        return _again(sent["next"], "many")
    right = totp_holds(int(viewer.person_id or 0), sent["code"])
    return _onward(viewer, sent["next"]) if right else _again(sent["next"], "totp")


@route("/account/proof/send", access=ONESELF, methods=("POST",), repeatable=True)
def send(viewer: Viewer) -> Response:
    """Send a code to the person's own number or address."""
    sent = fields("channel", "next")
    to = _recipient(find_proof(viewer), viewer, sent["channel"])
    try:
        send_own_code(viewer, "proof", to, "sms" if sent["channel"] == "sms" else "email")
    except TooMany:
        return _again(sent["next"], "many")
    return _again(sent["next"], "", sent["channel"])


@route("/account/proof/code", access=ONESELF, methods=("POST",), repeatable=True)
def by_code(viewer: Viewer) -> Response:
    """The code that was sent."""
    sent = fields("code", "channel", "next")
    to, code = _recipient(find_proof(viewer), viewer, sent["channel"]), six_digits(sent["code"]) or ""
    try:
        take(limits.for_proof(str(viewer.person_id)))
    except TooMany:
        return _again(sent["next"], "many", sent["channel"])
    right = bool(code) and redeem_own_code(viewer, "proof", *own_code_hashes(viewer, "proof", to, code))
    return _onward(viewer, sent["next"]) if right else _again(sent["next"], "code", sent["channel"])


def _recipient(proof: Proof, viewer: Viewer, channel: str) -> str:
    if channel == "sms" and proof.phone and sends_sms():
        return proof.phone
    if channel == "email" and proof.by_email:
        return viewer.email
    raise Invalid


def _onward(viewer: Viewer, wanted: str) -> Response:
    has_proved(viewer)
    return make_response(redirect(next_address(wanted) or "/account", 303))


def _again(wanted: str, wrong: str, sent: str = "") -> Response:
    told = {"next": next_address(wanted), "sent": sent, "wrong": wrong}
    return make_response(redirect(f"{PATH}?{urlencode({k: v for k, v in told.items() if v})}", 303))
