"""What the tests of the data share."""

import pytest

from data.viewer import Viewer
from tests.data.places import Place, new_site


@pytest.fixture
def place(owner: Viewer) -> Place:
    return new_site(owner.clients[0].id)
