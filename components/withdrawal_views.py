"""For staff: the page before something is withdrawn, and the list of what was."""

from __future__ import annotations

from collections.abc import Sequence

from components.badges import badge
from components.cards import button_link, card, empty_state, row, row_list
from components.forms import command_form, hidden, submit, text_field
from components.html import Details, Div, Input, Label, Li, Nav, Node, P, Span, Summary, Tree, Ul, icon
from components.nouns import NOUNS
from components.page import Page, page
from components.publishing_words import PATH as PUBLISHING
from data.records.publishing import NOUNS as PUBLISHED_BESIDE
from data.records.withdrawals import LONGEST_REASON, Opened, OwnDocument, Publication, Withdrawal, Withdrawals
from data.records.withdrawals import NOUNS as KEPT
from data.viewer import Permission, Viewer
from integrations.language import _, moment, ngettext, number, pgettext


def withdraw_page(found: Publication, viewer: Viewer, zone: str) -> Page:
    """What would vanish, who has opened it, and the reason that is asked for; times in the company's zone."""
    title = _("Withdraw %(record)s") % {"record": record_title(found.noun, found.name)}
    where = " · ".join(part for part in (found.client_name, found.site_name) if part)
    form = command_form(
        viewer, "/staff/withdraw/now", hidden("noun", found.noun), hidden("record", found.public_id),
        card("vanishes", _("What will vanish"), _vanishes(found), _documents(found.documents)),
        card("reason-card", _("Why"), text_field(
            "reason", _("Reason"), "reason", rows=3, required=True, maxLength=LONGEST_REASON,
            help=_("Kept with the withdrawal, for staff. The client is not notified automatically."),
        )),
        Div(submit(_("Withdraw now"), kind="danger"),
            button_link(_("Cancel"), _back(found), kind="quiet"), className="cluster"),
        className="stack-cards",
    )  # fmt: skip
    return page(title, Div(form, _opened_card(found.opened, zone), className="record"), context=where)


def _back(found: Publication) -> str:
    return f"{KEPT[found.noun].path}/{found.public_id}"


def record_title(noun: str, name: str) -> str:
    """What the record is called: a document and a file by their own title."""
    return name if noun in ("document", "file") or noun not in NOUNS else NOUNS[noun].title(name)


def _vanishes(found: Publication) -> Tree:
    told = [_("The record itself, at once and everywhere: lists, counts, totals, search, exports, ZIP files.")]
    if found.lines:
        words = ngettext("Its %(n)s line.", "Its %(n)s lines.", found.lines)
        told.append(words % {"n": number(found.lines)})
    if found.noun in ("invoice", "payment"):
        told.append(_("What was set against it: the balances of the others change accordingly."))
    told.append(_("Records it belongs together with stay as they are."))
    return Ul(*[Li(words) for words in told], className="told")


def _documents(documents: Sequence[OwnDocument]) -> Node:
    if not documents:
        return None
    boxes = [
        Label(
            Input(type="checkbox", name="document", value=one.public_id, checked=not one.shared or None),
            Span(one.title, Span(_("also belongs to another record"), className="cell-note") if one.shared else None),
            className="tick",
        )
        for one in documents
    ]  # fmt: skip
    return Div(P(_("These documents of it as well:"), className="label"), *boxes, className="ticks")


def _opened_card(opened: Sequence[Opened], zone: str) -> Tree:
    if not opened:
        words = _("Nobody at the client has opened it or one of its documents.")
        nobody = P(icon("eye-slash"), Span(words), className="quiet-line")
        return card("opened", _("Who opened it"), nobody)
    return card("opened", _("Who opened it"), row_list(*[_opened(one, zone) for one in opened]))


def _opened(one: Opened, zone: str) -> Tree:
    times = ngettext("%(n)s time", "%(n)s times", one.times) % {"n": number(one.times)}
    last = _("last on %(when)s") % {"when": moment(one.last, zone)}
    return row(one.name, f"{times} · {last}", icon_name="person")


