"""Before a publication is withdrawn: what vanishes, who opened it, why; and doing it, and undoing it."""

from __future__ import annotations

from typing import cast

from flask import Response, redirect, request

from auth.access import may
from auth.forms import fields
from auth.portal import Query, Redirect, register_page, route
from components.page import Page
from components.withdrawal_views import withdraw_page
from data.commands.withdrawal import publish_again, withdraw_record
from data.queries.company import company
from data.queries.withdrawals import find_publication
from data.records.downloads import MOST
from data.records.withdrawals import NOUNS
from data.viewer import Permission, Viewer


@register_page("/staff/withdraw", access=may(Permission.PUBLISH))
def layout(viewer: Viewer, query: Query) -> Page:
    """Of the record the address names: `?invoice=<public id>`, `?document=…`."""
    noun = next((name for name in query if name in NOUNS), None)
    if noun is None:
        raise Redirect("/staff/withdrawn")
    return withdraw_page(find_publication(viewer, noun, query[noun]), viewer, company().zone)


@route("/staff/withdraw/now", access=may(Permission.PUBLISH), methods=("POST",))
def withdraw(viewer: Viewer) -> Response:
    """Fields `noun`, `record`, `reason`, and `document` for each that goes with it."""
    sent = fields("noun", "record", "reason")
    withdraw_record(viewer, sent["noun"], sent["record"], sent["reason"], request.form.getlist("document")[:MOST])
    return cast(Response, redirect("/staff/withdrawn", 303))


@route("/staff/withdraw/undo", access=may(Permission.PUBLISH), methods=("POST",))
def undo(viewer: Viewer) -> Response:
    """Fields `noun` and `record`: published again, with what the withdrawal had taken along."""
    sent = fields("noun", "record")
    publish_again(viewer, sent["noun"], sent["record"])
    return cast(Response, redirect("/staff/withdrawn", 303))
