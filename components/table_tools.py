"""The strip above a table: search, chips of how records stand, period and site, and the filters used less often.

One GET form: it works without scripts, and what it asks stands in the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from components.columns import columns_choice
from components.context import Context
from components.forms import field as labelled
from components.forms import hidden, select_field, submit
from components.html import Button, Details, Div, Form, Input, Label, Node, Span, Summary, Tree, icon, sr
from components.kept import kept
from components.nouns import NOUNS
from components.site_choice import place_control
from components.states import state_words
from components.table import Column
from data.records.shared import Slice
from data.records.tables import ALL, KIND, NUMBER, PERIOD, PERIODS, SEARCH, SITE, SORT, STATE, SUBJECT, Question
from integrations.language import N_, _, number, told


@dataclass(frozen=True, slots=True)
class Words:
    """What a table's filters are called: its day, the day that is waited for, the words of fixed kinds, what these are
    if not kinds, and what its number and subject are called there (English)."""

    day: str = ""
    due: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    number: str = N_("Number")
    subject: str = N_("Subject")


def table_tools(found: Slice[Any], columns: Sequence[Column[Any]], words: Words, context: Context) -> Tree:
    """The form for the noun of the slice; `columns` with a sort key can be sorted by."""
    shape, question = found.shape, found.question
    selects = [one for one in (_periods(found), _sites(question, shape.noun, context)) if one]
    choice = columns_choice(found, columns, context)
    folded = Div(kept(_more(found, columns, words)), kept(choice) if choice else None, className="tools-folded")
    chips = _chips(found)
    main = [kept(_search(question)), kept(chips) if chips else None,
            kept(Div(*selects, className="tools-selects")) if selects else None, folded]  # fmt: skip
    standings = [hidden(STATE, ",".join(question.standings))] if question.standings else []
    return Form(
        Div(*main, className="tools-main"), *standings, *_place(context),
        action=NOUNS[shape.noun].path, method="get", className="table-tools", role="search",
        aria_label=_("Search and filters"),
    )  # fmt: skip


def _search(question: Question) -> Tree:
    words = _("Search number, subject or name")
    return Div(
        Label(words, htmlFor="table-search", className="sr"),
        Input(id="table-search", name=SEARCH, type="search", value=question.search or None, placeholder=words,
              maxLength=200, className="input"),
        # the first button of the form is the one Enter presses
        Button(icon("search"), sr(_("Search")), type="submit", className="icon-button", id="table-search-go"),
        className="search-box",
    )  # fmt: skip


def _chips(found: Slice[Any]) -> Tree | None:
    """A button for each standing that occurs, with how many there are; at least so many where counting stopped."""
    shape, chips, chosen = found.shape, found.chips, found.question.standings
    if not shape.standings:
        return None
    more = "+" if chips.capped else ""
    buttons = [_chip(ALL, _("All"), f"{number(chips.total)}{more}", not chosen)]
    for code in shape.standings:
        count = chips.counts.get(code, 0)
        if count or code in chosen:
            buttons.append(
                _chip(code, state_words(NOUNS[shape.noun].states, code), f"{number(count)}{more}", code in chosen)
            )
    return Div(*buttons, className="chips", role="group", aria_label=_("State"))


def _chip(code: str, words: str, count: str, pressed: bool) -> Tree:
    return Button(
        words, " ", Span(count, className="chip-count"), type="submit", name=STATE, value=code, id=f"chip-{code}",
        className="chip", aria_pressed="true" if pressed else "false",
    )  # fmt: skip


def _periods(found: Slice[Any]) -> Node:
    if not found.shape.has_day:
        return None
    options = [("", _("Any time")), *((code, _(name)) for code, name in PERIODS.items())]
    return select_field(
        "table-period", _("Period"), PERIOD, options, value=found.question.period, label_hidden=True, data_auto="1"
    )


def _sites(question: Question, noun: str, context: Context) -> Node:
    """A plain list of a client's sites; more of them, and clients, are searched."""
    if not context.sites:
        return place_control(context, NOUNS[noun].path + _asked(question)) if context.choosable else None
    chosen = context.scope.site.public_id if context.scope.site else ""
    options = [("", _("All sites")), *((site.public_id, site.name) for site in context.sites)]
    return select_field("table-site", _("Site"), SITE, options, value=chosen, label_hidden=True, data_auto="1")


def _asked(question: Question) -> str:
    written = question.written()
    return f"?{urlencode(written)}" if written else ""


def _place(context: Context) -> list[Tree]:
    """The choice of site or client, where the form does not ask for it itself."""
    scope = context.scope
    if scope.alone:
        return []
    if scope.site is not None:
        return [] if context.sites else [hidden(SITE, scope.site.public_id)]
    return [hidden("client", scope.client.public_id)] if scope.client is not None and context.narrowed else []


def _more(found: Slice[Any], columns: Sequence[Column[Any]], words: Words) -> Tree:
    """Everything else, folded away until it is used."""
    shape, question = found.shape, found.question
    fields: list[Node] = []
    if shape.has_number:
        fields.append(labelled("table-number", _(words.number), NUMBER, value=question.number, maxLength=200))
    if shape.has_subject:
        fields.append(labelled("table-subject", _(words.subject), SUBJECT, value=question.subject, maxLength=200))
    if shape.has_kinds:
        kinds = [(code, _(words.kinds[code])) for code in shape.kinds]
        kinds += [(kind.code, told(kind.names)) for kind in found.kinds]
        called, every = (_(words.kind), _("All")) if words.kind else (_("Kind"), _("All kinds"))
        fields.append(select_field("table-kind", called, KIND, [("", every), *kinds], value=",".join(question.kinds)))
    if shape.has_day:
        fields += _range("day", _(words.day), "date", "from", "to", question)
    if shape.has_due:
        fields += _range("due", _(words.due), "date", "due_from", "due_to", question)
    if shape.has_amount:
        fields += _range("amount", _("Amount"), "number", "min", "max", question)
    orders = [("", _("Usual order"))]
    named = [(column.sort, column.heading) for column in columns if column.sort]
    if any(key == "client" for key, _heading in named):
        named.append(("site", N_("Site")))
    for key, heading in named:
        name = {"column": _(heading)}
        orders += [(key, _("%(column)s, ascending") % name), (f"-{key}", _("%(column)s, descending") % name)]
    fields.append(select_field("table-sort", _("Order"), SORT, orders, value=question.sort))
    used = question.written().keys() - {SEARCH, STATE, PERIOD, SORT}
    return Details(
        Summary(icon("sliders"), Span(_("More filters")), id="more-filters"),
        Div(*fields, className="tools-fields"), Div(submit(_("Apply"), kind="plain"), className="cluster"),
        className="tools-more", open=bool(used) or None,
    )  # fmt: skip


def _range(key: str, words: str, type: str, first: str, last: str, question: Question) -> list[Tree]:
    written = question.written()
    props: dict[str, Any] = {"step": "0.01"} if type == "number" else {}
    labels = {first: _("%(what)s from") % {"what": words}, last: _("%(what)s up to") % {"what": words}}
    return [
        labelled(f"table-{key}-{name}", label, name, type=type, value=written.get(name, ""), **props)
        for name, label in labels.items()
    ]
