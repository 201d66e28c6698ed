"""Merging two people: choosing the other one, and what would move."""

from __future__ import annotations

from components.cards import card, empty_state, facts, row, row_list
from components.forms import command_form, field, filter_form, hidden, submit
from components.html import A, Div, P, Span, Tree
from components.page import Page, page
from data.records.accounts import AccountPage
from data.records.merging import MergePreview
from data.viewer import Viewer
from integrations.language import _, number


def choose_page(account: AccountPage, found: tuple[tuple[str, str, str], ...], search: str) -> Page:
    """Who is the same human being."""
    path = f"/staff/accounts/{account.public_id}/merge"
    box = filter_form(
        path, field("merge-search", _("Name or e-mail of the other one"), "q", type="search", value=search,
                    maxLength=200),
        submit(_("Search"), kind="plain", icon_name="search", id="merge-search-go"), className="cluster rights-fill",
    )  # fmt: skip
    rows = [row(name, email, href=f"{path}?with={other}", icon_name="person") for other, name, email in found]
    people = row_list(*rows) if rows else empty_state(_("Nobody found"), icon_name="search")
    whom = card("others", _("Who is the same person?"), box, people)
    return page(_("Merge with %(name)s") % {"name": account.name}, whom,
                context=_back(account.public_id, account.email))  # fmt: skip


def preview_page(viewer: Viewer, found: MergePreview) -> Page:
    """What moves, and the typed confirmation."""
    told = facts([
        (_("Stays"), Span(found.person_name, Span(found.person_email, className="cell-note"))),
        (_("Goes"), Span(found.other_name, Span(found.other_email, className="cell-note"))),
        (_("Clients"), ", ".join(found.clients)), (_("Rights"), number(found.grants)),
        (_("Contacts"), number(found.contacts)), (_("Consents"), number(found.consents)),
        (_("Revoked for good"), number(found.revocations) if found.revocations else None),
    ])  # fmt: skip
    words = _(
        "Rights, contacts and consents move to %(name)s. Sessions of both end, and %(email)s cannot sign in any more. "
        "What was revoked for good stays so. This cannot be undone."
    )
    form = command_form(
        viewer, "/staff/accounts/merge", hidden("account", found.person), hidden("other", found.other),
        P(words % {"name": found.person_name, "email": found.other_email}),
        field("merge-typed", _("Type %(email)s to confirm") % {"email": found.other_email}, "typed", required=True,
              maxLength=254, autoComplete="off", autoCapitalize="none"),
        Div(submit(_("Merge the two"), kind="danger", id="merge-go"), className="cluster"),
        className="stack form-narrow",
    )  # fmt: skip
    title = _("Merge with %(name)s") % {"name": found.person_name}
    preview = card("preview", _("What moves"), told, className="form-narrow")
    return page(title, preview, card("confirm", _("Merge"), form),
                context=_back(found.person, found.person_email))  # fmt: skip


def _back(person: str, email: str) -> Tree:
    return Span(email, " · ", A(_("Back to the account"), href=f"/staff/accounts/{person}"))
