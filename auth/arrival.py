"""What happens when somebody has given all that signing in asks for: their device, the duty to enrol, the note."""

from __future__ import annotations

from flask import current_app

from auth import cookies, sessions
from auth.notices import notice
from auth.visits import note, user_agent
from data.commands.devices import know_device
from data.commands.sessions import require_enrolment
from data.queries.company import rules
from data.queries.people import find_addressee
from data.records.account import DEVICE_LASTS
from data.records.session import StartedSession
from integrations.settings import Settings


def enrol(person_id: int | None = None) -> None:
    """Send on who has to set up a second factor: one person, or all staff after the rule or a role has changed."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.demo:
        require_enrolment(rules().second_factor_roles, person_id)


def arrive(started: StartedSession, method: str) -> None:
    """The session is open: know the browser, tell of a new one, send on who has to enrol, write the sign-in down."""
    enrol(started.person_id)  # before anything that can fail
    person = find_addressee(started.person_id)
    token = cookies.read(cookies.DEVICE)
    if not 40 <= len(token) <= 100 or not token.isascii():
        token = sessions.new_token()
    cookies.put(cookies.DEVICE, token, lasts=DEVICE_LASTS)
    # people who share a browser have a device each
    mark = sessions.token_hash(f"{started.person_id}:{token}")
    know_device(started.person_id, started.id, mark, user_agent(), notice("new_device", person))
    note("sign_in", person_id=started.person_id, is_staff=started.is_staff, session_id=started.id, method=method)
