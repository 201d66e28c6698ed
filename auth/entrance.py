"""The two ways in: a password, or a code that was sent. Both end in a new session, or in the same "no"."""

from __future__ import annotations

import time

from auth import codes, cookies, limits, sessions
from auth.visits import note, source_ip, user_agent
from data.commands.codes import redeem_code
from data.commands.limits import take
from data.commands.sessions import start_session
from data.commands.view_as import end_view_as
from data.queries.sessions import find_credentials
from data.records.session import StartedSession
from data.viewer import SignedOut, TooMany
from integrations.passwords import TooBusy, hash_password, is_outdated, verify_password

# A "no" leaves at an even pace, counted from the arrival of the question: what was looked up on the way does not show.
EVEN_PACE = 0.25  # seconds


def even_pace(began: float) -> None:
    """Wait until the pace is reached."""
    time.sleep(max(0.0, began + EVEN_PACE - time.monotonic()))


def with_password(email: str, password: str, *, keep: bool) -> StartedSession | None:
    """Sign in with a password; None for any reason not to. Raises TooMany at a limit."""
    began = time.monotonic()
    try:
        take(limits.for_password(email))
    except TooMany:
        note("sign_in_failed", method="password", result="limited")
        raise
    known = find_credentials(email)
    stored = known.password_hash if known is not None else None
    try:
        right = verify_password(stored, password)
    except TooBusy as error:
        raise TooMany(5) from error
    if known is not None and stored is not None and right and known.has_access:
        new_hash = (stored, hash_password(password)) if is_outdated(stored) else None
        token = sessions.new_token()
        try:
            started = start_session(
                known.person_id, sessions.token_hash(token), "password", keep=keep, ip=source_ip(), agent=user_agent(),
                new_hash=new_hash,
            )  # fmt: skip
        except SignedOut:
            pass  # access was taken away while the password was being looked at
        else:
            _enter(email, token, started, "password")
            return started
    note("sign_in_failed", person_id=known.person_id if known is not None else None, method="password",
         is_staff=known is not None and known.is_staff, result="no_access" if right else "wrong")  # fmt: skip
    even_pace(began)
    return None


def with_code(asked: codes.Asked, code: str) -> StartedSession | None:
    """Sign in with a code that this browser has asked for; None for any reason not to. Raises TooMany at a limit."""
    began = time.monotonic()
    try:
        take(limits.for_code(asked.email, asked.nonce))
    except TooMany:
        note("sign_in_failed", method="code", result="limited")
        raise
    token = sessions.new_token()
    started = redeem_code(
        asked.email, codes.nonce_hash(asked.nonce), codes.code_hash(asked.nonce, code), sessions.token_hash(token),
        keep=asked.keep, ip=source_ip(), agent=user_agent(),
    )  # fmt: skip
    if started is None:
        note("sign_in_failed", method="code", result="wrong")
        even_pace(began)
        return None
    _enter(asked.email, token, started, "code")
    return started


def ask_for_code(email: str, *, keep: bool) -> codes.Asked:
    """Have a code sent, if anybody has this address. Raises TooMany at a limit."""
    began = time.monotonic()
    found = codes.ask(email, keep=keep)
    note("code_asked", method="code")
    even_pace(began)
    return found


def _enter(email: str, token: str, started: StartedSession, method: str) -> None:
    """A new id at each sign-in: the session this browser had before ends, and looking as somebody else with it."""
    _stop_looking()
    sessions.end_current()
    sessions.put_cookie(token, started.kept)
    limits.forgive(email)
    note("sign_in", person_id=started.person_id, is_staff=started.is_staff, session_id=started.id, method=method)


def leave() -> None:
    """Sign out of this browser; looking as somebody else ends with it."""
    viewer = sessions.current_viewer()
    if viewer is not None and viewer.session_id is not None:
        _stop_looking()
        note("sign_out", viewer=viewer)
    sessions.end_current()
    cookies.take_away(cookies.CODE)


def _stop_looking() -> None:
    viewer = sessions.current_viewer()
    if viewer is not None and viewer.read_only and viewer.session_id is not None:
        end_view_as(viewer, viewer.session_id)
