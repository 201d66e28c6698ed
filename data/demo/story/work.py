"""The story's quotes, orders and jobs: what followed from inspections, what was ordered, what was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from data.demo.story.places import Site
from data.demo.story.prices import Priced, currency_of, priced
from data.demo.story.visits import Visit
from data.demo.story.when import at, day, numbered, running, workday
from data.demo.story.words import INSPECTORS, JOBS, ORDERS, failure, said, text

Row = dict[str, str]
# how the quotes after an inspection go on, in turn
_AFTERWARDS = ("sent", "accepted", "expired", "declined", "sent")
# larger works: site -> (order's state, days since the quote, days until promised or since delivered, price)
_ORDERED = {
    "S001": ("in_progress", 65, 26, "3289.26"), "S004": ("delivered", 260, -190, "2140.00"),
    "S006": ("placed", 24, 40, "1780.00"), "S012": ("delivered", 420, -370, "960.00"),
    "S016": ("in_progress", 90, -4, "4350.00"), "S018": ("in_progress", 75, 19, "5200.00"),
    "S022": ("delivered", 200, -120, "2890.00"), "S025": ("cancelled", 310, 0, "1450.00"),
    "S027": ("placed", 70, 33, "3120.00"), "S030": ("in_progress", 100, 12, "2760.00"),
    "S038": ("delivered", 150, -88, "1990.00"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote before it has its number; `age` in days before seeding."""

    ref: str
    site: Site
    age: int
    currency: str
    price: Priced
    row: Row


@dataclass(frozen=True, slots=True)
class Job:
    """Work done `age` days before seeding and what is billed for it."""

    ref: str
    site: Site
    age: int
    title: str
    currency: str
    price: Priced
    row: Row


@dataclass(slots=True)
class Works:
    """Rows of three files, and the quotes and jobs behind them; `planned` holds all jobs with their ages."""

    quotes: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    jobs: list[Row] = field(default_factory=list)
    offered: list[Quote] = field(default_factory=list)
    planned: list[tuple[int, Row]] = field(default_factory=list)
    done: list[Job] = field(default_factory=list)


def works(sites: list[Site], done: list[Visit]) -> Works:
    """Everything offered, ordered and done besides inspections."""
    found = Works()
    full = [site for site in sites if not site.small and site.equipment]
    for site in full:
        _history(found, site)
        if site.ref in _ORDERED:
            _ordered(found, site)
    for visit in done:
        if visit.latest and visit.failed and not visit.site.small:
            _repairs(found, visit)
    _oddities(found, full)
    found.offered.sort(key=lambda quote: (-quote.age, quote.ref))
    refs = [quote.ref for quote in found.offered]
    numbers = running(len(refs), {refs.index("QO001"): 104, refs.index("QI001"): 118})
    for quote, number in zip(found.offered, numbers, strict=True):
        first = quote.row | {"number": numbered("P", -quote.age, number, 3)}
        found.quotes += [{"reference": quote.ref} | line | (first if not place else {})
                         for place, line in enumerate(quote.price.lines)]  # fmt: skip
    for count, (age, row) in enumerate(sorted(found.planned, key=lambda pair: -pair[0]), 1):
        row["number"] = numbered("T", -age, count, 3)
    found.jobs = [row for _, row in found.planned]
    return found


def _offer(found: Works, ref: str, site: Site, age: int, subject: str, price: Priced, currency: str,
           **more: str) -> None:  # fmt: skip
    cost = (price.net * Decimal("0.6")).quantize(Decimal("0.01"))
    row = {"site": site.ref, "subject": subject, "currency": currency, "issued_on": day(-age),
           "valid_until": day(30 - age), "cost": str(cost)}  # fmt: skip
    found.offered.append(Quote(ref, site, age, currency, price, row | price.totals() | more))


def _work(found: Works, ref: str, site: Site, age: int, title: str, price: Priced, currency: str, **more: str) -> None:
    row = {"reference": ref, "site": site.ref, "number": "", "title": title,
           "state": "done", "done_on": workday(-age) if more.get("state", "done") == "done" else "",
           "technician": INSPECTORS[site.client.country][site.number % 2],
           "cost": str((price.net * Decimal("0.55")).quantize(Decimal("0.01")))} | more  # fmt: skip
    found.planned.append((age, row))
    if row["state"] == "done":
        found.done.append(Job(ref, site, age, title, currency, price, row))


def _history(found: Works, site: Site) -> None:
    """Two works of the past years, each offered, accepted and done."""
    language = site.client.language
    for turn in (0, 1):
        kind, titles, told, euros = JOBS[0 if site.ref == "S001" and not turn else (site.number + turn * 2) % len(JOBS)]
        age = 78 if site.ref == "S001" and not turn else 160 + (site.number * 37 + turn * 410) % 800
        currency = currency_of(site.client, turn)
        labour = "140.83" if site.ref == "S001" and not turn else "96.00"
        price = priced(site.client, currency, (said(titles, language), 1, f"{euros}.00"),
                       (text("labour", language), 1, labour))  # fmt: skip
        ref = f"{site.number:03d}{turn}"
        _offer(found, f"QH{ref}", site, age, said(titles, language), price, currency, state="accepted",
               answered_on=day(6 - age))  # fmt: skip
        note = "internal: took twice as long" if site.number % 9 == 1 else ""
        _work(found, f"J{ref}", site, age - 26, said(titles, language), price, currency, kind=kind, quote=f"QH{ref}",
              summary=said(told, language), internal_note=note)  # fmt: skip


