"""The lines behind a figure of usage: the table, the files to take away, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from components.account_forms import channel_choice
from components.account_words import PRESETS
from components.cards import button_link, empty_state, notice
from components.export_columns import ExportColumn
from components.forms import command_form, hidden, select_field, submit
from components.html import A, Div, Input, Label, Nav, Node, P, Section, Span
from components.page import Page, page
from components.table import Column, Part, data_table
from components.usage_page import PATH, usage_address
from components.usage_words import DEVICES, REASONS, definition_of, method_words, title_of
from data.records.access import GIVEN
from data.records.usage import UsageList
from data.viewer import Permission, Viewer
from integrations.language import N_, _, day, moment, money, ngettext, number, pgettext, told
from integrations.table_files import Value
from integrations.telephone import telephone

Row = Mapping[str, Any]
REMINDED = ("invoices", "quotes")


@dataclass(frozen=True, slots=True)
class Told:
    """A column of a list: what it is called, the value it tells, and its part of a phone's card."""

    heading: str
    key: str
    part: Part = "meta"
    share: int = 14


_WHO = Told(N_("Name"), "name", "title", 26)
_CLIENTS = Told(N_("Clients"), "clients", "text", 24)
_CLIENT = Told(N_("Client"), "client", "text", 22)
_LAST = Told(N_("Last time"), "last")
_PHONE = Told(N_("Telephone"), "phone", "meta", 16)
_MONEY = (Told(N_("Site"), "site", "", 18), Told(N_("Issued"), "issued_on"), Told(N_("Amount"), "amount", "value", 12))
COLUMNS: dict[str, tuple[Told, ...]] = {
    "people": (_WHO, _CLIENTS, Told(N_("Days"), "days", "meta", 8), Told(N_("Sign-ins"), "sign_ins", "meta", 9),
               Told(N_("Documents"), "documents", "meta", 11), _LAST),
    "sign_ins": (_WHO, _CLIENTS, Told(N_("Method"), "method"), Told(N_("Device"), "device"),
                 Told(N_("Times"), "times", "meta", 8), _LAST),
    "documents": (Told(N_("Document"), "title", "title", 30), _CLIENT, Told(N_("Kind"), "kind"),
                  Told(N_("Times"), "times", "meta", 8), Told(N_("People"), "people", "meta", 8), _LAST),
    "clients": (_WHO, _PHONE, Told(N_("People"), "people", "meta", 8), Told(N_("Days"), "days", "meta", 8),
                Told(N_("Documents"), "documents", "meta", 11), _LAST),
    "answered": (_WHO, Told(N_("Questions answered"), "answered", "meta", 14), Told(N_("People"), "people", "meta", 8),
                 Told(N_("Days"), "days", "meta", 8), Told(N_("Documents"), "documents", "meta", 11), _LAST),
    "never": (_WHO, _CLIENTS, Told(N_("Why"), "reason", "meta", 18), Told(N_("Invited"), "invited"), _PHONE),
    "adoption": (_WHO, _CLIENTS, Told(N_("Invited"), "invited"), Told(N_("Signed in"), "signed_in"),
                 Told(N_("Came back"), "came_back")),
    "searches": (Told(N_("Searched for"), "words", "title", 28), Told(N_("Where"), "where", "text", 16),
                 Told(N_("Times"), "times", "meta", 8), Told(N_("People"), "who", "meta", 24), _LAST),
    "invoices": (Told(N_("Number"), "number", "title", 16), _CLIENT, *_MONEY, Told(N_("Due"), "due_on"), _PHONE),
    "quotes": (Told(N_("Number"), "number", "title", 16), _CLIENT, *_MONEY, Told(N_("Read"), "read"),
               Told(N_("Valid until"), "valid_until"), _PHONE),
    "looked_for": (Told(N_("Newest document"), "title", "title", 26), _CLIENT,
                   Told(N_("Searched for"), "words", "meta", 18), Told(N_("By"), "who", "meta", 16),
                   Told(N_("Searched"), "searched"),
                   Told(N_("Published"), "published"), Told(N_("Documents that fit"), "fitting", "meta", 10), _PHONE),
    "dormant": (_WHO, Told(N_("Last time"), "last"), Told(N_("Days"), "days", "meta", 8),
                Told(N_("Telephone"), "phone", "meta", 16), Told(N_("Contacts"), "contacts", "text", 34)),
}  # fmt: skip
_MORE = {
    "people": ("email", "phone"),
    "sign_ins": ("email",),
    "never": ("email", "bounce"),
    "adoption": ("email",),
    "quotes": ("subject",),
    "dormant": ("email",),
}  # fmt: skip  (only in files)
_HEADINGS = {"email": N_("E-mail"), "phone": N_("Telephone"), "bounce": N_("What the mailbox said"),
             "subject": N_("Subject")}  # fmt: skip
