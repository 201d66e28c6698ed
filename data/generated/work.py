"""Quotes, orders, jobs and bookings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.generated.loading import Loader
from data.generated.money import money
from data.generated.visits import Kinds
from data.generated.words import PEOPLE, SUBJECTS
from data.generated.world import World

Row = tuple[Any, ...]
TABLES = ("quotes", "quote_lines", "orders", "jobs", "bookings")
_JOB_KINDS = ("repair", "retest", "call_out", "installation")


def load(world: World, loader: Loader, kinds: Kinds) -> None:
    """Write them."""
    loader.published("orders", ("client_id", "site_id", "number", "subject", "state", "ordered_on", "promised_on",
                                "delivered_on", "amount", "currency"), _orders(world))  # fmt: skip
    loader.published("quotes", ("client_id", "site_id", "number", "subject", "state", "issued_on", "valid_until",
                                "answered_on", "currency", "net", "tax", "gross"), _quotes(world))  # fmt: skip
    loader.lines("quote_lines", ("client_id", "site_id", "quote_id", "position", "text", "quantity", "unit",
                                 "unit_price", "tax_rate", "net"), _quote_lines(world))  # fmt: skip
    loader.published("jobs", ("client_id", "site_id", "kind_id", "number", "title", "state", "scheduled_from",
                              "scheduled_until", "done_on", "technician"), _jobs(world, kinds))  # fmt: skip
    loader.published("bookings", ("client_id", "site_id", "number", "service", "state", "requested_at", "starts_at",
                                  "ends_at", "technician"), _bookings(world))  # fmt: skip


def _somewhere(world: World, noun: str) -> Iterator[tuple[int, int, int, int, float]]:
    """For each record: place, site, client, day and chance; days follow each other up to today."""
    random, many = world.chance(noun).random, world.count(noun)
    for place in range(1, many + 1):
        site = 1 + int(random() * world.all_sites)
        yield place, site, world.client_of[site], place * world.now // many, random()


def _orders(world: World) -> Iterator[Row]:
    for place, site, client, on, roll in _somewhere(world, "orders"):
        old = world.now - on > 60
        state = "cancelled" if roll < 0.03 else "delivered" if old else "in_progress" if roll < 0.6 else "placed"
        yield (client, site, f"O-{place:06}", SUBJECTS[place % len(SUBJECTS)], state, world.day(on), world.day(on + 30),
               world.day(min(on + 25, world.now)) if state == "delivered" else None, f"{100 + place % 4000}.00",
               "EUR")  # fmt: skip


def _net(place: int) -> int:
    return 15_000 + place * 7919 % 300_000


def _quotes(world: World) -> Iterator[Row]:
    for place, site, client, on, roll in _somewhere(world, "quotes"):
        old = world.now - on > 30
        state = "accepted" if roll < 0.6 else "declined" if roll < 0.75 else "cancelled" if roll < 0.78 else "sent"
        state = state if old or roll > 0.9 else "sent"
        net = _net(place)
        tax = net * 21 // 100
        yield (client, site, f"A-{place:06}", SUBJECTS[place % len(SUBJECTS)], state, world.day(on),
               world.day(on + 30), world.day(min(on + 12, world.now)) if state in ("accepted", "declined") else None,
               "EUR", money(net), money(tax), money(net + tax))  # fmt: skip


def _quote_lines(world: World) -> Iterator[Row]:
    for place, site, client, _on, _roll in _somewhere(world, "quotes"):
        net = money(_net(place))
        yield client, site, place, 1, SUBJECTS[place % len(SUBJECTS)], 1, "u", net, 21, net


def _jobs(world: World, kinds: Kinds) -> Iterator[Row]:
    many = world.count("jobs")
    for place, site, client, on, roll in _somewhere(world, "jobs"):
        to_come = place > many * 99 // 100
        on = world.now + 1 + place % 60 if to_come else on
        at = (f"{world.day(on)} 09:00+00", f"{world.day(on)} 11:00+00")
        state = "scheduled" if to_come else "cancelled" if roll < 0.02 else "done"
        yield (client, site, kinds["job", _JOB_KINDS[place % 4]], f"J-{place:06}", SUBJECTS[place % len(SUBJECTS)],
               state, *at, world.day(on) if state == "done" else None, PEOPLE[place % len(PEOPLE)])  # fmt: skip


def _bookings(world: World) -> Iterator[Row]:
    many = world.count("bookings")
    for place, site, client, on, roll in _somewhere(world, "bookings"):
        to_come = place > many * 97 // 100
        on = world.now + 1 + place % 45 if to_come else on
        state = ("requested" if roll < 0.3 else "confirmed") if to_come else "cancelled" if roll < 0.05 else "done"
        day = world.day(on)
        yield (client, site, f"B-{place:06}", SUBJECTS[place % len(SUBJECTS)], state,
               f"{world.day(max(on - 9, 0))} 10:00+00", f"{day} 10:00+00", f"{day} 11:00+00",
               PEOPLE[place % len(PEOPLE)])  # fmt: skip