def _ordered(found: Works, site: Site) -> None:
    """A larger work: quote, order, and the job once it is under way."""
    state, age, days, euros = _ORDERED[site.ref]
    language, currency = site.client.language, currency_of(site.client, 1)
    subject = said(ORDERS[0 if site.ref == "S001" else site.number % len(ORDERS)], language)
    price = priced(site.client, currency, (subject, 1, euros))
    order, answered = f"O{site.number:03d}", age - 15
    _offer(found, f"QO{site.number:03d}", site, age, subject, price, currency, state="accepted", order=order,
           answered_on=day(-answered))  # fmt: skip
    found.orders.append({
        "reference": order, "site": site.ref, "number": numbered("O", -answered, site.number, 3), "subject": subject,
        "state": state, "ordered_on": day(-answered), "promised_on": day(days - 5 if days < -30 else days or 20),
        "delivered_on": day(days) if state == "delivered" else "", "amount": str(price.gross), "currency": currency,
        "cost": str((price.net * Decimal("0.62")).quantize(Decimal("0.01"))),
        "internal_note": "internal: supplier asks for payment in advance" if site.number % 2 else "",
    })  # fmt: skip
    if state == "in_progress":
        ahead = max(days, 3)
        _work(found, f"JO{site.number:03d}", site, -ahead, subject, price, currency, kind="installation", order=order,
              quote=f"QO{site.number:03d}", state="in_progress", scheduled_from=at(ahead, "08:00"),
              scheduled_until=at(ahead, "16:00"))  # fmt: skip
    elif state == "delivered":
        _work(found, f"JO{site.number:03d}", site, -days, subject, price, currency, kind="installation", order=order,
              quote=f"QO{site.number:03d}", summary=subject)  # fmt: skip


def _repairs(found: Works, visit: Visit) -> None:
    """What failed at the last inspection, offered; some of it accepted and planned."""
    site, language = visit.site, visit.site.client.language
    way = "sent" if site.ref == "S001" else _AFTERWARDS[site.number % len(_AFTERWARDS)]
    currency = currency_of(site.client, 1)
    if site.ref == "S001":
        lines = [
            ("Replace extinguisher EXT-014, CO₂ 5 kg", 1, "128.00"),
            ("Replace detector DET-032, optical", 1, "96.91"),
            ("New battery for emergency light LUM-009", 1, "38.00"),
            ("Labour and travel", 1, "78.00"),
        ]
    else:
        lines = [(f"{line['line_action']}: {line['line_remark']}", 1, f"{74 + 21 * place}.00")
                 for place, line in enumerate(visit.failed)]  # fmt: skip
        lines.append((text("labour", language), 1, "86.00"))
    price = priced(site.client, currency, *lines)
    age = {"S001": 20}.get(site.ref, max(visit.age - 5, 3) if way != "sent" else min(max(visit.age - 5, 3), 24))
    if way == "expired":
        age = max(age, 36)
    more = {"state": "sent" if way == "expired" else way}
    if way in ("accepted", "declined"):
        more["answered_on"] = day(1 - min(age, 4))
    if way == "sent":
        more["valid_until"] = day(24 if site.ref == "S001" else 30 - age)
    ref = f"QI{site.number:03d}"
    _offer(found, ref, site, age, text("repairs", language), price, currency, inspection=visit.ref, **more)
    if way == "accepted":
        planned = {"scheduled_from": at(8, "08:30"), "scheduled_until": at(8, "10:30"), "state": "scheduled"}
        _work(found, f"JI{site.number:03d}", site, -8, text("repairs", language), price, currency, kind="repair",
              quote=ref, **(planned if site.number % 2 else {"state": "planned"}))  # fmt: skip


def _oddities(found: Works, full: list[Site]) -> None:
    """Drafts, a cancelled quote, a cancelled job: what clients must not see, and what came to nothing."""
    for site, state in ((full[0], "draft"), (full[17], "draft"), (full[5], "cancelled")):
        language, currency = site.client.language, currency_of(site.client, 1)
        price = priced(site.client, currency, (said(ORDERS[3], language), 12, "41.50"))
        _offer(found, f"QX{site.number:03d}", site, 2 if state == "draft" else 140, said(ORDERS[3], language), price,
               currency, state=state, internal_note="internal: price not agreed with the supplier yet")  # fmt: skip
    site = full[8]
    _work(found, "JX001", site, 0, said(JOBS[2][1], site.client.language), priced(site.client, "EUR"), "EUR",
          kind="repair", state="cancelled", summary=failure("hose_reel", site.client.language)[1])  # fmt: skip
