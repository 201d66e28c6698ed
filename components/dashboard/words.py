"""Words and small parts that several boxes share: documents as rows, hours of a visit, how long something waits."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from components.cards import file_row
from components.html import A, Node, Span, Tree, icon, sr
from data.records.dashboard_work import Paper
from data.records.documents import VIEWABLE
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


def paper_address(paper: Paper) -> str | None:
    """Where the document opens in the browser; None for kinds that can only be downloaded."""
    return f"/documents/{paper.public_id}" if paper.media_type in VIEWABLE else None


def paper_row(paper: Paper, title: str | None = None, *facts: str | None, badge: Node = None) -> Tree:
    """A document as a row, to open and to download; without a title it is called by its kind."""
    valid = _("valid until %(date)s") % {"date": day(paper.valid_until)} if paper.valid_until else None
    return file_row(
        title or told(paper.kind_names, paper.title), joined(*facts, paper_facts(paper), valid), paper_address(paper),
        f"/documents/{paper.public_id}/download", badge=badge,
    )  # fmt: skip


def download_icon(file: str | None, title: str, *, spaced: bool = False) -> Node:
    """The icon that downloads a record's document, if there is one; `spaced` keeps its place where there is none."""
    if file is None:
        return Span(className="icon-place") if spaced else ()
    words = _("Download %(title)s") % {"title": title}
    return A(icon("download"), sr(words), href=f"/documents/{file}/download", className="icon-button", download="")
