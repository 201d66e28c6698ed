"""The demo company for tests: seeded once in a run, cloned for each module that asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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

# Where its tests are; all of them run in one process.
ON_DEMO = (
    "tests/access/test_links.py::test_nobody_of_the_demo_company", "tests/browser/test_pages.py",
    "tests/browser/test_speed.py", "tests/data/test_demo.py",
)  # fmt: skip
# Modules that begin with something costly (a generated company, a server of another kind): made in one process alone.
TOGETHER = ("tests/data/test_generated.py", "tests/integrations/test_storage_s3.py", "tests/jobs/test_web_server.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the demo company come first, being the longest."""
    on_demo = [item for item in items if "_demo" in getattr(item, "fixturenames", ())]
    if strays := [item.nodeid for item in on_demo if not item.nodeid.startswith(ON_DEMO)]:
        raise pytest.UsageError(f"tests/demo_world.py, ON_DEMO does not name {strays[0]}: it would be seeded twice")
    chosen = set(on_demo)
    items[:] = on_demo + [item for item in items if item not in chosen]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each test goes to whoever is free; those on the demo company go together to one, and so do the drills.

    xdist's own groups travel in the names of tests, where pytest 9.2 no longer lets it write them.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class OneDemo(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(ON_DEMO):
                return "demo"
            if nodeid.startswith(TOGETHER):
                return nodeid.partition("::")[0]
            return "drills" if nodeid.startswith("tests/drills/") else nodeid

    return OneDemo(config, log)


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
            rows = session.execute(text("select * from portal.person_clients(:p) where open"), {"p": person.id}).all()
        if person.staff_role:
            return Viewer(person.id, person.public_id, person.name, person.email,
                          staff_role=StaffRole(person.staff_role), areas=frozenset(Area), csrf="test")  # fmt: skip
        if not rows:
            raise KeyError(email)
        choices = tuple(ClientChoice(one.id, one.public_id, one.name, one.exports) for one in rows)
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
