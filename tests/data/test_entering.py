"""Links in the database: what uses one up, whoever asks and whatever the pages have looked at before."""

import pytest

from data.commands.entering import ask_for_link, use_link, use_link_code
from data.ids import new_public_id
from data.records.code import AskedLink
from data.records.session import StartedSession
from tests import cast
from tests.doors import person_id, rule, scalar, sql

OWNER = cast.EMAILS["owner"]


def ask(token: str = "token", nonce: str = "nonce") -> None:
    public_id = new_public_id()
    ask_for_link(AskedLink(OWNER, nonce, token, "code", b"sealed", None, "en", public_id, f"<{public_id}@x>"))


def use(token: str = "token", session: str = "session", **how: str | None) -> StartedSession | None:
    return use_link(token, session, keep=False, ip="203.0.113.1", agent="Browser", **how)


def test_only_the_browser_that_asked_needs_no_code(database: str) -> None:
    ask()
    assert use(nonce_hash="other") is None
    assert use(nonce_hash=None) is None
    assert use(code_hash="wrong") is None
    assert use(nonce_hash="nonce") is not None
    assert use(nonce_hash="nonce", session="again") is None
    assert use(code_hash="code", session="again") is None
    assert scalar("select count(*) from portal.sessions") == 1


def test_a_link_that_staff_sent_has_no_such_browser(database: str) -> None:
    ask()
    sql("update portal.access_links set nonce_hash = null")
    assert use(nonce_hash=None) is None
    assert use(code_hash="code") is not None


@pytest.mark.parametrize("how", [{"nonce_hash": "nonce"}, {"code_hash": "code"}])
def test_who_became_staff_does_not_enter_by_it(database: str, how: dict[str, str]) -> None:
    ask()
    sql("update portal.people set staff_role = 'agent' where id = :p", p=person_id("owner"))
    assert use(**how) is None
    assert scalar("select count(*) from portal.sessions") == 0


def test_the_code_alone_is_for_the_browser_and_the_address_that_asked(database: str) -> None:
    ask()
    for email, nonce in ((cast.EMAILS["stranger"], "nonce"), (OWNER, "other")):
        assert use_link_code(email, nonce, lambda _token: "code", "s", keep=False, ip=None, agent=None) is None
    assert scalar("select attempts from portal.access_links") == 0
    assert use_link_code(OWNER, "nonce", lambda _token: "code", "s", keep=False, ip=None, agent=None) is not None


def test_earlier_links_of_a_browser_live_as_the_rules_say_and_strangers_end_none(database: str) -> None:
    rule("live_codes", 2)
    for token, nonce in (("one", "nonce"), ("two", "nonce"), ("three", "nonce"), ("foreign", "elsewhere")):
        ask(token, nonce)
    assert use("one", nonce_hash="nonce") is None
    assert use("two", nonce_hash="nonce") is not None
