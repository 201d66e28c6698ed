"""One Chromium and one live portal for each test process, and fixtures that hand them out clean."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.chromium import Browser, running, start_browser
from tests.browser.server import Live

FULL = os.environ.get("ATRIO_TEST_FULL") == "1"


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
