"""Inviting many at once: whom, a preview of who gets what in which language, and sending."""

from __future__ import annotations

from components.account_forms import channel_choice
from components.account_words import PRESETS
from components.cards import empty_state, notice
from components.forms import command_form, filter_form, hidden, select_field, submit
from components.html import A, Div, Input, Label, Node, P, Section, Span
from components.page import Page, page
from components.table import Column, data_table
from data.records.access import GIVEN
from data.records.invitations import Candidate, Candidates
from data.viewer import Viewer
from integrations.language import N_, NAMES, _, ngettext, number, pgettext

WHO = {
    "never": N_("Never invited"), "unused": N_("Invited, never signed in"), "bounced": N_("Mail bounced"),
}  # fmt: skip


def invite_page(viewer: Viewer, found: Candidates, language: str, sent: str) -> Page:
    """The page; `language` is the company's, `sent` how many were invited a moment ago."""
    question, done = found.question, None
    if sent.isdecimal() and len(sent) < 5:
        words = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", int(sent))
        done = notice("ok", words % {"n": number(int(sent))}, role="status")
    presets = [(name, pgettext("preset", PRESETS[name])) for name in GIVEN]
    groups = [("", _("All client groups")), *found.groups]
    filters = filter_form(
        "/staff/accounts/invite",
        select_field("invite-who", _("Whom"), "who", [(name, _(words)) for name, words in WHO.items()],
                     value=question.who),
        None if found.client_name else select_field("invite-group", _("Client group"), "group", groups,
                                                    value=question.group),
        select_field("invite-preset", _("What contacts see"), "preset", presets, value=question.preset),
        submit(_("Show"), kind="plain", id="invite-show"), keep={"client": question.client},
        className="table-tools cluster rights-fill",
    )  # fmt: skip
    context = Span(found.client_name or _("All clients"), " · ", A(_("All accounts"), href="/staff/accounts"))
    section = Section(filters, _content(viewer, found, language), className="card list", aria_label=_("Preview"))
    return page(_("Invite many"), done, section, context=context)


def _content(viewer: Viewer, found: Candidates, language: str) -> Node:
    if not found.people:
        return empty_state(_("Nobody to invite"), _("Everybody who is meant here has been invited or has signed in."),
                           icon_name="check-circle-fill")  # fmt: skip
    question = found.question
    words = ngettext("%(n)s person", "%(n)s people", len(found.people)) % {"n": number(len(found.people))}
    if found.more:
        words = _("The first %(n)s people; further ones follow after these.") % {"n": number(len(found.people))}
    return command_form(
        viewer, "/staff/accounts/invite", hidden("who", question.who), hidden("client", question.client),
        hidden("group", question.group), hidden("preset", question.preset),
        data_table(_("Preview"), _columns(found, language), found.people),
        Div(P(words, className="muted small"), channel_choice("invite", "any"),
            submit(_("Send invitations"), icon_name="send", id="invite-send"), className="list-foot"),
    )  # fmt: skip


def _columns(found: Candidates, language: str) -> list[Column[Candidate]]:
    def name(one: Candidate) -> Node:
        box = Input(type="checkbox", name="account", value=one.public_id, id=f"pick-{one.public_id}", checked=True)
        return Label(box, Span(one.name, Span(one.email, className="cell-note")), className="check")

    def sees(one: Candidate) -> Node:
        names = one.presets or (found.question.preset,)
        words = ", ".join(pgettext("preset", PRESETS[preset]) for preset in names)
        return words if one.presets else Span(words, Span(_("given with the invitation"), className="cell-note"))

    def ways(one: Candidate) -> Node:
        words = _("Correct %(name)s") if found.question.who == "bounced" else _("Open %(name)s")
        return A(words % {"name": one.name}, href=f"/staff/accounts/{one.public_id}", className="small")

    return [
        Column("name", N_("Name"), name, "title", 30),
        Column("clients", N_("Clients"), lambda one: ", ".join(one.clients), "text", 28),
        Column("sees", N_("What they see"), sees, "meta", 18),
        Column("language", N_("Language"), lambda one: NAMES[one.language or language], "meta", 12),
        Column("open", N_("Account"), ways, "meta", 20),
    ]
