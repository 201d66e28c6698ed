"""One batch: what is certain, what somebody has to decide, what was published, and taking all of it back."""

from __future__ import annotations

from collections.abc import Sequence

from components.badges import badge
from components.cards import button_link, card, notice, row, row_list
from components.file_links import DOCUMENTS, file_shape
from components.forms import command_form, hidden, submit, text_field
from components.html import A, Details, Div, Input, Label, Li, Nav, Node, P, Span, Summary, Tree, Ul, icon
from components.page import Page, page
from components.publishing_views import state_of
from components.publishing_words import PATH, REASONS, batch_title, counts_told, place_told
from components.table import Column, data_table
from data.records.publishing import Item, OpenedDocument, WholeBatch
from data.records.withdrawals import LONGEST_REASON
from data.viewer import Viewer
from integrations.language import N_, _, clock, day, file_size, moment, ngettext, number, told

_DONE = {
    "published": N_("Published. Clients see it from now on."), "kept": N_("Your decision is kept. Confirm it below."),
    "discarded": N_("Thrown away."), "undone": N_("Everything is taken back. Clients see nothing of it any more."),
    "draft": N_("It is kept as a draft. Nobody but staff sees it."),
    "told": N_("The people are being told."),
    "nobody": N_("Nobody was told: whoever may see them has not agreed to notices by e-mail, or was told before."),
    "none": N_("Nothing was published: what was certain has become doubtful. See below."),
}  # fmt: skip


def batch_page(viewer: Viewer, whole: WholeBatch, zone: str, done: str = "") -> Page:
    """The page; times in the company's zone."""
    batch = whole.batch
    of = {state: [one for one in whole.items if one.state == state]
          for state in ("certain", "uncertain", "published", "undone", "discarded")}  # fmt: skip
    said = notice("warn" if done == "none" else "ok", P(_(_DONE[done])), role="status") if done in _DONE else None
    words = " · ".join(part for part in (batch.by, counts_told(batch)) if part)
    back = Nav(A(icon("arrow-left"), Span(_("Publishing")), href=PATH, className="back-link"),
               aria_label=_("Back to the list"), className="back")  # fmt: skip
    more = None
    if whole.more:
        text = ngettext("%(n)s further file is not shown; it follows once these are settled.",
                        "%(n)s further files are not shown; they follow once these are settled.",
                        whole.more)  # fmt: skip
        more = P(icon("info-circle"), Span(text % {"n": number(whole.more)}), className="quiet-line")
    found = page(
        batch_title(batch, zone), said,
        _certain(viewer, whole, of["certain"]), _uncertain(viewer, whole, of["uncertain"]),
        _opened(whole.opened, zone) if batch.published or batch.undone else None,
        _published(viewer, whole, of["published"] + of["undone"], zone), _thrown(of["discarded"]), more,
        _undo(viewer, whole), context=Span(words, " ", state_of(batch)),
        actions=[button_link(_("Take back"), "#undo", icon_name="eye-slash")] if _can_be_undone(whole) else [],
    )  # fmt: skip
    return Page(found.title, [back, found.content], found.scope)


def _certain(viewer: Viewer, whole: WholeBatch, items: Sequence[Item]) -> Tree | None:
    if not items:
        return None
    every = None
    if whole.batch.certain > len(items):
        words = _("Publish all %(n)s") % {"n": number(whole.batch.certain)}
        every = submit(words, kind="plain", name="all", value="1")
    form = command_form(
        viewer, f"{PATH}/{whole.batch.public_id}/confirm",
        data_table(_("Certain"), _columns(), items, className="publishing-table"),
        Div(P(_("What is ticked becomes visible to the clients at once."), className="muted small"),
            Div(every, submit(_("Publish what is ticked"), icon_name="check-lg", id="publish-ticked"),
                className="cluster"), className="publishing-foot"),
    )  # fmt: skip
    count = badge("info", number(whole.batch.certain))
    return card("certain", _("Certain: to be confirmed"), form, badge=count, className="with-table")


def _columns() -> list[Column[Item]]:
    def name(one: Item) -> Node:
        box = Input(type="checkbox", name="item", value=one.public_id, id=f"pick-{one.public_id}", checked=True)
        words = Span(one.file_name, Span(file_size(one.size), className="cell-note"))
        return Label(box, words, className="check")

    def where(one: Item) -> Node:
        if one.target is None:
            return None
        record = place_told(one.target).partition(" · ")
        return Span(record[0], Span(record[2], className="cell-note") if record[2] else None)

    def look(one: Item) -> Node:
        return A(_("Look or change"), Span(f": {one.file_name}", className="sr"), className="small",
                 href=f"{PATH}/items/{one.public_id}")  # fmt: skip

    return [
        Column("file", N_("File"), name, "title", 30), Column("where", N_("Belongs to"), where, "text", 34),
        Column("what", N_("Document"), _what, "meta", 24), Column("look", N_("Change"), look, "meta", 14,
                                                                      hidden_heading=True),
    ]  # fmt: skip


