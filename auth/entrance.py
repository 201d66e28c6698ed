"""The ways in: a password, a code, or a link that was sent. All end in a new session, or in the same "no"."""

from __future__ import annotations

import time

from auth import challenge, codes, cookies, known, limits, links, recovery, sessions
from auth.arrival import arrive
from auth.visits import note, source_ip, user_agent
from data.commands.codes import redeem_code
from data.commands.entering import use_link, use_link_code
from data.commands.limits import take
from data.commands.sessions import start_session
from data.commands.view_as import end_view_as
from data.queries.sessions import find_credentials
from data.records.link import FoundLink
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
    challenge.failed(email)
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
    return _entered(began, asked.email, token, started, "code")


def with_link(found: FoundLink, token: str, code: str | None, *, keep: bool) -> StartedSession | None:
    """Sign in with a link: by its button in the browser that asked (no code), elsewhere with the code beside it.

    None for any reason not to. Raises TooMany at a limit.
    """
    began = time.monotonic()
    take(limits.for_link())
    hashed, session_token = links.token_hash(token), sessions.new_token()
    started = use_link(
        hashed, sessions.token_hash(session_token), nonce_hash=recovery.nonce_hash(),
        code_hash=links.code_hash(hashed, code) if code is not None else None, keep=keep, ip=source_ip(),
        agent=user_agent(),
    )  # fmt: skip
    return _entered(began, found.email, session_token, started, "link")


def with_link_code(asked: codes.Asked, code: str) -> StartedSession | None:
    """Sign in with the code beside a link that this browser has asked for; None likewise. Raises TooMany at a limit."""
    began = time.monotonic()
    try:
        take(limits.for_code(asked.email, asked.nonce))
    except TooMany:
        note("sign_in_failed", method="link", result="limited")
        raise
    session_token = sessions.new_token()
    started = use_link_code(
        asked.email, codes.nonce_hash(asked.nonce), lambda hashed: links.code_hash(hashed, code),
        sessions.token_hash(session_token), keep=asked.keep, ip=source_ip(), agent=user_agent(),
    )  # fmt: skip
    return _entered(began, asked.email, session_token, started, "link")


def _entered(
    began: float, email: str, token: str, started: StartedSession | None, method: str
) -> StartedSession | None:
    """The end of every way but the password's: in, or a "no" that is written down with the person it was meant for."""
    if started is None:
        known_as = find_credentials(email)
        note("sign_in_failed", person_id=known_as.person_id if known_as is not None else None, method=method,
             is_staff=known_as is not None and known_as.is_staff, result="wrong")  # fmt: skip
        challenge.failed(email)
        even_pace(began)
        return None
    _enter(email, token, started, method)
    if method == "link":
        links.leave()
        cookies.take_away(cookies.RECOVERY)
    return started


def ask_for_code(email: str, *, keep: bool, by_email: bool = False) -> codes.Asked:
    """Have a code sent, if anybody has this address. Raises TooMany at a limit."""
    began = time.monotonic()
    found = codes.ask(email, keep=keep, by_email=by_email)
    _note_asked(email, "code")
    challenge.failed(email)
    even_pace(began)
    return found


def ask_for_link(email: str, wanted: str, *, keep: bool) -> codes.Asked:
    """Have a link sent, if anybody has this address and may enter. Raises TooMany at a limit."""
    began = time.monotonic()
    found = recovery.ask(email, wanted, keep=keep)
    _note_asked(email, "link")
    challenge.failed(email)
    even_pace(began)
    return found


def _note_asked(email: str, method: str) -> None:
    known_as = find_credentials(email)
    note("code_asked", person_id=known_as.person_id if known_as is not None else None, method=method,
         is_staff=known_as is not None and known_as.is_staff)  # fmt: skip


def _enter(email: str, token: str, started: StartedSession, method: str) -> None:
    """A new id at each sign-in: the session this browser had before ends, and looking as somebody else with it."""
    _stop_looking()
    sessions.end_current()
    limits.forgive(email)
    known.remember(email)
    if started.awaits is None:
        arrive(started, method)
    sessions.put_cookie(token, started.kept)  # last: a session that lacks any of this is nobody's


def entered(email: str, token: str, started: StartedSession, method: str) -> None:
    """A session has begun in another way than these: the browser goes over to it."""
    _enter(email, token, started, method)


def leave() -> None:
    """Sign out of this browser; looking as somebody else ends with it."""
    viewer = sessions.current_viewer()
    if viewer is not None and viewer.session_id is not None:
        _stop_looking()
        note("sign_out", viewer=viewer)
    sessions.end_current()
    for name in (cookies.CODE, cookies.LINK, cookies.RECOVERY):
        cookies.take_away(name)


def _stop_looking() -> None:
    viewer = sessions.current_viewer()
    if viewer is not None and viewer.read_only and viewer.session_id is not None:
        end_view_as(viewer, viewer.session_id)
