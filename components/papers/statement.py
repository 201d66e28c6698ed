"""The statement of account as the facts of a paper and as the rows of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from components.papers.facts import Facts, copy_notes
from components.statement_views import account_name, movement_title, notes, opening
from components.states import state_words
from data.records.scope import Scope
from data.records.statements import BANDS, Statement
from integrations.language import N_, _, day, money, number
from integrations.table_files import Value

DRAWN = 200  # open items and movements on paper
HEADINGS = (
    N_("List"), N_("Date"), N_("What"), N_("Number"), N_("Subject"), N_("Site"), N_("Due"), N_("Days late"),
    N_("Currency"), N_("Amount"), N_("Still to pay"),
)  # fmt: skip
WHAT = {"invoice": N_("Invoice"), "payment": N_("Payment"), "credit_note": N_("Credit note")}


def file_name(account: Scope, found: Statement) -> str:
    """What the file is called, without its ending."""
    return " ".join((_("Statement of account"), account_name(account), found.today.isoformat()))


def statement_facts(found: Statement, account: Scope) -> Facts:
    """Everything the paper shows, currency by currency."""
    cut = [_("Not everything fits on this paper; the CSV file holds all of it.")]
    return {
        "number": account_name(account), "as_of": day(found.today, "long"),
        "currencies": [_currency(found, code) for code in found.currencies],
        "credit": [
            {"title": f"{_(WHAT[one.noun])} {one.number}", "on": day(one.on), "amount": money(one.amount, one.currency)}
            for one in found.credit
        ],
        "remarks": notes(found, account) + (cut if found.more_open or found.more_movements else []),
        "notes": copy_notes(found.today),
    }  # fmt: skip


def _currency(found: Statement, code: str) -> Facts:
    aged = next((one for one in found.ageing if one.currency == code), None)
    words, before = opening(found, code)
    return {
        "code": code,
        "total": money(aged.total if aged else Decimal(0), code),
        "bands": [money(getattr(aged, band) if aged else Decimal(0), code) for band in BANDS],
        "open": [
            {"number": one.number, "subject": one.subject or "", "issued_on": day(one.issued_on),
             "due_on": day(one.due_on) if one.due_on else "", "late": number(one.late) if one.late else "",
             "state": state_words("invoice", one.standing), "balance": money(one.balance, code)}
            for one in found.open_items if one.currency == code
        ],
        "lines": [
            {"on": "", "title": words, "amount": "", "balance": money(before, code)},
            *[{"on": day(one.on), "title": movement_title(one), "amount": money(one.amount, code),
               "balance": money(one.balance, code)} for one in found.movements if one.currency == code],
        ],
    }  # fmt: skip


def statement_rows(found: Statement) -> Iterator[tuple[Value, ...]]:
    """The rows below HEADINGS: open items, then each currency's running list, then credit not yet used."""
    what = _("Invoice")
    for item in found.open_items:
        yield (_("Open items"), item.issued_on, what, item.number, item.subject, item.site_name,
               item.due_on, item.late, item.currency, item.payable, item.balance)  # fmt: skip
    for code in found.currencies:
        words, before = opening(found, code)
        running = _("Last 12 months in %(currency)s") % {"currency": code}
        yield (running, found.since, words, None, None, None, None, None, code, None, before)
        for one in found.movements:
            if one.currency == code:
                yield (running, one.on, _(WHAT[one.noun]), one.number, one.subject, None, None, None, code, one.amount,
                       one.balance)  # fmt: skip
    for credit in found.credit:
        yield (_("Credit not yet used"), credit.on, _(WHAT[credit.noun]), credit.number, None, None, None, None,
               credit.currency, -credit.amount, None)  # fmt: skip
