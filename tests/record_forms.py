"""Helpers of the tests about forms of records: what a page's form would send, and what each kind needs at least."""

from __future__ import annotations

import secrets
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.doors import scalar

# kind -> what is typed into an empty form, the way people type it; `{site}` and the like are public ids of the Hotel
TYPED: dict[str, dict[str, str]] = {
    "clients": {"name": "Nova Vida SRL", "tax_id": "", "country": "RO", "phone": "0758 121 821"},
    "sites": {"name": "Annex", "city": "Sitges", "latitude": "41,387", "longitude": "2.17", "zone": "Europe/Madrid"},
    "contacts": {"name": "Laia Ferrer", "email": "Laia@Miramar.example", "phone": "612 345 678"},
    "equipment": {"site": "{sites}", "kind_name": "Gas mask", "name": "Full mask", "installed_on": "15/03/2021",
                  "fact-0-name": "load_kg", "fact-0-value": "1050"},
    "contracts": {"title": "Lifts", "state": "active", "amount": "1.234,50 €", "currency": "eur", "notice_days": "60"},
    "inspections": {"site": "{sites}", "kind": "yearly", "done_on": "12/11/2026", "due_month": "11/2026",
                    "line-0-line_equipment": "EXT-HOTEL", "line-0-line_result": "compliant",
                    "line-2-line_subject": "Escape route", "line-2-line_result": "not_reachable"},
    "orders": {"site": "{sites}", "subject": "12 extinguishers", "ordered_on": "2026-10-01", "amount": "12"},
    "quotes": {"subject": "Repair", "state": "sent", "issued_on": "1/10/26", "currency": "EUR", "net": "1,200.00",
               "gross": "1.452", "line-0-line_text": "Work", "line-0-line_quantity": "2,5", "line-0-line_net": "1200"},
    "jobs": {"site": "{sites}", "title": "Retest", "quote": "{quotes}", "scheduled_from": "2026-12-04T09:00",
             "kind": "retest"},
    "defects": {"equipment": "{equipment}", "title": "Pressure low", "found_on": "12 November 2026"},
    "bookings": {"site": "{sites}", "service": "Yearly inspection", "starts_at": "04/12/2026 09:00"},
    "invoices": {"number": "2026/900", "state": "issued", "issued_on": "2026-10-01", "currency": "EUR",
                 "net": "100", "tax": "21", "line-0-line_text": "Work", "line-0-line_net": "100"},
    "payments": {"number": "P-9", "received_on": "2026-10-29", "amount": "60.50", "currency": "EUR",
                 "line-0-invoice": "INV-HOTEL", "line-0-invoice_amount": "60,5"},
}  # fmt: skip
NAMED = {"clients": "C-001", "sites": "Hotel Miramar", "equipment": "EXT-HOTEL", "contracts": "CON-HOTEL",
         "inspections": "INS-HOTEL", "orders": "ORD-HOTEL", "quotes": "QUO-HOTEL", "jobs": "JOB-HOTEL",
         "defects": "DEF-HOTEL", "bookings": "BOO-HOTEL", "invoices": "INV-HOTEL", "payments": "PAY-HOTEL",
         "contacts": "Owner Person"}  # fmt: skip


def public_id(table: str, name: str = "") -> str:
    """The public id of a record of the cast by number, code or name; of the Hotel's where none is given."""
    column = {"sites": "name", "contacts": "name", "equipment": "code"}.get(table, "number")
    return str(scalar(f"select public_id from portal.{table} where {column} = :n", n=name or NAMED[table]))  # noqa: S608


def typed(kind: str) -> dict[str, str]:
    """What is typed for a kind, with the public ids of the Hotel's records in it."""
    ids = {table: public_id(table) for table in ("sites", "quotes", "equipment")}
    return {name: text.format(**ids) for name, text in TYPED[kind].items()}


class _Reader(HTMLParser):
    """What each form of a page would send as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._inside = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found.get("action", ""), {}))
        if not self.forms:
            return
        fields, name = self.forms[-1][1], found.get("name", "")
        if tag == "input" and name and (found.get("type") != "checkbox" or "checked" in found):
            fields[name] = found.get("value", "")
        elif tag == "textarea":
            self._inside, fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in fields or "selected" in found):
            fields[self._select] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.forms[-1][1][self._inside] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._inside = ""
        elif tag == "select":
            self._select = ""


def form_in(page: str, action: str) -> dict[str, str]:
    """What the form with this action would send, as a submission of its own."""
    reader = _Reader()
    reader.feed(page)
    fields = next(found for where, found in reader.forms if where == action)
    return {**fields, "submission": secrets.token_urlsafe(16)}


def new_path(kind: str) -> str:
    return f"/staff/records/{kind}/new"


def edit_path(kind: str, record: str) -> str:
    return f"/staff/records/{kind}/{record}/edit"


def make(browser: FlaskClient, kind: str, did: str = "publish", **changed: str) -> TestResponse:
    """Open the empty form for Grup Miramar, type, send."""
    page = browser.get(f"{new_path(kind)}?client={public_id('clients')}").text
    return browser.post(new_path(kind), data={**form_in(page, new_path(kind)), **typed(kind), "do": did, **changed})


def correct(browser: FlaskClient, kind: str, record: str, page: str = "", **changed: str) -> TestResponse:
    """Open the record's form (or take the page as it was), type, save."""
    path = edit_path(kind, record)
    fields = form_in(page or browser.get(path).text, path)
    return browser.post(path, data={**fields, "do": "save", **changed})
