"""Asking the database whose numbers stand in a file: one statement, through the indexes of migration 0009."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from data.matching.deciding import decide
from data.matching.evidence import Clue, Evidence, Hit, Proposal
from data.matching.kinds import kinds_said
from data.matching.numbers import PLAIN_DIGITS, is_weak, key_of, longest, numbers_in
from data.records.company import Company
from data.session import Session

NOUNS = ("inspection", "defect", "job", "invoice", "payment", "quote", "contract", "order", "booking")
COUNTRIES = ("es", "it", "ro")  # whose letters stand before a tax number, or do not
SHORTEST_TAX = 8
_KEYS = "any(cast(:keys as text[]))"
_KEY = "translate(lower({}), ' -/._', '')"
_RECORDS = " union all ".join(
    f"select '{noun}' as what, {_KEY.format('number')} as key, id, client_id, site_id, number, "  # noqa: S608
    f"published_at is not null and withdrawn_at is null as shown from portal.{noun}s "
    f"where {_KEY.format('number')} = {_KEYS}"
    for noun in NOUNS
)
_FIND = text(f"""{_RECORDS}
union all select 'client', {_KEY.format("number")}, id, id, null, number, true from portal.clients
 where {_KEY.format("number")} = {_KEYS}
union all select 'tax', {_KEY.format("tax_id")}, id, id, null, tax_id, true from portal.clients
 where {_KEY.format("tax_id")} = any(cast(:tax as text[]))
union all select 'site', {_KEY.format("code")}, id, client_id, id, code, true from portal.sites
 where {_KEY.format("code")} = {_KEYS}""")  # noqa: S608  (constants alone)


def match(session: Session, name: str, words: str, company: Company) -> Proposal:
    """Where a file of this name with these words belongs, as staff see the records; `company` is who issued it."""
    stem = name.rpartition(".")[0] or name
    in_name, in_text = numbers_in(stem), numbers_in(words)
    keys = {one.key for one in (*in_name, *in_text)}
    own = _tax_forms({key_of(company.tax_id)})
    forms = {form: key for key in keys if len(key) >= SHORTEST_TAX for form in _tax_forms({key}) if key not in own}
    rows = session.execute(_FIND, {"keys": sorted(keys), "tax": sorted(forms)}).all()
    known = {forms.get(row.key, row.key) if row.what == "tax" else row.key for row in rows}
    named, told = longest(in_name, known), longest(in_text, known)
    hits = tuple(_hit(row, named, told) for row in rows if row.what in NOUNS and row.key in named | told)
    clues = tuple(
        Clue(key, row.client_id, row.site_id)
        for row in rows if row.what not in NOUNS
        if (key := forms.get(row.key, row.key) if row.what == "tax" else row.key) in named | told
        and (row.what == "tax" or not is_weak(key) or (key in named and len(key) >= PLAIN_DIGITS))
    )  # fmt: skip
    kinds = kinds_said(stem, words, (company.legal_name, company.name))
    return decide(Evidence(hits, clues, kinds, readable=bool(words.strip())))


def _hit(row: Any, named: frozenset[str], told: frozenset[str]) -> Hit:
    return Hit(row.key, row.what, row.id, row.client_id, row.site_id, row.number, row.shown, row.key in named,
               row.key in told)  # fmt: skip


def _tax_forms(keys: set[str]) -> set[str]:
    """Tax numbers with and without the letters of their country."""
    found = set(keys)
    for key in keys:
        if key[:2] in COUNTRIES:
            found.add(key[2:])
        else:
            found.update(country + key for country in COUNTRIES)
    return found
