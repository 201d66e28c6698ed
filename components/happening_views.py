"""The history of a client, for staff: filters, the table of what happened, and the way to take it away."""

from __future__ import annotations

from urllib.parse import urlencode

from components.cards import button_link, empty_state
from components.export_columns import ExportColumn, plain
from components.forms import field, select_field, submit
from components.happening_words import KINDS, about, about_words, changed_words, what_words, who_words
from components.html import (
    Button,
    Details,
    Div,
    Form,
    Input,
    Label,
    Nav,
    Node,
    P,
    Section,
    Span,
    Summary,
    Time,
    Tree,
    icon,
    sr,
)
from components.table import Column, data_table
from data.records.happenings import Happening, HappeningQuestion, History
from data.records.tables import PERIODS
from integrations.language import N_, _, moment

HAPPENING_EXPORT: tuple[ExportColumn[Happening], ...] = (
    plain("at", N_("When")), ExportColumn(N_("Who"), who_words), ExportColumn(N_("What"), what_words),
    ExportColumn(N_("About"), about_words), ExportColumn(N_("Change"), lambda one: changed_words(one.changes)),
    plain("site_name", N_("Site")), plain("path", N_("Address")),
    ExportColumn(N_("Remark"), lambda one: _marks(one)),
)  # fmt: skip


def history_list(found: History, path: str, export: str, zone: str) -> Tree:
    """The list with its filters; `path` is its own address, `export` that of the file."""
    content: Node = _nothing(found, path)
    if found.found:
        content = [data_table(_("Activity"), _columns(zone), found.found), _foot(found, path, export)]
    return Section(_tools(found, path), content, className="card list", aria_label=_("Activity"))


def _columns(zone: str) -> list[Column[Happening]]:
    def what(one: Happening) -> Node:
        return Span(what_words(one), className="happening-what")

    def who(one: Happening) -> Node:
        told, marks = who_words(one), _marks(one)
        return [told, Span(marks, className="cell-note")] if told and marks else told or marks or None

    def when(one: Happening) -> Node:
        return Time(moment(one.at, zone), dateTime=one.at.isoformat())

    return [
        Column("what", N_("What"), what, "title", 20),
        Column("about", N_("About"), about, "text", 32),
        Column("who", N_("Who"), who, "meta", 20),
        Column("site", N_("Site"), lambda one: one.site_name, "meta", 16),
        Column("when", N_("When"), when, "meta", 17, steady=True, sorted="descending"),
    ]


def _marks(one: Happening) -> str:
    """What kind of hand it was, where it was not a client's."""
    if one.acting:
        return _("looking as a client")
    if one.automatic:
        return _("a robot or scanner")
    if one.staff:
        return _("our people")
    return _("import") if one.source == "event" and one.person is None else ""


def _tools(found: History, path: str) -> Tree:
    question = found.question
    words = _("Search record, name or page")
    search = Div(
        Label(words, htmlFor="happening-search", className="sr"),
        Input(id="happening-search", name="q", type="search", value=question.search or None, placeholder=words,
              maxLength=200, className="input", autoComplete="off"),
        Button(icon("search"), sr(_("Search")), type="submit", className="icon-button", id="happening-search-go"),
        className="search-box",
    )  # fmt: skip
    kinds = [("", _("Everything")), *((code, _(told)) for code, told in KINDS.items())]
    people = [("", _("Everybody")), *((one.public_id, one.name) for one in found.people)]
    periods = [("", _("Any time")), *((code, _(told)) for code, told in PERIODS.items())]
    selects: list[Node] = [
        select_field("happening-kind", _("What"), "kind", kinds, value=question.kind, label_hidden=True, data_auto="1"),
        select_field("happening-person", _("Who"), "person", people, value=question.person, label_hidden=True,
                     data_auto="1"),
        select_field("happening-period", _("Period"), "period", periods, value=question.period, label_hidden=True,
                     data_auto="1"),
    ]  # fmt: skip
    if len(found.sites) > 1:
        sites = [("", _("All sites")), *((one.public_id, one.name) for one in found.sites)]
        selects.append(select_field("happening-site", _("Site"), "site", sites, value=question.site,
                                    label_hidden=True, data_auto="1"))  # fmt: skip
    staff = Label(
        Input(type="checkbox", name="staff", value="1", checked=question.staff or None, id="happening-staff",
              data_auto="1"),
        Span(_("Also our own people looking, and robots")), className="check",
    )  # fmt: skip
    return Form(
        Div(search, Div(*selects, className="tools-selects happening-selects"), staff, _days(question),
            className="tools-main"),
        action=path, method="get", className="table-tools", role="search", aria_label=_("Search and filters"),
    )  # fmt: skip


def _days(question: HappeningQuestion) -> Tree:
    first = question.first.isoformat() if question.first else ""
    last = question.last.isoformat() if question.last else ""
    return Details(
        Summary(icon("sliders"), Span(_("More filters")), id="more-filters"),
        Div(field("happening-from", _("From"), "from", type="date", value=first),
            field("happening-to", _("Up to"), "to", type="date", value=last), className="tools-fields"),
        Div(submit(_("Apply"), kind="plain"), className="cluster"),
        className="tools-more", open=bool(first or last) or None,
    )  # fmt: skip


def _nothing(found: History, path: str) -> Tree:
    if not found.first:
        back = button_link(_("First page"), _address(path, found.question), kind="plain")
        return empty_state(_("This is the end of the list"), _("There is nothing after the page before."), action=back)
    if found.question.written():
        words = Span(_("Nothing that happened meets everything you asked for."), role="status", data_announce="1")
        clear = button_link(_("Clear filters"), path, kind="plain", id="clear-filters")
        return empty_state(_("Nothing found"), words, icon_name="funnel", action=clear)
    told = _("What people of this client look at, and what is changed for them, appears here.")
    return empty_state(_("Nothing happened yet"), told, icon_name="clock-history")


def _foot(found: History, path: str, export: str) -> Tree:
    told = _("What was looked at is kept for 13 months. What imports recorded is asked for by itself.")
    if not found.question.staff:
        told = _("Left out: our own people looking, looking as a client, robots and scanners.") + " " + told
    ways: list[Node] = [
        button_link(_("Export CSV"), _address(export, found.question), icon_name="download", kind="plain small",
                    id="export-csv", download="")
    ]  # fmt: skip
    if not found.first:
        ways.append(button_link(_("First page"), _address(path, found.question), kind="plain small", id="page-first",
                                data_top="1"))  # fmt: skip
    if found.following:
        ways.append(button_link(_("Next page"), _address(path, found.question, after=found.following),
                                kind="plain small", id="page-next", data_top="1"))  # fmt: skip
    return Div(P(told, className="muted small"), Nav(*ways, className="cluster", aria_label=_("Pages")),
               className="list-foot happening-foot")  # fmt: skip


def _address(path: str, question: HappeningQuestion, **more: str) -> str:
    told = question.written() | more
    return f"{path}?{urlencode(told)}" if told else path
