"""How often one may try, and that a try costs the same for everybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import entrance, limits
from data.viewer import Unavailable
from integrations import passwords
from tests import cast
from tests.doors import is_in, move_clock, scalar, sql, try_password

SignIn = Callable[[FlaskClient, str], FlaskClient]
OWNER = cast.EMAILS["owner"]


@pytest.mark.usefixtures("product_hashes")
def test_the_same_hash_work_is_done_for_everybody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    costs = []
    real = passwords._hasher.verify
    sql("update portal.people set password_hash = null where email = :e", e=cast.EMAILS["colleague"])
    sql("update portal.people set password_hash = :h where email = :e", h=passwords.hash_password("x"), e=OWNER)

    def counted(stored: str, password: str) -> bool:
        costs.append(stored.split("$")[1:4])
        return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", type("Counting", (), {"verify": staticmethod(counted)})())
    for email in (OWNER, "nobody@nowhere.example", cast.EMAILS["colleague"]):
        assert try_password(client, email=email, password="wrong") == 401
    assert len(costs) == 3
    assert costs[0] == costs[1] == costs[2]


def test_a_refusal_leaves_at_an_even_pace(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(entrance, "EVEN_PACE", 100.0)
    monkeypatch.setattr(entrance.time, "sleep", waits.append)
    try_password(client, password="wrong")
    try_password(client, email="nobody@nowhere.example")
    client.post("/sign-in/code", data={"email": "nobody@nowhere.example"})
    client.post("/sign-in/code", data={"email": OWNER})
    assert len(waits) == 4
    assert all(90 < wait <= 100 for wait in waits)


def test_without_the_database_nobody_is_let_in(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise Unavailable

    monkeypatch.setattr(entrance, "take", away)
    assert try_password(client) == 503
    assert not is_in(client)


def test_a_source_that_guesses_is_slowed_down_and_the_owner_enters_from_elsewhere(app: Flask) -> None:
    thief, owner = app.test_client(), app.test_client()
    here, there = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "198.51.100.7"}
    answers = [
        thief.post("/sign-in", data={"email": OWNER, "password": f"guess {n}"}, environ_base=here) for n in range(12)
    ]
    assert [one.status_code for one in answers] == [401] * 10 + [429] * 2
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert "Please wait" in answers[-1].text
    assert "code" in answers[-1].text
    right = {"email": OWNER, "password": cast.PASSWORD}
    assert thief.post("/sign-in", data=right, environ_base=here).status_code == 429
    assert owner.post("/sign-in", data=right, environ_base=there).status_code == 303


def test_forwarded_addresses_do_not_get_round_the_limit(client: FlaskClient) -> None:
    found = [
        client.post("/sign-in", data={"email": OWNER, "password": "x"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(11)
    ]
    assert found[-1].status_code == 429


def test_an_address_bears_no_more_than_a_hundred_failures_a_day_from_everywhere(app: Flask) -> None:
    with app.test_request_context():
        account = next(limit for limit in limits.for_password(OWNER) if limit.key.startswith("password:"))
    assert account.seconds_each is not None
    assert account.capacity + 86400 / account.seconds_each <= 100


def test_one_source_alone_never_exhausts_an_address(app: Flask) -> None:
    thief, there = app.test_client(), {"REMOTE_ADDR": "203.0.113.9"}
    for _hour in range(12):
        for number in range(12):
            thief.post("/sign-in", data={"email": OWNER, "password": f"guess {number}"}, environ_base=there)
        move_clock("1 hour")
    assert try_password(app.test_client()) == 303


def test_limits_hold_for_unknown_addresses_alike(client: FlaskClient) -> None:
    codes = [try_password(client, email="nobody@nowhere.example", password="x") for _ in range(11)]
    assert codes == [401] * 10 + [429]


def test_signing_in_gives_back_the_tries(client: FlaskClient) -> None:
    for _ in range(3):
        assert [try_password(client, password="x") for _ in range(5)] == [401] * 5
        assert try_password(client) == 303
        client.delete_cookie("atrio")


def test_limits_are_counted_in_the_database_and_wear_off(client: FlaskClient) -> None:
    assert [try_password(client, password="x") for _ in range(11)][-1] == 429
    move_clock("61 seconds")
    assert try_password(client) == 303


def test_parallel_guesses_are_all_counted(app: Flask) -> None:
    def guess(number: int) -> int:
        return try_password(app.test_client(), password=f"guess {number}")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(24)))
    assert found.count(401) == 10
    assert found.count(429) == 14


def test_what_was_typed_is_not_stored_in_the_limits(client: FlaskClient) -> None:
    try_password(client, email="secret.address@typed.example", password="x")
    keys = [row.key for row in sql("select key from portal.rate_limits")]
    assert keys
    assert not any("typed" in key or "127.0.0.1" in key for key in keys)


@pytest.mark.usefixtures("product_hashes")
def test_an_old_hash_is_made_anew_at_sign_in(client: FlaskClient) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1).hash(cast.PASSWORD)
    sql("update portal.people set password_hash = :h where email = :e", h=weak, e=OWNER)
    assert try_password(client) == 303
    stored = scalar("select password_hash from portal.people where email = :e", e=OWNER)
    assert stored.startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_letters_typed_in_another_form_are_the_same_password(client: FlaskClient) -> None:
    composed, decomposed = "caf\u00e9 con leche y miel", "cafe\u0301 con leche y miel"
    sql("update portal.people set password_hash = :h where email = :e", h=passwords.hash_password(composed), e=OWNER)
    assert try_password(client, password=decomposed) == 303


def test_no_more_than_two_hashes_are_computed_at_once() -> None:
    assert passwords._places._initial_value == 2  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_PATIENCE", 0.01)
        with passwords._places, passwords._places, pytest.raises(passwords.TooBusy):
            passwords.verify_password(None, "x")
