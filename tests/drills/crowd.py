"""Many people at a portal at once, each a browser of their own, and what became of what they asked for."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from integrations.settings import Settings
from tests.cluster import HOME
from tests.installation import Installation

_BEGIN = """
    insert into portal.sessions (token_hash, person_id, client_id, method, created_at, last_seen_at, expires_at,
                                 user_agent, proven_at)
    select %s, id, null, 'password', portal.now(), portal.now(), portal.now() + interval '8 hours', 'a drill',
           portal.now()
      from portal.people where email = %s returning id"""


class Browser:
    """One signed-in person. What is asked at `patience` seconds' end without an answer counts as status 0."""

    def __init__(self, portal: Installation, email: str, patience: float = 30.0) -> None:
        self.portal, self.email, self.patience = portal, email, patience
        token = secrets.token_urlsafe(32)
        portal.sql(_BEGIN, sha256(token.encode()).hexdigest(), email)
        self.http = requests.Session()
        # As every browser does: a kept connection that the server is just closing is no failure of a page.
        self.http.mount("http://", HTTPAdapter(max_retries=Retry(total=1, respect_retry_after_header=False)))
        self.http.cookies.set("atrio", token)
        key = Settings.from_env(portal.environment, HOME).derived("form tokens").encode()
        self.csrf = hmac.new(key, f"session:{token}".encode(), sha256).hexdigest()

    def get(self, path: str) -> requests.Response:
        return self.http.get(self.portal.address + path, timeout=self.patience, allow_redirects=False)

    def post(self, path: str, **sent: str) -> requests.Response:
        sent = {"csrf_token": self.csrf, "submission": secrets.token_urlsafe(16)} | sent
        return self.http.post(self.portal.address + path, data=sent, timeout=self.patience, allow_redirects=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer: when it was asked for, how long it took (seconds), its status and when to come again."""

    at: float
    took: float
    status: int
    again: str | None


class Crowd:
    """People who ask again and again, with a pause in between, as long as the `with` block lasts."""

    def __init__(
        self, people: list[Browser], act: Callable[[Browser], requests.Response], pause: Callable[[], float] | float = 0
    ) -> None:
        self.act, self.pause = act, pause if callable(pause) else lambda: pause
        self.seen: list[Seen] = []
        self.faults: list[BaseException] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=(one,), daemon=True) for one in people]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        if self.faults:
            raise self.faults[0]

    def _go_on(self, who: Browser) -> None:
        try:
            while not self._over.wait(self.pause()):
                self._ask(who)
        except BaseException as fault:
            self.faults.append(fault)

    def _ask(self, who: Browser) -> None:
        began, status, again = time.monotonic(), 0, None
        with suppress(requests.RequestException):
            answer = self.act(who)
            status, again = answer.status_code, answer.headers.get("Retry-After")
        self.seen.append(Seen(began, time.monotonic() - began, status, again))

    def statuses(self, since: float = 0.0) -> Counter[int]:
        return Counter(one.status for one in list(self.seen) if one.at >= since)

    def last(self, *statuses: int) -> float:
        """When the last of these answers came."""
        return max((one.at + one.took for one in list(self.seen) if one.status in statuses), default=0.0)


def within(seen: list[Seen], part: float) -> float:
    """Seconds within which this part of the answers came."""
    times = sorted(one.took for one in seen)
    return times[min(len(times) - 1, int(len(times) * part))]


def spread(seen: list[Seen]) -> str:
    """Half, 95 and 99 of 100 answers, in milliseconds."""
    if not seen:
        return "nothing"
    p50, p95, p99, most = (within(seen, part) * 1000 for part in (0.5, 0.95, 0.99, 1.0))
    return f"n={len(seen)} p50={p50:.0f} p95={p95:.0f} p99={p99:.0f} most={most:.0f} ms"
