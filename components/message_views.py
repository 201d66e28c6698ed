"""The outbox, for staff: every message with what became of it, and one of them with its words."""

from __future__ import annotations

from urllib.parse import urlencode

from components.cards import button_link, card, empty_state, facts, grid, notice
from components.forms import command_form, field, filter_form, hidden, select_field, submit
from components.html import A, Div, Nav, Node, P, Section, Span, Tree
from components.message_words import CHANNELS, STATES, kind_title, mail_frame, sms_words, state_badge, state_words
from components.page import Page, page
from components.table import Column, data_table
from data.records.outbox import COUNTED, ListedMessage, MessageList, MessageRecord, Wanted
from data.viewer import Viewer
from integrations.language import N_, NAMES, _, moment, ngettext, number
from integrations.message_kinds import KINDS
from integrations.telephone import telephone

PATH = "/staff/messages"


def message_list(found: MessageList, wanted: Wanted, after: str | None, zone: str, alert: Node = None) -> Page:
    """The list with its filters, below an `alert` about what is wrong with the words."""
    if found.messages:
        content: Node = [data_table(_("Messages"), _columns(zone), found.messages), _foot(found, wanted, after)]
    elif wanted == Wanted():
        words = _("Codes, invitations and notices appear here as soon as the portal sends one.")
        content = empty_state(_("No messages yet"), words, icon_name="envelope")
    else:
        content = empty_state(_("No message found"), _("No message matches these filters."), icon_name="search",
                              action=button_link(_("Show all messages"), PATH))  # fmt: skip
    lead = _("What the portal has sent, is sending and could not send.")
    section = Section(_filters(wanted), content, className="card list", aria_label=_("Messages"))
    return page(_("Messages"), alert, section, context=lead)


def _filters(wanted: Wanted) -> Tree:
    states = [("", _("Any state")), *((code, state_words(code)) for code in STATES)]
    kinds = [("", _("All kinds")), *((code, _(kind.title)) for code, kind in KINDS.items())]
    channels = [("", _("E-mail and SMS")), *((code, _(words)) for code, words in CHANNELS.items())]
    return filter_form(
        PATH,
        field("message-search", _("Search messages"), "q", type="search", value=wanted.search, label_hidden=True,
              placeholder=_("Address, number or name"), autoComplete="off", maxLength=200),
        select_field("message-state", _("State"), "state", states, value=wanted.state, label_hidden=True,
                     data_auto="1"),
        select_field("message-kind", _("Kind"), "kind", kinds, value=wanted.kind, label_hidden=True, data_auto="1"),
        select_field("message-channel", _("Sent by"), "channel", channels, value=wanted.channel, label_hidden=True,
                     data_auto="1"),
        submit(_("Search"), kind="plain", icon_name="search"),
        className="search-line message-filters",
    )  # fmt: skip


def _columns(zone: str) -> list[Column[ListedMessage]]:
    def to(one: ListedMessage) -> Node:
        link = A(one.person or address(one), href=f"{PATH}/{one.public_id}", className="row-link record-link")
        return [link, Div(address(one), className="muted small")] if one.person else link

    def kind(one: ListedMessage) -> Node:
        words = _("%(kind)s (test)") if one.test else "%(kind)s"
        return words % {"kind": kind_title(one.kind)}

    def way(one: ListedMessage) -> Node:
        return f"{_(CHANNELS[one.channel])} · {NAMES[one.language]}"

    return [
        Column("to", N_("To"), to, "title", 26),
        Column("kind", N_("Kind"), kind, "text", 20),
        Column("way", N_("Sent by"), way, "", 16),
        Column("created", N_("Written"), lambda one: moment(one.created_at, zone), "meta", 18),
        Column("attempts", N_("Attempts"), lambda one: number(one.attempts), "", 8, figures=True),
        Column("state", N_("State"), lambda one: state_badge(one.state), "badge", 14, steady=True),
    ]


def recipient(one: ListedMessage) -> str:
    """The person's name with the address, or the address alone."""
    return f"{one.person} · {address(one)}" if one.person else address(one)


