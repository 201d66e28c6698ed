"""What an import would do or did, what was found in its table, and its first records; why one was not undone."""

from __future__ import annotations

from collections.abc import Sequence

from components.badges import Tone
from components.cards import card
from components.html import (
    Details,
    Div,
    Li,
    Node,
    P,
    Span,
    Strong,
    Summary,
    Table,
    Tbody,
    Td,
    Th,
    Thead,
    Tr,
    Tree,
    Ul,
    icon,
)
from components.import_words import field_words, kind_words
from data.imports.report import ImportReport, Sampled
from data.imports.schemas import KINDS as SCHEMAS
from data.records.imports import MOVING, ImportDetail, InTheWay, SampledRecord, ToldProblem
from integrations.language import _, ngettext, number

AT_ONCE = 8  # problems shown before the others


def way_blocked(found: Sequence[InTheWay]) -> Node:
    """Why it was not undone."""
    if not found:
        return None
    return card("import-blocked", _("It was not undone"), P(_("These have to be set right first; nothing was touched:"),
                                                          className="card-lead"),
                Ul(*[Li(_way_told(one)) for one in found[:50]], className="told"))  # fmt: skip


def _way_told(one: InTheWay) -> str:
    told = {"kind": kind_words(one.noun), "name": one.label}
    if one.why == "late":
        return _("The day in which it could be undone is over.")
    if one.why == "meanwhile":
        return _("Somebody was working with its records at the same moment. Try it again.")
    if one.why == "gone":
        return _("%(kind)s: %(name)s is not there any more.") % told
    if one.why == "changed":
        return _("%(kind)s: %(name)s was changed since.") % told
    told |= {"by_kind": kind_words(one.by_noun or ""), "by_name": one.by_label or ""}
    return _("%(kind)s: %(name)s is used by %(by_kind)s: %(by_name)s.") % told


def outcome(one: ImportDetail) -> Node:
    """New, changed, the same and bad, kind by kind."""
    line = one.line
    if not line.counts or line.state in MOVING:
        return None
    heads = [_("Kind"), _("New"), _("Changed"), _("As before"), _("Left alone"), _("With errors")]
    rows = [
        Tr(
            Th(kind_words(count.kind), scope="row"),
            *[
                Td(number(value), className="num")
                for value in (count.new, count.changed, count.same, count.skipped, count.bad)
            ],
        )
        for count in line.counts
    ]
    title = _("What would happen") if line.state in ("checked", "refused") else _("What happened")
    table = Table(
        Thead(Tr(*[Th(head, scope="col", className="num" if at else None) for at, head in enumerate(heads)])),
        Tbody(*rows),
        className="imp-table",
    )
    return card("import-counts", title, Div(table, className="imp-wide", tabIndex=0, role="group", aria_label=title))


def problems(one: ImportDetail) -> Node:
    """What was found, errors first: the first few, the others a click away."""
    if not one.problems:
        return None
    errors, warnings = one.line.errors, one.line.warnings
    counts = []
    if errors:
        counts.append(ngettext("%(n)s error", "%(n)s errors", errors) % {"n": number(errors)})
    if warnings:
        counts.append(ngettext("%(n)s warning", "%(n)s warnings", warnings) % {"n": number(warnings)})
    first, further = one.problems[:AT_ONCE], one.problems[AT_ONCE:]
    more = one.problem_count - len(first)
    words = ngettext("… and %(n)s more", "… and %(n)s more", more) % {"n": number(more)}
    untold = one.problem_count - len(one.problems)
    rest = Details(
        Summary(words),
        Ul(*[_problem(it) for it in further], className="imp-problems"),
        P(_("The rest is in the report."), className="muted small") if untold > 0 else None,
        className="imp-more",
    ) if further else None  # fmt: skip
    lead = P(" · ".join(counts), className="card-lead") if counts else None
    listed = Ul(*[_problem(it) for it in first], className="imp-problems")
    return card("import-problems", _("What to look at"), lead, listed, rest)


def _problem(it: ToldProblem) -> Tree:
    tones: dict[str, tuple[Tone, str, str]] = {
        "error": ("bad", "x-circle-fill", _("error")),
        "warning": ("warn", "exclamation-triangle", _("warning")),
        "note": ("mute", "info-circle", _("note")),
    }
    tone, shape, words = tones[it.level]
    place = " · ".join(
        part for part in (_("row %(row)s") % {"row": number(it.row)} if it.row is not None else "", it.column) if part
    )
    return Li(
        Span(icon(shape), Span(words, className="sr"), className=f"imp-level {tone}"),
        Div(
            Strong(place) if place else None,
            Span(it.message),
            Span(it.value, className="imp-value-told") if it.value else None,
            className="imp-said",
        ),
    )


def first_rows(first: Sequence[Sampled], report: ImportReport | None) -> Node:
    told = [
        SampledRecord(one.kind, one.row, {name: _shown(value) for name, value in one.given.items()}) for one in first
    ]
    wrong = [problem for problem in report.problems if problem.level == "error"][:5] if report else []
    told = [one for one in told if any(one.given.values())]
    if not told and not wrong:
        return None
    words = (
        Ul(
            *[_problem(ToldProblem(p.level, p.code, p.row, p.column, p.value, p.message)) for p in wrong],
            className="imp-problems",
        )
        if wrong
        else None
    )
    return card("import-first", _("The first rows as they will be read"), *_records(told), words)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items() if one is not None)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def sampled(sample: Sequence[SampledRecord]) -> Node:
    """The first records of a trial or an import."""
    tables = _records([one for one in sample if any(one.given.values())])
    return card("import-first", _("The first records as they were read"), *tables) if tables else None


def _records(sample: Sequence[SampledRecord]) -> list[Node]:
    """A small table for each kind."""
    tables: list[Node] = []
    for kind in dict.fromkeys(one.kind for one in sample):
        of_kind = [one for one in sample if one.kind == kind]
        given = {name for one in of_kind for name in one.given}
        ours = [name for name in SCHEMAS[kind].model_fields if name in given]
        names = [*ours, *sorted(given - set(ours))]
        head = Tr(Th(_("Row"), scope="col", className="num"), *[Th(field_words(name), scope="col") for name in names])
        rows = [
            Tr(Td(number(one.row), className="num"), *[Td(one.given.get(name, "")) for name in names])
            for one in of_kind
        ]
        table = Table(Thead(head), Tbody(*rows), className="imp-table")
        label = kind_words(kind)
        tables.append(Div(P(label, className="label"), Div(table, className="imp-wide", tabIndex=0, role="group",
                                                           aria_label=label), className="imp-of"))  # fmt: skip
    return tables