def withdrawn_page(found: Withdrawals, viewer: Viewer, zone: str, after: int | None) -> Page:
    """Everything that was withdrawn, newest first."""
    if not found.found:
        words = _("Staff withdraw a wrong publication on its own page. What was withdrawn is listed here.")
        content: Node = empty_state(_("Nothing was withdrawn"), words, icon_name="eye-slash")
    else:
        content = row_list(*[_withdrawal(one, viewer, zone) for one in found.found])
    ways: list[Node] = []
    if after:
        ways.append(button_link(_("First page"), "/staff/withdrawn", kind="plain small", id="page-first", data_top="1"))
    if found.following:
        following = f"/staff/withdrawn?after={found.following}"
        ways.append(button_link(_("Next page"), following, kind="plain small", id="page-next", data_top="1"))
    pages = Nav(*ways, className="cluster", aria_label=_("Pages")) if ways else None
    context = _("Publications that were wrong: clients see nothing of them.")
    return page(_("Withdrawn"), card("withdrawn", _("Withdrawn publications"), content, pages), context=context)


def _withdrawal(one: Withdrawal, viewer: Viewer, zone: str) -> Tree:
    where = " · ".join(part for part in (one.client_name, one.site_name) if part)
    told = {"when": moment(one.at, zone), "who": one.by or _("the command line")}
    lines: list[Node] = [
        Div(where), Div(_("%(when)s by %(who)s") % told), Div(_("Reason: %(reason)s") % {"reason": one.reason}),
    ]  # fmt: skip
    if one.documents:
        words = ngettext("With %(n)s document.", "With %(n)s documents.", one.documents)
        lines.append(Div(words % {"n": number(one.documents)}))
    lines.append(_who(one.opened, zone))
    back = None
    if one.gone and viewer.may(Permission.PUBLISH):
        back = command_form(
            viewer, "/staff/withdraw/undo", hidden("noun", one.noun), hidden("record", one.public_id),
            submit(_("Publish again"), kind="plain small"),
        )  # fmt: skip
    state = badge("warn", pgettext("publication", "Withdrawn"), "eye-slash")
    if not one.gone:
        state = badge("mute", pgettext("publication", "Published again"), "check-lg")
    title = record_title(one.noun, one.name)
    icon_name = NOUNS[one.noun].icon if one.noun in NOUNS else "box"
    return row(title, lines, icon_name=icon_name, badge=state, actions=back or ())


def _who(opened: Sequence[Opened], zone: str) -> Tree:
    if not opened:
        return Div(_("Nobody had opened it."))
    words = ngettext("%(n)s person had opened it", "%(n)s people had opened it", len(opened))
    people = [
        Li(_("%(name)s, last on %(when)s") % {"name": one.name, "when": moment(one.last, zone)}) for one in opened
    ]
    return Details(Summary(words % {"n": number(len(opened))}), Ul(*people), className="who")


def withdraw_card(viewer: Viewer, noun: str, public_id: str) -> Tree | None:
    """The way there from a record's page; None for whoever may not."""
    if not public_id or not viewer.may(Permission.PUBLISH):
        return None
    way = button_link(_("Withdraw"), withdraw_address(noun, public_id), icon_name="eye-slash", kind="plain small")
    words = P(_("Published by mistake? Withdraw it, and clients see nothing of it any more."), className="muted small")
    record, add = _INVOICES.get(noun, noun), None
    if record in PUBLISHED_BESIDE:
        add = Div(button_link(_("Add a document"), f"{PUBLISHING}/add?{record}={public_id}", icon_name="plus-lg",
                              kind="plain small"), className="cluster")  # fmt: skip
    return card("staff", _("For staff"), Div(add, words, Div(way, className="cluster"), className="stack"))


def withdraw_address(noun: str, public_id: str) -> str:
    """The page before a record is withdrawn; an invoice's kinds are all invoices."""
    return f"/staff/withdraw?{_INVOICES.get(noun, noun)}={public_id}"


_INVOICES = dict.fromkeys(("proforma", "receipt", "credit_note"), "invoice")
