"""Thirteen months in which the clients' people used the portal: visits of some minutes, a day at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from psycopg import Connection

from data.generated.loading import Loader, public_ids
from data.generated.money import Books
from data.generated.papers import document_clients
from data.generated.parties import people_of_clients
from data.generated.visits import Visits
from data.generated.world import World

Row = tuple[Any, ...]
TABLES = ("activity",)
DAYS = 395
_MOST_RECORDS = 24  # of a client that are looked at
_MONTHS = "select portal.make_activity_month(d::date) from generate_series(%s::date, %s::date, interval '1 month') d"
_COLUMNS = ("at", "kind", "person_id", "client_id", "site_id", "document_id", "path", "method", "result", "is_staff")
_LISTS = ("/", "/invoices", "/documents", "/inspections", "/equipment", "/quotes", "/defects", "/calendar", "/sites")
_METHODS = ("code", "code", "password", "link", "passkey")
_DEVICES = ("Mozilla/5.0 (Windows NT 10.0) Chrome/140", "Mozilla/5.0 (Macintosh) Safari/605",
            "Mozilla/5.0 (iPhone) Safari/605", "Mozilla/5.0 (Linux; Android 15; Mobile) Chrome/140")  # fmt: skip
_WORDS = ("boiler", "sprinkler", "2031", "certificate", "plan")
_HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 17, 18, 20, 22)  # UTC


def load(world: World, loader: Loader, connection: Connection[Any], visits: Visits, books: Books) -> None:
    """Write it; the months it needs are made."""
    first = world.today - timedelta(days=DAYS)
    connection.execute(_MONTHS, [first.replace(day=1), world.today])
    use = _Use(world, loader.seed, visits, books)
    loader.plain("activity", _COLUMNS, use.rows())
    origins = ((place, row[0], _DEVICES[row[2] % 4]) for place, row in enumerate(use.rows(), start=1)
               if row[1] == "sign_in")  # fmt: skip
    loader.unnumbered("activity_origins", ("activity_id", "at", "user_agent"), origins)


class _Use:
    """Whose people look at what: each client's own invoices and documents."""

    def __init__(self, world: World, seed: int, visits: Visits, books: Books) -> None:
        self.world = world
        self.people = people_of_clients(world)
        self.documents = _few(document_clients(world, visits, books))
        places = _few(books.client)
        wanted = {place for some in places.values() for place in some}
        of_invoices = public_ids(Random(f"{seed}/invoices/ids"))  # noqa: S311  (made-up records)
        ids = {place: one for place, one in zip(range(1, len(books.client) + 1), of_invoices, strict=False)
               if place in wanted}  # fmt: skip
        self.invoices = {client: [f"/invoices/{ids[place]}" for place in some] for client, some in places.items()}

    def rows(self) -> Iterator[Row]:
        """Rows in the order of their days; the same each time."""
        random, many = self.world.chance("use").random, self.world.count("activity")
        for back in range(DAYS, 0, -1):
            day = (self.world.today - timedelta(days=back)).isoformat()
            left = many * (DAYS - back + 1) // DAYS - many * (DAYS - back) // DAYS
            while left > 0:
                person, client = self.people[int(random() ** 2 * len(self.people))]
                clock = f"{day} {_HOURS[int(random() * len(_HOURS))]:02}:{int(random() * 60):02}"
                site = self.world.sites[client].first if client % 3 else None
                for step in range(min(left, 2 + int(random() * 14))):
                    yield self._row(f"{clock}:{step * 4:02}+00", step, person, client, site, random())
                    left -= 1

    def _row(self, at: str, step: int, person: int, client: int, site: int | None, dice: float) -> Row:
        if step == 0:
            return at, "sign_in", person, None, None, None, "/sign-in", _METHODS[int(dice * 5)], None, "f"
        if dice > 0.97:  # a scanner, or staff who look as somebody
            return (at, "page", person, client, site, None, "/", None, "automatic" if dice > 0.985 else None,
                    "f" if dice > 0.985 else "t")  # fmt: skip
        place = int(dice * 1_000_003)
        if dice < 0.12 and (found := self.documents.get(client)):
            kind = "document_opened" if dice < 0.08 else "document_downloaded"
            return at, kind, person, client, site, found[place % len(found)], "/documents", None, None, "f"
        if dice < 0.16:
            path = f"/documents?q={_WORDS[place % 5]}"
            return at, "searched", person, client, site, None, path, None, "found" if dice > 0.13 else "nothing", "f"
        if dice < 0.17:
            return at, "exported", person, client, site, None, "/export/invoices.csv", None, None, "f"
        if dice < 0.3 and (mine := self.invoices.get(client)):
            return at, "page", person, client, site, None, mine[place % len(mine)], None, None, "f"
        return at, "page", person, client, site, None, _LISTS[place % len(_LISTS)], None, None, "f"


def _few(clients: Sequence[int] | Iterator[int]) -> dict[int, list[int]]:
    """The last records of each client, by their places counted from 1."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, client in enumerate(clients, start=1):
        some = found[client]
        if len(some) < _MOST_RECORDS:
            some.append(place)
        else:
            some[place % _MOST_RECORDS] = place
    return found
