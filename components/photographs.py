"""Photographs: a grid on a record's page, and small ones beside a line."""

from __future__ import annotations

from collections.abc import Sequence

from components.file_links import DOCUMENTS
from components.html import A, Figcaption, Figure, Img, Li, Span, Tree, Ul
from data.records.shared import DocumentRef
from integrations.language import _, day


def photo_grid(photos: Sequence[DocumentRef], title: str) -> Tree:
    """Every picture with its title and day; each opens in full."""
    return Ul(*[Li(_figure(one)) for one in photos], className="photos", role="list", aria_label=title)


def _figure(one: DocumentRef) -> Tree:
    words = Span(one.title, Span(day(one.issued_on), className="photo-day") if one.issued_on else None)
    picture = Img(src=address(one), alt="", loading="lazy", decoding="async")
    return Figure(A(picture, Figcaption(words), href=DOCUMENTS.page(one.public_id), className="photo"))


def thumbnails(photos: Sequence[DocumentRef]) -> Tree | None:
    """Small pictures side by side, each with its title as words."""
    if not photos:
        return None
    return Span(
        *[A(Img(src=address(one), alt=_("Photograph: %(title)s") % {"title": one.title}, loading="lazy",
                decoding="async"), href=DOCUMENTS.page(one.public_id), className="thumb") for one in photos[:4]],
        className="thumbs",
    )  # fmt: skip


def address(one: DocumentRef) -> str:
    """Where the picture itself is."""
    return DOCUMENTS.open(one.public_id)
