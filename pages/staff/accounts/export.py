"""Accounts and sign-ins as CSV, for staff."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import Response, request

from auth.access import may
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, route
from auth.visits import note
from components.account_page import sign_in_words
from components.account_words import METHODS, STATES, area_words, client_words, preset_words, right_words, scope_words
from data.queries.account_page import find_account, list_sign_ins
from data.queries.accounts import every_account
from data.records.accounts import AccountQuestion
from data.viewer import Permission, Viewer
from integrations.files import safe_name
from integrations.language import _, pgettext
from integrations.table_files import MEDIA_TYPES, Value, write_csv

MOST_SIGN_INS = 10_000


@route("/export/accounts.csv", access=may(Permission.SEE_CLIENTS))
def accounts_csv(viewer: Viewer) -> Response:
    """The accounts the list shows for the same query, all of them."""
    query = Query(request.query_string.decode("ascii", "replace"))
    question = AccountQuestion(query.get("q", "").strip(), query.get("state", ""), query.get("client", ""),
                               query.get("never") == "1", query.get("amounts") == "no")  # fmt: skip
    headings = [_("Name"), _("E-mail"), _("Clients"), _("Sites"), _("Rights"), _("Areas"), _("Export and amounts"),
                _("State"), _("Invited"), _("Last sign-in")]  # fmt: skip
    rows = (
        [one.name, one.email, client_words(one), scope_words(one), preset_words(one), area_words(one.areas),
         right_words(one), pgettext("account", STATES[one.state][1]), one.invited_at, one.last_sign_in]
        for one in every_account(viewer, question)
    )  # fmt: skip
    return _file(viewer, _("Accounts"), headings, rows)


@route("/export/accounts/<id:person>/sign-ins.csv", access=may(Permission.MANAGE_ACCOUNTS))
def sign_ins_csv(viewer: Viewer, person: str) -> Response:
    """How one person came in."""
    found = find_account(viewer, person)
    headings = [_("When"), _("What"), _("Method"), _("IP address"), _("Device")]
    rows = (
        [one.at, sign_in_words(one), _(METHODS[one.method]) if one.method in METHODS else "", one.ip, one.user_agent]
        for one in list_sign_ins(viewer, found.public_id, MOST_SIGN_INS)
    )
    return _file(viewer, " ".join((_("Sign-ins"), found.name)), headings, rows)


def _file(viewer: Viewer, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    file = BytesIO()
    write_csv(file, headings, rows)
    note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
    answer = Response(file.getvalue(), mimetype=MEDIA_TYPES["csv"])
    answer.headers["Content-Disposition"] = disposition("attachment", safe_name(f"{title}.csv"))
    answer.headers["Content-Security-Policy"] = SAVED_POLICY
    return answer
