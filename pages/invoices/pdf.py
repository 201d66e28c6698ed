"""An invoice as PDF: its published original, else one drawn from the record."""

from flask import Response

from auth.access import area
from auth.papers import lead_to, send_paper
from auth.portal import route
from components.papers.facts import invoice_facts, invoice_name, letterhead
from components.papers.originals import original_of
from data.queries.company import company
from data.queries.invoices import find_invoice
from data.queries.moment import current_day
from data.queries.parties import find_parties
from data.viewer import Area, Viewer
from integrations.pdf import Paper


@route("/invoices/<id:public_id>/pdf", access=area(Area.BILLING))
def show(viewer: Viewer, public_id: str) -> Response:
    """Of every kind: invoice, proforma, receipt, credit note."""
    one = find_invoice(viewer, public_id)
    if original := original_of("invoice", one.around):
        return lead_to(original)
    parties, today = find_parties(viewer, one.place), current_day()
    facts = letterhead(company(), parties) | invoice_facts(one, company(), today)
    return send_paper(viewer, Paper.INVOICE, facts, invoice_name(one), parties=parties, today=today)
