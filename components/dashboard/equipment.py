"""Equipment: how much of each kind there is, its result at the last inspection, and what expires soon."""

from __future__ import annotations

from components.badges import badge
from components.cards import card, empty_state, row, row_list, subtitle
from components.context import Context
from components.dashboard.words import joined
from components.html import A, Div, Li, Node, P, Span, Tree, Ul, icon
from components.nouns import NOUNS
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_work import Expiring, KindCount
from data.viewer import Area
from integrations.language import _, day, ngettext, number, pgettext, told

SHOWN = 4


def equipment(board: Dashboard, context: Context) -> Tree:
    """The box: kinds as bars, those with something wrong first, then what needs renewal."""
    noun = NOUNS["equipment"]
    more = (context.link(noun.path), _("View all"))
    if not board.equipment:
        text = _(noun.none_yet) % {"company": context.company.name}
        return card("equipment", _(noun.many), empty_state(_(noun.none), text, icon_name=noun.icon), more=more)
    total = sum(one.total for one in board.equipment)
    state = badge("mute", ngettext("%(n)s item", "%(n)s items", total) % {"n": number(total)}, "box-seam")
    bars = [_kind(one, results=board.sees(Area.INSPECTIONS)) for one in board.equipment[:SHOWN]]
    rest = sum(one.total for one in board.equipment[SHOWN:])
    others = None
    if rest:
        words = ngettext("%(n)s more of other kinds", "%(n)s more of other kinds", rest) % {"n": number(rest)}
        others = A(words, href=context.link(noun.path), className="rest-link")
    kinds = Div(Ul(*bars, role="list", className="kinds"), others)
    body = Div(kinds, _expiring(board, context), className="equipment-parts")
    return card("equipment", _(noun.many), body, badge=state, more=more)


def _kind(one: KindCount, *, results: bool) -> Tree:
    """A kind's name and number, and below it the shares of its results at the last inspection."""
    name = Span(icon(one.icon), told(one.names), className="kind-name")
    head = Div(name, Span(number(one.total), className="num"), className="kind-head")
    if not results:
        return Li(head)
    unseen = one.total - one.compliant - one.non_compliant - one.not_reachable
    parts = (("ok", one.compliant), ("bad", one.non_compliant), ("warn", one.not_reachable), ("none", unseen))
    pieces = [
        Span(style={"width": f"{100 * count / one.total:.2f}%"}, className=tone) for tone, count in parts if count
    ]
    words = _results(one, unseen)
    bar = Div(*pieces, className="bar", role="img", aria_label=_("%(kind)s: %(results)s") % {
        "kind": told(one.names), "results": words})  # fmt: skip
    return Li(head, bar, Span(words, className="kind-words", aria_hidden="true"))


def _results(one: KindCount, unseen: int) -> str:
    found = (
        (one.compliant, ngettext("%(n)s compliant", "%(n)s compliant", one.compliant)),
        (one.non_compliant, ngettext("%(n)s not compliant", "%(n)s not compliant", one.non_compliant)),
        (one.not_reachable, ngettext("%(n)s not reachable", "%(n)s not reachable", one.not_reachable)),
        (unseen, ngettext("%(n)s not checked last time", "%(n)s not checked last time", unseen)),
    )
    return ", ".join(words % {"n": number(count)} for count, words in found if count)


def _expiring(board: Dashboard, context: Context) -> Node:
    ahead = context.company.expiry_days
    soon = ngettext("Expires within %(n)s day", "Expires within %(n)s days", ahead) % {"n": ahead}
    if not board.expiring:
        words = ngettext("Nothing expires within %(n)s day.", "Nothing expires within %(n)s days.", ahead)
        return P(icon("check-lg"), Span(words % {"n": ahead}), className="expiring expiring-none")
    rows = [_renewal(one, board, context) for one in board.expiring]
    rest = board.expiring[0].of - len(rows)
    more = None
    if rest > 0:
        words = ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest}
        more = A(words, href=context.link("/equipment"), className="rest-link")
    return Div(subtitle(soon), row_list(*rows, label=soon), more, className="expiring")


def _renewal(one: Expiring, board: Dashboard, context: Context) -> Tree:
    past = one.on_day < board.today
    what = _("retest due %(date)s") if one.why == "retest" else _("end of life %(date)s")
    if one.why == "retest":
        state: Node = state_badge("retest", "expired" if past else "expiring")
    else:
        words = pgettext("equipment", "Expired") if past else pgettext("equipment", "Due soon")
        state = badge("bad" if past else "warn", words)
    title = joined(f"{told(one.kind_names)} {one.code}", one.name)
    return row(title, what % {"date": day(one.on_day)}, href=context.link(f"/equipment/{one.public_id}"), badge=state)
