"""Usage: roll-ups say what a recount says, whatever the day, and leave out what is not the clients' own."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from data import database as pools
from data.commands.usage import roll_up
from data.queries.usage import find_usage
from data.queries.usage_lists import find_usage_list
from data.records.usage import LISTS, UsageQuestion
from data.viewer import Forbidden, Viewer
from tests.doors import person_id, rule, scalar, sql

KINDS = ("page", "document_opened", "document_downloaded", "exported", "searched", "sign_in", "calendar_taken",
         "refused", "sign_in_failed")  # fmt: skip
PATHS = ("/invoices", "/documents?q=boiler", "/", "/quotes/abcdefghijklmnop")


LOOKED = text("""
    insert into portal.activity (at, kind, person_id, path, result, is_staff, acting_staff_id, client_id, site_id,
                                 document_id, method)
    values (:at, :kind, :person, :path, :result, :staff, :acting, :client, :site, :document, :method)
""")
WHERE = {"path": "/invoices", "result": None, "staff": False, "acting": None, "client": None, "site": None,
         "document": None, "method": None}  # fmt: skip


def look(person: int, kind: str = "page", at: datetime | None = None, **more: object) -> None:
    """One activity, straight into the table."""
    with pools.owner() as session:
        session.execute(LOOKED, WHERE | {"at": at or datetime.now(UTC), "person": person, "kind": kind} | more)


def roll() -> None:
    for _day in roll_up():
        pass


def client_of(name: str) -> int:
    return int(scalar("select c.id from portal.clients c join portal.sites s on s.client_id = c.id where s.name = :n",
                      n=name))  # fmt: skip


one_activity = st.fixed_dictionaries({
    "ago": st.integers(0, 40 * 24 * 60),
    "who": st.sampled_from(["owner", "colleague", "stranger"]),
    "kind": st.sampled_from(KINDS),
    "path": st.sampled_from(PATHS),
    "result": st.sampled_from([None, None, None, "automatic", "part"]),
    "staff": st.sampled_from([False, False, False, True]),
    "method": st.sampled_from([None, "code"]),
    "client": st.booleans(),
})  # fmt: skip


ROLLED_UNTIL = text("""
    select portal.roll_usage(d::date)
      from generate_series(portal.today() - 45, portal.today() - cast(:back as int), interval '1 day') d
