"""Charts of the staff pages, drawn here as html and SVG: readable before any script, coloured by the style sheet.

Each is a figure with a sentence for those who do not see it, and the same numbers as a table that can be folded out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.html import (
    Caption,
    Details,
    Div,
    Figure,
    Li,
    Node,
    Ol,
    Span,
    Summary,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Tree,
    element,
    icon,
    sr,
)
from integrations.language import _, number, weekdays

_WIDE, _HIGH = 600, 160  # of the drawing; it stretches to its box


def line_chart(caption: str, steps: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Tree:
    """Lines over time; `steps` name the points of all series, `caption` says what is drawn."""
    top = _round_up(max((max(values, default=0) for _name, values in series), default=0))
    drawn = element("Svg", [
        *[element("Line", [], {"x1": "0", "x2": str(_WIDE), "y1": str(_HIGH * n // 4), "y2": str(_HIGH * n // 4),
                               "className": "chart-rule"}) for n in range(5)],
        *[element("Polyline", [], {"points": _points(values, top), "className": f"chart-line chart-{place}"})
          for place, (_name, values) in enumerate(series, start=1)],
    ], {"viewBox": f"0 0 {_WIDE} {_HIGH}", "preserveAspectRatio": "none", "className": "chart-lines", "role": "img",
        "aria-label": caption})  # fmt: skip
    middle = steps[len(steps) // 2] if len(steps) > 2 else None
    axis = [steps[0], middle, steps[-1]] if len(steps) > 1 else list(steps)
    return Figure(
        _legend([name for name, _values in series]),
        Div(Div(Span(number(top)), Span(number(top // 2)), Span("0"), className="chart-scale", aria_hidden="true"),
            drawn, className="chart-box"),
        Div(*[Span(one) for one in axis if one], className="chart-axis", aria_hidden="true"),
        as_table(caption, [_("When"), *[name for name, _values in series]],
                 [[step, *[values[place] for _name, values in series]] for place, step in enumerate(steps)]),
        className="chart",
    )  # fmt: skip


def bar_chart(caption: str, rows: Sequence[tuple[str, int]], heading: str, *, tone: int = 1) -> Tree:
    """Bars from left to right, the number beside each; the longest fills the width."""
    most = max((value for _name, value in rows), default=0) or 1
    bars = [
        Li(Span(name, className="bar-name"),
           Span(Span(className=f"bar-fill chart-{tone}", style={"width": f"{100 * value / most:.1f}%"}),
                className="bar-track", aria_hidden="true"),
           Span(number(value), className="bar-value"), className="bar-row")
        for name, value in rows
    ]  # fmt: skip
    return Figure(Ol(*bars, className="bars", role="list", aria_label=caption),
                  as_table(caption, [heading, _("Number")], [[name, value] for name, value in rows]),
                  className="chart")  # fmt: skip


def heat_grid(caption: str, hours: Mapping[tuple[int, int], int]) -> Tree:
    """Weekdays by hours, the busier the stronger; `hours` tells (weekday from Monday, hour) -> how many."""
    most = max(hours.values(), default=0) or 1
    days = weekdays()
    head = Tr(Th(sr(_("Day")), scope="col"), *[
        Th(Span(f"{hour:02}") if hour % 3 == 0 else sr(f"{hour:02}"), scope="col") for hour in range(24)
    ])  # fmt: skip
    rows = [
        Tr(Th(short, scope="row"), *[_heat(hours.get((place, hour), 0), most) for hour in range(24)])
        for place, (short, _full) in enumerate(days)
    ]
    busy = sorted(hours.items(), key=lambda one: (-one[1], one[0]))[:24]
    return Figure(
        Div(Table(Caption(caption, className="sr"), Thead(head), Tbody(*rows), className="heat"), className="heat-box",
            tabIndex=0, role="group", aria_label=caption),
        as_table(caption, [_("Day"), _("Hour"), _("Number")],
                 [[days[day][1], f"{hour:02}:00", value] for (day, hour), value in busy]),
        className="chart",
    )  # fmt: skip


def as_table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str | int]], words: str = "") -> Tree:
    """The numbers of a chart, folded away; `words` stand where they are unfolded."""
    head = Tr(*[Th(words, scope="col", className="num" if place else None) for place, words in enumerate(headings)])
    body = [
        Tr(Th(row[0], scope="row"),
           *[Td(number(one) if isinstance(one, int) else one, className="num") for one in row[1:]])
        for row in rows
    ]  # fmt: skip
    table = Table(Caption(caption, className="sr"), Thead(head), Tbody(*body), className="chart-table")
    told = [Span(words)] if words else [Span(_("View as table")), sr(" – ", caption)]
    return Details(Summary(icon("layout-three-columns"), *told),
                   Div(table, className="chart-table-box", tabIndex=0, role="group", aria_label=caption),
                   className="chart-numbers")  # fmt: skip


def _legend(names: Sequence[str]) -> Tree:
    marks: list[Node] = [
        Li(Span(className=f"chart-mark chart-{place}", aria_hidden="true"), Span(name))
        for place, name in enumerate(names, start=1)
    ]
    return Ol(*marks, className="chart-legend", role="list")


def _heat(value: int, most: int) -> Tree:
    share = round(100 * value / most) if value else 0
    return Td(sr(number(value)), style={"--heat": f"{max(share, 8) if value else 0}%"}, title=number(value))


def _points(values: Sequence[int], top: int) -> str:
    step = _WIDE / max(len(values) - 1, 1)
    found = [f"{place * step:.1f},{_HIGH - _HIGH * value / top:.1f}" for place, value in enumerate(values)]
    if len(found) == 1:  # one point alone would not be seen
        found.append(f"{_WIDE},{found[0].partition(',')[2]}")
    return " ".join(found)


def _round_up(value: int) -> int:
    """The next number that halves well: 2, 4, 10, 20, 40, 100, ..."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if step * size >= value:
                return step * size
        size *= 10
