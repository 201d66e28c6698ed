"""What happened at a client, for staff: changes and looking as one history, as a page and as a file."""

from io import BytesIO

from flask import Response, request

from auth.access import may
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, register_page, route
from auth.visits import note
from components.client_frame import client_frame
from components.export_columns import headings
from components.happening_views import HAPPENING_EXPORT, history_list
from components.page import Page
from data.queries.clients import find_client_head
from data.queries.company import company
from data.queries.happenings import every_happening, list_happenings
from data.queries.scope import find_scope
from data.records.happenings import read_happenings
from data.viewer import Permission, Viewer
from integrations.files import safe_name
from integrations.language import _
from integrations.table_files import MEDIA_TYPES, write_csv

MOST_ROWS = 50_000


@register_page("/staff/clients/<id:client>/activity", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query, client: str) -> Page:
    """The history as the address asks for it, going on from `?after=`."""
    found = list_happenings(viewer, client, read_happenings(query), query.get("after"))
    head, scope, zone = find_client_head(viewer, client), find_scope(viewer, None, client), company().zone
    content = history_list(found, f"/staff/clients/{client}/activity", f"/export/clients/{client}/activity.csv", zone)
    return client_frame(viewer, head, scope, "activity", zone, content)


@route("/export/clients/<id:client>/activity.csv", access=may(Permission.SEE_CLIENTS))
def activity_csv(viewer: Viewer, client: str) -> Response:
    """What the page finds for the same query, up to the newest 50,000 entries."""
    question = read_happenings(Query(request.query_string.decode("ascii", "replace")))
    head = find_client_head(viewer, client)
    found = every_happening(viewer, client, question, MOST_ROWS)
    file = BytesIO()
    write_csv(file, headings(HAPPENING_EXPORT), ([column.value(one) for column in HAPPENING_EXPORT] for one in found))
    title = " ".join((_("Activity"), head.name))
    note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
    answer = Response(file.getvalue(), mimetype=MEDIA_TYPES["csv"])
    answer.headers["Content-Disposition"] = disposition("attachment", safe_name(f"{title}.csv"))
    answer.headers["Content-Security-Policy"] = SAVED_POLICY
    return answer