_PEOPLE, _CLIENT_PAGES = "/staff/accounts", "/staff/clients"
_PAGES = {"people": _PEOPLE, "sign_ins": _PEOPLE, "never": _PEOPLE, "adoption": _PEOPLE, "clients": _CLIENT_PAGES,
          "answered": _CLIENT_PAGES, "dormant": _CLIENT_PAGES, "documents": "/documents", "looked_for": "/documents",
          "invoices": "/invoices", "quotes": "/quotes"}  # fmt: skip


def usage_list(viewer: Viewer, found: UsageList, reason: str, zone: str, done: str) -> Page:
    """The list behind a figure; `done` says how many messages were written a moment ago."""
    acts = viewer.may(Permission.MANAGE_ACCOUNTS) and (found.figure == "never" or found.figure in REMINDED)
    content: Node = empty_state(_("Nothing here"), _("There is nothing in this period that this figure counts."),
                                icon_name="check-circle-fill")  # fmt: skip
    if found.rows:
        table = data_table(title_of(found.figure), _columns(found, zone, ticked=acts), found.rows)
        content = [_form(viewer, found, reason, table) if acts else table, _foot(found, reason)]
    exports = [
        button_link([Span(words, className="roomy"), Span(ending.upper(), className="tight", aria_hidden="true")],
                    export_address(found, ending, reason), icon_name="download", id=f"export-{ending}", download="")
        for ending, words in (("csv", _("Export CSV")), ("xlsx", _("Export XLSX")))
    ] if found.rows else []  # fmt: skip
    days = f"{day(found.span.first)} – {day(found.span.last)}"
    back = A(_("Usage"), href=usage_address(found.question))
    context = Span(back, " · ", f"{days} · {found.place.name}" if found.place.name else days)
    section = Section(P(definition_of(found.figure), className="usage-means usage-means-list"), _reasons(found, reason),
                      content, className="card list", aria_label=title_of(found.figure))  # fmt: skip
    return page(title_of(found.figure), _done(done), section, context=context, actions=exports)


def export_address(found: UsageList, ending: str, reason: str) -> str:
    """Where the list is taken away as a file."""
    address = usage_address(found.question, reason=reason)
    return f"/export/usage/{found.figure}.{ending}{address.removeprefix(PATH)}"


def export_columns(figure: str, zone: str) -> list[ExportColumn[Row]]:
    """The columns of a list's files: those of the page and what it has no room for."""
    columns = list(COLUMNS[figure]) + [Told(_HEADINGS[key], key) for key in _MORE.get(figure, ())]
    if any(one.key == "amount" for one in columns):
        columns.append(Told(N_("Currency"), "currency"))
    return [ExportColumn(one.heading, _plain(one.key, zone)) for one in columns]


