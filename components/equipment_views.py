"""Equipment: the list's columns and the record page with its whole life."""

from __future__ import annotations

from components.columns import extra, extra_day, offers
from components.context import Context
from components.equipment_life import life_card
from components.export_columns import ExportColumn, place, plain, standing
from components.html import Div, Node, Span
from components.page import Page
from components.record_list import file_column, record_list, title_column
from components.record_page import Answer, record_page
from components.states import state_badge, state_words
from components.table import Column
from components.table_tools import Words
from data.records.equipment import Equipment, EquipmentRow
from data.records.shared import Slice
from integrations.language import N_, _, day, told

EQUIPMENT_EXPORT: tuple[ExportColumn[EquipmentRow], ...] = (
    plain("code", N_("Code")), plain("name", N_("Description")),
    ExportColumn(N_("Kind"), lambda one: told(one.kind_names)),
    *place(), plain("location", N_("Place")), plain("maker", N_("Maker")), plain("model", N_("Model")),
    plain("serial", N_("Serial number")), plain("installed_on", N_("Installed")), standing("equipment"),
    ExportColumn(N_("Last result"), lambda one: state_words("line", one.last_result) if one.last_result else None),
    plain("last_checked_on", N_("Last checked")), plain("retest_on", N_("Next retest")),
    plain("end_of_life_on", N_("End of life")),
)  # fmt: skip


@offers("equipment")
def equipment_columns(context: Context) -> list[Column[EquipmentRow]]:
    """What the list can show of each."""
    return [
        title_column("equipment", N_("Code"), context, "code"),
        Column("name", N_("Description"), _what, "text", 24, sort="name"),
        Column("location", N_("Place"), lambda one: one.location, "meta", 18, sort="location"),
        extra("maker", N_("Maker"), lambda one: one.maker),
        extra("model", N_("Model"), lambda one: one.model),
        extra("serial", N_("Serial number"), lambda one: one.serial, 14),
        extra_day("installed_on", N_("Installed"), sort="installed"),
        Column("state", N_("State"), _state, "meta", 14, sort="state"),
        Column("result", N_("Last result"), _last, "badge", 18),
        Column("retest_on", N_("Next retest"), _retest, "meta", 16, sort="retest"),
        extra_day("end_of_life_on", N_("End of life"), sort="end_of_life"),
        file_column("equipment", context),
    ]  # fmt: skip


def equipment_list(found: Slice[EquipmentRow], context: Context) -> Page:
    """One page of the equipment."""
    words = Words(N_("Installed"), N_("Next retest"), number=N_("Code"), subject=N_("Description"))
    return record_list("equipment", equipment_columns(context), found, context, words)


def _what(one: EquipmentRow) -> Node:
    kind = told(one.kind_names)
    if not one.name or one.name == kind:
        return kind
    return Div(kind, Span(one.name, className="cell-note"))


def _state(one: EquipmentRow) -> Node:
    """A badge only for what is not as usual: nearly everything is in service."""
    if one.standing == "in_service":
        return Span(state_words("equipment", one.standing), className="muted")
    return state_badge("equipment", one.standing)


def _last(one: EquipmentRow) -> Node:
    if one.last_result is None or one.last_checked_on is None:
        return None
    return Div(state_badge("line", one.last_result), Span(day(one.last_checked_on), className="cell-note"))


def _retest(one: EquipmentRow) -> Node:
    """The day, with a badge where it is near or past."""
    if one.retest_on is None:
        return None
    near = _near("retest", one.retest_standing)
    return [day(one.retest_on), " ", near] if near else day(one.retest_on)


def equipment_page(one: Equipment, context: Context) -> Page:
    """The page of one piece of equipment."""
    kind = told(one.kind_names)
    answers = [
        Answer(_("State"), state_badge("equipment", one.standing)),
        Answer(_("Last result"), state_badge("line", one.last_result), day(one.last_checked_on))
        if one.last_result else None,
        Answer(_("Next retest"), day(one.retest_on), _near("retest", one.retest_standing)) if one.retest_on else None,
        Answer(_("End of life"), day(one.end_of_life_on), _near("end_of_life", one.end_of_life_standing))
        if one.end_of_life_on else None,
    ]  # fmt: skip
    details: list[tuple[Node, Node]] = [
        (_("Code"), one.code), (_("Kind"), kind), (_("Place"), one.location), (_("Maker"), one.maker),
        (_("Model"), one.model), (_("Serial number"), one.serial),
        (_("Installed on"), day(one.installed_on) if one.installed_on else None),
    ]  # fmt: skip
    details += [(name, str(value)) for name, value in one.details.items() if value not in (None, "")]
    return record_page(
        "equipment", _("%(kind)s %(code)s") % {"kind": kind, "code": one.code}, context, one.place, one.around,
        subject=one.name if one.name != kind else None, answers=answers, cards=[life_card(one, context)],
        details=details,
    )  # fmt: skip


def _near(states: str, standing: str | None) -> Node:
    return state_badge(states, standing) if standing in ("expiring", "expired") else None
