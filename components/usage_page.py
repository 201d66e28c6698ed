"""How the portal is used, for staff: four figures, charts, and what waits for somebody to do something."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from components.cards import answer_tile, card, empty_state, grid, notice, row, row_list, tiles
from components.charts import as_table, bar_chart, heat_grid, line_chart
from components.context import Context
from components.forms import command_form, field, filter_form, hidden, select_field, submit
from components.html import A, Details, Div, Node, P, Section, Span, Summary, Tree, icon
from components.page import Page, page
from components.site_choice import place_control
from components.usage_words import (
    HOURS,
    KINDS,
    OVER_TIME,
    REASONS,
    WAYS,
    definition_of,
    kind_rows,
    title_of,
    way_rows,
)
from data.records.usage import COUNTED, PERIODS, Usage, UsageQuestion
from data.viewer import Permission
from integrations.language import _, day, month, ngettext, number

PATH = "/staff/usage"
_ICONS = {"people": "people", "sign_ins": "door-open", "documents": "folder2-open", "answered": "check-circle-fill"}
_MOST_KINDS = 20
_WAITING = (("invoices", "receipt"), ("quotes", "file-earmark-text"), ("searches", "search"),
            ("looked_for", "folder2-open"), ("dormant", "clock"))  # fmt: skip


def usage_page(usage: Usage, context: Context, summary: bool, said: str) -> Page:
    """The page; `summary` says whether managers get it by mail each month."""
    done = notice("ok", _("Saved."), role="status") if said == "saved" else None
    return page(
        _("Usage"), done, usage_filters(usage.question, usage.groups, context), _headline(usage), _left_out(usage),
        grid(_over_time(usage), _waiting(usage), _ways(usage), _adoption(usage), _never(usage), _hours(usage),
             _kinds(usage)),
        _summary(context, summary), context=span_words(usage), scope=context.scope,
    )  # fmt: skip


def span_words(found: Usage) -> str:
    """Which days, of whom."""
    days = f"{day(found.span.first)} – {day(found.span.last)}"
    return f"{days} · {found.place.name}" if found.place.name else days


def usage_filters(question: UsageQuestion, groups: Sequence[tuple[str, str]], context: Context) -> Tree:
    """Period, client group, client and site: all of it stands in the address."""
    periods = [(code, _(words)) for code, words in PERIODS.items()]
    if question.first:
        periods.insert(0, ("", _("Other days")))
    group = [select_field("usage-group", _("Client group"), "group", [("", _("All client groups")), *groups],
                          value=question.group, label_hidden=True, data_auto="1")] if groups else []  # fmt: skip
    place = {"site": question.site, "client": question.client}
    days = Div(
        field("usage-from", _("From"), "from", type="date", value=question.first.isoformat() if question.first else ""),
        field("usage-to", _("To"), "to", type="date", value=question.last.isoformat() if question.last else ""),
        submit(_("Show"), kind="plain", id="usage-days"), className="usage-days",
    )  # fmt: skip
    own = Details(
        Summary(icon("calendar3"), Span(_("Other days"))),
        filter_form(PATH, days, keep=place | {"group": question.group}),
        className="usage-own", open=bool(question.first) or None,
    )  # fmt: skip
    return Section(
        filter_form(
            PATH,
            select_field("usage-period", _("Period"), "period", periods,
                         value="" if question.first else question.period, label_hidden=True, data_auto="1"),
            *group, submit(_("Show"), kind="plain", id="usage-show"), keep=place, className="usage-filters",
        ),
        place_control(context, usage_address(question)), own,
        className="card usage-tools", aria_label=_("Period, client and site"),
    )  # fmt: skip


def usage_address(question: UsageQuestion, figure: str = "", **more: str) -> str:
    """The page, or the list behind a figure, for a question."""
    asked = question.written() | {name: value for name, value in more.items() if value}
    path = f"{PATH}/{figure}" if figure else PATH
    return f"{path}?{urlencode(asked)}" if asked else path


def _headline(usage: Usage) -> Tree:
    found = []
    for name, icon_name in _ICONS.items():
        now, before = getattr(usage.now, name), getattr(usage.before, name)
        compared = _("%(n)s in the period before") % {"n": number(before)}
        if before:
            compared = f"{_change(now, before)} · {compared}"
        tile = answer_tile(f"usage-{name}", icon_name, title_of(name), number(now),
                           href=usage_address(usage.question, name), meta=compared)  # fmt: skip
        found.append(Div(tile, P(definition_of(name), className="usage-means"), className="usage-tile"))
    return Div(tiles(*found), className="usage-tiles")


def _change(now: int, before: int) -> str:
    share = round(100 * (now - before) / before)
    sign = "+" if share > 0 else "−" if share < 0 else "±"
    return f"{sign}{number(abs(share))} %"


def _left_out(usage: Usage) -> Tree:
    counts = {name: number(usage.counts[f"left:{name}"]) for name in ("staff", "view_as", "automatic")}
    words = _("Not counted in this period: %(staff)s actions of staff, %(view_as)s while staff looked as a client, "
              "%(automatic)s of link scanners and robots.")  # fmt: skip
    return P(icon("info-circle"), Span(words % counts), className="usage-left")


def _figure_card(figure: str, usage: Usage, *body: Node, span: int = 6) -> Tree:
    more = (usage_address(usage.question, figure), _("List"))
    return card(f"usage-card-{figure}", title_of(figure), P(definition_of(figure), className="usage-means"), *body,
                more=more, span=span)  # fmt: skip


def _over_time(usage: Usage) -> Tree:
    name = month if usage.span.by_months else day
    steps = [name(step) for step, _people, _clients in usage.over_time]
    series = [(_("People"), [people for _step, people, _clients in usage.over_time]),
              (_("Clients"), [clients for _step, _people, clients in usage.over_time])]  # fmt: skip
    told = ngettext("%(n)s active client in the period", "%(n)s active clients in the period", usage.clients)
    active = A(
        told % {"n": number(usage.clients)}, href=usage_address(usage.question, "clients"), className="usage-count"
    )
    chart = line_chart(_("Active people and clients over time"), steps, series)
    return card(
        "usage-card-over-time", _("Over time"), P(_(OVER_TIME), className="usage-means"), chart,
        P(active, className="small"),
        span=12, more=(usage_address(usage.question, "clients"), _("List")),
    )  # fmt: skip


def _ways(usage: Usage) -> Tree:
    methods, devices = way_rows(usage)
    body: Node = _nothing(_("Nobody signed in in this period."))
    if methods:
        body = [bar_chart(_("Sign-ins by method"), methods, _("Method")),
                bar_chart(_("Sign-ins by device"), devices, _("Device"), tone=2)]  # fmt: skip
    return card("usage-card-ways", _("How people sign in"), P(_(WAYS), className="usage-means"), body, span=6,
                more=(usage_address(usage.question, "sign_ins"), _("List")))  # fmt: skip


def _adoption(usage: Usage) -> Tree:
    invited = sum(one.invited for one in usage.adoption)
    steps = [
        (_("Has an e-mail address"), usage.with_email), (_("Invited in the last 12 months"), invited),
        (_("Signed in"), sum(one.signed_in for one in usage.adoption)),
        (_("Came back within 30 days"), sum(one.came_back for one in usage.adoption)),
    ]  # fmt: skip
    rows: list[list[str | int]] = [
        [month(one.month), one.invited, one.signed_in, one.came_back] for one in usage.adoption
    ]
    headings = [_("Invited in"), _("Invited"), _("Signed in"), _("Came back")]
    words = _("By month of invitation")
    months = as_table(words, headings, rows, words) if rows else None
    return _figure_card("adoption", usage, bar_chart(title_of("adoption"), steps, _("Step"), tone=3), months)


def _never(usage: Usage) -> Tree:
    rows = [
        row(_(words), href=usage_address(usage.question, "never", reason=reason), value=number(usage.never[reason]))
        for reason, words in REASONS.items() if usage.never.get(reason)
    ]  # fmt: skip
    body = row_list(*rows) if rows else _nothing(_("Everybody with access has signed in."))
    return _figure_card("never", usage, body)


def _kinds(usage: Usage) -> Tree:
    rows = kind_rows(usage)
    body = bar_chart(_("Pages and documents"), rows[:_MOST_KINDS], _("Page or document")) if rows else _nothing(
        _("Nothing was looked at in this period."))  # fmt: skip
    return card("usage-card-kinds", _("Pages and documents"), P(_(KINDS), className="usage-means"), body, span=12,
                more=(usage_address(usage.question, "documents"), _("List")))  # fmt: skip


def _hours(usage: Usage) -> Tree:
    body = heat_grid(_("Busiest hours"), usage.hours) if usage.hours else _nothing(
        _("Nothing was looked at in this period."))  # fmt: skip
    return card("usage-card-hours", _("Busiest hours"), P(_(HOURS), className="usage-means"), body, span=6,
                more=(usage_address(usage.question, "people"), _("List")))  # fmt: skip


def _waiting(usage: Usage) -> Tree:
    rows = []
    for figure, icon_name in _WAITING:
        count = usage.lists.get(figure, 0)
        told = f"{number(COUNTED)}+" if count > COUNTED else number(count)
        rows.append(row(title_of(figure), definition_of(figure), href=usage_address(usage.question, figure),
                        icon_name=icon_name, value=told))  # fmt: skip
    return card("usage-card-waiting", _("What to do about it"), row_list(*rows), span=12)


def _summary(context: Context, on: bool) -> Tree | None:
    """Managers' monthly mail, switched by those who may change settings."""
    if not context.viewer.may(Permission.CHANGE_SETTINGS):
        return None
    words = _("Administrators and managers get last month's figures by e-mail on the first day of a month.")
    told = _("It is on.") if on else _("It is off.")
    return card(
        "usage-card-summary", _("Monthly summary by e-mail"),
        command_form(context.viewer, f"{PATH}/summary", hidden("turn", "off" if on else "on"),
                     P(f"{words} {told}", className="small"),
                     submit(_("Switch off") if on else _("Switch on"), kind="plain", id="usage-summary"),
                     className="usage-summary"),
    )  # fmt: skip


def _nothing(words: str) -> Tree:
    return empty_state(words, icon_name="speedometer2")
