"""The PDF of a record: its published original where there is one, else the one the portal draws from its page."""

from __future__ import annotations

from components.record_page import Drawn
from data.records.shared import DocumentRef, Surroundings
from integrations.language import _

# noun of a record -> kind of the document that shows the whole of it
_ORIGINALS = {"invoice": "invoice", "quote": "quote", "inspection": "checklist"}


def original_of(noun: str, around: Surroundings) -> DocumentRef | None:
    """The published PDF of the record itself; certificates and other enclosures are none."""
    kind = _ORIGINALS[noun]
    return next((one for one in around.documents if one.kind == kind and one.media_type == "application/pdf"), None)


def drawn_of(noun: str, public_id: str, title: str, around: Surroundings, *, e_invoice: bool = False) -> Drawn | None:
    """The PDF the portal draws of a record; None where its original was published."""
    if original_of(noun, around) is not None:
        return None
    words = _("Copy; the legal original is the e-invoice.") if e_invoice else _("made from this page, in your language")
    # of an inspection people want the certificate and the report, of the others the paper itself
    return Drawn(f"/{noun}s/{public_id}/pdf", title, words, leads=noun != "inspection")
