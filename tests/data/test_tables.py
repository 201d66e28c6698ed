"""Tables asked for anything: the rows are those a plain filter in Python finds, and never more than the permitted."""

import random
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from auth.registry import Query
from data import database as db
from data.queries import slices
from data.queries.invoices import INVOICES
from data.queries.scope import patterns
from data.queries.tables import export_table, list_table
from data.records.scope import Scope
from data.records.tables import PERIODS, Question, period_days, read_question
from data.search import folded
from data.viewer import Invalid, Viewer
from integrations.lettering import fold
from pages.exports import EXPORTS
from tests import cast
from tests.data.test_lists import EVERY_NOUN, NOUNS

pytestmark = pytest.mark.one_database

EVERYWHERE = Scope()
TABLES = {export.table.noun: export.table for export in EXPORTS}
OF_STAFF = ("upload",)  # reads columns that clients may not
EVERY_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
SUBJECTS = ("Revisión trimestral", "Detector 100%", "Bomba_principal", "=1+1", "O'Neill; drop table", None)
DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def many(_module_clone: bool) -> None:
    """Sixty invoices of three clients' sites, in every state, with equal days and amounts among them."""
    chance = random.Random(7)  # noqa: S311
    with db.owner() as session:
        now = session.execute(text("select portal.now()")).scalar_one()
        sites = session.execute(text("select id, client_id from portal.sites order by id")).all()
        for place in range(60):
            site = chance.choice(sites)
            kind = chance.choice(("invoice", "invoice", "invoice", "credit_note", "proforma", "receipt"))
            subject = chance.choice(SUBJECTS)
            number = f"T-{place:03}"
            draft = place % 10 == 0
            issued = DAY + timedelta(days=chance.randrange(-12, 12))
            invoice = cast.insert(
                session, "invoices", client_id=site.client_id, site_id=chance.choice((site.id, None)), kind=kind,
                number=number, state="draft" if draft else chance.choice(("issued", "issued", "cancelled")),
                issued_on=issued, due_on=chance.choice((None, issued + timedelta(days=chance.randrange(40)))),
                subject=subject, currency="EUR", payable=Decimal(chance.randrange(1, 9)) * Decimal("10.50"),
                search_text=folded(number, subject), published_at=None if draft else now,
                withdrawn_at=now if place % 7 == 0 else None,
            )  # fmt: skip
            if kind == "invoice" and chance.random() < 0.4 and not draft:
                payment = cast.insert(session, "payments", client_id=site.client_id, number=f"TP-{place}",
                                      received_on=issued, amount=5, currency="EUR", method="cash")  # fmt: skip
                cast.insert(session, "allocations", client_id=site.client_id, invoice_id=invoice, payment_id=payment,
                            amount=5, allocated_on=issued, published_at=now)  # fmt: skip


@pytest.fixture
def plain(database: str, many: None) -> list[dict[str, Any]]:
    """Every published invoice as its owner reads it."""
    with db.owner() as session:
        rows = session.execute(text(
            "select b.*, i.search_text as words from portal.invoice_balances b join portal.invoices i on i.id = b.id"
        ))  # fmt: skip
        return [dict(row._mapping) for row in rows]


def bare(words: str) -> str:
    """Without accents and case."""
    return "".join(one for one in unicodedata.normalize("NFD", words.lower()) if not unicodedata.combining(one))


def found_by(row: dict[str, Any], search: str, staff: bool) -> bool:
    """Clients find words by any part of them, staff by how they begin."""
    if staff:
        written = re.findall(r"[^\W_]+", row["words"])
        return all(any(one.startswith(word) for one in written) for word in fold(search).split())
    words = [pattern[1:-1].replace("\\%", "%").replace("\\_", "_") for pattern in patterns(search)]
    return all(word in row["words"] for word in words)


