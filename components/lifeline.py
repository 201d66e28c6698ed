"""The lifeline of a defect as an ordered list of steps, and what happens next in one sentence."""

from __future__ import annotations

from components.cards import card
from components.context import Context
from components.file_links import DOCUMENTS
from components.html import A, Li, Node, Ol, P, Span, Time, Tree, icon, sr
from components.nouns import NOUNS
from components.record_list import whole
from components.states import state_words
from data.records.defects import Defect, Step
from data.records.shared import DocumentRef
from integrations.language import N_, _, day, ngettext

_MARKS = {"done": "check-lg", "skipped": "", "ahead": ""}
_NEXT = {
    "found": N_("Next: %(company)s says what the repair costs, or when it is done."),
    "quoted": N_("Next: your answer to the quote."),
    "approved": N_("Next: a day for the repair is agreed."),
    "scheduled": N_("Next: the repair on %(date)s."),
    "fixed": N_("Next: a certificate or the next inspection proves the repair."),
    "proven": N_("Nothing more is to be done."),
    "cancelled": N_("Nothing more is to be done."),
}


def lifeline_card(one: Defect, context: Context) -> Tree:
    """The steps, each with its day, what belongs to it, and how long it took."""
    steps = [_step(step, one, context) for step in one.steps]
    listed = Ol(*steps, className="lifeline", role="list", aria_label=_("Lifeline"))
    return card("lifeline", _("Lifeline"), listed, P(_next(one, context), className="lifeline-next"))


def age_words(one: Defect) -> str:
    """How long it has been open, or was: told under its state."""
    if one.is_open:
        return ngettext("open for %(n)s day", "open for %(n)s days", one.age) % {"n": one.age}
    if one.standing == "cancelled":
        return ngettext("cancelled after %(n)s day", "cancelled after %(n)s days", one.age) % {"n": one.age}
    if one.fixed_on:
        return ngettext("fixed after %(n)s day", "fixed after %(n)s days", one.age) % {"n": one.age}
    return ngettext("proven after %(n)s day", "proven after %(n)s days", one.age) % {"n": one.age}


def _step(step: Step, one: Defect, context: Context) -> Tree:
    name = state_words("defect", step.name)
    mark = Span(icon(_mark(step)) if _mark(step) else None, className="step-mark", aria_hidden="true")
    words: list[Node] = [Span(name, className="step-name")]
    if step.on is not None:
        words.append(Time(day(step.on), dateTime=step.on.isoformat(), className="step-day"))
        if pace := _pace(step, one):
            words.append(Span(pace, className="step-pace"))
    elif step.state == "skipped":
        words.append(Span(_("no day known"), className="step-pace"))
    else:
        words.append(sr(_("still to come")))
    words += _belongings(step, one, context)
    return Li(
        mark, Span(*words, className="step-words"), className=f"step step-{step.state} is-{step.name}",
        aria_current="step" if step.state == "current" else None,
    )  # fmt: skip


def _mark(step: Step) -> str:
    if step.state == "current":
        return {"cancelled": "x-lg", "fixed": "check-lg", "proven": "shield-check"}.get(step.name, "clock")
    return _MARKS[step.state]


def _pace(step: Step, one: Defect) -> str | None:
    """How long a step took since the one before; how long ago the first was, how far ahead an agreed day lies."""
    if step.name == "scheduled" and step.state == "current" and step.on and step.on > one.today:
        ahead = (step.on - one.today).days
        return ngettext("in %(n)s day", "in %(n)s days", ahead) % {"n": ahead}
    if step.after is None:
        if step.state != "current":
            return None
        return ngettext("%(n)s day ago", "%(n)s days ago", one.age) % {"n": one.age} if one.age else _("today")
    if step.after <= 0:
        return _("the same day") if step.after == 0 else None
    return ngettext("%(n)s day later", "%(n)s days later", step.after) % {"n": step.after}


def _belongings(step: Step, one: Defect, context: Context) -> list[Node]:
    """What a step came with, as far as the viewer may see it; each record at one step."""
    noun = {"found": "inspection", "quoted": "quote", "fixed": "job"}.get(step.name)
    if step.name == "scheduled" and one.fixed_on is None:
        noun = "job"
    if step.name == "proven":
        return [_paper(paper) for paper in one.proofs[:2]] or _record(one, "proof", context)
    return _record(one, noun, context) if noun and step.on else []


def _record(one: Defect, noun: str, context: Context) -> list[Node]:
    found = one.proof if noun == "proof" else one.related(noun)
    if found is None:
        return []
    noun_of = NOUNS[found.noun]
    number = Span(found.number, className=whole(found.number), aria_hidden="true")
    address = context.link(f"{noun_of.path}/{found.public_id}")
    return [A(icon(noun_of.icon), sr(noun_of.title(found.number)), number, href=address, className="step-link")]


def _paper(paper: DocumentRef) -> Tree:
    return A(paper.title, href=DOCUMENTS.page(paper.public_id), className="step-link")


def _next(one: Defect, context: Context) -> str:
    quote = one.related("quote")
    if one.standing == "quoted" and quote is not None and quote.standing not in ("awaiting", "accepted"):
        return _("The quote is no longer open. Please ask %(company)s how to go on.") % {
            "company": context.company.name
        }
    if one.standing == "scheduled" and one.scheduled_on and one.scheduled_on < one.today:
        return _("The agreed day has passed. %(company)s will say whether it is repaired.") % {
            "company": context.company.name
        }
    values = {"company": context.company.name, "date": day(one.scheduled_on) if one.scheduled_on else ""}
    return _(_NEXT[one.standing]) % values
