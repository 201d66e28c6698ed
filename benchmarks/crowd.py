"""Many people at a time on real servers, ours and the yardstick's in turns: views a second, and how long people wait.

Run: python -m benchmarks.crowd [seconds]. Both run as deploy/atrio-web.service runs ours, with as many processes as
there are processors and eight threads in each. Whoever asks (benchmarks/load.py) takes its part of the same processors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict

import psutil
from flask import Flask
from sqlalchemy import text

from auth import cookies, sessions
from benchmarks.generated import FOLDER, HOME, generated
from benchmarks.load import Asked, Became
from benchmarks.report import Report
from benchmarks.serving import PORT, processor_seconds, serving
from benchmarks.yardstick.app import create_yardstick
from data import database as pools
from data.commands.sessions import start_session
from data.logins import libpq_address

AT_ONCE, PEOPLE = 16, 100
THINK = 5.0  # seconds
ROUNDS = 2
PORTS = {"atrio": PORT, "yardstick": PORT + 1}
_WHO = text("""
    select p.id as person, s.public_id as site from portal.people p
      join portal.grants g on g.person_id = p.id and g.client_id is not null and g.site_id is null
      join lateral (select public_id from portal.sites where client_id = g.client_id order by id limit 1) s on true
     where p.staff_role is null and p.email like 'person%' order by p.id limit :most
""")


def main(seconds: float) -> None:
    """Measure on the kept company."""
    cores = os.cpu_count() or 2
    with generated() as settings, Report("crowd") as report:
        people = _sign_in(PEOPLE)
        yardstick = ("benchmarks.crowd:yardstick()", "--worker-class", "gthread")
        with (
            serving(settings, port=PORTS["atrio"], workers=cores) as ours,
            serving(settings, yardstick, PORTS["yardstick"], cores) as theirs,
        ):
            masters = {"atrio": ours, "yardstick": theirs}
            report.value("processes of each server", cores)
            rates = _at_once(report, people[:AT_ONCE], seconds, masters)
            report.value("dashboards a second, yardstick", rates["yardstick"], "views/s")
            report.value("dashboards a second, Atrio", rates["atrio"], "views/s", least=60)
            _thinking(report, people, max(60.0, seconds), masters)


def yardstick() -> Flask:
    """The yardstick's application on the address in the environment; for gunicorn."""
    return create_yardstick(libpq_address(os.environ["DATABASE_URL"]))


def _at_once(
    report: Report, people: list[tuple[str, str]], seconds: float, masters: dict[str, psutil.Process]
) -> dict[str, float]:
    """People who ask for the dashboard without a pause; views a second of each server."""
    views: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    taken: dict[str, list[float]] = {name: [] for name in masters}
    for name in masters:
        _ask(name, people, seconds / 2, 0, lists=False)  # connections and caches are there
    for _round in range(ROUNDS):
        for name, master in masters.items():
            before = processor_seconds(master), processor_seconds(_database(), "[local]")
            became = _ask(name, people, seconds, 0, lists=False)
            report_others(report, f"{AT_ONCE} at once, {name}", became)
            views[name] += len(became.taken)
            taken[name] += became.taken
            cost[f"{name}, pages"] += processor_seconds(master) - before[0]
            cost[f"{name}, database"] += processor_seconds(_database(), "[local]") - before[1]
            cost[f"{name}, who asks"] += became.processor
    for name in masters:
        report.times(f"{AT_ONCE} at once, dashboard, {name}", taken[name])
        for where in ("pages", "database", "who asks"):
            report.value(f"  processor time of a view, {name}, {where}",
                         1000 * cost[f"{name}, {where}"] / max(views[name], 1), "ms")  # fmt: skip
    return {name: views[name] / (seconds * ROUNDS) for name in masters}


def _thinking(
    report: Report, people: list[tuple[str, str]], seconds: float, masters: dict[str, psutil.Process]
) -> None:
    """People who look at dashboard and invoices in turn, and think in between."""
    for name in reversed(masters):
        became = _ask(name, people, seconds + 5, THINK, lists=True, warm=5)
        what = f"{len(people)} people, {THINK:g} s between two looks, {name}"
        report.times(what, became.taken, 800 if name == "atrio" else None)
        report_others(report, what, became)


def report_others(report: Report, what: str, became: Became) -> None:
    """Answers that were none: there is to be none of them."""
    if became.others:
        print(f"{what}: {became.others}", flush=True)
    report.value(f"{what}, errors", sum(became.others.values()), "", 0)


def _ask(
    name: str, people: list[tuple[str, str]], seconds: float, think: float, *, lists: bool, warm: float = 0
) -> Became:
    asked = Asked(PORTS[name], [_heads(token, site, lists) for token, site in people], seconds, think, warm)
    done = subprocess.run([sys.executable, "-m", "benchmarks.load"], input=json.dumps(asdict(asked)), cwd=HOME,
                          capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Became(**json.loads(done.stdout))


def _heads(token: str, site: str, lists: bool) -> list[str]:
    """What a browser sends for the dashboard of a site, and for the invoices; each server finds its cookie."""
    cookie = f"{cookies.SESSION}={token}; session={token}"
    return [
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\r\n"
        for path in (f"/?site={site}", "/invoices")[: 1 + lists]
    ]


def _sign_in(count: int) -> list[tuple[str, str]]:
    """So many people of different clients: the token of a session and the public id of a site of each."""
    with pools.owner() as session:
        found = session.execute(_WHO, {"most": count}).all()
    people = []
    for person, site in found:
        token = sessions.new_token()
        start_session(person, sessions.token_hash(token), "password", keep=False, ip=None, agent="bench")
        people.append((token, site))
    return people


def _database() -> psutil.Process:
    return psutil.Process(int(next(FOLDER.glob("postgresql-*/postmaster.pid")).read_text().split()[0]))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 15)
