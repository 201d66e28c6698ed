"""What the drills share: one company, seeded once and copied for each drill, and looking at what is left."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installation import Installation

PASSWORD = "demo demo demo demo"
Open = Callable[..., Installation]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a stopped installation with the demo company in it."""
    portal = Installation(tmp_path_factory.mktemp("seeded") / "var", ATRIO_DEMO_PASSWORD=PASSWORD)
    done = portal.call("seed")
    assert done.returncode == 0, done.stderr
    return portal.data


@pytest.fixture
def opened(seeded: Path, tmp_path: Path) -> Iterator[Open]:
    """Starts a copy of the company with the given settings; at the end it stops, and nothing may be amiss in it."""
    made: list[Installation] = []

    def start(*, data: Path | None = None, **settings: str) -> Installation:
        data = data or tmp_path / "var"
        subprocess.run(["cp", "-a", str(seeded), str(data)], check=True)
        portal = Installation(data, **settings)
        made.append(portal)
        portal.start()
        return portal

    yield start
    for portal in made:
        if portal.process.poll() is not None:
            continue  # the drill has looked itself and ended it
        looked = portal.call("invariants")
        portal.end()
        assert looked.returncode == 0, looked.stdout + looked.stderr
        print(looked.stdout.strip())
