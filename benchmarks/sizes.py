"""The same pages in a company with 1,000,000 invoices and in one with 10,000, asked for in turns: at most 1.3 times.

Run: python -m benchmarks.sizes [rounds]. Each company is another process, which asks when it is told to.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import IO

from app import create_app
from benchmarks.generated import generated, person, scale
from benchmarks.report import Report, interleaved
from benchmarks.visitor import Visitor

SMALL = 0.01  # of the full size
MOST = 1.3
PEOPLE = {"typical": "a client of 200 invoices", "admin": "staff"}
ASKED = {
    "first page": "/invoices", "overdue": "/invoices?state=overdue", "by amount": "/invoices?sort=-amount",
    "a word": "/invoices?q=extintores", "dashboard": "/",
}  # fmt: skip
QUESTIONS = {f"{what}, {PEOPLE[who]}": (who, address) for who in PEOPLE for what, address in ASKED.items()
             if (who, what) != ("admin", "dashboard")}  # fmt: skip
# staff find more of these in the large company: a hundred times as many words, and a thousand overdue ones to count
UNJUDGED = {"a word, staff", "overdue, staff"}


def main(rounds: int) -> None:
    """Measure on two kept companies."""
    small = scale() * SMALL
    for size in (small, scale()):  # made here, where it is seen
        with generated(size):
            pass
    with Report("sizes") as report, _Company(small) as few, _Company(scale()) as many:
        for question in QUESTIONS:
            taken = interleaved({"few": lambda q=question: few.ask(q), "many": lambda q=question: many.ask(q)}, rounds)
            report.times(f"{question}, few", taken["few"])
            report.times(f"{question}, many", taken["many"])
            most = None if question in UNJUDGED else MOST
            report.ratio(f"{question}: many against few", taken["many"], taken["few"], most)


class _Company:
    """A process with one company open."""

    def __init__(self, size: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sizes", "of", str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip

    def __enter__(self) -> _Company:
        self._heard()
        return self

    def __exit__(self, *_error: object) -> None:
        self._in.close()
        self._process.wait()

    def ask(self, question: str) -> None:
        """One page. Raises RuntimeError where there is none."""
        self._in.write(f"{question}\n")
        self._in.flush()
        self._heard()

    @property
    def _in(self) -> IO[str]:
        if self._process.stdin is None:
            raise RuntimeError("no pipe")
        return self._process.stdin

    def _heard(self) -> None:
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("the other process has ended")


def _answer(size: float) -> None:
    """What the other process does: a page for each line it reads."""
    with generated(size) as settings:
        app = create_app(settings)
        visitors = {who: Visitor(app, person(f"{who}@generated.example").person_id or 0) for who in PEOPLE}
        print("ready", flush=True)
        for line in sys.stdin:
            who, address = QUESTIONS[line.strip()]
            began = time.perf_counter()
            visitors[who].go(address)
            print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["of"]:
        _answer(float(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
