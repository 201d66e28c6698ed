"""The list behind a figure as a file, CSV or XLSX."""

from io import BytesIO

from flask import Response, request

from auth.access import may
from auth.files import SAVED_POLICY, disposition
from auth.portal import Query, route
from auth.visits import note
from components.export_columns import headings
from components.usage_list import export_columns
from components.usage_words import title_of
from data.queries.company import company
from data.queries.usage_lists import export_usage_list
from data.records.usage import read_usage
from data.viewer import Permission, Viewer
from integrations.files import safe_name
from integrations.table_files import MEDIA_TYPES, write_csv, write_xlsx


def _register(ending: str) -> None:
    def take(viewer: Viewer, figure: str) -> Response:
        query = Query(request.query_string.decode("ascii", "replace"))
        found = export_usage_list(viewer, figure, read_usage(query), reason=query.get("reason", ""))
        columns = export_columns(figure, company().zone)
        rows = ([column.value(row) for column in columns] for row in found.rows)
        file = BytesIO()
        if ending == "csv":
            write_csv(file, headings(columns), rows)
        else:
            write_xlsx(file, headings(columns), rows, title_of(figure))
        note("exported", viewer=viewer, path=request.full_path.rstrip("?"))
        answer = Response(file.getvalue(), mimetype=MEDIA_TYPES[ending])
        answer.headers["Content-Disposition"] = disposition("attachment", safe_name(f"{title_of(figure)}.{ending}"))
        answer.headers["Content-Security-Policy"] = SAVED_POLICY
        return answer

    take.__qualname__ = take.__name__ = f"usage_{ending}"
    route(f"/export/usage/<figure>.{ending}", access=may(Permission.SEE_USAGE))(take)


for _ending in MEDIA_TYPES:
    _register(_ending)
