"""All clients, for staff: what they owe, what is open at their sites, who of them was here; as a page and as files."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import SpooledTemporaryFile

from flask import Response, request

from auth.access import may
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, register_page, route
from auth.visits import note
from components.client_list import CLIENT_EXPORT, client_list
from components.export_columns import headings
from components.page import Page
from data.queries.client_list import every_client, list_clients, read_clients
from data.queries.company import company
from data.queries.slices import COUNTED
from data.viewer import Permission, Viewer
from integrations.files import safe_name
from integrations.language import _
from integrations.table_files import MEDIA_TYPES, write_csv, write_xlsx

_IN_MEMORY = 4_000_000  # bytes; larger files are written to disk


@register_page("/staff/clients", access=may(Permission.SEE_CLIENTS))
def layout(viewer: Viewer, query: Query) -> Page:
    """The list, narrowed by `?q=`, `?group=` and `?only=`, in the order of `?sort=`, going on from `?after=`."""
    found = list_clients(viewer, read_clients(query), query.get("after"))
    return client_list(viewer, found, company().zone, COUNTED)


def _register(ending: str) -> Callable[[Viewer], Response]:
    """The address of one kind of file: exactly the rows the list has for the same query."""

    def take(viewer: Viewer) -> Response:
        found = every_client(viewer, read_clients(Query(request.query_string.decode("ascii", "replace"))))
        rows = ([column.value(one) for column in CLIENT_EXPORT] for one in found)
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            if ending == "csv":
                write_csv(file, headings(CLIENT_EXPORT), rows)
            else:
                write_xlsx(file, headings(CLIENT_EXPORT), rows, _("Clients"))
            file.seek(0)
            answer = Response(file.read(), mimetype=MEDIA_TYPES[ending])
        note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
        answer.headers["Content-Disposition"] = disposition("attachment", safe_name(".".join((_("Clients"), ending))))
        answer.headers["Content-Security-Policy"] = SAVED_POLICY
        return answer

    take.__qualname__ = take.__name__ = f"clients_{ending}"
    return route(f"/export/clients.{ending}", access=may(Permission.SEE_CLIENTS))(take)


for _ending in MEDIA_TYPES:
    _register(_ending)
