"""The company's own people: the list with their roles, and letting somebody in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.badges import badge
from components.cards import card, grid, notice, row, row_list
from components.forms import command_form, field, hidden, select_field, submit
from components.html import Details, Div, Node, P, Span, Summary, Tree
from components.page import Page, page
from data.records.colleagues import Colleague
from data.viewer import StaffRole, Viewer
from integrations.language import N_, NAMES, NP_, _, moment, ngettext, number, pgettext

ROLES = {
    StaffRole.ADMINISTRATOR: NP_("role", "Administrator"), StaffRole.MANAGER: NP_("role", "Manager"),
    StaffRole.AGENT: NP_("role", "Agent"), StaffRole.READ_ONLY: NP_("role", "Read-only"),
}  # fmt: skip
DONE = {
    "added": N_("The colleague was added and has been written to."), "role": N_("The role is changed."),
    "locked": N_("The account is locked. All sessions have ended."), "unlocked": N_("The account is open again."),
    "factors": N_("The second step is removed. All sessions have ended."),
}  # fmt: skip


def colleagues_page(viewer: Viewer, found: Sequence[Colleague], zone: str, query: Mapping[str, str]) -> Page:
    """The page."""
    done = query.get("done", "")
    answer = notice("ok", _(DONE[done]), role="status") if done in DONE else None
    people = card("colleagues", _("Colleagues"), row_list(*[_row(viewer, one, zone) for one in found]), span=8)
    return page(_("Colleagues"), answer, grid(people, card("add", _("Add a colleague"), _add(viewer), span=4)),
                context=_("Who works here, with which role"))  # fmt: skip


def _row(viewer: Viewer, one: Colleague, zone: str) -> Tree:
    told: list[Node] = [Div(one.email)]
    if one.last_sign_in:
        told.append(Div(_("Last sign-in: %(when)s") % {"when": moment(one.last_sign_in, zone)}))
    steps = ngettext("%(n)s second step", "%(n)s second steps", one.factors) % {"n": number(one.factors)}
    told.append(Div(steps if one.factors else _("No second step")))
    told.append(_change(viewer, one))
    role = pgettext("role", ROLES[StaffRole(one.role)])
    state = badge("bad", pgettext("account", "Locked"), "lock") if one.disabled_at else badge("info", role, "person")
    return row(one.name, told, icon_name="person", badge=state)


def _change(viewer: Viewer, one: Colleague) -> Tree:
    """Role, lock, second step: folded away below the name."""
    key = one.public_id
    who = hidden("person", one.public_id)
    roles = [(role.value, pgettext("role", words)) for role, words in ROLES.items()]
    parts: list[Node] = []
    if one.last_administrator:
        parts.append(P(_("The last administrator: neither role nor account can be taken away."), className="small"))
    else:
        parts.append(command_form(
            viewer, "/staff/people/role", who,
            select_field(f"role-{key}", _("Role"), "role", roles, value=one.role),
            submit(_("Change role"), kind="plain", id=f"role-go-{key}"), className="cluster rights-fill",
        ))  # fmt: skip
    buttons: list[Node] = []
    own = one.public_id == viewer.public_id
    if not one.last_administrator and not own:
        words, do = (_("Unlock account"), "unlock") if one.disabled_at else (_("Lock account"), "lock")
        buttons.append(command_form(viewer, "/staff/people/lock", who, hidden("do", do),
                                    submit(words, kind="plain", icon_name="lock", id=f"lock-{key}")))  # fmt: skip
    if one.factors and not own:
        buttons.append(command_form(viewer, "/staff/people/factors", who,
                                    submit(_("Remove second step"), kind="plain", id=f"factors-{key}")))  # fmt: skip
    return Details(
        Summary(Span(_("Change %(name)s") % {"name": one.name}), id=f"change-{key}"),
        Div(*parts, Div(*buttons, className="cluster") if buttons else None, className="stack"), className="unfold",
    )  # fmt: skip


def _add(viewer: Viewer) -> Tree:
    roles = [(role.value, pgettext("role", words)) for role, words in ROLES.items()]
    return command_form(
        viewer, "/staff/people/add",
        field("colleague-name", _("Name"), "name", required=True, maxLength=200, autoComplete="off"),
        field("colleague-email", _("E-mail"), "email", type="email", required=True, maxLength=254, autoComplete="off"),
        select_field("colleague-role", _("Role"), "role", roles, value="agent"),
        select_field("colleague-language", _("Language"), "language", list(NAMES.items()), value=viewer.language),
        P(_("They receive a mail with the address and sign in with a code."), className="muted small"),
        Div(submit(_("Add colleague"), icon_name="send", id="colleague-add"), className="cluster"), className="stack",
    )  # fmt: skip
