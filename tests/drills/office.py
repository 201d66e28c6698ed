"""An administrator who lets colleagues in, one after the other: each is a person, an event and a message at once."""

from __future__ import annotations

import email
import itertools
import secrets
import threading
from collections import Counter

import requests

from tests.drills.crowd import Browser
from tests.installation import Installation

ADMINISTRATOR = "admin@atrio.example"
_DOUBLE = """
    select p.email,
           (select count(*) from events e where e.verb = 'staff_added' and e.details ->> 'person' = p.id::text),
           (select count(*) from messages m where m.recipient = p.email)
      from people p where p.email like 'new-%%@company.example'"""


class Office:
    """What it wanted to do, and what came of it. A form that got no answer is sent again with the same key."""

    def __init__(self, portal: Installation) -> None:
        self.portal = portal
        portal.sql("insert into settings (key, value) values ('second_factor_roles', '[]')"
                   " on conflict (key) do update set value = excluded.value")  # fmt: skip
        self.numbers = itertools.count()
        self.lock = threading.Lock()
        self.open: dict[str, str] = {}  # address -> submission key
        self.done: set[str] = set()
        someone = self.browser()
        portal.until(lambda: someone.get("/staff/people").status_code == 200, "the administrator's way in")

    def browser(self) -> Browser:
        return Browser(self.portal, ADMINISTRATOR)

    def add(self, who: Browser) -> requests.Response:
        """One more colleague."""
        with self.lock:
            address = f"new-{next(self.numbers)}@company.example"
            self.open[address] = secrets.token_urlsafe(16)
        return self.send(who, address)

    def send(self, who: Browser, address: str) -> requests.Response:
        sent = {"name": "New Colleague", "email": address, "role": "agent", "language": "en"}
        answer = who.post("/staff/people/add", submission=self.open[address], **sent)
        if answer.status_code == 303:
            assert answer.headers["Location"].startswith("/staff/people?done"), answer.headers["Location"]
            with self.lock:
                self.done.add(address)
                del self.open[address]
        return answer

    def prove(self) -> None:
        """Let everybody have proved just now who they are: adding people wants that to be fresh."""
        self.portal.sql("update sessions set proven_at = portal.now() where user_agent = 'a drill'")

    def finish(self) -> int:
        """Send again what got no answer, after the minute in which a killed sending holds its key; how many."""
        self.portal.sql("update submissions set created_at = created_at - interval '61 seconds' where outcome is null")
        self.prove()
        who, left = self.browser(), list(self.open)
        for address in left:
            answer = self.send(who, address)  # 409: it had been done, and only the answer was lost
            assert answer.status_code in (303, 409), (address, answer.status_code)
        return len(left)

    def check_effects(self) -> None:
        """Everybody who was answered is there; everybody who is there is there with one event and one message."""
        rows = {address: (events, messages) for address, events, messages in self.portal.sql(_DOUBLE)}
        assert self.done | set(self.open) == set(rows), self.done ^ set(rows)
        assert set(rows.values()) == {(1, 1)}

    def all_sent(self) -> bool:
        return self.portal.sql("select count(*) from messages where state in ('queued', 'sending')") == [(0,)]

    def letters(self, mails: list[str]) -> Counter[str]:
        """How often each Message-ID came, of the letters to new colleagues."""
        read = [email.message_from_string(mail) for mail in list(mails)]
        return Counter(one["Message-ID"] for one in read if "new-" in one["To"])
