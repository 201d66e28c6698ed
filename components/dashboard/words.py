"""Words and small parts that several boxes share: documents as rows, hours of a visit, how long something waits."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from components.cards import file_row
from components.context import Context
from components.file_links import DOCUMENTS, download_icon, file_shape, viewable
from components.html import Node, Span, Tree
from data.records.dashboard_work import Paper
from integrations.language import _, clock, day, file_size, ngettext, told

MEDIA = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WebP"}


def joined(*parts: str | None) -> str:
    """The parts there are, with a middle dot between them."""
    return " · ".join(part for part in parts if part)


def days(count: int) -> str:
    """A length of time in whole days."""
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def since(start: date | None, today: date) -> str | None:
    """Since when something waits, and how many days that is."""
    if start is None:
        return None
    if start >= today:
        return _("since today")
    return _("since %(day)s (%(days)s)") % {"day": day(start), "days": days((today - start).days)}


def oldest_for(start: date, today: date) -> str:
    """For how many days the oldest of several things waits."""
    count = (today - start).days
    return ngettext("the oldest for %(n)s day", "the oldest for %(n)s days", count) % {"n": count}


def local_day(moment: datetime, zone: str) -> date:
    """The day of a moment where the site is."""
    return moment.astimezone(ZoneInfo(zone)).date()


def hours(start: datetime, end: datetime | None, zone: str) -> str:
    """From when until when on the day of the start: 09:00–11:00."""
    if end is None or local_day(start, zone) != local_day(end, zone):
        return clock(start, zone)
    return f"{clock(start, zone)}–{clock(end, zone)}"


def paper_facts(paper: Paper) -> str:
    """Kind of file and its size: PDF · 214 KB."""
    return joined(MEDIA.get(paper.media_type), file_size(paper.size))


def paper_row(
    paper: Paper, context: Context, title: str | None = None, *facts: str | None, of: str = "", badge: Node = None
) -> Tree:
    """A document as a row, to open and to download; without a title it is called by its kind, `of` as in FileLinks."""
    valid = _("valid until %(date)s") % {"date": day(paper.valid_until)} if paper.valid_until else None
    return file_row(
        title or told(paper.kind_names, paper.title), joined(*facts, paper_facts(paper), valid),
        DOCUMENTS.page(paper.public_id, context, of), DOCUMENTS.download(paper.public_id), badge=badge,
        open_href=DOCUMENTS.open(paper.public_id) if viewable(paper.media_type) else None,
        icon_name=file_shape(paper.media_type),
    )  # fmt: skip


def download_or_nothing(file: str | None, title: str, *, spaced: bool = False) -> Node:
    """The icon that downloads a record's document, if there is one; `spaced` keeps its place where there is none."""
    if file is None:
        return Span(className="icon-place") if spaced else ()
    return download_icon(title, DOCUMENTS.download(file))
