"""What happens to processes: kill -9 of one of them, and how long until all is well again."""

import os
import signal

import psutil

from tests.installation import Installation

VICTIMS = ("process", "pages", "worker", "backend", "database")
_BACKEND = "select pid from pg_stat_activity where application_name = 'atrio-staff' limit 1"


def kill(portal: Installation, victim: str) -> float:
    """Kill one of the victims; seconds until `/readyz` is green."""
    if victim == "process":
        portal.web_process().kill()
    elif victim == "backend":
        portal.until(lambda: bool(portal.sql(_BACKEND)), "a connection for staff")
        os.kill(portal.sql(_BACKEND)[0][0], signal.SIGKILL)
    elif victim == "database":
        os.kill(portal.postmaster(), signal.SIGKILL)
    else:
        former: psutil.Process = portal.child("gunicorn" if victim == "pages" else "worker")
        former.kill()
        portal.child("gunicorn" if victim == "pages" else "worker", other_than=former)
    return portal.until(lambda: portal.status("/readyz") == 200, "recovery", 60)
