"""Helpers around signing in: the database's clock, codes as their owner would read them, what was written down."""

from __future__ import annotations

import json
import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text

from auth import sessions
from data import database
from data.commands.activity import flush_activity
from data.commands.sessions import start_session
from data.queries.company import forget_company
from integrations.seals import MESSAGE_SECRETS, unseal
from integrations.settings import Settings
from tests import cast


def sql(statement: str, **values: Any) -> Any:
    """Run a statement as the owner of the schema; the rows, if any."""
    with database.owner() as session:
        return session.execute(text(statement), values).all()


def scalar(statement: str, **values: Any) -> Any:
    """The first column of the first row."""
    return sql(statement, **values)[0][0]


def move_clock(interval: str) -> None:
    """Let time pass on the database's clock."""
    sql("update portal.clock set shift = shift + cast(:interval as interval)", interval=interval)


def try_password(
    client: FlaskClient, email: str = cast.EMAILS["owner"], password: str = cast.PASSWORD, **more: str
) -> int:
    """Send the sign-in form; the status of the answer."""
    return client.post("/sign-in", data={"email": email, "password": password, **more}).status_code


def begin_session(email: str) -> str:
    """Begin a session without the forms, so that no limit counts; what its cookie holds."""
    token = sessions.new_token()
    person = scalar("select id from portal.people where email = :email", email=email)
    start_session(person, sessions.token_hash(token), "password", keep=False, ip=None, agent="tests")
    return token


def rule(key: str, value: object) -> None:
    """Change one of the rules of entering."""
    sql("insert into portal.settings (key, value) values (:key, cast(:value as jsonb))"
        " on conflict (key) do update set value = excluded.value", key=key, value=json.dumps(value))  # fmt: skip
    forget_company()


def person_id(role: str) -> int:
    """The inner id of one of the cast."""
    return int(scalar("select id from portal.people where email = :email", email=cast.EMAILS[role]))


def sent_codes(settings: Settings, role: str = "owner") -> list[str]:
    """The codes in the messages to one of the cast that have not been sent yet, oldest first."""
    return [found["code"] for found in sent_secrets(settings, cast.EMAILS[role])]


def sent_secrets(settings: Settings, recipient: str) -> list[dict[str, str]]:
    """Codes and links in the messages to a recipient that have not been sent yet, oldest first."""
    rows = sql(
        "select sealed from portal.message_secrets s join portal.messages m on m.id = s.message_id"
        " where m.recipient = :recipient order by m.id", recipient=recipient,
    )  # fmt: skip
    return [unseal(settings.derived(MESSAGE_SECRETS), bytes(row.sealed)) for row in rows]


def wrong_code(*right: str) -> str:
    """Six digits that are none of the right ones."""
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


def token_of(page: str) -> str:
    """The token that forms of a page carry."""
    found = re.search(r'name="csrf_token" value="(\w+)"|name="csrf-token" content="(\w+)"', page)
    assert found, "the page has no token"
    return found.group(1) or found.group(2)


def is_in(client: FlaskClient) -> bool:
    """Whether this browser is signed in."""
    answer = client.get("/sign-in")
    assert answer.status_code in (200, 303)
    return answer.status_code == 303


def activity() -> list[Any]:
    """What was noted, oldest first, with where from."""
    flush_activity()
    found = sql(
        "select a.*, host(o.ip) as ip, o.user_agent from portal.activity a"
        " left join portal.activity_origins o on o.activity_id = a.id and o.at = a.at order by a.id"
    )
    return list(found)
