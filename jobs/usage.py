"""Usage: activity rolled up every quarter of an hour, and last month's summary to managers."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from data.commands.usage import roll_up, send_summaries, summary_is_due
from data.queries.company import rules
from data.queries.moment import current_day
from data.queries.usage import find_headlines
from data.records.usage import Span
from data.viewer import Viewer
from integrations.language import _, month, number, use_language
from jobs.queue import queue, settings

logger = logging.getLogger(__name__)


@queue.periodic(cron="*/15 * * * *")
@queue.task(name="roll_usage", queueing_lock="roll_usage")
def roll_usage(timestamp: int = 0) -> None:
    """Roll up today as far as it has come and what is missing before it; then send last month's summary, if due."""
    for day, rows in roll_up():
        logger.debug("usage rolled up", extra={"day": day.isoformat(), "rows": rows})
    if rules().usage_summary and summary_is_due():
        send_summary()


def send_summary() -> int:
    """Tell managers of last month, once; how many of them. A month without anybody is not told of."""
    last = current_day().replace(day=1) - timedelta(days=1)
    span = Span(last.replace(day=1), last)
    now, before = find_headlines(Viewer.system(), span)
    if not now.people:
        return 0
    base = settings().base_url.rstrip("/")
    address = f"{base}/staff/usage?from={span.first}&to={span.last}"
    names = ("people", "sign_ins", "documents", "answered")

    def told(language: str) -> dict[str, str]:
        with use_language(language):
            words = _("%(now)s (%(before)s in the month before)")
            figures = {name: words % {"now": number(getattr(now, name)), "before": number(getattr(before, name))}
                       for name in names}  # fmt: skip
            return {**figures, "month": month(span.first), "address": address}

    return send_summaries(told, urlsplit(base).hostname or "localhost")
