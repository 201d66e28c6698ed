"""The form of a record as it was sent: its own fields and no others, each once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from components.forms import CSRF_FIELD, SUBMISSION_FIELD
from data.records.forms import FORMS, MOST_LINES, Typed, fields_of, has_facts
from data.viewer import Invalid, NotFound
from integrations.language import _

_OWN = ("seen", "was", "client", "despite", "do")
_LINE = re.compile(r"line-(\d{1,3})-(\w+)", re.ASCII)
_FACT = re.compile(r"fact-(\d{1,3})-(name|value)", re.ASCII)
_LONGEST = 10_000  # characters of a field
_LONGEST_OWN = 20_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What was typed, and what went with it: the version it was made from, the client, what is to be done."""

    typed: Typed
    seen: str
    was: str
    client: str
    despite: str
    did: str


def read_form(form: MultiDict[str, str], kind: str) -> Sent:
    """The fields of a kind's form. Raises NotFound for a kind without one, Invalid for anything it does not have."""
    if kind not in FORMS:
        raise NotFound
    names = {one.name for one in fields_of(kind) if not one.line}
    line_names = {one.name for one in fields_of(kind) if one.line}
    values: dict[str, str] = {}
    lines: dict[int, dict[str, str]] = {}
    facts: dict[int, dict[str, str]] = {}
    own = dict.fromkeys(_OWN, "")
    for name, texts in form.lists():
        if name in (CSRF_FIELD, SUBMISSION_FIELD):
            continue
        if len(texts) != 1 or len(texts[0]) > (_LONGEST_OWN if name in own else _LONGEST):
            raise _not_ours(name)
        text = texts[0].replace("\r\n", "\n")
        if name in own:
            own[name] = text
        elif name in names:
            values[name] = text
        elif (line := _LINE.fullmatch(name)) and line[2] in line_names and int(line[1]) < MOST_LINES:
            lines.setdefault(int(line[1]), {})[line[2]] = text
        elif (fact := _FACT.fullmatch(name)) and has_facts(kind) and int(fact[1]) < MOST_LINES:
            facts.setdefault(int(fact[1]), {})[fact[2]] = text
        else:
            raise _not_ours(name)
    rows = tuple(lines[number] for number in sorted(lines))
    pairs = tuple((facts[n].get("name", ""), facts[n].get("value", "")) for n in sorted(facts))
    return Sent(Typed(values, rows, pairs), own["seen"], own["was"], own["client"], own["despite"], own["do"])


def _not_ours(name: str) -> Invalid:
    return Invalid(_("This form was not sent as it was made. Please reload the page and try again."), name)
