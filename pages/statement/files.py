"""The statement of account to take away: as PDF and as CSV."""

from io import BytesIO

from flask import Response, request

from auth.access import area, taking
from auth.files import disposition
from auth.papers import send_paper
from auth.portal import route
from auth.visits import note
from components.papers.facts import letterhead
from components.papers.statement import DRAWN, HEADINGS, file_name, statement_facts, statement_rows
from data.queries.company import company
from data.queries.parties import find_parties
from data.queries.statements import find_account, find_statement
from data.records.scope import Scope
from data.records.shared import Place
from data.viewer import Area, ClientChoice, Invalid, Viewer
from integrations.files import name_of_words
from integrations.language import _
from integrations.pdf import Paper
from integrations.table_files import write_csv


@route("/statement.pdf", access=area(Area.BILLING))
def paper(viewer: Viewer) -> Response:
    """The statement on paper, in the person's language."""
    account, client = _account(viewer)
    site = account.site if account.site is not None and not account.alone else None
    place = Place(client.public_id, client.name, site.public_id if site else None, site.name if site else None)
    found, parties = find_statement(viewer, account, DRAWN), find_parties(viewer, place)
    facts = letterhead(company(), parties) | statement_facts(found, account)
    return send_paper(
        viewer, Paper.STATEMENT, facts, file_name(account, found), parties=parties, today=found.today
    )  # fmt: skip


@route("/statement.csv", access=taking(area(Area.BILLING)))
def rows(viewer: Viewer) -> Response:
    """All open items, movements and unused credit, with headings in the person's language."""
    account, client = _account(viewer)
    found = find_statement(viewer, account, exporting=True)
    file = BytesIO()
    write_csv(file, [_(heading) for heading in HEADINGS], statement_rows(found))
    answer = Response(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition("attachment", name_of_words(file_name(account, found), "csv"))
    note("document_downloaded", viewer=viewer, client_id=client.id, site_id=account.site.id if account.site else None)
    return answer


def _account(viewer: Viewer) -> tuple[Scope, ClientChoice]:
    _scope, account = find_account(viewer, request.args.get("site"), request.args.get("client"))
    if account is None or account.client is None:
        raise Invalid(_("A statement is about one client or one of its sites."))
    return account, account.client