def meets(row: dict[str, Any], question: Question, today: date, staff: bool) -> bool:
    """The filter language once more, in the plainest way."""
    shown = -row["payable"] if row["kind"] == "credit_note" else row["payable"]
    first, last = period_days(question.period, today) if question.period else (None, None)
    tests: list[Callable[[], bool]] = [
        lambda: found_by(row, question.search, staff),
        lambda: not question.standings or row["standing"] in question.standings,
        lambda: not question.kinds or row["kind"] in question.kinds,
        lambda: first is None or last is None or first <= row["issued_on"] <= last,
        lambda: question.first is None or row["issued_on"] >= question.first,
        lambda: question.last is None or row["issued_on"] <= question.last,
        lambda: question.due_first is None or (row["due_on"] is not None and row["due_on"] >= question.due_first),
        lambda: question.due_last is None or (row["due_on"] is not None and row["due_on"] <= question.due_last),
        lambda: question.least is None or shown >= question.least,
        lambda: question.most is None or shown <= question.most,
        lambda: question.number.lower() in row["number"].lower(),
        lambda: not question.subject or bare(question.subject) in bare(row["subject"] or ""),
    ]
    return all(test() for test in tests)


def pages(table: Any, viewer: Viewer, question: Question) -> list[Any]:
    """Every record, page after page."""
    met: list[Any] = []
    after: str | None = None
    for _turn in range(100):
        found = list_table(table, viewer, EVERYWHERE, after, question)
        met += found.records
        after = found.next
        if after is None:
            return met
    raise AssertionError("paging does not end")


DAYS = st.none() | st.dates(DAY - timedelta(days=15), DAY + timedelta(days=50))
AMOUNTS = st.none() | st.sampled_from([Decimal(n) for n in ("-42", "-10.50", "0", "10.50", "31.50", "60", "121")])
SEARCHES = st.sampled_from(
    ["", "T-0", "revision", "REVISIÓN tri", "100%", "%", "_", "bomba principal", "'", "t-012 x", "imestral"]
)
QUESTIONS = st.builds(
    Question,
    search=SEARCHES,
    standings=st.sampled_from([(), ("overdue",), ("paid", "credit_open"), ("cancelled", "proforma", "unpaid", "due")]),
    kinds=st.sampled_from([(), (), ("invoice",), ("credit_note", "receipt")]),
    period=st.sampled_from(["", "", *PERIODS]),
    first=DAYS, last=DAYS, due_first=DAYS, due_last=DAYS, least=AMOUNTS, most=AMOUNTS,
    number=st.sampled_from(["", "", "t-01", "T-0", "_", "%"]),
    subject=st.sampled_from(["", "", "revisión", "REVISION", "100%", "=1", "a_p", "'Neill; drop", "%"]),
    sort=st.sampled_from(["", *INVOICES.orders, *(f"-{key}" for key in INVOICES.orders)]),
)  # fmt: skip


def test_a_question_finds_what_a_plain_filter_finds_of_what_the_person_may_see(
    plain, owner, stranger, admin, monkeypatch
):
    monkeypatch.setattr(slices, "PAGE", 7)
    with db.owner() as session:
        today = session.execute(text("select portal.today()")).scalar_one()
        clients = {row.name: row.id for row in session.execute(text("select id, name from portal.clients"))}
    mine = {"owner": clients["Grup Miramar S.L."], "stranger": clients["Palazzo Vecchio S.p.A."], "admin": None}
    people = {"owner": owner, "stranger": stranger, "admin": admin}

    @hypothesis_settings(max_examples=60)
    @given(question=QUESTIONS, person=st.sampled_from(list(people)))
    def holds(question: Question, person: str) -> None:
        permitted = {row["public_id"]: row for row in plain if mine[person] in (None, row["client_id"])}
        expected = {key for key, row in permitted.items() if meets(row, question, today, person == "admin")}
        met = [one.public_id for one in pages(INVOICES, people[person], question)]
        assert len(met) == len(set(met))
        assert set(met) == expected
        first = list_table(INVOICES, people[person], EVERYWHERE, None, question)
        assert first.total == len(expected)
        exported = [one.public_id for one in export_table(INVOICES, people[person], EVERYWHERE, question)]
        assert exported == met
        others = Question(**{**{name: getattr(question, name) for name in question.__slots__}, "standings": ()})
        counted: dict[str, int] = {}
        for row in permitted.values():
            if meets(row, others, today, person == "admin"):
                counted[row["standing"]] = counted.get(row["standing"], 0) + 1
        assert dict(first.chips.counts) == counted
        assert first.chips.total == sum(counted.values())

    holds()


