"""A small portal without a database, for the tests that look at shell, gate and scripts."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import running
from tests.pages.small_portal import PERSON, Serving, SmallPortal


@pytest.fixture(scope="session")
def _small() -> SmallPortal:
    return SmallPortal()


@pytest.fixture
def small(_small: SmallPortal) -> SmallPortal:
    """The small portal, as Laura Puig sees it, nothing failing."""
    _small.viewer, _small.alone, _small.failing = PERSON, False, 0
    _small.asked.clear()
    _small.done.clear()
    return _small


@pytest.fixture(scope="session")
def _serving(_small: SmallPortal) -> Iterator[Serving]:
    with running(_small.serve) as serving:
        yield serving


@pytest.fixture
def address(small: SmallPortal, _serving: Serving) -> str:
    """Where the small portal answers."""
    return _serving.address
