"""Imports for staff: the history with the way to a new one, and the page of one, from upload to undone."""

from __future__ import annotations

from collections.abc import Mapping as Typed
from collections.abc import Sequence

from components.cards import button_link, card, empty_state, row, row_list
from components.forms import command_form, field, hidden, submit
from components.html import (
    A,
    Details,
    Div,
    Label,
    Nav,
    Node,
    Option,
    P,
    Progress,
    Select,
    Span,
    Summary,
    Textarea,
    Tree,
    icon,
)
from components.import_mapping import mapping_form
from components.import_report import first_rows, outcome, problems, sampled, way_blocked
from components.import_words import KINDS, kind_words, rows_words
from components.page import Page, page
from components.states import state_badge
from components.upload_box import upload_box
from data.imports.mapping import Mapping, write_mapping
from data.imports.report import ImportReport, Sampled
from data.imports.suggesting import ON_PAGE
from data.records.imports import (
    BROKEN,
    LARGEST_BYTES,
    MOVING,
    NO_ACCESS,
    NO_FILE,
    OPEN,
    ImportDetail,
    ImportLine,
    Imports,
)
from data.viewer import Permission, Viewer
from integrations.language import N_, _, moment, ngettext, number

PATH = "/staff/imports"
LOOK_AGAIN = 2  # seconds
TABLES = ("csv", "xlsx", "txt", "tsv")
REASONS = {
    NO_ACCESS: N_("Whoever asked for it may no longer import."),
    NO_FILE: N_("The uploaded table is not there any more. Please upload it again."),
    BROKEN: N_("Something went wrong that is not the table's fault. Try again; the worker's log says why."),
}


