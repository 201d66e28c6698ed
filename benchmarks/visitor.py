"""A signed-in person's browser inside this process: what it measures is the server's time, without a network."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from typing import Any

from flask import Flask

from auth import cookies, sessions
from data.commands.sessions import start_session

GZIP = {"Accept-Encoding": "gzip"}


class Visitor:
    """Asks for pages as a browser does that understands gzip. `token` is the session's secret."""

    def __init__(self, app: Flask, person_id: int) -> None:
        self.client = app.test_client()
        self.token = sessions.new_token()
        start_session(person_id, sessions.token_hash(self.token), "password", keep=False, ip=None, agent="bench")
        with app.app_context():
            self.client.set_cookie(cookies.full_name(cookies.SESSION), self.token)
            self._csrf = sessions._form_token_of("session", self.token)

    def get(self, address: str) -> bytes:
        """The answer's bytes as they travel. Raises RuntimeError for anything but 200."""
        return self._checked(self.client.get(address, headers=GZIP), address)

    def go(self, address: str, has: Sequence[str] = ()) -> bytes:
        """A later page view: the one request that navigation is. `has`: the parts the browser keeps (`kept_parts`)."""
        body = {
            "output": "frame.children", "outputs": {"id": "frame", "property": "children"},
            "inputs": [{"id": "nav", "property": "data-to", "value": f"{address}#1~{'.'.join(has)}"}],
            "changedPropIds": ["nav.data-to"], "parsedChangedPropsIds": ["nav"],
        }  # fmt: skip
        headers = GZIP | {"X-CSRFToken": self._csrf, "Content-Type": "application/json"}
        answer = self.client.post("/_dash-update-component", data=json.dumps(body), headers=headers)
        return self._checked(answer, address)

    def _checked(self, answer: Any, address: str) -> bytes:
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code} for {address}")
        return bytes(answer.get_data())


def unpacked(answer: bytes) -> str:
    """The text of an answer as it travelled."""
    return gzip.decompress(answer).decode() if answer[:2] == b"\x1f\x8b" else answer.decode()


def kept_parts(answer: bytes) -> list[str]:
    """The names of the parts that a browser keeps of a later page view."""
    return re.findall(r'\[4,"([\w-]+)"', unpacked(answer).replace(" ", ""))
