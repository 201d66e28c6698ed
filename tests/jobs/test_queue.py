"""The queue: jobs come with the transaction that wants them, and outlive the worker that was killed over them."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from data import database as db
from data.commands.upkeep import beat, clear_expired, prepare_activity
from data.queries.health import worker_lives
from jobs import queue as job_queue
from jobs.tasks import upkeep
from jobs.worker import defer_once

DEFER = text("select portal.defer('deliver_message', '{\"message\": 0}')")
JOBS = text("select task_name, status::text from jobs.procrastinate_jobs order by id")
BY_HAND = ("deliver_message", "upkeep")  # the others come by the clock, whenever that strikes


@pytest.fixture
def work(database_urls, settings):
    """`work()` runs everything that waits, then ends."""

    async def once() -> None:
        connector = job_queue.open_connector(database_urls.worker)
        with job_queue.queue.replace_connector(connector) as queue:
            async with queue.open_async():
                await queue.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)

    job_queue.use_settings(settings)
    yield lambda: asyncio.run(once())
    job_queue.use_settings(None)


def jobs() -> list[tuple[str, str]]:
    with db.worker() as session:
        return [(row.task_name, row.status) for row in session.execute(JOBS) if row.task_name in BY_HAND]


def test_a_job_of_a_transaction_that_failed_never_existed(database, owner):
    def change_and_fail() -> None:
        with db.transaction(owner) as session:
            session.execute(DEFER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert jobs() == []


def test_a_client_may_defer_a_job_and_the_worker_does_it(database, owner, work):
    with db.transaction(owner) as session:
        session.execute(DEFER)
    work()
    assert jobs() == [("deliver_message", "succeeded")]


def test_clients_cannot_look_into_the_queue(database, owner):
    with pytest.raises(Exception, match="permission denied"), db.transaction(owner) as session:
        session.execute(JOBS)


def test_the_job_of_a_killed_worker_is_done_by_another(database, admin, work):
    with db.transaction(admin) as session:
        session.execute(DEFER)
    with db.owner() as session:  # as a worker leaves it that was killed and whose row is gone
        session.execute(text("set local search_path = jobs"))
        session.execute(text("update jobs.procrastinate_jobs set status = 'doing'"))
        session.execute(text("select portal.defer('retry_stalled', '{\"timestamp\": 0}')"))
    work()
    assert jobs() == [("deliver_message", "succeeded")]


def test_a_job_that_waits_already_is_not_deferred_twice(database, database_urls):
    async def twice() -> None:
        connector = job_queue.open_connector(database_urls.worker)
        with job_queue.queue.replace_connector(connector) as queue:
            async with queue.open_async():
                await defer_once(upkeep)
                await defer_once(upkeep)

    asyncio.run(twice())
    assert jobs() == [("upkeep", "todo")]


def test_a_worker_counts_as_alive_for_half_a_minute_after_its_last_sign(database):
    assert not worker_lives()
    beat("worker")
    assert worker_lives()
    with db.owner() as session:
        session.execute(text("update portal.heartbeats set at = at - :ago"), {"ago": timedelta(seconds=31)})
    assert not worker_lives()


def test_upkeep_clears_what_is_past_its_time_and_nothing_else(database, owner):
    with db.owner() as session:
        session.execute(
            text("""
            insert into portal.sessions (token_hash, person_id, method, created_at, last_seen_at, expires_at)
            select name, :person, 'password', now() - age, now() - age, now() - age + interval '1 day'
              from (values ('old', interval '40 days'), ('recent', interval '20 days')) as one (name, age)
            """),
            {"person": owner.person_id},
        )
        session.execute(
            text("insert into portal.rate_limits values ('old', 1, now() - interval '3 days'), ('new', 1, now())")
        )
        session.execute(text("select portal.make_activity_month(date '2020-01-01')"))
    cleared = clear_expired()
    assert (cleared["sessions"], cleared["rate_limits"], cleared["activity"]) == (1, 1, 1)
    with db.owner() as session:
        assert session.execute(text("select token_hash from portal.sessions")).scalars().all() == ["recent"]


def test_activity_has_room_for_the_coming_months(database):
    prepare_activity()
    ahead = text("select to_regclass('portal.activity_' || to_char(portal.today() + interval '2 months', 'YYYY_MM'))")
    with db.owner() as session:
        assert session.scalar(ahead) is not None


def test_the_whole_upkeep_runs_as_the_worker(database, admin, work):
    with db.transaction(admin) as session:
        session.execute(text("select portal.defer('upkeep', '{\"timestamp\": 0}')"))
    work()
    assert jobs() == [("upkeep", "succeeded")]
