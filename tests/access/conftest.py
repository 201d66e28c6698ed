"""What the tests of who gets in share."""

import pytest

from auth import entrance


@pytest.fixture(autouse=True)
def _no_even_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is not held back; the test about its pace looks at the waiting itself."""
    monkeypatch.setattr(entrance, "EVEN_PACE", 0.0)
