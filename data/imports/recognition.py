"""How each column writes its numbers and dates, settled from all of its values before any of them is read."""

from __future__ import annotations

from data.imports.conversion import number_fits
from data.imports.reading import Step
from data.imports.report import ImportReport
from integrations.language import day, number
from integrations.spreadsheets import Table
from integrations.written_dates import DateOrders
from integrations.written_numbers import NumberStyles


def recognise(steps: list[Step], table: Table, report: ImportReport) -> None:
    """Look through the whole table once and settle how each column writes its numbers and dates."""
    for step in steps:
        numbers = {feed.name: NumberStyles(number_fits(step.model, feed.name)) for feed in step.feeds
                   if feed.form in ("number", "whole") and feed.numbers is None}  # fmt: skip
        dates = {feed.name: DateOrders() for feed in step.feeds
                 if feed.form in ("date", "moment") and feed.dates is None}  # fmt: skip
        if not numbers and not dates:
            continue
        for _, _, raw in step.raw(table):
            for name, styles in numbers.items():
                if isinstance(cell := raw[name], str) and not cell.startswith("="):
                    styles.see(cell)
            for name, orders in dates.items():
                if isinstance(cell := raw[name], str) and not cell.startswith("="):
                    orders.see(cell)
        _settle(step, numbers, dates, report)


def _settle(step: Step, numbers: dict[str, NumberStyles], dates: dict[str, DateOrders], report: ImportReport) -> None:
    """Take over what was found; a column that stays open follows its neighbours if they agree, else it is an error."""
    found = {name: orders.decide() for name, orders in dates.items()}
    neighbours = {column.order for column in found.values() if column.order and column.certain}
    for feed in step.feeds:
        if feed.name in numbers:
            column = numbers[feed.name].decide()
            feed.numbers = column.style or "us"
            if column.style is None:
                first, second = (number(value) for value in column.readings)
                report.error("numbers_ambiguous", column=feed.label, value=column.doubtful, first=first, second=second)
        elif feed.name in found:
            dated = found[feed.name]
            feed.dates = dated.order or (next(iter(neighbours)) if len(neighbours) == 1 else None)
            if feed.dates is None:
                first, second = (day(value, "long") for value in dated.readings[:2])
                report.error("dates_ambiguous", column=feed.label, value=dated.doubtful, first=first, second=second)
                feed.dates = "dmy"
