"""All sites as a file: those the page shows for the same query, as CSV or XLSX."""

from io import BytesIO

from flask import Response, request

from auth.access import SIGNED_IN, taking
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, route
from auth.visits import note
from components.context import Context
from components.dashboard.portfolio_export import site_export
from components.export_columns import headings
from data.queries.company import company
from data.queries.portfolio import find_portfolio
from data.queries.scope import find_scope
from data.records.portfolio_question import read_site_question
from data.viewer import Viewer
from integrations.files import safe_name
from integrations.language import _
from integrations.table_files import MEDIA_TYPES, write_csv, write_xlsx


def _answer(viewer: Viewer, ending: str) -> Response:
    query = Query(request.query_string.decode("ascii", "replace"))
    scope = find_scope(viewer, client=query.get("client"))
    found = find_portfolio(viewer, scope, read_site_question(query), exporting=True)
    columns = site_export(found, Context(viewer, scope, company()))
    rows = ([column.value(one) for column in columns] for one in found.sites)
    file, names, title = BytesIO(), headings(columns), _("Sites")
    if ending == "csv":
        write_csv(file, names, rows)
    else:
        write_xlsx(file, names, rows, title)
    note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
    answer = Response(file.getvalue(), mimetype=MEDIA_TYPES[ending])
    answer.headers["Content-Disposition"] = disposition("attachment", safe_name(f"{title}.{ending}"))
    answer.headers["Content-Security-Policy"] = SAVED_POLICY
    return answer


@route("/export/sites.csv", access=taking(SIGNED_IN))
def sites_csv(viewer: Viewer) -> Response:
    """The sites as CSV; staff name a client."""
    return _answer(viewer, "csv")


@route("/export/sites.xlsx", access=taking(SIGNED_IN))
def sites_xlsx(viewer: Viewer) -> Response:
    """The sites as XLSX; staff name a client."""
    return _answer(viewer, "xlsx")