def _what(one: Item) -> Node:
    kind = told(one.kind_names)
    until = _("valid until %(date)s") % {"date": day(one.valid_until)} if one.valid_until else None
    note = " · ".join(part for part in (kind if kind != one.title else None, until) if part)
    return Span(one.title, Span(note, className="cell-note") if note else None)


def _uncertain(viewer: Viewer, whole: WholeBatch, items: Sequence[Item]) -> Tree | None:
    if not items:
        return None
    rows = [_doubtful(one) for one in items]
    away = command_form(
        viewer, f"{PATH}/{whole.batch.public_id}/discard",
        submit(_("Throw away all that waits"), kind="quiet small", icon_name="trash"),
    )  # fmt: skip
    count = badge("warn", number(whole.batch.uncertain))
    return card(
        "uncertain", _("Somebody has to decide"), row_list(*rows), Div(away, className="publishing-foot"), badge=count
    )


def _doubtful(one: Item) -> Tree:
    address = f"{PATH}/items/{one.public_id}"
    lines: list[Node] = [Div(_(REASONS.get(one.reason or "", REASONS["nothing"])))]
    if one.target is not None:
        lines.append(Div(_("Perhaps: %(where)s") % {"where": place_told(one.target)}))
    if one.same:
        lines.append(Div(A(_("Open the published document"), href=DOCUMENTS.page(one.same))))
    return row(one.file_name, lines, icon_name=file_shape(one.media_type),
               actions=button_link(_("Decide"), address, kind="plain small"))  # fmt: skip


def _published(viewer: Viewer, whole: WholeBatch, items: Sequence[Item], zone: str) -> Tree | None:
    if not items:
        return None
    batch = whole.batch
    rows = []
    for one in items:
        gone = one.state == "undone"
        where = place_told(one.target) if one.target else None
        rows.append(row(one.title, [Div(where), Div(one.file_name)], icon_name=file_shape(one.media_type),
                        href=DOCUMENTS.page(one.document) if one.document and not gone else None,
                        badge=badge("mute", _("Taken back"), "eye-slash") if gone else None))  # fmt: skip
    ways: list[Node] = []
    if batch.told:
        words = ngettext("%(n)s person was told", "%(n)s people were told", batch.told) % {"n": number(batch.told)}
        ways.append(P(icon("envelope"), Span(words), className="quiet-line"))
    if batch.tell_at:
        words = _("Whoever may see them and agreed to notices is told at %(time)s, once.")
        ways.append(P(icon("clock"), Span(words % {"time": clock(batch.tell_at, zone)}), className="quiet-line"))
        ways.append(
            command_form(viewer, f"{PATH}/{batch.public_id}/tell", submit(_("Tell them now"), kind="plain small"))
        )
    return card("published", _("Published"), row_list(*rows), Div(*ways, className="publishing-told") if ways else None)


def _thrown(items: Sequence[Item]) -> Tree | None:
    if not items:
        return None
    words = ngettext("%(n)s file was thrown away", "%(n)s files were thrown away", len(items))
    names = Ul(*[Li(one.file_name) for one in items])
    return Details(Summary(words % {"n": number(len(items))}), names, className="who publishing-thrown")


def _can_be_undone(whole: WholeBatch) -> bool:
    return whole.batch.published > 0 and whole.batch.undone_at is None


def _undo(viewer: Viewer, whole: WholeBatch) -> Node:
    batch = whole.batch
    if not _can_be_undone(whole):
        return None
    words = _("Was this batch a mistake? All its documents vanish for clients at once, what waits is thrown away, and "
              "nobody is told any more. Each document can be published again by itself under “Withdrawn”.")  # fmt: skip
    form = command_form(
        viewer, f"{PATH}/{batch.public_id}/undo",
        text_field("undo-reason", _("Reason"), "reason", rows=2, required=True, maxLength=LONGEST_REASON),
        Div(submit(_("Take the whole batch back"), kind="danger", icon_name="eye-slash"), className="cluster"),
        hidden("batch", batch.public_id), className="stack",
    )  # fmt: skip
    return card("undo", _("Take back"), P(words, className="publishing-lead"), form)


def _opened(documents: Sequence[OpenedDocument], zone: str) -> Tree:
    if not documents:
        words = _("Nobody at the clients has opened any of it.")
        nobody = P(icon("eye-slash"), Span(words), className="quiet-line")
        return card("opened", _("Who opened it"), nobody)
    rows = []
    for one in documents:
        people = [_("%(name)s, last on %(when)s") % {"name": who.name, "when": moment(who.last, zone)}
                  for who in one.opened]  # fmt: skip
        rows.append(row(one.title, [Div(one.client_name), *[Div(words) for words in people]], icon_name="eye"))
    return card("opened", _("Who opened it"), row_list(*rows))
