"""The page of a list: heading, table, how many there are, the way to the next page, and words for an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

from components.cards import button_link, empty_state
from components.columns import chosen, columns_form, placed
from components.context import Context
from components.file_links import DOCUMENTS, eye, viewable
from components.html import A, Div, Nav, Node, P, Section, Span, Tree, icon, sr
from components.nouns import NOUNS, Noun
from components.page import Page, page
from components.record_links import new_link
from components.shapes import Shape, fixed
from components.states import state_badge
from components.table import Column, data_table
from components.table_tools import Words, table_tools
from data.records.shared import Listed, Slice
from integrations.language import N_, _, day, ngettext, number

WHOLE = 16  # signs of a number that fit into its column
NO_WORDS = Words()
_TITLE = Shape(lambda words, href, classes: A(words, href=href, className=classes))


def record_list(
    noun_name: str,
    columns: Sequence[Column[Any]],
    found: Slice[Any],
    context: Context,
    words: Words = NO_WORDS,
    actions: Sequence[Node] = (),
    above: Node = None,
) -> Page:
    """One page of the list of a noun, in the scope of the context; `words` name its filters, `actions` stand beside its
    heading, and `above` stands between the filters and the rows."""
    noun = NOUNS[noun_name]
    title = _(noun.many)
    question = found.question
    anything = bool(found.records) or question.narrowed or not found.first
    offered = placed(columns, context)
    tools = [table_tools(found, offered, words, context), columns_form(found, offered, context)] if anything else []
    if not found.records:
        content = _nothing(noun, found, context)
    else:
        shown = _filled(_sortable(chosen(offered, found.columns), noun, found, context), found.records)
        table = data_table(title, shown, found.records)
        content = Div(above, table, _foot(noun, found, context))
    section = Section(*tools, content, className="card list", aria_label=title)
    exports = [
        button_link([Span(words, className="roomy"), Span(ending.upper(), className="tight", aria_hidden="true")],
                    context.link(f"/export{noun.path}.{ending}", **question.written()), icon_name="download",
                    id=f"export-{ending}", download="")
        for ending, words in (("csv", _("Export CSV")), ("xlsx", _("Export XLSX")))
    ] if found.records and context.exports else []  # fmt: skip
    scope = context.scope
    client, site = (one.public_id if one else "" for one in (scope.client, scope.site))
    new = [one for one in [new_link(context.viewer, noun_name, client, site)] if one]
    nothing = "nothing" if question.search and found.first and not found.records else None
    return page(title, section, context=_where(context), actions=[*actions, *exports, *new], scope=context.scope,
                searched=nothing)  # fmt: skip


def _sortable(columns: Sequence[Column[Any]], noun: Noun, found: Slice[Any], context: Context) -> list[Column[Any]]:
    """The columns with links to the other order of each, and a mark at the one the rows are in."""
    now = found.question.sort or found.shape.usual
    shown: list[Column[Any]] = []
    for column in columns:
        key = column.sort
        if key not in found.shape.sorts:
            shown.append(column)
            continue
        first, second = (f"-{key}", key) if column.latest_first else (key, f"-{key}")
        target = second if now == first else first
        asked = replace(found.question, sort="" if target == found.shape.usual else target)
        order: Literal["ascending", "descending"] | None = None
        if now.removeprefix("-") == key:
            order = "descending" if now.startswith("-") else "ascending"
        shown.append(replace(column, href=context.link(noun.path, **asked.written()), sorted=order))
    return shown


def title_column(noun_name: str, heading: str, context: Context, name: str = "number", **how: Any) -> Column[Any]:
    """The column that names a record and leads to its page."""
    path = NOUNS[noun_name].path

    def cell(record: Any) -> Node:
        address = context.link(f"{path}/{record.public_id}")
        words = getattr(record, name)
        return _TITLE(words, address, f"row-link record-link {whole(words)}".strip())

    return Column("record", heading, cell, "title", how.pop("share", 14), sort=name, **how)


def whole(number: str) -> str:
    """The class that keeps a record's number on one line; none for numbers too long for that."""
    return "whole" if len(number) <= WHOLE else ""


