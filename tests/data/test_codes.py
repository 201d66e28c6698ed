"""Codes in the database: what a redeemed code gives, and that it gives nothing to whoever has lost access."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from data.commands.codes import ask_for_code, redeem_code
from data.database import door
from data.ids import new_public_id
from data.records.code import AskedCode
from data.records.session import StartedSession
from data.viewer import Conflict
from tests import cast
from tests.doors import move_clock, person_id, scalar, sql


def ask(email: str = cast.EMAILS["owner"], code: str = "code", nonce: str = "nonce") -> None:
    public_id = new_public_id()
    ask_for_code(AskedCode(email, nonce, code, b"sealed", "en", public_id, f"<{public_id}@portal.example>"))


def redeem(
    email: str = cast.EMAILS["owner"], code: str = "code", nonce: str = "nonce", token: str = "token"
) -> StartedSession | None:
    return redeem_code(email, nonce, code, token, keep=False, ip="203.0.113.1", agent="Browser")


@pytest.mark.parametrize(
    "taken_away",
    [
        "update portal.people set disabled_at = now() where id = :p",
        "update portal.grants set revoked_at = now() where person_id = :p",
        "insert into portal.revocations (person_id, client_id) select :p, id from portal.clients",
    ],
)
def test_access_lost_after_asking_makes_the_code_worthless(database: str, taken_away: str) -> None:
    ask()
    sql(taken_away, p=person_id("owner"))
    assert redeem() is None
    assert scalar("select count(*) from portal.sessions") == 0


def test_a_code_belongs_to_its_person(database: str) -> None:
    ask()
    assert redeem(email=cast.EMAILS["stranger"]) is None
    assert scalar("select attempts from portal.sign_in_codes") == 0
    assert redeem() is not None


def test_a_code_belongs_to_its_browser_even_when_everything_else_is_known(database: str) -> None:
    ask()
    assert redeem(nonce="other") is None
    assert scalar("select attempts from portal.sign_in_codes") == 0


def test_code_message_secret_and_job_are_written_together_or_not_at_all(database: str) -> None:
    ask()
    assert scalar("select count(*) from portal.message_secrets s join portal.messages m on m.id = s.message_id") == 1
    job = sql("select task_name, args from jobs.procrastinate_jobs")
    assert [(one.task_name, one.args) for one in job] == [
        ("deliver_message", {"message": scalar("select id from portal.messages")})
    ]
    taken = scalar("select message_id from portal.messages")
    same = AskedCode(cast.EMAILS["owner"], "n", "c", b"s", "en", new_public_id(), taken)
    with pytest.raises(Conflict):
        ask_for_code(same)
    assert scalar("select count(*) from portal.sign_in_codes") == 1
    assert scalar("select count(*) from jobs.procrastinate_jobs") == 1


def test_an_unknown_address_leaves_nothing_behind(database: str) -> None:
    ask("nobody@nowhere.example")
    for table in ("portal.sign_in_codes", "portal.messages", "portal.message_secrets", "jobs.procrastinate_jobs"):
        assert scalar(f"select count(*) from {table}") == 0  # noqa: S608


def test_tries_follow_the_browser_into_its_next_code(database: str) -> None:
    ask()
    redeem(code="wrong")
    redeem(code="wrong")
    ask(code="second")
    assert [row.attempts for row in sql("select attempts from portal.sign_in_codes order by id")] == [2, 2]
    move_clock("16 minutes")
    ask(code="third")
    assert scalar("select attempts from portal.sign_in_codes where code_hash = 'third'") == 0


def test_the_session_says_where_it_began(database: str) -> None:
    ask()
    started = redeem()
    assert started is not None
    assert started.person_id == person_id("owner")
    assert not started.is_staff
    row = sql("select host(ip) as ip, user_agent, method, token_hash from portal.sessions")[0]
    assert row == ("203.0.113.1", "Browser", "code", "token")


def test_the_door_reads_no_message_and_no_secret(database: str) -> None:
    ask()
    for statement in ("select sealed from portal.message_secrets", "select recipient from portal.messages"):
        with pytest.raises(ProgrammingError, match="permission denied"), door() as session:
            session.execute(text(statement))
