"""The page of one record: way back, heading, answers on top, its own cards, and what all records share beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from components.cards import button_link, card, facts, file_row, row, row_list
from components.context import Context
from components.file_links import DOCUMENTS, FILES, file_shape, viewable
from components.history import history_card, opened_card
from components.html import A, Dd, Details, Div, Dl, Dt, Nav, Node, P, Span, Summary, Tree, icon
from components.nouns import NOUNS
from components.page import Page, page_header
from components.record_history import changes_card
from components.record_links import edit_link, kind_of
from components.states import state_badge
from components.withdrawal_views import withdraw_card
from data.records.shared import DocumentRef, Place, RelatedRecord, Surroundings
from integrations.language import _, day, file_size, month, ngettext, told

RELATED_SHOWN = 6  # of the records that belong together; the others are folded


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell of the strip on top: label, value, and a badge or a few words below."""

    label: str
    value: Node
    below: Node = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF that is drawn on request: where it is, what it is called, and a few words about it.

    `leads`: it is what people come for; otherwise published documents come before it.
    """

    address: str
    title: str
    words: str
    leads: bool = True


def record_page(
    noun_name: str,
    title: str,
    context: Context,
    place: Place,
    around: Surroundings,
    *,
    subject: str | None = None,
    answers: Sequence[Answer | None] = (),
    cards: Iterable[Node] = (),
    details: Iterable[tuple[Node, Node]] = (),
    actions: Sequence[Node] = (),
    documents_first: bool = False,
    drawn: Drawn | None = None,
) -> Page:
    """The page of one record. `details` are (label, value) pairs for the column on the right; `documents_first` where
    the record's own cards are long.

    `drawn` is the PDF the portal draws of it; it is left out where the record's own PDF was published.
    """
    noun = NOUNS[noun_name]
    words = " · ".join(part for part in (subject, *place_words(place, context)) if part)
    back = Nav(
        A(icon("arrow-left"), Span(_(noun.many)), href=context.link(noun.path), className="back-link"),
        aria_label=_("Back to the list"), className="back",
    )  # fmt: skip
    papers = documents_card(around, context, drawn)
    main = Div(
        papers if documents_first else None,
        *cards,
        None if documents_first else papers,
        related_card(around, context) if around.related else None,
        record_files_card(around, context, noun_name, place),
        history_card(around),
        staff_changes(noun_name, around, context),
        opened_card(around.openings, context.viewer, around.zone, documents=True),
        className="record-main",
    )
    details_card = card("details", _("Details"), facts([*details, *place_facts(place, context)]))
    side = Div(
        details_card, ask_card(context, title), withdraw_card(context.viewer, noun_name, around.record),
        className="record-side",
    )  # fmt: skip
    edit = edit_link(context.viewer, noun_name, around.record)
    paper = [] if actions else _paper_action(around.documents, drawn)
    content = [
        back, page_header(title, words, [one for one in (edit, *actions, *paper) if one]),
        _strip([one for one in answers if one]),
        Div(main, side, className="record"),
    ]  # fmt: skip
    return Page(title, content, context.scope)


def place_words(place: Place, context: Context) -> list[str]:
    """Where a record belongs, for the line under its title."""
    site = [place.site_name] if place.site_name else []
    return [*site, place.client_name] if context.viewer.is_staff or len(context.viewer.clients) > 1 else site


def place_facts(place: Place, context: Context) -> list[tuple[Node, Node]]:
    """Where a record belongs, as facts."""
    client = context.viewer.is_staff or len(context.viewer.clients) > 1
    site = A(place.site_name, href=f"/?site={place.site}") if place.site else _("All sites of the client")
    return [(_("Site"), site), (_("Client"), place.client_name if client else None)]


def _strip(answers: Sequence[Answer]) -> Tree | None:
    if not answers:
        return None
    cells = [
        Div(Dt(one.label), Dd(one.value, className="strip-value"),
            Dd(one.below, className="strip-below") if one.below else None)
        for one in answers
    ]  # fmt: skip
    return Dl(*cells, className="card strip")


def _paper_action(documents: Sequence[DocumentRef], drawn: Drawn | None) -> list[Node]:
    """The main action of a record that has one paper: to have it."""
    if drawn is not None and (drawn.leads or not documents):
        address, words = f"{drawn.address}?download=1", _("Download PDF")
    elif len(documents) == 1:
        address = DOCUMENTS.download(documents[0].public_id)
        words = _("Download PDF") if documents[0].media_type == "application/pdf" else _("Download")
    else:
        return []
    return [button_link(words, address, icon_name="download", kind="primary", download="")]


def staff_changes(noun_name: str, around: Surroundings, context: Context) -> Tree | None:
    """For staff: every change with what was there before, and who made it."""
    kind = kind_of(noun_name)
    told = any(one.changes or one.reason for one in around.changes)
    return changes_card(kind, around.changes, context.company.zone) if kind and told else None


def documents_card(around: Surroundings, context: Context, drawn: Drawn | None = None) -> Tree:
    """The record's papers, each to open and to download, and the one that is drawn on request."""
    rows = [document_row(one, context, around.address) for one in around.documents]
    if drawn is not None:
        rows.insert(
            0 if drawn.leads else len(rows),
            file_row(
                drawn.title,
                f"PDF · {drawn.words}",
                drawn.address,
                f"{drawn.address}?download=1",
                open_href=drawn.address,
            ),
        )
    if not rows:
        words = _("When a paper about this is published, you can open and download it here.")
        return card("documents", _("Documents"), P(icon("folder2-open"), Span(words), className="quiet-line"))
    return card("documents", _("Documents"), row_list(*rows))


