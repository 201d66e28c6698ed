"""What a table gives away as CSV comes back through the import door as the same values, whatever texts begin with."""

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from auth.registry import Query
from data import database as db
from integrations.lettering import one_line
from pages.exports import EXPORTS, write_export
from tests import cast
from tests.data.importing import bring, counted, errors

pytestmark = pytest.mark.one_database

CLIENTS = """
[[produce]]
kind = "clients"
distinct = true
[produce.fields]
reference = "Client number"
name = "Client"
"""
# table: our columns, and the mapping that reads the headings of its file
KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "quotes": (("number", "subject", "issued_on", "valid_until", "net", "tax", "gross", "currency"), """
reference = "Number"
number = "Number"
client = "Client number"
subject = "Subject"
state = { constant = "sent" }
issued_on = "Issued"
valid_until = "Valid until"
net = "Net"
tax = "Tax"
gross = "Amount"
currency = "Currency"
"""),
    "invoices": (("number", "subject", "issued_on", "due_on", "net", "tax", "payable", "po_number", "currency"), """
reference = "Number"
number = "Number"
client = "Client number"
kind = { column = "Kind", values = { Invoice = "invoice" } }
subject = "Subject"
state = { constant = "issued" }
issued_on = "Issued"
due_on = "Due"
net = "Net"
tax = "Tax"
payable = "Amount"
po_number = "Your order number"
currency = "Currency"
"""),
    "equipment": (("code", "name", "location", "maker", "model", "serial", "installed_on", "retest_on"), """
reference = "Code"
code = "Code"
client = "Client number"
kind = { constant = "extinguisher" }
name = "Description"
location = "Place"
maker = "Maker"
model = "Model"
serial = "Serial number"
installed_on = "Installed"
retest_on = "Next retest"
"""),
}  # fmt: skip
TEXTS = st.text("=+-@'\"\n,;| 0a%ñșß€", min_size=1, max_size=12).map(str.strip).filter(bool)
LINES = TEXTS.map(one_line)  # numbers, names and subjects are kept on one line whoever brings them
MAYBE = st.none() | TEXTS
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2069, 12, 31))
MONEY = st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)
TURN = itertools.count()


def rows_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Records of a kind, without their numbers."""
    if kind == "equipment":
        return st.fixed_dictionaries({"name": LINES, "location": MAYBE, "maker": MAYBE, "model": MAYBE, "serial": MAYBE,
                                      "installed_on": DAYS, "retest_on": DAYS})  # fmt: skip
    issued = st.dates(date(1990, 1, 1), date(2026, 11, 1))
    both = {
        "subject": LINES,
        "issued_on": issued,
        "net": MONEY,
        "tax": MONEY,
        "currency": st.sampled_from(["EUR", "RON"]),
    }
    if kind == "quotes":
        return st.fixed_dictionaries({**both, "valid_until": DAYS, "gross": MONEY})
    return st.fixed_dictionaries({**both, "due_on": DAYS, "payable": MONEY, "po_number": MAYBE})


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_brought_back_gives_the_same_values(database, admin, tmp_path: Path, kind):
    columns, fields = KINDS[kind]
    export = next(one for one in EXPORTS if one.table.relation == kind)
    first, state = (
        ("code", {}) if kind == "equipment" else ("number", {"state": "sent" if kind == "quotes" else "issued"})
    )
    with db.owner() as session:
        client = session.execute(text("select id from portal.clients where number = 'C-001'")).scalar_one()
        extinguisher = session.execute(text("select id from portal.kinds where code = 'extinguisher'")).scalar_one()
    more = {"kind_id": extinguisher} if kind == "equipment" else {"kind": "invoice"} if kind == "invoices" else {}
    values = text(f"select {', '.join(columns)} from portal.{kind} where {first} like :p "  # noqa: S608
                  f"and source is not distinct from cast(:s as text) order by {first}")  # fmt: skip

    @hypothesis_settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(rows=st.lists(rows_of(kind), min_size=15, max_size=25))
    def holds(rows: list[dict[str, Any]]) -> None:
        turn = f"R{next(TURN)}"
        with db.owner() as session:
            now = session.execute(text("select portal.now()")).scalar_one()
            for place, row in enumerate(rows):
                numbered = {first: f"{turn}-{place:03}"}
                cast.insert(session, kind, client_id=client, published_at=now, search_text=f"{turn.lower()} x",
                            **numbered, **state, **more, **row)  # fmt: skip
        file = tmp_path / f"{turn}.csv"
        with file.open("w+b") as out:
            write_export(out, export, "csv", admin, Query(f"q={turn}+x&sort={first}"))
        assert len(file.read_bytes().splitlines()) > len(rows)
        mapping = tmp_path / f"{turn}.toml"
        only = f'source = "{turn}"\nseparator = ","\nignore = ["*"]\n'
        mapping.write_text(f'{only}{CLIENTS}[[produce]]\nkind = "{kind}"\n[produce.fields]{fields}', encoding="utf-8")
        report = bring(kind, file, mapping=mapping)
        assert errors(report) == []
        assert counted(report, kind)[0] == len(rows)
        with db.owner() as session:
            before = session.execute(values, {"p": f"{turn}-%", "s": None}).all()
            after = session.execute(values, {"p": f"{turn}-%", "s": turn}).all()
        assert [one for one in zip(before, after, strict=True) if one[0] != one[1]] == []

    holds()
