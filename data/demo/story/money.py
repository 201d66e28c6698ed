"""The story's invoices: three years of them, and each way an invoice can stand today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from data.demo.story.places import Client, Site
from data.demo.story.prices import Priced, currency_of, priced
from data.demo.story.visits import Visit
from data.demo.story.when import day, numbered, running
from data.demo.story.words import text
from data.demo.story.work import Works

Row = dict[str, str]
# the newest maintenance invoice of these sites is still open: overdue, partly paid, or without a due date
_OVERDUE = {"S005": 55, "S007": 30, "S018": 50, "S022": 21, "S027": 12, "S032": 140, "S038": 40, "S102": 33, "S119": 71}
_PARTLY = {"S004", "S019", "S030"}
_NO_DUE = {"S020", "S033"}
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice, proforma, receipt or credit note; `age` in days before seeding, `paid` the part that came in."""

    ref: str
    client: Client
    site: Site | None
    age: int
    kind: str
    subject: str
    currency: str
    price: Priced
    more: Row
    due: int | None = None
    paid: Decimal = Decimal(1)
    number: str = ""

    @property
    def rows(self) -> list[Row]:
        """The rows of the file, one for each line."""
        head = {
            "client": self.client.ref, "site": self.site.ref if self.site else "", "kind": self.kind,
            "number": self.number, "state": "issued", "issued_on": day(-self.age),
            "due_on": "" if self.due is None else day(self.due), "subject": self.subject, "currency": self.currency,
        } | self.price.totals() | self.more  # fmt: skip
        return [{"reference": self.ref} | line | ({} if place else head) for place, line in enumerate(self.price.lines)]


def invoices(sites: list[Site], done: list[Visit], works: Works) -> list[Invoice]:
    """Every invoice with its number, oldest first, then the other papers about money."""
    found = [*_maintenance(done), *_jobs(works), *_manager(sites), *_small(sites), *_open(sites)]
    found.sort(key=lambda invoice: (-invoice.age, invoice.ref))
    refs = [invoice.ref for invoice in found]
    numbers = running(len(found), {refs.index("FJ0010"): 377, refs.index("FQ001"): 412})
    named = [replace(i, number=numbered("F", -i.age, n)) for i, n in zip(found, numbers, strict=True)]
    return [*named, *_receipts(named), *_proformas(works), *_credit_notes(named), *_unseen(sites)]


def _maintenance(done: list[Visit]) -> Iterator[Invoice]:
    """After each visit to a full site."""
    for count, visit in enumerate(v for v in done if not v.site.small):
        site, age = visit.site, max(visit.age - 4, 1)
        currency = currency_of(site.client, count)
        due: int | None = 30 - age
        paid = Decimal(int(age > 26))
        if visit.latest and site.ref in _OVERDUE:
            due, paid = -_OVERDUE[site.ref], Decimal(0)
            age, currency = 30 + _OVERDUE[site.ref], currency_of(site.client, 1)
        elif visit.latest and site.ref in _PARTLY:
            paid = _HALF
        elif visit.latest and site.ref in _NO_DUE:
            due, paid = None, Decimal(0)
        euros = {"q": 40, "h": 60, "y": 90}[site.rhythm] + 5 * site.equipment
        price = priced(site.client, currency, (text(site.rhythm, site.client.language), 1, f"{euros}.00"))
        more = {"contract": f"K{site.number:03d}", "inspection": visit.ref}
        if site.client.ref == "C03":
            more["po_number"] = f"PO-{4400 + count}"
        subject = text(site.rhythm, site.client.language)
        yield Invoice(f"F{visit.ref}", site.client, site, age, "invoice", subject, currency, price, more, due, paid)


def _jobs(works: Works) -> Iterator[Invoice]:
    """After each finished job; the one at Hotel Miramar is what the house owes longest."""
    for job in works.done:
        age = max(job.age - 4, 1)
        paid = Decimal(int(age > 26)) if job.ref != "J0010" else Decimal(0)
        more = {"job": job.ref, "quote": job.row["quote"]} | ({"order": o} if (o := job.row.get("order", "")) else {})
        yield Invoice(f"F{job.ref}", job.site.client, job.site, age, "invoice", job.title, job.currency, job.price,
                      more, 30 - age, paid)  # fmt: skip


def _open(sites: list[Site]) -> Iterator[Invoice]:
    """Newest invoices, not due yet: at Hotel Miramar, and one in lei where another is owed in euros."""
    for ref, code, age, currency, subject, euros, po in (
        ("FQ001", "S001", 15, "EUR", "Quarterly maintenance {-15d:%m/%Y}", "401.98", "MIR-2291"),
        ("FQ027", "S027", 9, "RON", "Intervenție de urgență", "248.00", ""),
    ):
        site = next(s for s in sites if s.ref == code)
        price = priced(site.client, currency, (subject, 1, euros))
        more = {"contract": f"K{site.number:03d}", "po_number": po}
        yield Invoice(ref, site.client, site, age, "invoice", subject, currency, price, more, 30 - age, Decimal(0))