@pytest.mark.parametrize("sort", [f"{sign}{key}" for key in INVOICES.orders for sign in ("", "-")])
def test_rows_come_in_the_order_asked_for_and_those_without_a_value_last(plain, admin, sort, monkeypatch):
    monkeypatch.setattr(slices, "PAGE", 9)
    met = pages(INVOICES, admin, Question(sort=sort))
    with db.owner() as session:
        named = "select public_id, search_text from portal.clients union all select public_id, search_text from "
        places = dict(tuple(row) for row in session.execute(text(f"{named} portal.sites")))
    values = {
        "issued": lambda one: one.issued_on, "number": lambda one: one.number,
        "subject": lambda one: one.subject and bare(one.subject),
        "due": lambda one: one.due_on, "balance": lambda one: one.balance or None,
        "amount": lambda one: -one.payable if one.kind == "credit_note" else one.payable,
        "state": lambda one: INVOICES.standings.index(one.standing),
        "client": lambda one: places[one.place.client], "site": lambda one: places.get(one.place.site),
    }[sort.removeprefix("-")]  # fmt: skip
    shown = [values(one) for one in met]
    given_values = [value for value in shown if value is not None]
    assert shown == given_values + [None] * (len(shown) - len(given_values))
    if sort.removeprefix("-") != "number":  # the order of numbers is the database's
        assert given_values == sorted(given_values, reverse=sort.startswith("-"))
    assert len(met) == len(plain)


def test_a_question_survives_its_address():
    asked = Question(search="año 1%&=", standings=("paid", "due"), kinds=("invoice",), period="this_year", first=DAY,
                     due_last=DAY, least=Decimal("-10.5"), most=Decimal(3), sort="-amount")  # fmt: skip
    assert read_question(Query(urlencode(asked.written())), INVOICES.shape) == asked
    assert not Question(sort="amount").narrowed
    assert Question(search="x").narrowed


FORGED = (
    "sort=cost", "sort=internal_note", "sort=p.words", "sort=client;--", "sort=-state desc",
    "sort=1", "sort=--amount", "sort=amount;drop table invoices", "sort=amount desc",
    "state=draft", "state=paid'--", "state=" + ",".join(["paid"] * 3) + ",x", "kind=x'", "period=for ever",
    "from=2026-02-30", "to=yesterday", "due_from=20260101", "due_to=infinity", "min=NaN", "max=1e9", "min=1'",
    "max=99999999999999",
    "q=" + "a" * 300, "number=" + "1" * 300, "subject=" + "a" * 201,
)  # fmt: skip


@pytest.mark.parametrize("query", FORGED)
def test_what_makes_no_sense_is_refused_with_words(query):
    with pytest.raises(Invalid) as refused:
        read_question(Query(query.replace("'", quote("'"))), INVOICES.shape)
    assert refused.value.message


@EVERY_TABLE
def test_a_filter_that_a_table_does_not_have_is_refused(table):
    shape = table.shape
    for name, value, there in (("min", "1", shape.has_amount), ("due_to", "2026-01-01", shape.has_due),
                               ("kind", "other", shape.has_kinds), ("from", "2026-01-01", shape.has_day),
                               ("state", "nonsense", False)):  # fmt: skip
        if not there:
            with pytest.raises(Invalid):
                read_question({name: value}, shape)


META = ("'", "\\", "%", "_", "--", "); select 1", "\x00", "$$", ":client", "%s", "ñ" * 100, "𝔘", "\ud800", "{}",
        "a b" * 60)  # fmt: skip


@EVERY_TABLE
def test_signs_that_mean_something_to_sql_find_nothing_and_break_nothing(database, owner, admin, table):
    viewer = admin if table.noun in OF_STAFF else owner
    for search in META:
        question = read_question({"q": search}, table.shape)
        list_table(table, viewer, EVERYWHERE, None, question)
    assert list_table(table, viewer, EVERYWHERE, None, Question(search="no-such-thing-anywhere")).records == ()


