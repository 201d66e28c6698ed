"""The form of a person's rights at a client: a line for the whole client and each site, a column for each area."""

from __future__ import annotations

from urllib.parse import urlencode

from components.account_words import PRESETS
from components.cards import button_link, notice
from components.client_views import AREAS
from components.forms import command_form, field, filter_form, hidden, select_field, submit
from components.html import (
    A,
    Caption,
    Div,
    Input,
    Label,
    Nav,
    Node,
    P,
    Span,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Tree,
    sr,
)
from components.page import Page, page
from data.records.access import GIVEN, areas_of, shows_amounts
from data.records.accounts import RightsMatrix, RightsRow
from data.viewer import Area, Viewer
from integrations.language import _, ngettext, number, pgettext

PER_PAGE = 30


def rights_page(viewer: Viewer, found: RightsMatrix, fill: str, preset: str) -> Page:
    """The form; with `fill` (a row's key) and `preset` that row is ticked accordingly, saved only when it is sent."""
    path = f"/staff/accounts/{found.person}/rights"
    context = Span(found.client_name, " · ", A(_("Back to the account"), href=f"/staff/accounts/{found.person}"))
    groups = None
    if found.groups:
        words = _("Through a client group there is access too: %(names)s. It is not changed here.")
        groups = notice("info", words % {"names": ", ".join(found.groups)})
    filled = [_filled(row, preset) if row.key == fill and preset in GIVEN else row for row in found.rows]
    hint = None
    if fill and preset in GIVEN:
        hint = notice("info", _("Filled in, and not saved yet."), role="status")
    form = command_form(
        viewer, "/staff/accounts/rights", hidden("account", found.person), hidden("client", found.client),
        hidden("stamp", found.stamp), hidden("q", found.search), hidden("page", str(found.place or "")), _table(filled),
        Div(P(_("A line without any tick gives no access."), " ",
              _("Without amounts, invoices, payments and quotes stay closed; contracts and orders appear without sums "
                "and papers."), className="muted small"),
            submit(_("Save rights"), id="save"), className="list-foot"),
    )  # fmt: skip
    tools = Div(_presets(found, path), _search(found, path), className="table-tools rights-tools")
    section = Div(tools, form, _pages(found, path), className="card list")
    title = _("Rights of %(name)s") % {"name": found.person_name}
    return page(title, groups, hint, section, context=context)


def _filled(row: RightsRow, preset: str) -> RightsRow:
    return RightsRow(row.key, row.site, row.site_name, tuple(areas_of(preset)), row.valid_from, row.valid_until,
                     preset != "read_only", shows_amounts(preset))  # fmt: skip


def _presets(found: RightsMatrix, path: str) -> Tree:
    rows = [(row.key, row.site_name or _("Whole client")) for row in found.rows]
    presets = [(name, pgettext("preset", PRESETS[name])) for name in GIVEN]
    return filter_form(
        path,
        select_field("fill-row", _("Fill the line"), "fill", rows, value=found.rows[0].key),
        select_field("fill-preset", _("with"), "preset", presets, value="full"),
        submit(_("Fill in"), kind="plain", id="fill-go"),
        keep={"client": found.client, "q": found.search, "page": str(found.place or "")},
        className="cluster rights-fill",
    )  # fmt: skip


def _search(found: RightsMatrix, path: str) -> Node:
    if found.total <= PER_PAGE and not found.search:
        return None
    return filter_form(
        path, field("rights-search", _("Search sites"), "q", type="search", value=found.search, maxLength=200),
        submit(_("Search"), kind="plain", icon_name="search", id="rights-search-go"), keep={"client": found.client},
        className="cluster rights-fill",
    )  # fmt: skip


def _pages(found: RightsMatrix, path: str) -> Node:
    if found.total <= PER_PAGE:
        return None
    last = (found.total - 1) // PER_PAGE

    def to(place: int) -> str:
        told = {"client": found.client, "q": found.search, "page": str(place)}
        return f"{path}?{urlencode({name: value for name, value in told.items() if value})}"

    ways: list[Node] = []
    if found.place > 0:
        ways.append(button_link(_("Previous page"), to(found.place - 1), kind="plain small", id="page-previous"))
    if found.place < last:
        ways.append(button_link(_("Next page"), to(found.place + 1), kind="plain small", id="page-next"))
    words = ngettext("%(n)s site", "%(n)s sites", found.total) % {"n": number(found.total)}
    return Div(P(words), Nav(*ways, className="cluster", aria_label=_("Pages")), className="list-foot")


def _table(rows: list[RightsRow]) -> Tree:
    heads = [Th(_("Where"), scope="col")]
    heads += [Th(Span(_(AREAS[area])), scope="col", className="area-head") for area in Area]
    heads += [Th(Span(words), scope="col", className="area-head") for words in (_("Export"), _("Amounts"))]
    heads += [Th(words, scope="col") for words in (_("From"), _("Until"))]
    return Div(
        Table(Caption(_("Rights"), className="sr"), Thead(Tr(*heads)), Tbody(*[_row(row) for row in rows]),
              className="table matrix"),
        className="table-box", tabIndex=0, role="region", aria_label=_("Rights"),
    )  # fmt: skip


def _row(row: RightsRow) -> Tree:
    place = row.site_name or _("Whole client")
    cells: list[Tree] = [Th(hidden("row", row.key), place, scope="row")]
    cells += [_box(f"area_{row.key}", area.value, _(AREAS[area]), place, area.value in row.areas) for area in Area]
    cells.append(_box(f"exports_{row.key}", "1", _("Export"), place, row.exports))
    cells.append(_box(f"amounts_{row.key}", "1", _("Amounts"), place, row.sees_amounts))
    for name, words, value in (("from", _("From"), row.valid_from), ("until", _("Until"), row.valid_until)):
        box = Input(type="date", name=f"{name}_{row.key}", id=f"{name}-{row.key}", className="input",
                    value=value.isoformat() if value else None)  # fmt: skip
        label = Label(words, sr(f" – {place}"), htmlFor=f"{name}-{row.key}", className="matrix-word")
        cells.append(Td(label, box, className="matrix-day"))
    return Tr(*cells)


def _box(name: str, value: str, words: str, place: str, checked: bool) -> Tree:
    key = f"{name}-{value}"
    tick = Input(type="checkbox", name=name, value=value, id=key, checked=checked or None)
    return Td(
        Label(tick, Span(words, sr(f" – {place}"), className="matrix-word"), className="check"), className="matrix-tick"
    )
