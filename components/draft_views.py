"""The list of records that wait to be published."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.nouns import NOUNS
from components.page import Page, page
from components.record_kinds import KIND_NOUNS
from components.record_links import new_menu
from components.record_words import title_of
from data.records.drafts import Draft
from data.viewer import Viewer
from integrations.language import _, moment


def drafts_page(viewer: Viewer, found: tuple[Draft, ...], zone: str) -> Page:
    """Each with the way to its form; times in the company's zone."""
    if found:
        content = row_list(*[_row(one, zone) for one in found])
    else:
        words = _("What staff save as a draft waits here until it is published.")
        content = empty_state(_("No drafts"), words, icon_name="pen")
    context = _("Records that clients do not see yet.")
    return page(_("Drafts"), card("drafts", _("Drafts"), content), context=context, actions=[new_menu(viewer)])


def _row(one: Draft, zone: str) -> object:
    when = _("last changed on %(when)s") % {"when": moment(one.updated_at, zone)}
    address = f"/staff/records/{one.kind}/{one.public_id}/edit"
    shape = NOUNS[KIND_NOUNS[one.kind]].icon
    return row(title_of(one.kind, one.name), f"{one.client_name} · {when}", href=address, icon_name=shape)
