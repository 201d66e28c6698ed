"""An inspection as PDF: its published checklist, else one drawn from the record."""

from flask import Response

from auth.access import area
from auth.papers import lead_to, send_paper
from auth.portal import route
from components.papers.facts import inspection_facts, letterhead, record_name
from components.papers.originals import original_of
from data.queries.company import company
from data.queries.inspections import find_inspection
from data.queries.moment import current_day
from data.queries.parties import find_parties
from data.viewer import Area, Viewer
from integrations.pdf import Paper


@route("/inspections/<id:public_id>/pdf", access=area(Area.INSPECTIONS))
def show(viewer: Viewer, public_id: str) -> Response:
    """When, result, every line."""
    one = find_inspection(viewer, public_id)
    if original := original_of("inspection", one.around):
        return lead_to(original)
    parties, today = find_parties(viewer, one.place), current_day()
    facts = letterhead(company(), parties) | inspection_facts(one, company(), today)
    name = record_name("inspection", one.number)
    return send_paper(viewer, Paper.INSPECTION, facts, name, parties=parties, today=today)
