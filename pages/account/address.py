"""The own e-mail address and mobile number: typed, proved by a code sent there, told to the old one too."""

from urllib.parse import urlencode

from flask import Response, make_response, redirect

from auth import limits
from auth.access import ONESELF
from auth.codes import sends_sms, six_digits
from auth.forms import address, fields
from auth.notices import notice
from auth.own_codes import own_code_hashes, send_own_code
from auth.portal import Query, Redirect, register_page, route
from auth.proofs import ask_first, has_proved, proven
from components.account.address import address_page, email_change, phone_change
from components.page import Page
from data.commands.account import change_email, change_phone, forget_phone
from data.commands.limits import take
from data.queries.account import find_account
from data.queries.people import find_addressee
from data.records.person import Addressee
from data.viewer import NotFound, TooMany, Viewer
from integrations.identifiers import phone_number
from integrations.language import N_
from integrations.telephone import mobile

EMAIL, PHONE = "/account/email", "/account/phone"


@register_page(EMAIL, access=ONESELF)
def email_page(viewer: Viewer, query: Query) -> Page:
    """The address's page, behind a fresh proof."""
    ask_first(viewer, EMAIL)
    return address_page(viewer, email_change(find_account(viewer)), query.get("new", ""), query.get("wrong", ""))


@register_page(PHONE, access=ONESELF)
def phone_page(viewer: Viewer, query: Query) -> Page:
    """The number's page, where the portal can send short messages."""
    if not sends_sms():
        raise Redirect("/account")
    ask_first(viewer, PHONE)
    account = find_account(viewer)
    new, wrong = query.get("new", ""), query.get("wrong", "")
    return address_page(viewer, phone_change(account), new, wrong, removable=account.phone is not None)


@route("/account/email/send", access=ONESELF, methods=("POST",), repeatable=True)
@proven(EMAIL, N_("Send me a code there"))
def send_email(viewer: Viewer) -> Response:
    """A code to the new address; the same answer whether or not somebody has it already."""
    new = address(fields("new")["new"])
    if new is None or new == viewer.email:
        return _again(EMAIL, wrong="email")
    try:
        send_own_code(viewer, "email", new, "email")
    except TooMany:
        return _again(EMAIL, wrong="many")
    return _again(EMAIL, new=new)


@route("/account/email/confirm", access=ONESELF, methods=("POST",), repeatable=True)
@proven(EMAIL, N_("Change it"))
def confirm_email(viewer: Viewer) -> Response:
    """The code from the new address makes it the person's; the old one is told as well."""
    sent = fields("new", "code")
    new, person = address(sent["new"]), _person(viewer)
    if new is None:
        return _again(EMAIL, wrong="email")
    if not _try(viewer):
        return _again(EMAIL, new=new, wrong="many")
    told = [notice("email_changed", person, recipient=to, new=new) for to in (person.email, new)]
    hashes = own_code_hashes(viewer, "email", new, six_digits(sent["code"]) or "")
    became = change_email(viewer, new, *hashes, told)
    if became == "taken":
        return _again(EMAIL, wrong="taken")
    if became == "code":
        return _again(EMAIL, new=new, wrong="code")
    has_proved(viewer)
    return make_response(redirect("/account?done=email", 303))


@route("/account/phone/send", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PHONE, N_("Send me a code there"))
def send_phone(viewer: Viewer) -> Response:
    """A code to the new number."""
    _only_with_sms()
    new = phone_number(fields("new")["new"])
    if new is None or mobile(new) is None:  # no SMS reaches others, and some cost a fortune
        return _again(PHONE, wrong="phone")
    try:
        send_own_code(viewer, "phone", new, "sms")
    except TooMany:
        return _again(PHONE, wrong="many")
    return _again(PHONE, new=new)


@route("/account/phone/confirm", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PHONE, N_("Change it"))
def confirm_phone(viewer: Viewer) -> Response:
    """The code from the new number makes it count for signing in."""
    _only_with_sms()
    sent = fields("new", "code")
    new = phone_number(sent["new"])
    if new is None:
        return _again(PHONE, wrong="phone")
    if not _try(viewer):
        return _again(PHONE, new=new, wrong="many")
    hashes = own_code_hashes(viewer, "phone", new, six_digits(sent["code"]) or "")
    if not change_phone(viewer, new, *hashes, notice("phone_changed", _person(viewer), new=new)):
        return _again(PHONE, new=new, wrong="code")
    has_proved(viewer)
    return make_response(redirect("/account?done=phone", 303))


@route("/account/phone/remove", access=ONESELF, methods=("POST",), repeatable=True)
@proven(PHONE)
def remove_phone(viewer: Viewer) -> Response:
    """Have no number on file: codes come by e-mail."""
    forget_phone(viewer, notice("phone_changed", _person(viewer), new="–"))
    return make_response(redirect("/account?done=no_phone", 303))


def _only_with_sms() -> None:
    if not sends_sms():
        raise NotFound


def _person(viewer: Viewer) -> Addressee:
    return find_addressee(int(viewer.person_id or 0))


def _try(viewer: Viewer) -> bool:
    try:
        take(limits.for_proof(str(viewer.person_id)))
    except TooMany:
        return False
    return True


def _again(path: str, **told: str) -> Response:
    return make_response(redirect(f"{path}?{urlencode(told)}", 303))
