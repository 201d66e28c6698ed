"""Thirteen months in which the clients' people used the portal: visits of some minutes, a day at a time.

It is most of the rows and nothing refers to it, so it is written beside the records, over a connection of its own: each
month a table for itself, with its indexes, which becomes a partition when all the rest is in.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby
from random import Random
from threading import Event
from typing import Any

from psycopg import Connection

from data.database import owner
from data.generated.loading import MEMORY, Loader, public_ids, said
from data.generated.money import Books
from data.generated.papers import document_clients
from data.generated.parties import people_of_clients
from data.generated.visits import Visits
from data.generated.world import World

DAYS = 395
_MOST_RECORDS = 24  # of a client that are looked at
_VARIETY = 200  # what a person may do next
_STEPS = 14  # after signing in, four seconds apart
_COLUMNS = ("id", "at", "kind", "person_id", "client_id", "site_id", "document_id", "path", "method", "result",
            "is_staff")  # fmt: skip
_LISTS = ("/", "/invoices", "/documents", "/inspections", "/equipment", "/quotes", "/defects", "/calendar", "/sites")
_METHODS = ("code", "code", "password", "link", "passkey")
_DEVICES = ["Mozilla/5.0 (Windows NT 10.0) Chrome/140", "Mozilla/5.0 (Macintosh) Safari/605",
            "Mozilla/5.0 (iPhone) Safari/605", "Mozilla/5.0 (Linux; Android 15; Mobile) Chrome/140"]  # fmt: skip
_WORDS = ("boiler", "sprinkler", "2031", "certificate", "plan")
_HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 17, 18, 20, 22)  # UTC
_MINUTES = [f"{hour:02}:{minute:02}" for hour in _HOURS for minute in range(60)]
_SECONDS = [f":{4 * step:02}+00\t" for step in range(_STEPS + 1)]
_LEFT = "select relname from pg_class where relnamespace = 'portal'::regnamespace and relname ~ '^generated_[0-9_]+$'"
_INDEXES = """
select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'portal.activity'::regclass and not indisprimary"""
_ORIGINS = """
insert into portal.activity_origins (at, activity_id, user_agent)
select at, id, (cast(%s as text[]))[1 + person_id %% 4] from portal.activity where kind = 'sign_in'"""


@contextmanager
def written_beside(loader: Loader, visits: Visits, books: Books) -> Iterator[None]:
    """Write it while the records are written inside; after them it becomes part of the loader's transaction."""
    with owner() as session, ThreadPoolExecutor(1) as thread:
        beside = Loader(session.raw, loader.world, loader.told)
        stopped = Event()
        writing = thread.submit(_write, beside, visits, books, stopped)
        try:
            yield
            months = writing.result()
        except BaseException:
            stopped.set()
            beside.connection.cancel_safe()
            raise
    began = time.monotonic()
    for month in months:
        _attach(loader.connection, month)
    loader.counted("activity", sum(months.values()))
    loader.counts["activity_origins"] = loader.connection.execute(_ORIGINS, [_DEVICES]).rowcount
    loader.told("activity_origins", loader.counts["activity_origins"], time.monotonic() - began)


def _write(beside: Loader, visits: Visits, books: Books, stopped: Event) -> dict[str, int]:
    """Tables of their own: rows by month, as far as it is not stopped."""
    connection, use, made = beside.connection, _Use(beside.world, visits, books), {}
    connection.execute(MEMORY)
    for (left_over,) in connection.execute(_LEFT).fetchall():  # by one that was killed
        connection.execute(said(f"drop table portal.{left_over}"))
    indexes = [index for (index,) in connection.execute(_INDEXES)]
    days = (beside.world.today - timedelta(days=back) for back in range(DAYS, 0, -1))
    for month, some in groupby(days, lambda day: f"{day:%Y_%m}"):
        if stopped.is_set():
            break
        table = f"generated_{month}"
        connection.execute(said(f"create table portal.{table} (like portal.activity including defaults"
                                " including constraints)"))  # fmt: skip
        made[month] = beside.written(table, _COLUMNS, map(use.day, some))
        began = time.monotonic()
        connection.execute(said(f"alter table portal.{table} add primary key (at, id)"))
        for index in indexes:
            connection.execute(said(re.sub(r"INDEX \S+ ON ONLY \S+", f"INDEX ON portal.{table}", index)))
        beside.told(f"indexes of {table}", 0, time.monotonic() - began)
    return made


