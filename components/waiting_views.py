"""What waits on the company: a line for each kind on the first page of staff, and the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from components.badges import Tone
from components.cards import button_link, card, empty_state, row, row_list
from components.html import A, Div, Node, P, Section, Span, Tree
from components.message_words import kind_title
from components.nouns import NOUNS
from components.page import Page, page
from components.table import Column, data_table
from data.records.waiting import (
    CERTIFICATE_DAYS,
    DRAFT_DAYS,
    IMPORT_DAYS,
    MESSAGE_DAYS,
    MOST,
    QUOTE_DAYS,
    WaitingItem,
    WaitingLine,
)
from integrations.language import N_, _, day, ngettext, number

PATH = "/staff/waiting"
LATE = 30  # days after which something old is marked


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind is told: icon, how many in words, what it means, and the table that holds the same records."""

    icon: str
    words: Callable[[int], str]
    meaning: str
    table: str = ""
    deadline: bool = False
    urgent: bool = False


KINDS: Mapping[str, Kind] = {
    "inspections": Kind(
        "clipboard-check",
        lambda n: ngettext("%(n)s inspection is overdue", "%(n)s inspections are overdue", n),
        N_("Planned for a month that is over, and no date agreed."), "/inspections?state=planned", urgent=True,
    ),
    "reports": Kind(
        "clipboard-check",
        lambda n: ngettext("%(n)s visit has no result yet", "%(n)s visits have no result yet", n),
        N_("The appointment is over, and nothing was recorded of it."), "/inspections?state=scheduled",
    ),
    "certificates": Kind(
        "patch-check",
        lambda n: ngettext("%(n)s certificate is late", "%(n)s certificates are late", n),
        N_("The inspection is done, the day the certificate was due by is over, and none was published."), urgent=True,
    ),
    "defects": Kind(
        "exclamation-triangle",
        lambda n: ngettext("%(n)s defect has no quote yet", "%(n)s defects have no quote yet", n),
        N_("Found, and nothing was offered, agreed or done since."), "/defects?state=found",
    ),
    "bookings": Kind(
        "calendar3",
        lambda n: ngettext("%(n)s booking waits for a date", "%(n)s bookings wait for a date", n),
        N_("Asked for by the client and not confirmed yet."), "/bookings?state=requested",
    ),
    "quotes": Kind(
        "file-earmark-text",
        lambda n: ngettext("%(n)s quote ran out unanswered", "%(n)s quotes ran out unanswered", n),
        N_("Sent, never answered, and no longer valid. A call may help."), "/quotes?state=expired",
    ),
    "contracts": Kind(
        "file-earmark-check",
        lambda n: ngettext("%(n)s contract can soon no longer be ended", "%(n)s contracts can soon no longer be ended",
                           n),
        N_("They renew by themselves; the day shown is the last one to give notice."), "/contracts?state=notice",
        deadline=True,
    ),
    "drafts": Kind(
        "eye-slash",
        lambda n: ngettext("%(n)s draft lies unpublished", "%(n)s drafts lie unpublished", n),
        N_("Recorded, and no client can see it."),
    ),
    "bounced": Kind(
        "envelope",
        lambda n: ngettext("%(n)s person cannot be reached by e-mail", "%(n)s people cannot be reached by e-mail", n),
        N_("Their mailbox sent our mail back."), "/staff/accounts?state=bounced", urgent=True,
    ),
    "erasures": Kind(
        "shield-lock",
        lambda n: ngettext("%(n)s person asks to be erased", "%(n)s people ask to be erased", n),
        N_("The law gives you a month to carry it out, or to say why not."), urgent=True,
    ),
    "messages": Kind(
        "send",
        lambda n: ngettext("%(n)s message could not be sent", "%(n)s messages could not be sent", n),
        N_("Tried several times and given up."), "/staff/messages?state=failed", urgent=True,
    ),
    "uploads": Kind(
        "inbox",
        lambda n: ngettext("%(n)s uploaded file was not looked at", "%(n)s uploaded files were not looked at", n),
        N_("Sent in by clients; opening a file marks it as seen."), "/staff/files?state=new",
    ),
    "publishing": Kind(
        "cloud-upload",
        lambda n: ngettext("%(n)s file waits to be published", "%(n)s files wait to be published", n),
        N_("Dropped, and no client sees it before it is confirmed."), "/staff/publishing",
    ),
    "imports": Kind(
        "box-seam",
        lambda n: ngettext("%(n)s import failed", "%(n)s imports failed", n),
        N_("Nothing of it was written; its page says why."), "/staff/imports", urgent=True,
    ),
    "templates": Kind(
        "pen",
        lambda n: ngettext("%(n)s template is broken", "%(n)s templates are broken", n),
        N_("The predefined words are used until it is corrected."), "/staff/templates", urgent=True,
    ),
}  # fmt: skip
# kinds that only look back so far, in days
_WINDOWS = {
    "certificates": CERTIFICATE_DAYS, "quotes": QUOTE_DAYS, "messages": MESSAGE_DAYS, "imports": IMPORT_DAYS,
}  # fmt: skip


