"""A quote as PDF: its published original, else one drawn from the record."""

from flask import Response

from auth.access import area
from auth.papers import lead_to, send_paper
from auth.portal import route
from components.papers.facts import letterhead, quote_facts, record_name
from components.papers.originals import original_of
from data.queries.company import company
from data.queries.moment import current_day
from data.queries.parties import find_parties
from data.queries.quotes import find_quote
from data.viewer import Area, Viewer
from integrations.pdf import Paper


@route("/quotes/<id:public_id>/pdf", access=area(Area.QUOTES))
def show(viewer: Viewer, public_id: str) -> Response:
    """Lines, totals, until when it can be accepted."""
    one = find_quote(viewer, public_id)
    if original := original_of("quote", one.around):
        return lead_to(original)
    parties, today = find_parties(viewer, one.place), current_day()
    facts = letterhead(company(), parties) | quote_facts(one, today)
    return send_paper(viewer, Paper.QUOTE, facts, record_name("quote", one.number), parties=parties, today=today)
