"""Invoices drawn as PDF: how long one takes, and sixteen at the same time from a real server while lists are asked for.

Run: python -m benchmarks.papers [downloads]
"""

from __future__ import annotations

import contextlib
import http.client
import sys
import threading
import time

from sqlalchemy import text

from app import create_app
from auth import cookies
from benchmarks.generated import generated, person
from benchmarks.report import Report
from benchmarks.serving import PORT, serving
from benchmarks.visitor import Visitor
from data import database as pools

AT_ONCE = 16
# invoices without a published PDF are drawn; every fourth has lines (data/generated)
_DRAWN = text("""
    select i.public_id from portal.invoices i
     where i.client_id = :client and i.kind = 'invoice' and i.state = 'issued' and i.published_at is not null
       and i.withdrawn_at is null and not exists (select from portal.document_links l where l.invoice_id = i.id)
       and exists (select from portal.invoice_lines l where l.invoice_id = i.id)
     order by i.id limit 40""")


def main(downloads: int) -> None:
    """Measure on the kept company."""
    with generated() as settings, Report("papers") as report:
        someone = person("ten-thousand@generated.example")
        with pools.owner() as session:
            found = session.execute(_DRAWN, {"client": someone.client_id}).scalars().all()
        addresses = [f"/invoices/{public_id}/pdf" for public_id in found]
        visitor = Visitor(create_app(settings), someone.person_id or 0)
        for address in addresses[:5]:
            visitor.get(address)
        report.times("one invoice as PDF", [_taken(lambda a=a: visitor.get(a)) for a in addresses], 100)
        with serving(settings):
            cookie = f"{cookies.SESSION}={visitor.token}"
            alone = _crowd(["/invoices"], cookie, 2, 40)
            crowd = _crowd(addresses, cookie, AT_ONCE, downloads, beside="/invoices")
            report.times("lists on a server, two at a time", alone.taken)
            report.times(f"{AT_ONCE} PDF at the same time", crowd.taken, 2000)
            report.value("answers that were none", alone.failures + crowd.failures, "", 0)
            report.times("a list meanwhile", crowd.beside)


def _taken(act: object) -> float:
    start = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000


class _Crowd:
    """Times of answers, of those to somebody beside, and how many were none."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.beside: list[float] = []
        self.failures = 0


def _crowd(addresses: list[str], cookie: str, people: int, each: int, beside: str = "") -> _Crowd:
    """So many people who each ask so often, without a pause; `beside` one who asks for something else meanwhile."""
    crowd, done = _Crowd(), threading.Event()

    def ask(address: str, times: list[float]) -> None:
        try:
            times.append(_taken(lambda: _fetched(address, cookie)))
        except (OSError, http.client.HTTPException, RuntimeError):
            crowd.failures += 1

    def person_of(number: int) -> None:
        for turn in range(each):
            ask(addresses[(number + turn * people) % len(addresses)], crowd.taken)

    def other() -> None:
        while not done.is_set():
            ask(beside, crowd.beside)
            done.wait(0.1)

    threads = [threading.Thread(target=person_of, args=[number]) for number in range(people)]
    aside = threading.Thread(target=other) if beside else None
    for thread in (*threads, *([aside] if aside else [])):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    if aside:
        aside.join()
    return crowd


def _fetched(address: str, cookie: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} for {address}")
    return content


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
