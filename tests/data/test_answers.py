"""What a failure of the database means to whoever asked: who was second is told, and what does not fit is refused."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from auth.access import SIGNED_IN
from auth.registry import PageRule, Query
from auth.router import Match
from components.page import Page
from data.database import door, engine, owner, reading, transaction
from data.viewer import Conflict, Interrupted, Invalid, PortalError, Unavailable, Viewer
from integrations.language import set_language

pytestmark = pytest.mark.one_database
RAISE = "do $$ begin raise exception using errcode = '{state}'; end $$"


@pytest.mark.parametrize(
    ("state", "answer"),
    [("23505", Conflict), ("23P01", Conflict), ("40001", Interrupted), ("40P01", Interrupted), ("22001", Invalid),
     ("22003", Invalid), ("22021", Invalid), ("23514", Invalid), ("55P03", Unavailable), ("57014", Unavailable)],
)  # fmt: skip
def test_each_state_has_its_answer(database: str, state: str, answer: type[PortalError]) -> None:
    with pytest.raises(answer), door() as session:
        session.execute(text(RAISE.format(state=state)))
    with door() as session:
        assert session.execute(text("select 1")).scalar() == 1, "the connection is good again"


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_who_writes_is_told_that_somebody_was_faster_and_who_only_reads_is_not(database, admin, state: str) -> None:
    with pytest.raises(Conflict), transaction(admin) as session:
        session.execute(text(RAISE.format(state=state)))
    with pytest.raises(Interrupted), reading(), transaction(admin) as session:
        session.execute(text(RAISE.format(state=state)))


def test_a_page_that_the_database_broke_off_is_read_once_more(database, admin) -> None:
    looks = []

    def layout(viewer: Viewer, query: Query) -> Page:
        looks.append(query)
        with transaction(viewer) as session:
            if len(looks) == 1:
                session.execute(text(RAISE.format(state="40P01")))
            assert session.execute(text("select 1")).scalar() == 1
        return Page("A title", [])

    page = Match(PageRule("a page", "/a-page", SIGNED_IN, layout), {}, Query("")).show(admin)
    assert page.title == "A title"
    assert len(looks) == 2


def test_the_answer_is_in_the_persons_language(database: str) -> None:
    set_language("it")
    with pytest.raises(Conflict, match="Nulla è stato salvato"), door() as session:
        session.execute(text(RAISE.format(state="23505")))


@pytest.mark.parametrize("state", ["42601", "42501", "XX000"])
def test_what_only_we_can_have_caused_stays_a_failure(database: str, state: str) -> None:
    with pytest.raises(DBAPIError), door() as session:
        session.execute(text(RAISE.format(state=state)))


def test_migrations_and_the_command_line_learn_exactly_what_happened(database: str) -> None:
    with pytest.raises(DBAPIError), owner() as session:
        session.execute(text(RAISE.format(state="23505")))


def test_connections_that_died_while_they_waited_are_replaced_unnoticed(database: str) -> None:
    with door(), door(), door():  # three wait from now on
        pass
    others = "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = user and pid <> {me}"
    with engine("door").connect() as one:
        assert one.execute(text(others.format(me="pg_backend_pid()"))).scalar_one() >= 2
    for _again in range(3):
        with door(), door(), door() as session:
            assert session.execute(text("select 1")).scalar() == 1


def test_a_connection_that_dies_at_work_is_told_and_the_next_is_good(database: str) -> None:
    dying = text("select set_config('role', 'none', true), pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(Unavailable), door() as session:
        session.execute(dying)
    with door() as session:
        assert session.execute(text("select 1")).scalar() == 1
