"""Which columns of a list a person sees: those each noun offers, the usual ones, their own choice, and its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from components.context import Context
from components.forms import command_form, hidden
from components.html import Button, Details, Div, Fieldset, Input, Label, Legend, Node, Span, Summary, Tree, icon
from components.kept import kept
from components.nouns import NOUNS
from components.table import Column
from data.records.shared import Listed, Slice
from integrations.language import N_, _, day

Offered = TypeVar("Offered", bound=Callable[[Context], list[Column[Any]]])
OFFERED: dict[str, Callable[[Context], list[Column[Any]]]] = {}
PLACES = ("client", "site", "client_number", "site_code")  # what every list offers, where there are several
_USUAL_PLACES = ("client", "site")
_FORM = "columns-form"


def offers(noun: str) -> Callable[[Offered], Offered]:
    """Let people choose among these columns of the noun's list."""

    def keep(columns: Offered) -> Offered:
        OFFERED[noun] = columns
        return columns

    return keep


def extra(key: str, heading: str, cell: Callable[[Any], Node], share: int = 12, **how: Any) -> Column[Any]:
    """A column that is only there for those who choose it; never on a phone's card."""
    return Column(key, heading, cell, "", share, extra=True, **how)


def extra_day(name: str, heading: str, **how: Any) -> Column[Any]:
    """A further day that may be missing."""

    def cell(record: Any) -> Node:
        value = getattr(record, name)
        return None if value is None else day(value)

    return extra(name, heading, cell, 13, steady=True, latest_first=True, **how)


def placed(columns: Sequence[Column[Any]], context: Context) -> list[Column[Any]]:
    """With client or site as third column and their codes, where records of more than one may stand side by side."""
    places: list[Column[Any]] = []
    if context.several_clients:
        places.append(Column("client", N_("Client"), _client, "meta", 20, sort="client"))
        places.append(extra("client_number", N_("Client number"), lambda record: record.place.client_number))
    elif context.several_sites:
        places.append(Column("site", N_("Site"), lambda record: record.place.site_name or _("All sites"), "meta", 18,
                             sort="site"))  # fmt: skip
    if context.several_sites:
        places.append(extra("site_code", N_("Site code"), lambda record: record.place.site_code))
    return [*columns[:2], *places, *columns[2:]]


def _client(record: Listed) -> Node:
    site = record.place.site_name or _("All sites")
    return Span(record.place.client_name, Span(site, className="cell-note"))


def fixed(columns: Sequence[Column[Any]]) -> set[str]:
    """What stands in the table whatever is chosen: the column that names the row, and what opens or picks it."""
    return {column.key for column in columns if column.part in ("title", "action") or column.hidden_heading}


def chosen(columns: Sequence[Column[Any]], choice: Sequence[str]) -> list[Column[Any]]:
    """The columns as the person wants them. What is left out and has a part of the card stays for phones."""
    kept = fixed(columns)
    if not choice:
        return [column for column in columns if not column.extra]
    shown = []
    for column in columns:
        if column.key in kept or column.key in choice:
            shown.append(replace(column, wanted=True))
        elif column.part:
            shown.append(replace(column, off=True))
    return shown


def allowed(noun: str, context: Context) -> tuple[tuple[str, ...], frozenset[str]]:
    """Every key that may be chosen for the noun, in the order of its columns, and the usual ones among them.

    Raises KeyError for a noun that offers nothing.
    """
    columns = OFFERED[noun](context)
    keys = tuple(dict.fromkeys((*(column.key for column in columns), *PLACES)))
    usual = {column.key for column in columns if not column.extra} | set(_USUAL_PLACES)
    return keys, frozenset(usual)


def columns_choice(found: Slice[Any], columns: Sequence[Column[Any]], context: Context) -> Node:
    """The boxes to tick, folded away; they belong to the form of `columns_form`, so they may stand inside another."""
    if found.shape.noun not in OFFERED or context.viewer.read_only:
        return None
    kept = fixed(columns)
    free = [column for column in columns if column.key not in kept]
    boxes = [
        Label(
            Input(type="checkbox", name="columns", value=column.key, id=f"column-{column.key}", form=_FORM,
                  checked=(column.key in found.columns if found.columns else not column.extra) or None),
            Span(_(column.heading)), className="check",
        )
        for column in free
    ]  # fmt: skip
    ways = [
        Button(_("Show these columns"), type="submit", form=_FORM, className="button plain", id="columns-keep"),
        Button(_("Usual columns"), type="submit", form=_FORM, name="usual", value="1", className="button quiet",
               id="columns-usual"),
    ]  # fmt: skip
    return Details(
        Summary(icon("layout-three-columns"), Span(_("Columns")), id="choose-columns"),
        Fieldset(Legend(_("Columns"), className="sr"), *boxes, className="column-boxes"),
        Div(*ways, className="cluster"), className="tools-more tools-columns",
    )  # fmt: skip


def columns_form(found: Slice[Any], columns: Sequence[Column[Any]], context: Context) -> Tree | None:
    """The form of the boxes. What is chosen but not on offer here, such as the site at one site, stays chosen."""
    noun = found.shape.noun
    if noun not in OFFERED or context.viewer.read_only:
        return None
    keys, usual = allowed(noun, context)
    here = {column.key for column in columns}
    elsewhere = [key for key in keys if key not in here and key in (found.columns or usual)]
    address = context.link(NOUNS[noun].path, **found.question.written(), after=found.after or None)
    return kept(_form(context, noun, elsewhere), next=address)


def _form(context: Context, noun: str, elsewhere: Iterable[str]) -> Tree:
    fields = [hidden("noun", noun), hidden("next", ""), *[hidden("columns", key) for key in elsewhere]]
    return command_form(context.viewer, "/columns", *fields, repeatable=True, id=_FORM)
