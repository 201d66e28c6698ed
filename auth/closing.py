"""Where the company has closed the portal: whoever has no open client left is told so, once, and is signed out."""

from __future__ import annotations

from flask import request

from auth import cookies
from auth.callbacks import UPDATE
from auth.sessions import token_hash
from auth.visits import note
from data.commands.closing import find_shut_out
from data.viewer import PortalClosed
from integrations.language import set_language

_LONGEST = 100  # characters of a cookie worth looking at


def turn_away() -> None:
    """Raise PortalClosed, in the person's language, when the session of this browser leads to closed clients alone.

    The session ends with the page that says so; a script is told first, and fetches that page. Whoever holds no such
    session learns nothing.
    """
    token = cookies.read(cookies.SESSION)
    if not token or len(token) > _LONGEST or not token.isascii():
        return
    page = request.endpoint != UPDATE and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    found = find_shut_out(token_hash(token), ending=page)
    if found is None:
        return
    if page:
        cookies.take_away(cookies.SESSION)
    note("refused", person_id=found.person_id, result="portal_closed")
    if found.language:
        set_language(found.language)
    raise PortalClosed