def imports_page(
    found: Imports,
    viewer: Viewer,
    zone: str,
    after: int | None,
    refused: Sequence[tuple[str, str]] = (),
    typed: Typed[str, str] | None = None,
    key: str | None = None,
) -> Page:
    """The way to a new one for those who may, and the history, newest first; times in the company's zone."""
    if found.found:
        history: Node = row_list(*[_history(one, zone) for one in found.found])
    else:
        words = _("Tables that are imported here or by the command line are listed here.")
        history = empty_state(_("Nothing was imported yet"), words, icon_name="cloud-upload")
    ways: list[Node] = []
    if after:
        ways.append(button_link(_("First page"), PATH, kind="plain small", id="page-first", data_top="1"))
    if found.following:
        following = f"{PATH}?after={found.following}"
        ways.append(button_link(_("Next page"), following, kind="plain small", id="page-next", data_top="1"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    new = None
    if viewer.may(Permission.IMPORT_RECORDS) and not after:
        new = card("import-new", _("Import a table"), _new(viewer, refused, typed or {}, key))
    context = _("Records from a CSV or XLSX file, whole or not at all; for a day it can be undone.")
    return page(_("Imports"), new, card("imports", _("History"), history, pages), context=context)


def _new(viewer: Viewer, refused: Sequence[tuple[str, str]], typed: Typed[str, str], key: str | None) -> Tree:
    options = [Option(_("recognise it from the headings"), value=""),
               *[Option(kind_words(kind), value=kind) for kind in ON_PAGE]]  # fmt: skip
    kind = Div(Label(_("What the file holds"), htmlFor="new-kind", className="label"),
               Select(*options, id="new-kind", name="kind", value=typed.get("kind", ""), className="input"),
               className="field")  # fmt: skip
    source = field("new-source", _("Program it comes from"), "source", value=typed.get("source", ""), maxLength=60,
                   help=_("A short name such as erp or books. Leave it empty and you choose later."))  # fmt: skip
    files = P(
        _("Documents and files need their files beside the table: use Publishing or the command line."),
        className="help",
    )
    return upload_box(
        viewer,
        f"{PATH}/upload",
        Div(kind, source, className="imp-what"),
        files,
        id="import-upload",
        kinds=TABLES,
        file_bytes=LARGEST_BYTES,
        files=1,
        button=_("Upload and look at it"),
        refused=refused,
        key=key,
    )


def _history(one: ImportLine, zone: str) -> Tree:
    who = {"when": moment(one.at, zone), "who": one.by or _("the command line")}
    lines: list[Node] = [Div(_("%(when)s by %(who)s") % who), Div(_counts_told(one))]
    icon_name = KINDS[one.kind][1] if one.kind in KINDS else "file-earmark"
    kinds = " · ".join(kind_words(count.kind) for count in one.counts) or (kind_words(one.kind) if one.kind else "")
    lines.insert(0, Div(" · ".join(part for part in (kinds, one.source) if part)))
    return row(
        one.file_name,
        lines,
        href=f"{PATH}/{one.public_id}",
        icon_name=icon_name,
        badge=state_badge("import", one.state),
    )


def _counts_told(one: ImportLine) -> str:
    if one.state == "refused":
        return ngettext("%(n)s error", "%(n)s errors", one.errors) % {"n": number(one.errors)}
    new, changed = sum(count.new for count in one.counts), sum(count.changed for count in one.counts)
    same = sum(count.same + count.skipped for count in one.counts)
    if not one.counts:
        return ""
    told = {"new": number(new), "changed": number(changed), "same": number(same)}
    return _("%(new)s new, %(changed)s changed, %(same)s as before") % told


def import_page(
    one: ImportDetail, viewer: Viewer, zone: str, first: Sequence[Sampled], report: ImportReport | None,
    error: str = "", typed: Typed[str, str] | None = None,
) -> Page:  # fmt: skip
    """Where it stands, what can be done next, and while its columns may be changed the form for it.

    `first` are the first records as the mapping reads them, `report` what is wrong with them; `error` and `typed`
    belong to a refused form, which stays as it was.
    """
    line, may = one.line, viewer.may(Permission.IMPORT_RECORDS)
    who = {"when": moment(line.at, zone), "who": line.by or _("the command line")}
    parts = [_("%(when)s by %(who)s") % who, line.source, rows_words(one.row_count) if one.row_count else ""]
    actions = []
    if line.state in MOVING:
        actions.append(
            button_link(
                _("Refresh"),
                f"{PATH}/{line.public_id}",
                icon_name="arrow-clockwise",
                id="refresh",
                data_refresh=str(LOOK_AGAIN),
            )
        )
    editable = may and line.state in OPEN and one.kept and one.look is not None and one.mapping is not None
    form: list[Node] = []
    if editable:
        shown = None if one.sample and line.state in ("checked", "refused") else first_rows(first, report)
        form = [
            shown,
            mapping_form(viewer, line.public_id, line.kind or "clients", one.mapping, one.look, error, typed or {}),
            _as_text(viewer, line.public_id, one.mapping, (typed or {}).get("toml")),
        ]
    return page(
        line.file_name,
        _standing(one, viewer, zone, may),
        way_blocked(one.in_the_way),
        outcome(one),
        problems(one),
        sampled(one.sample),
        *form,
        context=" · ".join(part for part in parts if part),
        actions=actions,
    )


def _standing(one: ImportDetail, viewer: Viewer, zone: str, may: bool) -> Tree:
    """The state in words, and the next step."""
    line = one.line
    head = Div(state_badge("import", line.state), className="imp-state")
    words: list[Node] = [P(text) for text in _state_told(one, zone)]
    ways: list[Node] = []
    if line.state in MOVING:
        words = [_moving(one)]
        if may and one.silent:
            words.append(P(_("Nothing was heard of it for a while. Is the worker running?")))
            ways.append(_button(viewer, "again", line.public_id, _("Start it again"), "plain"))
    elif may and line.state == "checked":
        ways.append(_button(viewer, "run", line.public_id, _("Import now"), "primary"))
    elif may and line.state == "done" and line.undo_until:
        ways.append(_button(viewer, "undo", line.public_id, _("Undo this import"), "danger"))
    if one.problem_count:
        ways.append(button_link(_("Report as CSV"), f"{PATH}/{line.public_id}/problems.csv", icon_name="download",
                                download=""))  # fmt: skip
    return card("import-state", _("Where it stands"), head, *words, Div(*ways, className="cluster") if ways else None)


def _button(viewer: Viewer, what: str, public_id: str, words: str, kind: str) -> Tree:
    return command_form(viewer, f"{PATH}/{what}", hidden("batch", public_id), submit(words, kind=kind))


def _moving(one: ImportDetail) -> Tree:
    told = {
        "reading": _("The table is being looked at."),
        "undoing": _("It is being undone."),
        "checking": _("It is being tried out; nothing is kept of it."),
        "running": _("It is being imported."),
    }
    words = told[one.line.state]
    inside: list[Node] = [P(words)]
    kinds = len(one.mapping.produce) if one.mapping else 1
    whole = (one.row_count or 0) * kinds
    if one.line.state in ("checking", "running") and whole:
        read = min(one.progress, whole)
        line = _("%(read)s of %(whole)s rows read") % {"read": number(read), "whole": number(whole)}
        if read == whole:
            line = _("All rows are read; they are being written.")
        inside.append(
            Div(
                Progress(value=read, max=whole, className="progress", aria_label=words),
                Span(line),
                className="progress-line",
            )
        )
    return Div(*inside, role="status", data_announce="1")


def _state_told(one: ImportDetail, zone: str) -> list[str]:
    line = one.line
    if line.state == "new":
        return [_("Look at the columns below, then try it out. Nothing is imported by that.")]
    if line.state == "checked":
        return [_("The trial found no error. Nothing is imported yet.")]
    if line.state == "refused":
        return [
            ngettext(
                "The table has %(n)s error; nothing was imported.",
                "The table has %(n)s errors; nothing was imported.",
                line.errors,
            )
            % {"n": number(line.errors)},
            _("Change the columns below, or correct the file and upload it again."),
        ]
    if line.state == "failed":
        return [_(REASONS.get(one.error or "", REASONS[BROKEN]))]
    if line.state == "undone" and one.undone_at:
        told = {"when": moment(one.undone_at, zone), "who": one.undone_by or _("the command line")}
        return [_("Undone %(when)s by %(who)s: everything is as it was before.") % told]
    words = [_("Imported; clients see what was issued.")]
    if line.undo_until:
        words.append(_("It can be undone until %(when)s.") % {"when": moment(line.undo_until, zone)})
    return words


def _as_text(viewer: Viewer, public_id: str, mapping: Mapping, typed: str | None) -> Tree:
    """The same mapping as the command line's, to take along or to put in."""
    form = command_form(
        viewer,
        f"{PATH}/text",
        hidden("batch", public_id),
        Div(
            Label(_("Mapping as text"), htmlFor="imp-toml", className="label"),
            Textarea(
                id="imp-toml",
                name="toml",
                value=typed or write_mapping(mapping),
                rows=14,
                className="input imp-toml",
                spellCheck="false",
            ),
            P(
                _("As in the command line's mapping files; those of another installation can be put in here."),
                className="help",
            ),
            className="field",
        ),
        Div(
            submit(_("Use this text"), kind="plain"),
            A(
                icon("download"),
                Span(_("Download as file")),
                href=f"{PATH}/{public_id}/mapping.toml",
                download="",
                className="button quiet",
            ),
            className="cluster",
        ),
        className="stack",
    )
    opened = True if typed else None
    return card("import-text", _("For experts"), Details(Summary(_("The mapping as text (TOML)")), form, open=opened))