""")


@settings(max_examples=20)
@given(st.lists(one_activity, max_size=25), st.integers(0, 45))
def holds(admin: Viewer, people: dict[str, int], clients: dict[str, int], activity: list[dict], rolled: int) -> None:
    now = scalar("select portal.now()")
    rows = [one | {"at": now - timedelta(minutes=one["ago"])} for one in activity]
    with pools.owner() as session:
        for table in ("activity", "usage_people", "usage_days", "usage_months", "usage_searches", "usage_opened"):
            session.execute(text(f"delete from portal.{table}"))  # noqa: S608
        for one in rows:
            result = one["result"] or ("nothing" if one["kind"] == "searched" else None)
            client = clients[one["who"]] if one["client"] and one["kind"] != "sign_in" else None
            session.execute(LOOKED, WHERE | {
                "at": one["at"], "kind": one["kind"], "person": people[one["who"]], "path": one["path"],
                "result": result, "staff": one["staff"], "method": one["method"], "client": client,
            })  # fmt: skip
        session.execute(ROLLED_UNTIL, {"back": rolled})
    everywhere = UsageQuestion("30_days")
    compare(find_usage(admin, everywhere), rows, clients)
    roll()
    compare(find_usage(admin, everywhere), rows, clients)
    compare(find_usage(admin, UsageQuestion("12_months")), rows, clients)
    miramar = scalar("select public_id from portal.clients where id = :c", c=clients["owner"])
    hers = [one for one in rows if one["who"] != "stranger"]
    compare(find_usage(admin, UsageQuestion("7_days", client=miramar)), hers, clients)


def test_the_figures_are_those_of_a_recount_however_much_of_it_is_rolled_up(admin: Viewer) -> None:
    people = {role: person_id(role) for role in ("owner", "colleague", "stranger")}
    clients = {role: client_of("Hotel Miramar") for role in ("owner", "colleague")}
    clients["stranger"] = scalar(
        "select client_id from portal.grants where person_id = :p limit 1", p=people["stranger"]
    )
    rule("zone", "Europe/Madrid")
    holds(admin, people, clients)


def compare(found, rows: list[dict], clients: dict[str, int]) -> None:
    """The figures of a period against those counted in Python."""
    zone = ZoneInfo("Europe/Madrid")
    counted = [one for one in rows if one["kind"] not in ("refused", "sign_in_failed") and not one["staff"]
               and (one["result"] is None)
               and found.span.first <= one["at"].astimezone(zone).date() <= found.span.last]  # fmt: skip
    kinds = Counter(one["kind"] for one in counted)
    assert found.now.people == len({one["who"] for one in counted})
    assert found.clients == len({clients[one["who"]] for one in counted if one["client"] and one["kind"] != "sign_in"})
    assert found.now.sign_ins == kinds["sign_in"]
    assert found.now.documents == kinds["document_opened"] + kinds["document_downloaded"]
    alone = [one for one in counted if one["kind"] in ("document_opened", "document_downloaded", "exported")]
    assert found.now.answered == len({(one["who"], one["at"].astimezone(zone).date()) for one in alone})
    assert found.counts["pages"] == kinds["page"]
    assert found.counts["nothing"] == kinds["searched"]
    assert sum(found.hours.values()) == len(counted)
    by_step: dict = {}
    for one in counted:
        day = one["at"].astimezone(zone).date()
        by_step.setdefault(day.replace(day=1) if found.span.by_months else day, set()).add(one["who"])
    assert {step: people for step, people, _clients in found.over_time if people} == {
        step: len(who) for step, who in by_step.items()}  # fmt: skip


def test_every_list_answers_for_every_place(admin: Viewer) -> None:
    look(person_id("owner"), "sign_in", method="code")
    site = sql("""select s.public_id, c.public_id as client from portal.sites s
                    join portal.clients c on c.id = s.client_id where s.name = 'Hotel Miramar'""")[0]  # fmt: skip
    places = UsageQuestion(), UsageQuestion("12_months", client=site.client), UsageQuestion(site=site.public_id)
    for figure in LISTS:
        for question in places:
            find_usage_list(admin, figure, question)
    find_usage(admin, UsageQuestion(site=site.public_id))


def test_clients_who_stay_away_are_counted_as_the_list_has_them(admin: Viewer) -> None:
    now = scalar("select portal.now()")
    stranger = person_id("stranger")
    theirs = scalar("select client_id from portal.grants where person_id = :p limit 1", p=stranger)
    for person, client, days in (
        (stranger, theirs, (36, 35)), (person_id("owner"), client_of("Hotel Miramar"), (36, 35, 1)),
    ):  # fmt: skip
        for ago in days:
            look(person, at=now - timedelta(days=ago), client=client)
    with pools.owner() as session:
        session.execute(ROLLED_UNTIL, {"back": 1})
    away = find_usage_list(admin, "dormant", UsageQuestion())
    assert [row["public_id"] for row in away.rows] == [
        scalar("select public_id from portal.clients where id = :c", c=theirs)]  # fmt: skip
    assert find_usage(admin, UsageQuestion()).lists["dormant"] == 1
    look(stranger, at=now, client=theirs)  # today, which is not rolled up
    assert find_usage(admin, UsageQuestion()).lists["dormant"] == 0


def test_clients_may_not_ask(owner: Viewer) -> None:
    with pytest.raises(Forbidden):
        find_usage(owner, UsageQuestion())
    with pytest.raises(Forbidden):
        find_usage_list(owner, "people", UsageQuestion())
