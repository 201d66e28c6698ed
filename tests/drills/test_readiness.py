"""`/readyz` turns red for exactly what is amiss - worker, file store, database - and green again by itself."""

import os
import signal
import stat

import pytest
import requests

pytestmark = [pytest.mark.drill, pytest.mark.heavy]
WELL = {"ready": True, "database": True, "storage": True, "worker": True}


def state(portal) -> tuple[int, dict]:
    answer = requests.get(portal.address + "/readyz", timeout=20)
    return answer.status_code, answer.json()


def becomes(portal, what: str, **amiss: bool) -> float:
    wanted = (503, WELL | {"ready": False} | amiss) if amiss else (200, WELL)
    took = portal.until(lambda: state(portal) == wanted, what, 60)
    print(f"\n{what}: {took:.1f} s")
    return took


def test_each_part_turns_it_red_and_green_again(opened):
    portal = opened()
    assert state(portal) == (200, WELL)

    worker = portal.child("worker")
    worker.suspend()  # it hangs: alive for the supervisor, silent for everybody else
    becomes(portal, "red after the worker hangs", worker=False)
    assert portal.status("/healthz") == 200
    worker.resume()
    becomes(portal, "green after the worker goes on")

    staged = portal.data / "files" / "staged"
    staged.mkdir(exist_ok=True)
    aside = staged.rename(staged.with_name("aside"))
    staged.write_text("in the way")  # root is stopped by no permissions
    becomes(portal, "red after the file store takes nothing", storage=False)
    staged.unlink()
    aside.rename(staged)
    assert stat.S_ISDIR(staged.stat().st_mode)
    becomes(portal, "green after the file store is back")

    portal.supervisor.suspend()
    try:
        os.kill(portal.postmaster(), signal.SIGKILL)
        becomes(portal, "red after the database is killed", database=False, worker=False)
        assert portal.status("/healthz") == 200
    finally:
        portal.supervisor.resume()
    becomes(portal, "green after the database is back")
