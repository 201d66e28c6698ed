"""Other work: installations, repairs and retests, with the certificates that prove them."""

from __future__ import annotations

from components.cards import card, empty_state, row, row_list
from components.context import Context
from components.dashboard.words import download_or_nothing, joined, local_day
from components.html import Tree
from components.nouns import NOUNS
from components.states import state_badge
from data.records.dashboard import Dashboard
from data.records.dashboard_work import Work
from integrations.language import _, day, told


def other_work(board: Dashboard, context: Context) -> Tree:
    """What is going on first, then what was done last."""
    noun = NOUNS["job"]
    more = (context.link(noun.path), _("View all"))
    if not board.jobs:
        text = _(noun.none_yet) % {"company": context.company.name}
        return card("jobs", _(noun.many), empty_state(_(noun.none), text, icon_name=noun.icon), more=more)
    return card("jobs", _(noun.many), row_list(*[_job(one, board, context) for one in board.jobs]), more=more)


def _job(one: Work, board: Dashboard, context: Context) -> Tree:
    when = day(one.done_on) if one.done_on else None
    if when is None and one.scheduled_from is not None:
        when = day(local_day(one.scheduled_from, board.zone))
    paper = one.files[0] if one.files else None
    spaced = any(job.files for job in board.jobs)
    proof = told(paper.kind_names, paper.title) if paper else None
    return row(
        one.title, joined(when, told(one.kind_names), proof), href=context.link(f"/jobs/{one.public_id}"),
        badge=state_badge("job", one.state),
        actions=download_or_nothing(paper.public_id if paper else None, joined(proof, one.title), spaced=spaced),
    )  # fmt: skip
