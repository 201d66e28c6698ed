"""The form of a record: its fields in groups, lines, what somebody else did meanwhile, and the buttons below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.cards import button_link, card, notice, row, row_list
from components.forms import command_form, error_summary, filter_form, hidden, submit, text_field
from components.forms import field as input_field
from components.html import Button, Div, Li, Node, P, Span, Tree, Ul, icon
from components.page import Page, page
from components.record_fields import (
    Drawn,
    control,
    errors_by_id,
    fact_rows,
    line_rows,
    more_button,
    proposals,
)
from components.record_history import changes_card, told_change
from components.record_kinds import NEW
from components.record_links import form_address, home_of, record_address
from components.record_words import label_of, title_of
from data.records.changes import RecordChange
from data.records.form_merging import mark_of
from data.records.forms import (
    BLANK_LINES,
    MOST_LINES,
    Choice,
    EditedRecord,
    FormField,
    Typed,
    ends_with,
    fields_of,
    has_drafts,
    has_facts,
    open_fields,
)
from data.viewer import Permission, Viewer
from integrations.language import N_, _

_GROUPS = (
    ("about", N_("What it is")),
    ("belongs", N_("Belongs to")),
    ("days", N_("Days")),
    ("money", N_("Money")),
    ("place", N_("Address")),
    ("words", N_("In words")),
)
_PLACE = frozenset({"address", "postcode", "city", "region", "country", "latitude", "longitude", "zone"})


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about the last try, field by field in words; `despite` repeats the doubts that were told.

    `changes` is what others did since the form was made; `seen` and `was` travel with the form.
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    despite: str = ""
    changes: tuple[RecordChange, ...] | None = None
    said: str = ""
    seen: str = ""
    was: str = ""


def record_form_page(viewer: Viewer, record: EditedRecord, typed: Typed, told: Told, company_zone: str) -> Page:
    """The page of the form; `typed` is what stands in it."""
    drawn = Drawn(record, typed, told.errors, told.doubts, told.notes)
    title = _(NEW[record.kind]) if record.is_new else title_of(record.kind, record.name)
    summary = errors_by_id(record.kind, told.errors)
    return page(
        title,
        _said(told),
        _overtaken(record, told, company_zone) if told.changes is not None else None,
        error_summary({key: words for key, words in summary.items() if key != "page"}),
        notice("bad", P(summary["page"]), role="alert") if "page" in summary else None,
        _doubtful(told) if told.doubts and not told.errors else None,
        _locked(record) if record.locked else None,
        _form(viewer, record, drawn, told),
        None if record.is_new else _cancel(viewer, record, told),
        None if record.is_new else changes_card(record.kind, record.history, company_zone),
        context=" · ".join(part for part in (record.client_name, _state(record)) if part),
    )


def _state(record: EditedRecord) -> str:
    if record.withdrawn:
        return _("withdrawn: clients do not see it")
    if not record.is_new and not record.published:
        return _("draft: clients do not see it")
    return ""


def _said(told: Told) -> Tree | None:
    words = {"draft": _("Saved as a draft. Clients do not see it."), "saved": _("Saved.")}.get(told.said)
    return notice("ok", P(words), role="status") if words else None


def _doubtful(told: Told) -> Tree:
    return notice("warn", P(_("Nothing is saved yet. Please look at what is marked, and save again if it is right.")),
                  role="alert")  # fmt: skip


def _overtaken(record: EditedRecord, told: Told, zone: str) -> Tree:
    """Somebody else was first: what they did, and what saving does now."""
    done = [Li(*told_change(record.kind, one, zone)) for one in told.changes or ()]
    return notice(
        "warn",
        P(_("Somebody has changed this record since you opened it. Nothing of yours is saved yet.")),
        Ul(*done, className="record-changes") if done else None,
        P(_("What you had not touched is as they left it. Where both of you wrote, yours is in the form and theirs "
            "stands below it. Saving again keeps what the form says.")),
        button_link(_("Leave it as they saved it"), form_address(record), kind="plain small"),
        role="alert",
    )  # fmt: skip


def _locked(record: EditedRecord) -> Tree:
    """An issued invoice is corrected, not edited."""
    way = None
    if record.state == "issued" and record.typed.values.get("kind") == "invoice":
        way = button_link(_("Write a credit note"), record_address("invoices", client=record.client,
                          credits=record.public_id), icon_name="receipt", kind="plain small")  # fmt: skip
    words = P(
        _("This was issued and is in the client's books: a credit note corrects it. Only what is below can change.")
    )
    return notice("info", words, way)


def _form(viewer: Viewer, record: EditedRecord, drawn: Drawn, told: Told) -> Tree:
    fields = [one for one in open_fields(record.kind, record.locked) if not one.line]
    cards = [_group(key, title, [one for one in fields if _group_of(one) == key], drawn) for key, title in _GROUPS]
    can_lines = any(one.line for one in fields_of(record.kind)) and not record.locked
    return command_form(
        viewer, form_address(record), hidden("seen", told.seen or record.version),
        hidden("was", told.was or mark_of(record.typed)), hidden("client", record.client),
        hidden("despite", told.despite),
        # what Enter presses; the buttons that add rows stand before the real one
        Button(_("Save"), type="submit", name="do", value=_main(record), className="sr", tabIndex=-1, aria_hidden=True),
        *cards[:-1],
        _lines(drawn) if can_lines else None,
        _facts(drawn) if has_facts(record.kind) and not record.locked else None,
        cards[-1],
        *proposals(drawn),
        _buttons(viewer, record),
        className="record-form",
    )  # fmt: skip


def _group_of(one: FormField) -> str:
    if one.form in ("date", "moment", "month"):
        return "days"
    if one.name in _PLACE:
        return "place"
    if one.parent and one.name != "site":
        return "belongs"
    if one.long:
        return "words"
    is_money = "currency" in one.unit or one.name in ("currency", "period")
    return "money" if is_money else "about"


def _group(key: str, title: str, fields: list[FormField], drawn: Drawn) -> Tree | None:
    if not fields:
        return None
    return card(f"record-{key}", _(title), Div(*[control(one, drawn) for one in fields], className="record-fields"))


def _lines(drawn: Drawn) -> Tree:
    """The lines that are there, and a few empty ones."""
    rows = [*drawn.typed.lines]
    if not rows or any(text.strip() for text in rows[-1].values()):
        rows += [{}] * (BLANK_LINES if not rows and drawn.record.is_new else 1)
    rows = rows[:MOST_LINES]
    words = P(_("A line left empty is left out; empty one to remove it."), className="help")
    more = more_button(_("More lines"), "lines") if len(rows) < MOST_LINES else None
    return card("record-lines", label_of(drawn.record.kind, "lines"), words, *line_rows(drawn, rows),
                Div(more, className="record-more"))  # fmt: skip


def _facts(drawn: Drawn) -> Tree:
    rows = [*drawn.typed.facts]
    if not rows or any(rows[-1]):
        rows.append(("", ""))
    more = Div(more_button(_("More facts"), "facts"), className="record-more")
    return card("record-facts", label_of(drawn.record.kind, "details"), *fact_rows(rows, drawn), more)


def _main(record: EditedRecord) -> str:
    return "publish" if has_drafts(record.kind) and not record.published else "save"


def _buttons(viewer: Viewer, record: EditedRecord) -> Tree:
    """Save; or publish and keep as a draft, where clients do not see it yet."""
    found: list[Node] = []
    if _main(record) == "publish":
        if viewer.may(Permission.PUBLISH):
            found.append(submit(_("Save and publish"), icon_name="check-lg", name="do", value="publish"))
        found.append(submit(_("Save as draft"), kind="plain", name="do", value="draft"))
    else:
        found.append(submit(_("Save"), icon_name="check-lg", name="do", value="save"))
    found.append(button_link(_("Cancel"), home_of(record), kind="quiet"))
    return Div(*found, className="record-buttons")


def _cancel(viewer: Viewer, record: EditedRecord, told: Told) -> Tree | None:
    """Ending it for good, with the reason: a draft is put away, a published record cancelled."""
    is_over = record.state == "cancelled" or bool(record.typed.values.get("cancelled_on"))
    offered = has_drafts(record.kind) if not record.published else bool(ends_with(record.kind)) and not record.locked
    if record.withdrawn or not offered or (is_over and record.published):
        return None
    draft = not record.published
    title = _("Put this draft away") if draft else _("Cancel this record")
    words = _("Nobody but staff has seen it.") if draft else _("Clients see that it is cancelled; nothing is deleted.")
    form = command_form(
        viewer, f"/staff/records/{record.kind}/{record.public_id}/cancel", hidden("seen", told.seen or record.version),
        P(words, className="help"),
        text_field("f-reason", _("Reason"), "reason", rows=2, required=True, maxLength=1000,
                   error=told.errors.get("reason"), help=_("Kept in the history, for staff.")),
        Div(submit(title, kind="danger"), className="record-buttons"), className="record-cancel",
    )  # fmt: skip
    return card("record-cancel", title, form)


def choose_client_page(kind: str, search: str, found: tuple[Choice, ...], asked: Mapping[str, str]) -> Page:
    """The first step of a new record: whose it is."""
    box = filter_form(
        f"/staff/records/{kind}/new",
        input_field("client-search", _("Search clients"), "q", type="search", value=search, label_hidden=True,
                    placeholder=_("Name, number or place"), autoComplete="off"),
        submit(_("Search"), kind="plain", icon_name="search"), keep=asked, className="search-line",
    )  # fmt: skip
    rows = [row(one.name, one.words, href=record_address(kind, client=one.value, **asked), icon_name="buildings")
            for one in found]  # fmt: skip
    nothing = P(icon("search"), Span(_("No client matches “%(words)s”.") % {"words": search}), className="quiet-line")
    content = card("record-clients", _("Whose is it?"), box, row_list(*rows) if rows else nothing)
    return page(_(NEW[kind]), content, context=_("First choose the client."))