def _manager(sites: list[Site]) -> Iterator[Invoice]:
    """The property manager pays for all buildings together, each quarter; these belong to no site."""
    client = next(s.client for s in sites if s.small)
    for count in range(12):
        age = 8 + 91 * count
        price = priced(client, "EUR", (text("buildings", "es"), 300, "13.50"))
        yield Invoice(f"FM{count:03d}", client, None, age, "invoice", text("buildings", "es"), "EUR", price,
                      {"contract": "K900"} if age < 500 else {}, 30 - age, Decimal(int(count > 0)))  # fmt: skip


def _small(sites: list[Site]) -> Iterator[Invoice]:
    """Now and then a building pays for something of its own."""
    for site in (s for s in sites if s.small and s.number % 17 == 0):
        late = _OVERDUE.get(site.ref)
        age = 30 + late if late else 60 + site.number * 3 % 600
        price = priced(site.client, "EUR", ("Recarga de extintor de polvo 6 kg", 1, "34.00"))
        yield Invoice(f"FB{site.number}", site.client, site, age, "invoice", "Recarga de extintor", "EUR", price, {},
                      30 - age, Decimal(int(not late)))  # fmt: skip


def _receipts(named: list[Invoice]) -> Iterator[Invoice]:
    """Receipts of card payments."""
    paid = [i for i in named if i.site and not i.site.small and i.paid == 1 and i.age < 500]
    for count, invoice in enumerate(paid[::14], 1):
        age = max(invoice.age - 12, 0)
        yield replace(invoice, ref=f"RC{count:03d}", kind="receipt", number=numbered("RC", -age, count), age=age,
                      due=None, more={},
                      subject=f"{text('card', invoice.client.language)} {invoice.number}")  # fmt: skip


def _proformas(works: Works) -> Iterator[Invoice]:
    """Advance payments of orders that have just begun."""
    quotes = [q for q in works.offered if q.ref in ("QO006", "QO016", "QO027", "QO001")]
    for count, quote in enumerate(quotes, 1):
        client = quote.site.client
        price = priced(client, quote.currency, (text("advance", client.language), 1, "650.00"))
        age = max(quote.age - 16, 2)
        more = {"quote": quote.ref, "order": quote.row["order"]}
        yield Invoice(f"PF{count:03d}", client, quote.site, age, "proforma", quote.row["subject"], quote.currency,
                      price, more, 30 - age, number=numbered("PF", -age, count))  # fmt: skip


def _credit_notes(named: list[Invoice]) -> Iterator[Invoice]:
    """Set against an invoice wholly, in part, or not yet at all."""
    newest = {i.site.ref: i for i in named if i.site and i.ref.startswith("FI")}
    wanted = (("S002", "correction", "60.00", True), ("S018", "correction", "90.00", True),
              ("S010", "goodwill", "75.00", False), ("S001", "goodwill", "40.00", False),
              ("S027", "correction", "50.00", True))  # fmt: skip
    for count, (site, reason, euros, allocated) in enumerate(wanted, 1):
        invoice = newest[site]
        language, age = invoice.client.language, max(invoice.age - 6, 1)
        price = priced(invoice.client, invoice.currency, (text(reason, language), 1, euros))
        more = {"credits": invoice.ref} | ({"credits_amount": str(price.gross)} if allocated else {})
        if site == "S018":  # the rest of this note waits for the next invoice
            more["credits_amount"] = "40.00"
        yield Invoice(f"CN{count:03d}", invoice.client, invoice.site, age, "credit_note", text(reason, language),
                      invoice.currency, price, more, None, number=numbered("CN", -age, count))  # fmt: skip


def _unseen(sites: list[Site]) -> Iterator[Invoice]:
    """Drafts, which clients must not see, and an invoice that was cancelled."""
    known = {site.ref: site for site in sites}
    wanted = (("S001", "draft"), ("S018", "draft"), ("S027", "draft"), ("S012", "cancelled"))
    for count, (ref, state) in enumerate(wanted, 1):
        site = known[ref]
        price = priced(site.client, currency_of(site.client, 1), (text("labour", site.client.language), 1, "999.99"))
        more = {"state": state, "internal_note": "internal: hours not checked yet"}
        yield Invoice(f"FX{count:03d}", site.client, site, 1 if state == "draft" else 130, "invoice",
                      text("labour", site.client.language), currency_of(site.client, 1), price, more, 29,
                      number=f"DRAFT-{count}" if state == "draft" else numbered("F", -130, 9000 + count))  # fmt: skip
