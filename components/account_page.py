"""One account for staff: its clients with what is open, the account itself, who it is, consents, sign-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.account_forms import (
    correct_form,
    give_form,
    lock_form,
    revoke_form,
    send_form,
    take_back_form,
)
from components.account_words import CONSENTS, KINDS, METHODS, ORIGINS, RESULTS, account_badge, area_words
from components.badges import badge
from components.cards import button_link, card, empty_state, facts, grid, notice
from components.client_views import GRANT_STATES
from components.forms import command_form, hidden, submit
from components.html import H3, A, Details, Div, Li, Node, P, Span, Summary, Tree, Ul
from components.page import Page, page
from components.table import Column, data_table
from data.records.accounts import AccountClient, AccountPage, GrantLine, SignIn
from data.viewer import Permission, Viewer
from integrations.language import N_, NAMES, _, day, moment, pgettext
from integrations.telephone import telephone

DONE = {
    "locked": N_("The account is locked. All sessions have ended."), "unlocked": N_("The account is open again."),
    "revoked": N_("Access is revoked for good. All sessions have ended."), "corrected": N_("Saved."),
    "rights": N_("The rights are saved and hold from now on."),
    "taken_back": N_("The revocation is taken back. Nothing is open until you give access again."),
    "merged": N_("The two are one person now. All sessions have ended."),
    "erased": N_("The person is erased."),
    "erasure_declined": N_("The request is declined, and the person is told."),
}  # fmt: skip


def account_page(
    viewer: Viewer, account: AccountPage, sign_ins: Sequence[SignIn] | None, zone: str, query: Mapping[str, str]
) -> Page:
    """The page; `sign_ins` is None for staff who may not see them."""
    manages = viewer.may(Permission.MANAGE_ACCOUNTS)
    back = A(_("All accounts"), href="/staff/accounts", className="back")
    if account.erased_at is not None:
        words = _("Erased on %(when)s. Records stay; nothing here says any more who it was.")
        told = notice("info", words % {"when": moment(account.erased_at, zone)})
        return page(account.name, _answer(account, query), told, context=back)
    clients = [_client(viewer, account, one, manages) for one in account.clients]
    cards: list[Node] = [
        card("clients", _("Clients and rights"), *clients, span=8) if clients else None,
        Div(
            _account(viewer, account, zone, manages),
            Div(_merging(account, manages), _erasing(account, manages), className="cluster"),
            className="span-4 stack-cards",
        ),
    ]
    if account.person_id is not None and manages:
        cards.append(card("person", _("Who it is"), correct_form(viewer, account)))
    if sign_ins is not None and account.person_id is not None:
        cards.append(_sign_ins(account, sign_ins, zone))
    if account.person_id is not None:
        cards.append(_consents(account, zone))
    return page(account.name, _answer(account, query), _asked(account, zone, manages), _bounced(account, zone),
                grid(*cards),
                context=Span(account.email, " · ", back))  # fmt: skip


def sent_words(email: str, phone: str | None, by: str) -> str:
    """What is said after sending."""
    ways = [email if "email" in by else "", telephone(phone) if phone and "sms" in by else ""]
    return _("Sent to %(where)s.") % {"where": ", ".join(way for way in ways if way)}


def _answer(account: AccountPage, query: Mapping[str, str]) -> Node:
    done = query.get("done", "")
    if done == "sent":
        return notice("ok", sent_words(account.email, account.phone, query.get("by", "email")), role="status")
    return notice("ok", _(DONE[done]), role="status") if done in DONE else None


def _bounced(account: AccountPage, zone: str) -> Node:
    if account.bounced_at is None:
        return None
    words = _("Mail to %(email)s came back on %(when)s. Correct the address below, then send the access mail again.")
    told = words % {"email": account.email, "when": moment(account.bounced_at, zone)}
    return notice("bad", P(told), P(account.bounce, className="small") if account.bounce else None)


def _client(viewer: Viewer, account: AccountPage, client: AccountClient, manages: bool) -> Tree:
    name = A(client.name, href=f"/staff/clients/{client.public_id}/account")
    state: Node = None
    if client.revoked_at is not None:
        state = badge("bad", pgettext("account", "Revoked"), "x-circle-fill")
    elif not client.enters:
        state = badge("mute", _("No access today"))
    lines: list[Node] = [Div(H3(name), state, className="between")]
    if client.grants:
        lines.append(Ul(*[Li(_grant(one)) for one in client.grants], className="grants scope-tree"))
    if client.revoked_at is not None:
        by = client.revoked_by or _("System")
        told = _("Revoked for good on %(day)s by %(who)s.") % {"day": day(client.revoked_at.date()), "who": by}
        lines.append(P(f"{told} {client.reason or ''}".strip(), className="small muted"))
        if manages and account.disabled_at is None and account.merged_into is None:
            lines.append(take_back_form(viewer, account, client))
    elif manages:
        lines += _ways(viewer, account, client)
    return Div(*lines, className="account-client stack")


def _ways(viewer: Viewer, account: AccountPage, client: AccountClient) -> list[Node]:
    """What staff can do about one client."""
    if not any(one.state in ("active", "upcoming") for one in client.grants):
        if account.disabled_at is not None:
            return []
        return [give_form(viewer, account, client)]
    buttons: list[Node] = [
        button_link(_("Change rights"), f"/staff/accounts/{account.public_id}/rights?client={client.public_id}",
                    icon_name="sliders", kind="plain small"),
    ]  # fmt: skip
    if client.enters:
        words = _("View as %(name)s") % {"name": account.name}
        buttons.append(command_form(
            viewer, "/view-as", hidden("person", account.public_id), hidden("client", client.public_id),
            submit(_("View as"), kind="plain small", icon_name="eye", title=words),
        ))  # fmt: skip
    return [Div(*buttons, className="cluster"), revoke_form(viewer, account, client)]


def _grant(grant: GrantLine) -> Node:
    place = grant.site or _("All sites")
    if grant.group:
        place = _("Group %(name)s") % {"name": grant.group}
    when = [
        _("from %(day)s") % {"day": day(grant.valid_from)} if grant.valid_from else "",
        _("until %(day)s") % {"day": day(grant.valid_until)} if grant.valid_until else "",
        "" if grant.exports else _("no export"), "" if grant.sees_amounts else _("no amounts"),
    ]  # fmt: skip
    tone, words = GRANT_STATES[grant.state]
    told = " · ".join(part for part in (place, area_words(grant.areas), *when) if part)
    return Span(told, " ", badge(tone, pgettext("access", words)) if grant.state != "active" else None)


def _account(viewer: Viewer, account: AccountPage, zone: str, manages: bool) -> Tree:
    def when(value: object) -> str | None:
        return moment(value, zone) if value else None  # type: ignore[arg-type]

    told = facts([
        (_("E-mail"), account.email), (_("Phone"), telephone(account.phone or "")),
        (_("Language"), NAMES.get(account.language or "", "")), (_("Invited"), when(account.invited_at)),
        (_("Last sign-in"), when(account.last_sign_in)),
        (_("Open sessions"), str(account.open_sessions) if account.open_sessions else None),
        (_("Locked"), when(account.disabled_at)),
    ])  # fmt: skip
    ways: list[Node] = []
    if manages and account.person_id is not None and account.merged_into is None:
        if account.disabled_at is None and any(one.enters for one in account.clients):
            ways.append(send_form(viewer, account))
        ways.append(lock_form(viewer, account))
    return card("account", _("Account"), told, *ways, badge=account_badge(account.state), className="account-card")


def _merging(account: AccountPage, manages: bool) -> Node:
    if account.merged_into:
        merged = A(_("the other person"), href=f"/staff/accounts/{account.merged_into}")
        return notice("info", _("Merged into"), " ", merged)
    if manages and account.person_id is not None:
        words = _("Merge with another person")
        return button_link(words, f"/staff/accounts/{account.public_id}/merge", kind="quiet")
    return None


def _erasing(account: AccountPage, manages: bool) -> Node:
    if not manages or account.merged_into:
        return None
    words = _("Erase this person") if account.person_id is not None else _("Erase this contact")
    return button_link(words, f"/staff/accounts/{account.public_id}/erase", kind="quiet")


def _asked(account: AccountPage, zone: str, manages: bool) -> Node:
    if account.asked_at is None:
        return None
    words = _("Asks to be erased, since %(when)s.") % {"when": moment(account.asked_at, zone)}
    link = A(_("Look at the request"), href=f"/staff/accounts/{account.public_id}/erase") if manages else None
    return notice("warn", words, " ", link)


def _sign_ins(account: AccountPage, found: Sequence[SignIn], zone: str) -> Tree:
    if not found:
        words = _("Sign-ins appear here once this person comes in.")
        return card("sign-ins", _("Sign-ins"), empty_state(_("No sign-in is noted"), words, icon_name="clock-history"))
    columns: list[Column[SignIn]] = [
        Column("at", N_("When"), lambda one: moment(one.at, zone), "title", 22),
        Column("kind", N_("What"), sign_in_words, "text", 26),
        Column(
            "method", N_("Method"), lambda one: _(METHODS[one.method]) if one.method in METHODS else None, "meta", 14
        ),
        Column("ip", N_("IP address"), lambda one: one.ip, "meta", 18),
        Column("device", N_("Device"), lambda one: one.user_agent, "", 40),
    ]
    more = (f"/export/accounts/{account.public_id}/sign-ins.csv", _("Export CSV"))
    return card("sign-ins", _("Sign-ins"), data_table(_("Sign-ins"), columns, found), more=more)


def sign_in_words(one: SignIn) -> str:
    """What happened and how it ended."""
    told = [_(KINDS.get(one.kind, one.kind)), _(RESULTS.get(one.result or "", one.result or "")), one.by_staff or ""]
    return " · ".join(part for part in told if part)


def _consents(account: AccountPage, zone: str) -> Node:
    if not account.consents:
        return None
    rows = [
        Li(Span(_(CONSENTS[one.kind]), className="strong"), " ",
           badge("ok", _("Given")) if one.given else badge("mute", _("Taken back")), " ",
           Span(moment(one.at, zone), " · ", one.by or _(ORIGINS[one.origin]), className="muted small"))
        for one in account.consents
    ]  # fmt: skip
    return card("consents", _("Consents"), Details(Summary(_("History")), Ul(*rows, className="plain-list"), open=True))