def _attach(connection: Connection[Any], month: str) -> None:
    """Make a month that has been written and committed a part of the activity."""
    first = date(int(month[:4]), int(month[5:]), 1)
    following = (first + timedelta(days=31)).replace(day=1)
    connection.execute(said(f"drop table if exists portal.activity_{month}"))  # nothing is in it
    connection.execute(said(f"alter table portal.generated_{month} rename to activity_{month}"))
    connection.execute(said(f"alter table portal.activity attach partition portal.activity_{month}"
                            f" for values from ('{first}') to ('{following}')"))  # fmt: skip


class _Use:
    """Whose people look at what: each client's own invoices and documents. Lines as COPY reads them, day by day."""

    def __init__(self, world: World, visits: Visits, books: Books) -> None:
        self.world, self.chance, self.place = world, world.chance("use"), 0
        self.people = people_of_clients(world)
        self.documents = _few(document_clients(world, visits, books))
        places = _few(books.client)
        wanted = {place for some in places.values() for place in some}
        of_invoices = public_ids(Random(f"{world.seed}/invoices/ids"))  # noqa: S311  (made-up records)
        ids = {place: one for place, one in zip(range(1, len(books.client) + 1), of_invoices, strict=False)
               if place in wanted}  # fmt: skip
        self.invoices = {client: [f"/invoices/{ids[place]}" for place in some] for client, some in places.items()}
        self._deeds: dict[int, list[str]] = {}
        self._entries = [
            [f"sign_in\t{person}\t\\N\t\\N\t\\N\t/sign-in\t{method}\t\\N\tf\n" for method in _METHODS]
            for person, _client in self.people
        ]

    def day(self, day: date) -> tuple[int, str]:
        """What was done on a day, in the order of the hours: how many lines, and these. Days are asked for in order."""
        random, choices = self.chance.random, self.chance.choices
        back, many, people = (self.world.today - day).days, self.world.count("activity"), len(self.people)
        left = whole = many * (DAYS - back + 1) // DAYS - many * (DAYS - back) // DAYS
        begun = []
        while left > 0:
            steps = min(left, 2 + int(random() * _STEPS))
            begun.append((int(random() * len(_MINUTES)), int(random() ** 2 * people), steps))
            left -= steps
        begun.sort()
        place, lines = self.place, list[str]()
        for minute, who, steps in begun:
            at = f"\t{day} {_MINUTES[minute]}"
            place += 1
            lines.append(f"{place}{at}{_SECONDS[0]}{self._entries[who][place % 5]}")
            for second, deed in zip(_SECONDS[1:steps], choices(self._might(who), k=steps - 1), strict=True):
                place += 1
                lines.append(f"{place}{at}{second}{deed}")
        self.place = place
        return whole, "".join(lines)

    def _might(self, who: int) -> list[str]:
        """What one of the people may do, as often in it as it is likely."""
        if who not in self._deeds:
            person, client = self.people[who]
            site = self.world.sites[client].first if client % 3 else None
            self._deeds[who] = [
                "\t".join("\\N" if value is None else str(value) for value in (
                    kind, person, client, site, document, path, None, result, is_staff)) + "\n"
                for kind, document, path, result, is_staff in (self._deed(client, place) for place in range(_VARIETY))
            ]  # fmt: skip
        return self._deeds[who]

    def _deed(self, client: int, place: int) -> tuple[str, int | None, str, str | None, str]:
        """Kind, document, path, result and whether it was staff, of one of `_VARIETY` things that may be done."""
        dice, spot = (place + 0.5) / _VARIETY, place * 7 + client
        if dice > 0.97:  # a scanner, or staff who look as somebody
            return "page", None, "/", *(("automatic", "f") if dice > 0.985 else (None, "t"))
        if dice < 0.12 and (found := self.documents.get(client)):
            kind = "document_opened" if dice < 0.08 else "document_downloaded"
            return kind, found[spot % len(found)], "/documents", None, "f"
        if dice < 0.16:
            return "searched", None, f"/documents?q={_WORDS[spot % 5]}", "found" if dice > 0.13 else "nothing", "f"
        if dice < 0.17:
            return "exported", None, "/export/invoices.csv", None, "f"
        if dice < 0.3 and (mine := self.invoices.get(client)):
            return "page", None, mine[spot % len(mine)], None, "f"
        return "page", None, _LISTS[spot % len(_LISTS)], None, "f"


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