def day_column(name: str, heading: str, share: int = 13, **how: Any) -> Column[Any]:
    """The column of a day that may be missing."""

    def cell(record: Any) -> Node:
        value = getattr(record, name)
        return None if value is None else day(value)

    return Column(name, heading, cell, how.pop("part", "meta"), share, steady=True, latest_first=True, **how)


def state_column(noun_name: str, name: str = "standing", heading: str = N_("State")) -> Column[Any]:
    """The column of a record's standing."""
    states = NOUNS[noun_name].states
    return Column(
        "state", heading, lambda record: state_badge(states, getattr(record, name)), "badge", 16, sort="state"
    )


def file_column(noun_name: str, context: Context) -> Column[Any]:
    """The newest document of a record, to open or, where no browser shows it, to download."""
    path = NOUNS[noun_name].path

    def cell(record: Listed) -> Node:
        paper = record.document
        if paper is None:
            return None
        picture = _("Photo") if paper.media_type.startswith("image/") else _("File")
        kind = _kind("PDF" if paper.media_type == "application/pdf" else picture)
        page = DOCUMENTS.page(paper.public_id, context, f"{path}/{record.public_id}")
        if viewable(paper.media_type):
            return eye(paper.title, page, DOCUMENTS.open(paper.public_id), kind, className="file-link")
        words = _("Download %(title)s") % {"title": paper.title}
        return A(icon("download"), kind, sr(words), href=DOCUMENTS.download(paper.public_id), className="file-link")

    return Column("file", N_("Document"), cell, "action", 9, hidden_heading=True)


@lru_cache(maxsize=64)
def _kind(words: str) -> Node:
    return fixed(Span(words, className="wide-only", aria_hidden="true"))


def _filled(columns: Sequence[Column[Any]], records: Sequence[Any]) -> list[Column[Any]]:
    """Without the column of documents where no record has one."""
    return [column for column in columns if column.part != "action" or any(column.cell(one) for one in records)]


def _where(context: Context) -> str:
    """The line under the heading: the chosen site or client, else all sites."""
    if context.scope.site is not None:
        return context.scope.site.name
    if context.scope.client is not None:
        return context.scope.client.name
    return _("All clients and sites") if context.viewer.is_staff else _("All sites")


def _foot(noun: Noun, found: Slice[Any], context: Context) -> Tree:
    if found.capped:
        count = ngettext("More than %(n)s record", "More than %(n)s records", found.total)
    else:
        count = ngettext("%(n)s record", "%(n)s records", found.total)
    ways: list[Node] = []
    asked = found.question.written()
    if not found.first:
        ways.append(_way(_("First page"), context.link(noun.path, **asked), "page-first"))
    if found.next:
        ways.append(_way(_("Next page"), context.link(noun.path, **asked, after=found.next), "page-next"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(count % {"n": number(found.total)}, role="status", data_announce="1"), pages, className="list-foot")


def _way(words: str, address: str, key: str) -> Tree:
    return button_link(words, address, kind="plain small", id=key, data_top="1")


def _nothing(noun: Noun, found: Slice[Any], context: Context) -> Tree:
    """Why there is nothing: none any more after the page before, none that was asked for, none here, or none ever."""
    if not found.first:
        back = button_link(_("First page"), context.link(noun.path, **found.question.written()), kind="plain")
        return empty_state(_("This is the end of the list"), _("There is nothing after the page before."), action=back)
    if found.question.narrowed:
        clear = button_link(_("Clear filters"), context.link(noun.path), kind="plain", id="clear-filters")
        words = Span(_("No record meets everything you asked for."), role="status", data_announce="1")
        return empty_state(_("Nothing found"), words, icon_name="funnel", action=clear)
    if context.narrowed:
        everywhere = button_link(_("Show all sites"), noun.path, kind="plain")
        return empty_state(_(noun.none), _("There is nothing here for this choice of site or client."),
                           icon_name="funnel", action=everywhere)  # fmt: skip
    return empty_state(_(noun.none), _(noun.none_yet) % {"company": context.company.name}, icon_name=noun.icon)
