"""The demo company for tests: seeded once for each process, cloned for each module that asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from data import database as pools
from data.commands.activity import flush_activity
from data.demo import SeedReport, seed
from data.logins import bring_up_to_date, open_database
from data.viewer import Area, ClientChoice, StaffRole, Viewer
from integrations.settings import Settings
from integrations.storage import Storage, open_storage
from tests import cast
from tests.cluster import Cluster


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """The seeding's report, and where its files went; the pools of data.database are open on it."""

    report: SeedReport
    storage: Storage
    password_hash: str

    def viewer(self, email: str) -> Viewer:
        """A person of the demo company as sign-in would build them; raises KeyError for somebody without access."""
        with pools.owner() as session:
            person = session.execute(
                text("select id, public_id, name, email, staff_role from portal.people where email = :e"), {"e": email}
            ).one()
            rows = session.execute(text("select * from portal.person_clients(:p)"), {"p": person.id}).all()
        if person.staff_role:
            return Viewer(person.id, person.public_id, person.name, person.email,
                          staff_role=StaffRole(person.staff_role), areas=frozenset(Area), csrf="test")  # fmt: skip
        if not rows:
            raise KeyError(email)
        choices = tuple(ClientChoice(one.id, one.public_id, one.name) for one in rows)
        return Viewer(person.id, person.public_id, person.name, person.email, clients=choices, csrf="test",
                      client_id=choices[0].id if len(choices) == 1 else None,
                      areas=frozenset(Area(area) for one in rows for area in one.areas))  # fmt: skip


@pytest.fixture(scope="session")
def _demo(cluster: Cluster, settings: Settings) -> DemoWorld:
    # Role names carry the database's name, so the template is made under it and copied.
    template = f"{cluster.name}_demo"
    cluster.empty(cluster.name)
    open_database(settings)
    try:
        bring_up_to_date(settings, None)
        storage = open_storage(settings.files_url)
        hashed = cast.LIGHT_HASHER.hash(cast.PASSWORD)
        world = DemoWorld(seed(Viewer.system(), storage, hashed), storage, hashed)
    finally:
        pools.dispose()
    cluster.copy(cluster.name, template)
    return world


@pytest.fixture(scope="module")
def demo(cluster: Cluster, settings: Settings, _demo: DemoWorld) -> Iterator[DemoWorld]:
    """The demo company in a database of the module's own."""
    cluster.copy(f"{cluster.name}_demo", cluster.name)
    open_database(settings)
    yield _demo
    flush_activity()  # what still waits belongs to this clone
    pools.dispose()
