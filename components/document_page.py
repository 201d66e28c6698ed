"""The page of one document: the file in place, what is known of it, where it belongs, who opened it."""

from __future__ import annotations

from collections.abc import Sequence

from components.cards import card, facts, file_row, row, row_list
from components.context import Context
from components.file_links import DOCUMENTS, file_shape, viewable
from components.history import history_card, opened_card
from components.html import Div, Node, Span, Tree
from components.nouns import NOUNS
from components.page import Page, page_header
from components.record_page import ask_card, place_facts, place_words
from components.states import state_badge
from components.viewer import Shown, viewer, viewer_actions, viewer_bar
from components.withdrawal_views import withdraw_card
from data.records.documents import About, Beside, Document, DocumentVersion
from data.records.tables import Question
from integrations.language import _, day, file_size, moment, told


def document_page(one: Document, beside: Beside, question: Question, context: Context) -> Page:
    """The page of a document, as it was opened from the list of `question` or from the record in `beside`."""
    shown = Shown(DOCUMENTS, one.public_id, one.title, one.file_name, one.media_type, one.size)
    kind = told(one.kind_names)
    when = day(one.issued_on) if one.issued_on else None
    words = " · ".join(
        part for part in (kind if kind != one.title else None, when, *place_words(one.place, context)) if part
    )
    badge = state_badge("validity", one.standing)
    zone = one.around.zone
    details = card("details", _("Details"), facts([*_facts(one), *place_facts(one.place, context)]))
    side = Div(details, _belongs(one.belongs, context), _earlier(one, zone), ask_card(context, one.title),
               withdraw_card(context.viewer, "document", one.public_id), className="record-side")  # fmt: skip
    main = Div(
        viewer(shown),
        history_card(one.around),
        opened_card(one.openings, context.viewer, zone),
        className="record-main",
    )
    content = [
        viewer_bar("document", DOCUMENTS, beside, context, question.written()),
        page_header(one.title, [words, " ", badge] if badge else words, viewer_actions(shown, context)),
        Div(main, side, className="record"),
    ]
    return Page(one.title, content, context.scope)


def _facts(one: Document) -> list[tuple[Node, Node]]:
    valid: Node = None
    if one.valid_until:
        valid = Div(Span(day(one.valid_until)), state_badge("validity", one.standing), className="cluster")
    return [
        (_("Kind"), told(one.kind_names)), (_("Number"), one.number),
        (_("Date"), day(one.issued_on) if one.issued_on else None), (_("Valid until"), valid),
        (_("File"), one.file_name), (_("Size"), file_size(one.size)),
        (_("Version"), str(one.version) if one.version > 1 else None),
    ]  # fmt: skip


def _belongs(records: Sequence[About], context: Context) -> Tree | None:
    """The records this document is a document of."""
    if not records:
        return None
    rows = [
        row(NOUNS[one.noun].title(one.number), href=context.link(f"{NOUNS[one.noun].path}/{one.public_id}"),
            icon_name=NOUNS[one.noun].icon)
        for one in records
    ]  # fmt: skip
    return card("belongs", _("Belongs to"), row_list(*rows))


def _earlier(one: Document, zone: str) -> Tree | None:
    if not one.earlier:
        return None
    return card("earlier", _("Earlier versions"), row_list(*[_version(one, version, zone) for version in one.earlier]))


def _version(one: Document, version: DocumentVersion, zone: str) -> Tree:
    name = _("Version %(n)s") % {"n": version.version}
    saved = DOCUMENTS.download(one.public_id, version.version)
    opened = DOCUMENTS.open(one.public_id, version.version) if viewable(version.media_type) else None
    words = f"{moment(version.published_at, zone)} · {file_size(version.size)}"
    return file_row(name, words, opened or saved, saved, open_href=opened, icon_name=file_shape(version.media_type))
