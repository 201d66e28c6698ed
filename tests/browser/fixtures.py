"""One Chromium and one live portal for each test process, and fixtures that hand them out clean."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.chromium import Browser, running, start_browser
from tests.browser.server import Live

FULL = os.environ.get("ATRIO_TEST_FULL") == "1"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the demo company run in one process: it is seeded once in a run. They come first, being the longest."""
    on_demo = [item for item in items if "_demo" in getattr(item, "fixturenames", ())]
    for item in on_demo:
        item.add_marker(pytest.mark.xdist_group("demo"))
    chosen = set(on_demo)
    items[:] = on_demo + [item for item in items if item not in chosen]


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Browser]:
    with running(start_browser) as browser:
        yield browser


@pytest.fixture
def browser(_chromium: Browser) -> Iterator[Browser]:
    """Chromium on a desktop, light, scripts on, nothing kept from the test before."""
    _chromium.start_afresh()
    yield _chromium
    _chromium.rest()  # nothing is asked any more when the database goes


@pytest.fixture(scope="session")
def _live(_server: Flask) -> Iterator[Live]:
    with running(lambda: Live(_server)) as live:
        yield live


@pytest.fixture
def live(database: str, _live: Live) -> Live:
    """The portal on the test's database with the cast."""
    return _live


@pytest.fixture
def demo_live(demo: object, _live: Live) -> Live:
    """The portal on the demo company; its people have the cast's password."""
    return _live
