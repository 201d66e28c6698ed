"""Clients, their sites, and the people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.generated.loading import Loader
from data.generated.words import ALL_AREAS, CITIES, FIRST, LANGUAGES, LEGAL, PEOPLE, SECOND, STREETS
from data.generated.world import GROUPED, HUGE, ROUND, TYPICAL, World

Row = tuple[Any, ...]
TABLES = ("client_groups", "clients", "sites", "people", "contacts", "grants")
_NAMES = {HUGE: "Huge Properties S.A.", ROUND: "Ten Thousand Stores S.L.", TYPICAL: "Hotel Typical S.L."}
_STAFF = (("admin@generated.example", "Alex Admin", "administrator"),
          ("reader@generated.example", "Robin Reader", "read_only"))  # fmt: skip


def load(world: World, loader: Loader, password_hash: str) -> None:
    """Write them all; everybody has the one password."""
    loader.plain("client_groups", ("public_id", "name"), [("g" * 16, "Bella Vista Property Management")])
    loader.named("clients", ("number", "name", "legal_name", "tax_id", "group_id", "language", "email", "city",
                             "country"), _clients(world))  # fmt: skip
    loader.named("sites", ("client_id", "code", "name", "address", "postcode", "city", "country", "latitude",
                           "longitude"), _sites(world))  # fmt: skip
    people = list(_people(world, password_hash))
    loader.plain("people", ("public_id", "email", "name", "language", "password_hash", "staff_role"), people)
    own = [(place, person) for place, person in enumerate(people, start=1) if person[5] is None]
    loader.named("contacts", ("client_id", "person_id", "name", "email"), _contacts(own))
    loader.plain("grants", ("public_id", "person_id", "group_id", "client_id", "site_id", "preset", "areas"),
                 _grants(world, own))  # fmt: skip


def _clients(world: World) -> Iterator[Row]:
    chance = world.chance("clients")
    for client in world.sites:
        legal = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {client} {chance.choice(LEGAL)}"
        name, (city, country) = _NAMES.get(client, legal), chance.choice(CITIES)
        yield (f"C-{client:05}", name, name, f"B{client:08}", 1 if client in GROUPED else None,
               LANGUAGES[client % 4], f"office{client}@client.example", city, country)  # fmt: skip


def _sites(world: World) -> Iterator[Row]:
    chance = world.chance("sites")
    for site, client in world.client_of.items():
        city, country = chance.choice(CITIES)
        yield (client, f"S-{site:06}", f"{chance.choice(FIRST)} {chance.choice(SECOND)} {site}",
               f"{chance.choice(STREETS)} {chance.randrange(1, 240)}", f"{chance.randrange(10_000, 90_000)}", city,
               country, f"{chance.uniform(36, 54):.6f}", f"{chance.uniform(-8, 28):.6f}")  # fmt: skip


def _people(world: World, password_hash: str) -> Iterator[Row]:
    """Staff, the measured clients' people, then one person for each client."""
    chance = world.chance("people")
    named = {
        "typical@generated.example": "Tina Typical", "ten-thousand@generated.example": "Tessa Thousand",
        "huge@generated.example": "Hugo Huge", "site@generated.example": "Sara Site",
        "group@generated.example": "Greta Group",
    }  # fmt: skip
    place = 0

    def public_id() -> str:
        nonlocal place
        place += 1
        return "p" + "".join("abcdefghijklmnopqrstuvwxyz234567"[place >> 5 * n & 31] for n in range(15))

    for email, name, role in _STAFF:
        yield public_id(), email, name, "en", password_hash, role
    for email, name in named.items():
        yield public_id(), email, name, "en", password_hash, None
    for client in world.sites:
        yield (public_id(), f"person{client}@client.example", chance.choice(PEOPLE), LANGUAGES[client % 4],
               password_hash, None)  # fmt: skip


def _client_of(email: str) -> int | None:
    known = {"typical": TYPICAL, "ten-thousand": ROUND, "huge": HUGE, "site": HUGE, "group": None}
    first = email.split("@")[0]
    return known[first] if first in known else int(first.removeprefix("person"))


def people_of_clients(world: World) -> list[tuple[int, int]]:
    """Ids of the people who sign in, each with a client of theirs."""
    return [(place, _client_of(person[1]) or GROUPED[0]) for place, person in enumerate(_people(world, ""), start=1)
            if person[5] is None]  # fmt: skip


def _contacts(people: list[tuple[int, Row]]) -> Iterator[Row]:
    for place, person in people:
        yield _client_of(person[1]) or GROUPED[0], place, person[2], person[1]


def _grants(world: World, people: list[tuple[int, Row]]) -> Iterator[Row]:
    areas = "{" + ",".join(ALL_AREAS) + "}"
    for place, person in people:
        client = _client_of(person[1])
        site = world.sites[HUGE].first if person[1].startswith("site@") else None
        group = 1 if client is None else None
        yield "g" + person[0][1:], place, group, client, site, "everything", areas
