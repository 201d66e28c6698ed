"""Actions: what can be done from here, nothing that does not work."""

from __future__ import annotations

from components.cards import card
from components.context import Context
from components.file_links import DOCUMENTS
from components.html import A, Li, Node, Span, Tree, Ul, icon
from data.records.dashboard import Dashboard
from data.viewer import Area
from integrations.language import _


def actions(board: Dashboard, context: Context) -> Tree | None:
    """Links as buttons: the last certificate, calling, writing; None where there is nothing to offer."""
    found = [*_papers(board), *_contact(context)]
    if not found:
        return None
    return card("actions", _("Actions"), Ul(*[Li(one) for one in found], role="list", className="action-list"))


def _papers(board: Dashboard) -> list[Node]:
    if board.certificate is None or not board.sees(Area.INSPECTIONS):
        return []
    address = DOCUMENTS.download(board.certificate.public_id)
    return [_button("download", _("Download certificate"), address, download="")]


def _contact(context: Context) -> list[Node]:
    company = context.company
    found: list[Node] = []
    if company.phone:
        number = "".join(sign for sign in company.phone if sign in "+0123456789")
        found.append(_button("telephone", _("Call us"), f"tel:{number}", company.phone))
    if company.email:
        found.append(_button("envelope", _("Write to us"), f"mailto:{company.email}", company.email))
    return found


def _button(shape: str, words: str, address: str, note: str | None = None, **props: str) -> Tree:
    inside = Span(Span(words), Span(note, className="action-note") if note else None, className="action-words")
    return A(icon(shape), inside, href=address, className="button action", **props)