def record_files_card(around: Surroundings, context: Context, noun_name: str, place: Place) -> Tree | None:
    """What was uploaded or handed over about the record, and the way to add more."""
    if not around.files and not around.takes_files:
        return None
    rows = [
        row(one.description, " · ".join((_("Handed over") if one.standing == "company" else _("Uploaded"),
                                         day(one.added_on), file_size(one.size))),
            href=FILES.page(one.public_id), icon_name=file_shape(one.media_type),
            badge=state_badge("scan", one.scan) if one.scan in ("pending", "infected") else None)
        for one in around.files
    ]  # fmt: skip
    noun = _INVOICES.get(noun_name, noun_name)
    more = None
    if around.takes_files:
        words = _("Hand over a file") if context.viewer.is_staff else _("Add a file")
        address = f"/files/new?client={place.client}&{noun}={around.record}"
        more = Div(button_link(words, address, icon_name="plus-lg", kind="plain small"), className="cluster record-add")
    return card("files", _("Files"), row_list(*rows) if rows else None, more)


_INVOICES = dict.fromkeys(("proforma", "receipt", "credit_note"), "invoice")


def document_row(one: DocumentRef, context: Context, of: str) -> Tree:
    """A document as a row: title, what it is, validity, and its two icons; `of` as in FileLinks.page."""
    kind = told(one.kind_names)
    parts = [kind if kind != one.title else None, day(one.issued_on) if one.issued_on else None, file_size(one.size)]
    if one.valid_until:
        parts.append(_("valid until %(date)s") % {"date": day(one.valid_until)})
    return file_row(
        one.title, " · ".join(part for part in parts if part),
        DOCUMENTS.page(one.public_id, context, of), DOCUMENTS.download(one.public_id),
        open_href=DOCUMENTS.open(one.public_id) if viewable(one.media_type) else None,
        badge=state_badge("validity", one.standing), icon_name=file_shape(one.media_type),
    )  # fmt: skip


def related_card(around: Surroundings, context: Context) -> Tree:
    """The records before and after this one."""
    rows = [_related_row(one, context) for one in around.related]
    older = P(_("These are the newest; there are older ones."), className="card-note") if around.more_related else None
    if len(rows) <= RELATED_SHOWN + 1:
        return card("related", _("Belongs together"), row_list(*rows), older)
    hidden = rows[RELATED_SHOWN:]
    words = ngettext("%(n)s more", "%(n)s more", len(hidden)) % {"n": len(hidden)}
    folded = Details(Summary(Span(words), icon("chevron-down")), row_list(*hidden), older, className="fold")
    return card("related", _("Belongs together"), row_list(*rows[:RELATED_SHOWN]), folded)


def _related_row(one: RelatedRecord, context: Context) -> Tree:
    noun = NOUNS[one.noun]
    only_month = one.noun == "inspection" and one.standing == "planned"
    when = (month(one.on) if only_month else day(one.on)) if one.on else None
    words = " · ".join(part for part in (one.title, when) if part)
    return row(
        noun.title(one.number), words, href=context.link(f"{noun.path}/{one.public_id}"), icon_name=noun.icon,
        badge=state_badge(noun.states, one.standing),
    )  # fmt: skip


def ask_card(context: Context, title: str) -> Tree | None:
    """Whom to ask about the record: the company's telephone and e-mail address."""
    company = context.company
    ways: list[Node] = []
    if company.phone:
        dialled = "".join(sign for sign in company.phone if sign.isdigit() or sign == "+")
        ways.append(A(icon("telephone"), Span(company.phone), href=f"tel:{dialled}", className="ask-link"))
    if company.email:
        address = f"mailto:{quote(company.email, safe='@+')}?subject={quote(title)}"
        ways.append(A(icon("envelope"), Span(company.email), href=address, className="ask-link"))
    if not ways:
        return None
    hours = Span(company.contact_hours, className="muted small") if company.contact_hours else None
    inside = Div(Span(company.contact_name or company.name, className="muted small"), *ways, hours, className="ask")
    return card("ask", _("Questions about this?"), inside)


def section_table(key: str, title: str, table: Tree, *below: Any, badge: Node = None) -> Tree:
    """A card that holds a table from edge to edge."""
    return card(key, title, table, *below, badge=badge, className="with-table")
