"""The papers of the demo company: for each row of its document file, the facts of the record and the PDF from them.

Photographs of defects are drawn in data/demo/photographs.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.demo.photographs import draw_photograph
from data.demo.pictures import DRAWN
from data.demo.story.words import OBSERVED, text
from data.demo.tables import Row, Table, read_tables
from data.records.company import Company
from integrations.language import day, language, money, number, use_language
from integrations.pdf import Paper, render, word

IBAN = "ES91 2100 0418 4502 0005 1332"
_KINDS = ("extinguisher", "detector", "emergency_light", "hose_reel", "fire_door", "alarm_panel", "pump")
_RESULTS = ("compliant", "non_compliant", "not_reachable")
Facts = dict[str, Any]


def draw_papers(folder: Path, company: Company, kinds: dict[str, dict[str, str]]) -> int:
    """Draw the files that `files.csv` of the folder names, and the papers of its `documents.csv`, several at a time;
    answers how many papers.

    `kinds` tells the kinds of equipment in words: code -> language -> name.
    """
    archive = Archive(read_tables(folder), company, kinds)
    for kept in ("pdf", "photos", "files"):
        (folder / kept).mkdir(exist_ok=True)
    for row in archive.tables["files"].records.values():
        (folder / row["file"]).write_bytes(archive.hand_over(row))
    rows = list(archive.tables["documents"].records.values())

    def draw(row: Row) -> None:
        (folder / row["file"]).write_bytes(archive.draw(row))

    # typst works outside the interpreter's lock, so threads are enough
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return len(list(pool.map(draw, rows)))


class Archive:
    """The company's files, asked for the facts of one paper at a time."""

    def __init__(self, tables: dict[str, Table], company: Company, kinds: dict[str, dict[str, str]]) -> None:
        self.tables = tables
        self.kinds = kinds
        self.company = {
            "name": company.name, "legal_name": company.legal_name, "tax_id": company.tax_id,
            "address": company.address, "phone": company.phone, "email": company.email, "iban": IBAN,
        }  # fmt: skip

    def draw(self, row: Row) -> bytes:
        """The PDF of one row of the document file, in its client's language; the picture, for a photograph."""
        if row["kind"] == "photo":
            return self._photograph(row)
        noun = next((n for n in ("inspection", "invoice", "quote", "contract", "job", "equipment") if row[n]), "")
        record = self.tables[_file(noun)][row[noun]] if noun else row
        site = row["site"] or record.get("site", "")
        client = row["client"] or record.get("client", "") or self.tables["sites"][site]["client"]
        language = self.tables["clients"][client]["language"]
        with use_language(language):
            paper, facts = self._facts(row, record, language)
            facts = facts | {"company": self.company, "client": self._client(client), "site": self._site(site),
                             "number": facts.get("number", row["number"] or record.get("number", ""))}  # fmt: skip
        made = datetime.combine(date.fromisoformat(row["issued_on"]), datetime.min.time(), UTC)
        return render(paper, facts, language=language, made_at=made)

    def _photograph(self, row: Row) -> bytes:
        """A defect as it was found or after its repair, as its file is named."""
        defect = self.tables["defects"][row["defect"]]
        thing = self.tables["equipment"].get(defect["equipment"], "kind")
        thing = thing or next(seen for seen, told in OBSERVED.items() if defect["title"] in told[1])
        fixed = row["file"].endswith("-after.jpg")
        return draw_photograph(row["defect"], thing, date.fromisoformat(row["issued_on"]), fixed=fixed)

    def hand_over(self, row: Row) -> bytes:
        """The content of one row of the file of files: a form as PDF, or what pictures.py draws."""
        name = Path(row["file"]).name
        drawn = next((draw for what, draw in DRAWN.items() if name.startswith(what)), None)
        if drawn is not None:
            return drawn()
        language = self.tables["clients"][row["client"]]["language"]
        facts = {"title": row["description"], "paragraphs": [text("keys_text", language)], "number": "",
                 "company": self.company, "client": self._client(row["client"]),
                 "site": self._site(row["site"])}  # fmt: skip
        made = datetime.combine(date.fromisoformat(row["added_on"]), datetime.min.time(), UTC)
        return render(Paper.LEAFLET, facts, language=language, made_at=made)

    def _facts(self, row: Row, record: Row, language: str) -> tuple[Paper, Facts]:
        makers: dict[str, tuple[Paper, Callable[[Row, Row, str], Facts]]] = {
            "certificate": (Paper.CERTIFICATE, self._certificate),
            "checklist": (Paper.CHECKLIST, self._checklist),
            "incident_report": (Paper.INCIDENT_REPORT, self._incidents),
            "invoice": (Paper.INVOICE, self._invoice),
            "quote": (Paper.QUOTE, self._quote),
            "contract": (Paper.CONTRACT, self._contract),
            "job_report": (Paper.JOB_REPORT, self._job),
            "job_certificate": (Paper.JOB_REPORT, self._job),
            "plan": (Paper.LEAFLET, self._leaflet),
            "manual": (Paper.LEAFLET, self._leaflet),
        }
        paper, make = makers[row["kind"]]
        return paper, make(row, record, language)

    def _client(self, reference: str) -> Facts:
        row = self.tables["clients"][reference]
        return {"name": row["name"], "lines": [row["tax_id"], row["address"], f"{row['postcode']} {row['city']}"]}

    def _site(self, reference: str) -> Facts | None:
        if not reference:
            return None
        row = self.tables["sites"][reference]
        return {"name": row["name"], "lines": [row["address"], f"{row['postcode']} {row['city']}"]}

    def _visit(self, record: Row) -> Facts:
        return {"visit": record["number"], "done_on": _day(record["done_on"]), "inspector": record["inspector"],
                "kind": text({"quarterly": "q", "half_yearly": "h"}.get(record["kind"], "y"), language())}  # fmt: skip

    def _checked(self, record: Row) -> Iterable[tuple[Row, Row]]:
        for line in self.tables["inspections"].lines[record["reference"]]:
            yield line, self.tables["equipment"][line["line_equipment"]]

    def _certificate(self, row: Row, record: Row, language: str) -> Facts:
        checked = list(self._checked(record))
        counts = []
        for kind in _KINDS:
            of_kind = [line["line_result"] for line, thing in checked if thing["kind"] == kind]
            if of_kind:
                counts.append({"name": self.kinds[kind][language], "checked": number(len(of_kind))}
                              | {result: number(of_kind.count(result)) for result in _RESULTS})  # fmt: skip
        remarks = [f"{thing['code']}, {thing['location']}: {line['line_remark']}" for line, thing in checked
                   if line["line_remark"]]  # fmt: skip
        return self._visit(record) | {
            "valid_until": _day(row["valid_until"]), "kinds": counts, "remarks": remarks,
            "contract": self.tables["contracts"].get(record["contract"], "number"),
        }  # fmt: skip

    def _lines(self, record: Row, language: str, *, wrong: bool) -> list[Facts]:
        return [
            {"code": thing["code"], "name": f"{self.kinds[thing['kind']][language]} · {thing['name']}",
             "location": thing["location"], "result": line["line_result"], "remark": line["line_remark"],
             "action": line["line_action"]}
            for line, thing in self._checked(record) if not wrong or line["line_result"] != "compliant"
        ]  # fmt: skip

    def _checklist(self, row: Row, record: Row, language: str) -> Facts:
        return self._visit(record) | {"lines": self._lines(record, language, wrong=False)}

    def _incidents(self, row: Row, record: Row, language: str) -> Facts:
        return self._visit(record) | {"lines": self._lines(record, language, wrong=True), "summary": record["summary"]}

    def _invoice(self, row: Row, record: Row, language: str) -> Facts:
        return _priced(self.tables["invoices"], record) | {
            "kind": record["kind"], "due_on": _day(record["due_on"]), "po_number": record["po_number"],
            "contract": self.tables["contracts"].get(record["contract"], "number"),
            "corrects": self.tables["invoices"].get(record["credits"], "number"),
        }  # fmt: skip

    def _quote(self, row: Row, record: Row, language: str) -> Facts:
        return _priced(self.tables["quotes"], record) | {
            "valid_until": _day(record["valid_until"]),
            "visit": self.tables["inspections"].get(record["inspection"], "number"),
        }  # fmt: skip

    def _contract(self, row: Row, record: Row, language: str) -> Facts:
        notice, price = record["notice_days"], money(Decimal(record["amount"]), record["currency"])
        return {
            "title": record["title"], "starts_on": _day(record["starts_on"]), "ends_on": _day(record["ends_on"]),
            "renewal": word(f"renewal_{record['renewal']}", language), "visits": record["visits_included"],
            "notice": word("notice_days", language, days=notice) if notice else "",
            "price": word("price_year", language, amount=price),
        }  # fmt: skip

    def _job(self, row: Row, record: Row, language: str) -> Facts:
        return {
            "kind": row["kind"], "title": record["title"], "done_on": _day(record["done_on"]),
            "technician": record["technician"], "summary": record["summary"],
            "quote": self.tables["quotes"].get(record["quote"], "number"),
        }  # fmt: skip

    def _leaflet(self, row: Row, record: Row, language: str) -> Facts:
        return {"title": row["title"], "paragraphs": [text("plan_text", language)], "number": ""}


def _file(noun: str) -> str:
    return noun if noun == "equipment" else f"{noun}s"


def _day(told: str) -> str:
    return day(date.fromisoformat(told), "long") if told else ""


def _priced(table: Table, record: Row) -> Facts:
    currency = record["currency"]
    lines = [
        {"text": line["line_text"], "quantity": number(Decimal(line["line_quantity"])),
         "unit_price": money(Decimal(line["line_unit_price"]), currency),
         "tax_rate": f"{number(Decimal(line['line_tax_rate']))} %", "net": money(Decimal(line["line_net"]), currency)}
        for line in table.lines[record["reference"]]
    ]  # fmt: skip
    totals = {name: money(Decimal(record[name]), currency) for name in ("net", "tax", "gross")}
    return {"issued_on": _day(record["issued_on"]), "subject": record["subject"], "lines": lines} | totals
