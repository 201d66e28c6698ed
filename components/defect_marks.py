"""A defect beside something else: beside the line that found it, or as a row."""

from __future__ import annotations

from components.cards import row
from components.context import Context
from components.html import A, Div, Tree
from components.nouns import NOUNS
from components.photographs import thumbnails
from components.record_list import whole
from components.states import state_badge, state_words
from data.records.defects import DefectRef
from integrations.language import _, day


def defect_cell(one: DefectRef, context: Context) -> Tree:
    """Its number, how it stands, and its pictures."""
    classes = f"record-link {whole(one.number)}".strip()
    link = A(one.number, href=context.link(f"/defects/{one.public_id}"), className=classes)
    return Div(Div(link, state_badge("defect", one.standing), className="defect-mark"), thumbnails(one.photos))


def defect_row(one: DefectRef, context: Context) -> Tree:
    """As a row of a card."""
    agreed = _("Scheduled for %(date)s") % {"date": day(one.scheduled_on)} if one.standing == "scheduled" else None
    words = [NOUNS["defect"].title(one.number), state_words("severity", one.severity), agreed]
    return row(
        one.title, [" · ".join(part for part in words if part), thumbnails(one.photos)],
        href=context.link(f"/defects/{one.public_id}"), icon_name=NOUNS["defect"].icon,
        badge=state_badge("defect", one.standing),
    )  # fmt: skip