@EVERY_TABLE
def test_every_filter_and_order_of_every_table_runs(database, owner, admin, table, monkeypatch):
    shape = table.shape
    full = Question(
        search="o", standings=shape.standings[:1], kinds=shape.kinds[:1] or (("other",) if shape.has_kinds else ()),
        first=DAY if shape.has_day else None, last=DAY if shape.has_day else None,
        due_first=DAY if shape.has_due else None, due_last=DAY if shape.has_due else None,
        least=Decimal(1) if shape.has_amount else None, most=Decimal(2) if shape.has_amount else None,
        number="1" if shape.has_number else "", subject="o" if shape.has_subject else "",
    )  # fmt: skip
    everything = {one.public_id for one in pages(table, admin, Question())}
    monkeypatch.setattr(slices, "PAGE", max(2, len(everything) // 4))  # a few pages, however much there is
    for viewer in (admin,) if table.noun in OF_STAFF else (owner, admin):
        list_table(table, viewer, EVERYWHERE, None, full)
        list(export_table(table, viewer, EVERYWHERE, full))
        for key in shape.sorts:
            for sort in (key, f"-{key}"):
                met = [one.public_id for one in pages(table, viewer, Question(sort=sort))]
                assert len(met) == len(set(met)), sort
                assert set(met) <= everything
                if viewer is admin:
                    assert set(met) == everything


@EVERY_NOUN
def test_the_stranger_and_the_colleague_take_away_only_their_own(database, stranger, colleague, noun):
    table = next(table for table in TABLES.values() if table.relation == noun.table)
    for viewer, expected in ((stranger, {"VILLA", "PALAZZO"}),
                             (colleague, {"SPA"} if noun.area.value in cast.TECHNICAL else set())):  # fmt: skip
        labels = [getattr(one, noun.label) for one in export_table(table, viewer, EVERYWHERE, Question())]
        ends = {label.replace(" ", "-").rsplit("-", 1)[1] for label in labels if not label.startswith("T")}
        assert ends == expected


def test_every_listed_noun_can_be_taken_away():
    assert {noun.table for noun in NOUNS} == {table.relation for table in TABLES.values()}


HUGE = (
    "&".join(f"q=a&state=paid&from{n}=1" for n in range(10_000)), "state=" + ",".join(["paid"] * 10_000),
    "kind=" + ",".join(["invoice"] * 10_000), "state=" + ",".join(f"s{n}" for n in range(10_000)),
    "&".join(["state=overdue"] * 10_000), "q=" + "%25" * 20_000, "q=" + "a+" * 30_000, "sort=" + "-" * 50_000,
    "after=" + "A" * 60_000, "min=" + "9" * 50_000, "site=" + "a" * 50_000,
)  # fmt: skip


@pytest.mark.parametrize("query", HUGE, ids=range(len(HUGE)))
def test_ten_thousand_conditions_are_answered_clearly_and_soon(database, client, sign_in, query):
    sign_in(client, "owner")
    for path in ("/invoices", "/documents", "/export/invoices.csv", "/scope/choose"):
        began = time.thread_time()  # of our own work: a busy machine counts for nothing
        assert client.get(f"{path}?{query}").status_code in (200, 400, 404, 414)
        assert time.thread_time() - began < 3


@pytest.mark.parametrize("query", FORGED)
def test_a_page_and_an_export_answer_a_forged_question_clearly(client, sign_in, query):
    sign_in(client, "owner")
    for path in ("/invoices", "/export/invoices.csv", "/export/invoices.xlsx"):
        assert client.get(f"{path}?{quote(query, safe='=&')}").status_code == 400


@EVERY_TABLE
def test_pages_of_the_usual_order_follow_an_index(database, admin, table):
    """With sequential scans and sorts priced out, the plan of the usual order needs neither."""
    statement = table.select_rows((), Question(), "", 51)
    with db.transaction(admin) as session:
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            session.execute(text(f"set local {setting} = off"))
        rows = session.execute(text(f"explain {statement.text}"), {"soon": 45}).scalars()
        plan = "\n".join(rows)
    inside = plan.split("CTE page")[1].split("->  ", 1)[1]
    assert f"Index Scan using {table.relation}" in inside.split("CTE Scan")[0], plan