def address(one: ListedMessage) -> str:
    """Where it goes, as people read it."""
    return telephone(one.recipient) if one.channel == "sms" else one.recipient


def _foot(found: MessageList, wanted: Wanted, after: str | None) -> Tree:
    total = found.counts.get(wanted.state, 0) if wanted.state else sum(found.counts.values())
    words = ngettext("%(n)s message", "%(n)s messages", total) % {"n": number(total)}
    if found.capped:
        words = _("More than %(n)s messages") % {"n": number(COUNTED)}
    parts = [f"{number(count)} {state_words(state).lower()}" for state, count in found.counts.items()]
    told = f"{words} ({', '.join(parts)})" if not wanted.state and len(parts) > 1 else words
    kept = {"q": wanted.search, "state": wanted.state, "kind": wanted.kind, "channel": wanted.channel}
    kept = {name: value for name, value in kept.items() if value}
    ways: list[Node] = []
    if after:
        first = f"{PATH}?{urlencode(kept)}" if kept else PATH
        ways.append(button_link(_("First page"), first, kind="plain small", id="page-first", data_top="1"))
    if found.following:
        following = f"{PATH}?{urlencode({**kept, 'after': found.following})}"
        ways.append(button_link(_("Next page"), following, kind="plain small", id="page-next", data_top="1"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    return Div(P(told, role="status", data_announce="1"), pages, className="list-foot")


def message_page(
    viewer: Viewer, found: MessageRecord, shown: tuple[str, str] | None, why_not: str, zone: str, *, said: bool
) -> Page:
    """One message; `shown` are subject and text without its secrets, `why_not` says why it cannot be sent again."""
    one = found.listed
    done = notice("ok", _("It has been written once more and is on its way."), role="status") if said else None
    trouble = notice("bad", _("What went wrong: %(why)s") % {"why": one.error}) if one.error else None
    again = P(why_not, className="muted small") if why_not else command_form(
        viewer, f"{PATH}/again", hidden("message", one.public_id), submit(_("Send again"), icon_name="send"),
    )  # fmt: skip
    about = card("message-facts", _("Details"), facts(_facts(found, zone)), Div(again, className="card-last"), span=4)
    return page(
        kind_title(one.kind), done, trouble, grid(_words(one, shown), about),
        context=recipient(one), actions=[button_link(_("All messages"), PATH, icon_name="arrow-left")],
    )  # fmt: skip


def _facts(found: MessageRecord, zone: str) -> list[tuple[Node, Node]]:
    one = found.listed
    client = A(found.client, href=f"/staff/clients/{found.client_public_id}") if found.client else None
    words = _("own words, version %(n)s") % {"n": number(one.version)} if one.version else _("predefined words")
    return [
        (_("State"), state_badge(one.state)), (_("Client"), client), (_("Sent by"), _(CHANNELS[one.channel])),
        (_("Language"), NAMES[one.language]), (_("Words"), words), (_("Attempts"), number(one.attempts)),
        (_("Written"), moment(one.created_at, zone)),
        (_("Sent"), moment(one.sent_at, zone) if one.sent_at else None),
        (_("Next try"), moment(found.next_at, zone) if one.state == "queued" and one.attempts else None),
        (_("Not sent after"), moment(found.expires_at, zone) if found.expires_at else None),
        (_("Message-ID"), Span(found.message_id, className="small")),
    ]  # fmt: skip


def _words(one: ListedMessage, shown: tuple[str, str] | None) -> Tree:
    lead = P(_("Codes and links are erased once a message is sent, and never shown."), className="muted small")
    if shown is None:
        nothing = empty_state(_("No preview"), _("What this message said cannot be put together any more."))
        return card("message-words", _("What it says"), nothing, span=8)
    subject, text = shown
    if one.channel == "sms":
        return card("message-words", _("What it says"), sms_words(text), lead, span=8)
    box = mail_frame("message-frame", f"{PATH}/{one.public_id}/preview", _("The mail"))
    return card("message-words", _("What it says"), P(subject, className="mail-subject"), box, lead, span=8)
