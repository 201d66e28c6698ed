"""The mail server is away for a while: the portal is as fast as ever, and afterwards each mail goes out once."""

import re
import socket
import time

import pytest
import requests

from tests.drills.crowd import Browser, Crowd, spread
from tests.drills.office import Office
from tests.mail_server import mail_server

pytestmark = [pytest.mark.drill, pytest.mark.heavy]


def test_mail_waits_for_its_server_and_a_code_that_has_expired_stays(opened):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    portal = opened(ATRIO_MAIL_SERVER=f"127.0.0.1:{port}", ATRIO_MAIL_SECURITY="none")
    office, person = Office(portal), Browser(portal, "owner@miramar.example")
    ask_for_code(portal, "owner@miramar.example")
    with Crowd([office.browser()], office.add, 0.3), Crowd([person], lambda who: who.get("/invoices"), 0.1) as reading:
        time.sleep(6)
    print(f"\nwithout a mail server: {dict(reading.statuses())}, {spread(reading.seen)}")
    assert set(reading.statuses()) == {200}
    waiting = portal.sql("select id, state, error from messages where state in ('queued', 'sending')")
    assert len(waiting) == len(office.done) + 1
    portal.until(
        lambda: portal.sql("select count(*) from messages where error like 'cannot reach%%'") != [(0,)], "a try"
    )
    outbox = office.browser().get("/staff/messages").text
    assert "new-0@company.example" in outbox
    last = portal.sql("select public_id from messages where error like 'cannot reach%%' order by id limit 1")[0][0]
    assert "cannot reach the mail server" in office.browser().get(f"/staff/messages/{last}").text

    portal.sql("update clock set shift = shift + interval '20 minutes'")  # longer than any code holds
    with mail_server(port=port) as (_port, mails):
        took = portal.until(office.all_sent, "every message sent", 150)
        came = office.letters(mails)
        states = dict(portal.sql("select state, count(*) from messages where recipient like 'new-%%' or template ="
                                 " 'sign_in_code' group by state"))  # fmt: skip
        print(f"{len(came)} letters within {took:.0f} s of its return: {states}")
        assert len(came) == len(office.done)
        assert set(came.values()) == {1}
        assert not [mail for mail in mails if "owner@miramar.example" in mail]
    code = portal.sql("select state, (select count(*) from message_secrets s where s.message_id = m.id) from messages m"
                      " where template = 'sign_in_code' order by id desc limit 1")  # fmt: skip
    assert code == [("expired", 0)]
    office.check_effects()


def ask_for_code(portal, address: str) -> None:
    visitor = requests.Session()
    form = visitor.get(portal.address + "/sign-in/code", timeout=20).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form).group(1)
    sent = visitor.post(portal.address + "/sign-in/code", data={"csrf_token": token, "email": address}, timeout=20)
    assert sent.status_code == 200