def _plain(key: str, zone: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        found = row.get(key)
        if isinstance(found, datetime):
            return found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if isinstance(found, (list, dict)) or key in ("reason", "method", "device"):
            return _words(key, found)
        return found

    return value


def _words(key: str, value: Any) -> str:
    if key == "reason":
        return _(REASONS[value])
    if key == "method":
        return method_words(value)
    if key == "device":
        return _(DEVICES[value]) if value in DEVICES else _("Unknown device")
    return told(value) if isinstance(value, dict) else ", ".join(value or ())


def _columns(found: UsageList, zone: str, *, ticked: bool) -> list[Column[Row]]:
    def cell_of(one: Told) -> Callable[[Row], Node]:
        def cell(row: Row) -> Node:
            words = _shown(one.key, row, zone)
            if one.part != "title":
                return words
            address = _PAGES.get(found.figure)
            if not address:
                return words
            link = A(words, href=f"{address}/{row['public_id']}", className="row-link record-link")
            if not ticked:
                return link
            box = Input(type="checkbox", name="record", value=row["public_id"], id=f"pick-{row['public_id']}",
                        checked=True, aria_label=_("Choose %(name)s") % {"name": words})  # fmt: skip
            return Span(Label(box, className="pick"), link, className="usage-pick")

        return cell

    return [Column(f"{one.key}-{place}", one.heading, cell_of(one), one.part, one.share,
                   figures=one.key in ("days", "times", "documents", "sign_ins", "answered", "amount")
                   or (one.key == "people"))
            for place, one in enumerate(COLUMNS[found.figure])]  # fmt: skip


def _shown(key: str, row: Row, zone: str) -> Node:
    value = row.get(key)
    if value is None:
        return None
    if key == "phone":
        return telephone(value)
    if key == "amount":
        return money(value, row["currency"])
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, (list, dict)) or key in ("reason", "method", "device"):
        return _words(key, value)
    return value if isinstance(value, str) else number(value)


def _reasons(found: UsageList, reason: str) -> Node:
    """Never signed in: one reason at a time."""
    if found.figure != "never":
        return None
    chips = [("", _("All")), *((code, _(words)) for code, words in REASONS.items())]
    return Nav(*[A(words, href=usage_address(found.question, "never", reason=code), className="chip",
                   aria_current="true" if code == reason else None) for code, words in chips],
               className="usage-chips", aria_label=_("Why"))  # fmt: skip


def _form(viewer: Viewer, found: UsageList, reason: str, table: Node) -> Node:
    """The lines as boxes to tick, and the one thing to do with them."""
    back = usage_address(found.question, found.figure, reason=reason)
    if found.figure in REMINDED:
        words = P(_("A mail goes to everybody of the client who may open it; nobody gets a second one within a week."),
                  className="help")  # fmt: skip
        bar = [words, submit(_("Remind"), icon_name="send", id="usage-remind")]
        path = f"{PATH}/remind"
    else:
        presets = [(name, pgettext("preset", PRESETS[name])) for name in GIVEN]
        bar = [select_field("usage-preset", _("What contacts see"), "preset", presets, value="technical"),
               channel_choice("usage", "any"), submit(_("Invite again"), icon_name="send",
                                                        id="usage-invite")]  # fmt: skip
        path = f"{PATH}/invite"
    return command_form(viewer, path, hidden("noun", found.figure), hidden("back", back), table,
                        Div(*bar, className="usage-act"))  # fmt: skip


def _foot(found: UsageList, reason: str) -> Node:
    ways: list[Node] = []
    for there, words, place, id in ((found.page > 1, _("Previous page"), found.page - 1, "page-previous"),
                                    (found.more, _("Next page"), found.page + 1, "page-next")):  # fmt: skip
        if there:
            address = usage_address(found.question, found.figure, reason=reason, page=str(place) if place > 1 else "")
            ways.append(button_link(words, address, kind="plain small", id=id, data_top="1"))
    told = ngettext("%(n)s line on this page", "%(n)s lines on this page", len(found.rows))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(told % {"n": number(len(found.rows))}, role="status", data_announce="1"), pages, className="list-foot")


def _done(done: str) -> Node:
    if not (done.isdecimal() and len(done) < 5):
        return None
    words = ngettext("%(n)s message is on its way.", "%(n)s messages are on their way.", int(done))
    return notice("ok", words % {"n": number(int(done))}, role="status")
