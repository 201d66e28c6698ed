"""Invoices of all kinds in the order of their days, what was paid of them, and what credit notes took off."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from data.generated.loading import Loader
from data.generated.words import LINES, SUBJECTS
from data.generated.world import World

Row = tuple[Any, ...]
TABLES = ("invoices", "invoice_lines", "payments", "allocations")
LINED = 4  # every fourth invoice has lines
_KINDS = ("invoice", "credit_note", "proforma", "receipt")
_INVOICE, _CREDIT = 0, 1
_ISSUED, _DRAFT, _CANCELLED, _WITHDRAWN = 0, 1, 2, 3
_COLUMNS = ("client_id", "site_id", "kind", "number", "state", "issued_on", "due_on", "subject", "currency",
            "net", "tax", "gross", "payable", "po_number", "credits_id", "settled",
            "published_at", "withdrawn_at")  # fmt: skip


def load(books: Books, loader: Loader) -> None:
    """Write the books."""
    loader.named("invoices", _COLUMNS, books.invoices(loader.long_ago))
    loader.lines("invoice_lines", ("client_id", "site_id", "invoice_id", "position", "text", "quantity", "unit",
                                   "unit_price", "tax_rate", "net"), books.lines())  # fmt: skip
    loader.published("payments", ("client_id", "site_id", "number", "received_on", "amount", "currency", "method",
                                  "reference"), books.payments())  # fmt: skip
    loader.lines("allocations", ("client_id", "site_id", "invoice_id", "payment_id", "credit_note_id", "amount",
                                 "allocated_on"), books.allocations())  # fmt: skip


class Books:
    """All invoices by their place; amounts in cents, days as places in the world's days, -1 for none."""

    def __init__(self, world: World) -> None:
        self.world = world
        chance = world.chance("owners")
        self.client = array("i", [client for client, count in world.invoices.items() for _ in range(count)])
        chance.shuffle(self.client)
        size = len(self.client)
        self.site, self.net, self.paid = (array("i", bytes(4 * size)) for _ in range(3))
        self.settled, self.issued, self.due = (array("i", bytes(4 * size)) for _ in range(3))
        self.credits = array("i", [-1]) * size  # the invoice a credit note corrects
        self.given = array("i", bytes(4 * size))  # what it takes off there
        self.kind, self.state = bytearray(size), bytearray(size)
        self._fill()

    def _fill(self) -> None:
        world, chance = self.world, self.world.chance("invoices")
        random, size, now = chance.random, len(self.client), self.world.now
        last: dict[int, int] = {}
        for place, client in enumerate(self.client):
            share, roll = world.sites[client], random()
            self.site[place] = 0 if roll < 0.03 else share.first + int(random() * share.count)
            self.issued[place] = day = place * now // size
            self.net[place] = 4_000 + int(random() ** 3 * 400_000)
            roll = random()
            self.kind[place] = 0 if roll < 0.92 else 1 if roll < 0.96 else 2 if roll < 0.98 else 3
            self.due[place] = day + (30, 30, 45, 60)[int(random() * 4)] if random() > 0.05 else -1
            roll = random()
            self.state[place] = 0 if roll > 0.022 else 1 if roll < 0.01 else 2 if roll < 0.02 else 3
            if self.state[place] != _ISSUED:
                continue
            if self.kind[place] == _INVOICE:
                self.paid[place] = self.settled[place] = self._paid(place, random())
                last[client] = place
            elif self.kind[place] == _CREDIT and client in last:
                self._correct(place, last.pop(client), random())

    def gross(self, place: int) -> int:
        """Net and 21 % tax."""
        return self.net[place] * 121 // 100

    def _paid(self, place: int, roll: float) -> int:
        """Old invoices are paid, few of last year's are late, most of those that are not due yet are open."""
        late = self.world.now - self.due[place] if self.due[place] >= 0 else 60
        full, part = (0.996, 0.998) if late > 400 else (0.94, 0.96) if late > 0 else (0.25, 0.3)
        if roll < full:
            return self.gross(place)
        return self.gross(place) // 3 if roll < part else 0

    def _correct(self, place: int, other: int, roll: float) -> None:
        """A credit note about the client's last invoice; most are used up there."""
        self.site[place], self.credits[place] = self.site[other], other
        self.net[place] = self.net[other] // 5
        if self.paid[other] == self.gross(other) and roll < 0.8:
            self.given[place] = self.settled[place] = self.gross(place)
            self.paid[other] -= self.given[place]

    def number(self, place: int) -> str:
        """The year's invoices counted through."""
        return f"{('F', 'R', 'PF', 'Q')[self.kind[place]]}-{self.world.day(self.issued[place])[:4]}/{place + 1:07}"

    def invoices(self, long_ago: str) -> Iterator[Row]:
        """Rows of invoices."""
        chance, day, count = self.world.chance("subjects"), self.world.day, len(SUBJECTS)
        for place, client in enumerate(self.client):
            state, due, credits = self.state[place], self.due[place], self.credits[place]
            net, gross = self.net[place], self.gross(place)
            subject = SUBJECTS[int(chance.random() * count)]
            yield (
                client, self.site[place] or None, _KINDS[self.kind[place]], self.number(place),
                "draft" if state == _DRAFT else "cancelled" if state == _CANCELLED else "issued",
                day(self.issued[place]), day(due) if due >= 0 else None, subject, "EUR", money(net), money(gross - net),
                money(gross), money(gross), f"PO {place % 9973:04}" if place % 5 == 0 else None,
                credits + 1 if credits >= 0 else None, money(self.settled[place]),
                None if state == _DRAFT else long_ago, long_ago if state == _WITHDRAWN else None,
            )  # fmt: skip

    def lines(self) -> Iterator[Row]:
        """Rows of lines: one to three for every fourth invoice that clients see."""
        for place in range(0, len(self.client), LINED):
            if self.state[place] not in (_ISSUED, _CANCELLED):
                continue
            many = 1 + place // LINED % 3
            parts = [self.net[place] // many] * (many - 1)
            parts.append(self.net[place] - sum(parts))
            for position, part in enumerate(parts, start=1):
                yield (self.client[place], self.site[place] or None, place + 1, position,
                       LINES[(place + position) % len(LINES)], 1, "u", money(part), 21, money(part))  # fmt: skip

    def payments(self) -> Iterator[Row]:
        """Rows of payments: one for each invoice of which something is paid."""
        for count, place in enumerate(self._paid_ones(), start=1):
            yield (self.client[place], self.site[place] or None, f"P-{count:07}", self._received(place),
                   money(self.paid[place]), "EUR", ("transfer", "transfer", "card", "direct_debit")[place % 4],
                   self.number(place))  # fmt: skip

    def allocations(self) -> Iterator[Row]:
        """Rows of allocations: each payment's, then the credit notes'."""
        for count, place in enumerate(self._paid_ones(), start=1):
            yield (self.client[place], self.site[place] or None, place + 1, count, None, money(self.paid[place]),
                   self._received(place))  # fmt: skip
        for place, given in enumerate(self.given):
            if given:
                other = self.credits[place]
                yield (self.client[place], self.site[other] or None, other + 1, None, place + 1, money(given),
                       self.world.day(self.issued[place]))  # fmt: skip

    def _paid_ones(self) -> Iterator[int]:
        return (place for place, paid in enumerate(self.paid) if paid)

    def _received(self, place: int) -> str:
        after = self.due[place] if self.due[place] >= 0 else self.issued[place] + 20
        return self.world.day(min(after + place % 11 - 5, self.world.now))


def money(cents: int) -> str:
    """An amount as COPY writes it."""
    return f"{cents // 100}.{cents % 100:02}"
