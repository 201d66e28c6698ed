"""The form in which a table's columns are told: for each kind which column feeds which field, and what values mean."""

from __future__ import annotations

from collections.abc import Mapping as Typed

from components.cards import card, notice
from components.forms import command_form, field, hidden, submit
from components.html import (
    Button,
    Code,
    Details,
    Div,
    Input,
    Label,
    Node,
    Option,
    P,
    Select,
    Span,
    Summary,
    Tree,
    icon,
)
from components.import_meanings import manner, meanings
from components.import_words import field_words, kind_words, value_words
from data.imports.choices import OWN_TEXT, control, fields_of, place_of
from data.imports.conversion import allowed_values, form_of
from data.imports.look import Look
from data.imports.mapping import Mapping, Produced
from data.imports.schemas import KINDS as SCHEMAS
from data.imports.schemas.base import DETAILS, needed
from data.imports.suggesting import ON_PAGE, unused
from data.viewer import Viewer
from integrations.language import _

_ALWAYS_SHOWN = ("reference", "client", "site", "number", "name", "state", "currency")


def mapping_form(
    viewer: Viewer, public_id: str, kind: str, mapping: Mapping, look: Look, error: str, typed: Typed[str, str]
) -> Tree:
    """The whole form; `typed` are the texts of a refused one, which stay as they were."""
    kinds = [made.kind for made in mapping.produce]
    main = [
        card(
            f"map-{made.kind}",
            _("Columns of %(kind)s") % {"kind": kind_words(made.kind)},
            *_section(made, look, typed, several=len(kinds) > 1, main=made.kind == kind),
        )
        for made in mapping.produce
    ]
    return command_form(
        viewer,
        "/staff/imports/mapping",
        hidden("batch", public_id),
        hidden("shown", kind),
        notice("bad", P(error), role="alert") if error else None,
        card("map-what", _("What the file holds"), _what(kind, mapping, typed)),
        *main,
        _left(mapping, look),
        Div(
            submit(_("Try it out"), name="do", value="check", icon_name="list-check"),
            submit(_("Show as it will be read"), kind="plain", name="do", value="show"),
            className="cluster",
        ),
        id="mapping",
        className="stack-cards imp-form",
    )


def _what(kind: str, mapping: Mapping, typed: Typed[str, str]) -> Tree:
    options = [Option(kind_words(one), value=one) for one in ON_PAGE]
    others = [
        Option(kind_words(one), value=one) for one in ON_PAGE if one not in {made.kind for made in mapping.produce}
    ]
    return Div(
        Div(
            Label(_("Each row is one of"), htmlFor="imp-kind", className="label"),
            Div(
                Select(*options, id="imp-kind", name="main", value=kind, className="input"),
                Button(Span(_("Change")), type="submit", name="do", value="kind", className="button plain"),
                className="imp-with",
            ),
            className="field",
        ),
        field(
            "imp-source",
            _("Whose references these are"),
            "source",
            value=typed.get("source", mapping.source or "files"),
            maxLength=60,
            required=True,
            help=_("The program the file comes from; by the same name every time, its records are found again."),
        ),
        Div(
            Label(_("The rows also tell of"), htmlFor="imp-add", className="label"),
            Div(
                Select(
                    Option(_("nothing else"), value=""), *others, id="imp-add", name="add", value="", className="input"
                ),
                Button(Span(_("Add")), type="submit", name="do", value="add", className="button plain"),
                className="imp-with",
            ),
            P(_("For example the clients named in a list of invoices: they are imported first."), className="help"),
            className="field",
        ),
        className="imp-what",
    )


def _section(made: Produced, look: Look, typed: Typed[str, str], *, several: bool, main: bool) -> list[Node]:
    kind, must = made.kind, needed(SCHEMAS[made.kind])
    shown: list[Node] = []
    more: list[Node] = []
    for name in fields_of(kind):
        line = _line(made, name, look, typed, name in must)
        (shown if name in made.fields or name in must or name in _ALWAYS_SHOWN else more).append(line)
    further = (
        Details(Summary(_("More fields")), Div(*more, className="imp-lines"), className="imp-more") if more else None
    )
    drop = Button(icon("x-lg"), Span(_("Leave these out")), type="submit", name="do", value=f"drop.{kind}",
                  className="button quiet") if several and not main else None  # fmt: skip
    return [
        hidden("kind", kind),
        Div(*shown, className="imp-lines"),
        further,
        _facts(made, look),
        _rows(made, look, typed, several),
        drop,
    ]