def waiting_card(lines: Sequence[WaitingLine], today: date) -> Tree:
    """The lines, the kind with the oldest thing first."""
    if not lines:
        words = _("No defect without a quote, no late certificate, no failed message. New things appear here.")
        return card("waiting", _("Waits on us"), empty_state(_("Nothing waits"), words, icon_name="check-circle-fill"))
    return card("waiting", _("Waits on us"), row_list(*[_line(one, today) for one in lines]), className="desk-waiting")


def _line(one: WaitingLine, today: date) -> Tree:
    kind = KINDS[one.kind]
    old = not kind.deadline and (today - one.oldest.since).days > LATE
    tone: Tone | None = "bad" if kind.urgent else "warn" if old else None
    count = f"{number(one.total)}+" if one.capped else number(one.total)
    about = " · ".join(part for part in (item_title(one.oldest), one.oldest.client_name) if part)
    return row(
        kind.words(one.total) % {"n": count}, Div(since_words(one.oldest, today), Div(about, className="desk-oldest")),
        href=f"{PATH}?kind={one.kind}", icon_name=kind.icon, tone=tone,
    )  # fmt: skip


def since_words(item: WaitingItem, today: date) -> str:
    """Since when, or until when; days that are near are told as such."""
    days = (today - item.since).days
    if KINDS[item.kind].deadline:
        if days == 0:
            return _("today is the last day")
        return _("the first by %(date)s") % {"date": day(item.since)}
    if days <= 0:
        return _("since today")
    words = ngettext("oldest: %(n)s day, since %(date)s", "oldest: %(n)s days, since %(date)s", days)
    return words % {"n": number(days), "date": day(item.since)}


def item_title(item: WaitingItem) -> str:
    """What the thing is called."""
    if item.noun == "template":
        return kind_title(item.title)
    if item.noun in NOUNS and item.noun not in ("document", "file", "defect", "booking"):
        return NOUNS[item.noun].title(item.title)
    return item.title


def waiting_page(kind: str, items: Sequence[WaitingItem], more: bool, today: date) -> Page:
    """Everything of one kind, the oldest first."""
    told = KINDS[kind]
    count = f"{number(len(items))}+" if more else number(len(items))
    title = told.words(len(items)) % {"n": count}
    ways: list[Node] = [button_link(_("Today"), "/staff", icon_name="arrow-left")]
    if told.table:
        ways.append(button_link(_("Open in the table"), told.table, icon_name="list-ul"))
    if not items:
        none = empty_state(_("Nothing waits"), _("Everything of this kind is done."), icon_name="check-circle-fill")
        return page(_("Nothing waits"), Section(none, className="card", aria_label=_("Waits on us")),
                    context=_(told.meaning), actions=ways[:1])  # fmt: skip
    table = data_table(title, _columns(told, today), items)
    return page(title, Section(table, _foot(kind, more), className="card list", aria_label=title),
                context=_(told.meaning), actions=ways)  # fmt: skip


def _columns(told: Kind, today: date) -> list[Column[WaitingItem]]:
    def what(one: WaitingItem) -> Node:
        href = _address(one)
        words = item_title(one)
        return A(words, href=href, className="row-link record-link") if href else Span(words)

    def client(one: WaitingItem) -> Node:
        return A(one.client_name, href=f"/staff/clients/{one.client}") if one.client else None

    def age(one: WaitingItem) -> Node:
        days = abs((today - one.since).days)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}

    since = N_("Last day for notice") if told.deadline else N_("Since")
    return [
        Column("what", N_("About"), what, "title", 30),
        Column("client", N_("Client"), client, "text", 24),
        Column("site", N_("Site"), lambda one: one.site_name, "meta", 20),
        Column("since", since, lambda one: day(one.since), "meta", 14, sorted="ascending"),
        Column("age", N_("Time left") if told.deadline else N_("Age"), age, "value", 12, figures=True),
    ]


def _address(one: WaitingItem) -> str | None:
    """Where it can be seen; what is not published has no page, its client has."""
    if one.kind == "drafts":
        return f"/staff/clients/{one.client}" if one.client else None
    paths = {"person": "/staff/accounts", "message": "/staff/messages", "upload": "/files",
             "item": "/staff/publishing/items", "import": "/staff/imports"}  # fmt: skip
    if one.noun == "template":
        return "/staff/templates"
    path = paths.get(one.noun) or NOUNS[one.noun].path
    return f"{path}/{one.public_id}"


def _foot(kind: str, more: bool) -> Tree | None:
    told: list[str] = []
    if more:
        told.append(_("These are the oldest %(n)s; there are more.") % {"n": number(MOST)})
    if window := _WINDOWS.get(kind):
        told.append(_("Looked at: the last %(n)s days.") % {"n": number(window)})
    if kind == "drafts":
        told.append(_("Asked for after %(n)s days.") % {"n": number(DRAFT_DAYS)})
    return Div(P(" ".join(told)), className="list-foot") if told else None
