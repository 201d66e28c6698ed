"""New documents: what was shared since the last visit."""

from __future__ import annotations

from components.badges import count_badge
from components.cards import card, empty_state, row_list
from components.context import Context
from components.dashboard.words import local_day, paper_row
from components.html import A, Tree
from data.records.dashboard import Dashboard
from integrations.language import _, day, ngettext, told


def new_documents(board: Dashboard, context: Context) -> Tree:
    """The newest five; the list has them all."""
    title, more = _("New documents"), (context.link("/documents"), _("View all"))
    if not board.documents:
        words = _("Documents appear here the moment %(company)s shares them. Older ones are in the list.")
        text = words % {"company": context.company.name}
        empty = empty_state(_("Nothing new since your last visit"), text, icon_name="folder2-open")
        return card("new-documents", title, empty, more=more)
    rows = [
        paper_row(one, context, one.title, told(one.kind_names), day(local_day(one.published_at, board.zone), "short"),
                  _("all sites") if one.shared else None)
        for one in board.documents
    ]  # fmt: skip
    count = board.new_documents
    meaning = ngettext("%(n)s new document", "%(n)s new documents", count) % {"n": count}
    rest = count - len(rows)
    link = None
    if rest > 0:
        link = A(ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest}, href=more[0], className="rest-link")
    return card("new-documents", title, row_list(*rows), link, badge=count_badge("info", count, meaning), more=more)