def _line(made: Produced, name: str, look: Look, typed: Typed[str, str], must: bool) -> Tree:
    """One of our fields: its name, where it comes from, and what goes with that."""
    kind, origin = made.kind, made.fields.get(name)
    place = place_of(look, origin.column) if origin else None
    own = origin is not None and origin.column is None
    where = control("c", kind, name)
    value = OWN_TEXT if own else "" if place is None else str(place)
    ident = f"imp-{kind}-{name}".replace(".", "-")
    star = Span("*", className="imp-star", title=_("needed for a new record")) if must else None
    options = [
        Option("–", value=""),
        Option(_("always the text beside"), value=OWN_TEXT),
        *[Option(column.name, value=str(at)) for at, column in enumerate(look.columns)],
    ]
    words = (origin.constant or origin.template or "") if origin and own else ""
    return Div(
        Label(field_words(name), star, Code(name), htmlFor=ident, className="imp-name"),
        Select(*options, id=ident, name=where, value=typed.get(where, value), className="input"),
        _text_of(kind, name, typed.get(control("t", kind, name), words)),
        Div(_examples(look, place), manner(made, name, typed), meanings(made, name, origin, look, place, typed),
            className="imp-about"),
        className="imp-line" + ("" if origin else " blank"),
    )  # fmt: skip


def _text_of(kind: str, name: str, words: str) -> Tree:
    listed = f"imp-list-{kind}-{name}" if form_of(SCHEMAS[kind], name) == "choice" else None
    choices = (
        [Option(value_words(kind, name, one), value=one) for one in allowed_values(SCHEMAS[kind], name)]
        if listed
        else []
    )
    label = _("Text for %(field)s") % {"field": field_words(name)}
    if listed:
        return Select(Option("–", value=""), *choices, name=control("t", kind, name), value=words, className="input",
                      aria_label=label)  # fmt: skip
    return Input(name=control("t", kind, name), type="text", value=words or None, className="input", maxLength=900,
                 aria_label=label, placeholder=_("or a text"))  # fmt: skip


def _examples(look: Look, place: int | None) -> Node:
    if place is None:
        return None
    examples = look.columns[place].examples
    return P(" · ".join(examples) or _("empty in all rows"), className="imp-examples")


def _facts(made: Produced, look: Look) -> Node:
    """Columns that equipment keeps as further facts."""
    if "details" not in SCHEMAS[made.kind].model_fields:
        return None
    kept = {place_of(look, origin.column) for name, origin in made.fields.items() if name.startswith(DETAILS)}
    read = {place_of(look, origin.column) for name, origin in made.fields.items() if not name.startswith(DETAILS)}
    boxes = [Label(Input(type="checkbox", name=control("x", made.kind, "facts"), value=str(place),
                         checked=place in kept or None), Span(column.name), className="tick")
             for place, column in enumerate(look.columns) if place not in read - kept]  # fmt: skip
    return Details(Summary(_("Keep as further facts")), Div(*boxes, className="imp-ticks"), className="imp-more",
                   open=bool(kept) or None)  # fmt: skip


def _rows(made: Produced, look: Look, typed: Typed[str, str], several: bool) -> Tree:
    """Which rows make such a record, and what happens to those that are there."""
    kind = made.kind
    column, values = next(iter(made.only.items()), ("", []))
    place = place_of(look, column)
    options = [
        Option(_("all rows"), value=""),
        *[Option(one.name, value=str(at)) for at, one in enumerate(look.columns)],
    ]
    chosen, text = control("f", kind, "only"), control("t", kind, "only")
    return Details(
        Summary(_("Which rows")),
        Div(
            _tick(
                control("u", kind, "rows"),
                made.distinct,
                _("Several rows speak of the same one: take the first of each"),
            ),
            _tick(control("e", kind, "rows"), made.existing == "keep", _("Leave those alone that are already here")),
            className="ticks",
        ),
        Div(
            Label(_("Only rows whose"), htmlFor=f"imp-{kind}-only", className="label"),
            Div(
                Select(
                    *options,
                    id=f"imp-{kind}-only",
                    name=chosen,
                    value=typed.get(chosen, "" if place is None else str(place)),
                    className="input",
                ),
                Input(
                    name=text,
                    type="text",
                    value=typed.get(text, "; ".join(values)) or None,
                    className="input",
                    maxLength=900,
                    aria_label=_("is one of"),
                    placeholder=_("values, with ; between"),
                ),
                className="imp-with",
            ),
            className="field",
        ),
        className="imp-more",
        open=(several and made.distinct) or bool(made.only) or None,
    )


def _tick(name: str, on: bool, words: str) -> Tree:
    return Label(Input(type="checkbox", name=name, value="1", checked=on or None), Span(words), className="tick")


def _left(mapping: Mapping, look: Look) -> Node:
    """What no field takes, said plainly, so that nothing goes missing unseen."""
    left = unused(look, tuple(mapping.produce))
    if not left:
        return None
    return card(
        "map-left",
        _("Left out"),
        P(_("No field takes these columns; nothing of them is imported."), className="card-lead"),
        P(" · ".join(left), className="imp-left"),
    )
