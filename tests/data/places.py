"""A new site in which a test writes the records it is about, and a person with just the rights it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from sqlalchemy import TextClause, text

from data import database as db
from data.ids import new_public_id
from data.records.dashboard import Dashboard
from data.session import Session
from data.viewer import Area, ClientChoice, Viewer
from tests import cast


@dataclass(frozen=True)
class Place:
    """A site of a client; `add` writes a published record of it and gives its id."""

    client: int
    id: int | None
    public_id: str
    today: date

    def add(self, table: str, **values: Any) -> int:
        told = {"client_id": self.client, "site_id": self.id, "published_at": datetime.now(UTC)} | values
        if table in _NUMBERED:
            told.setdefault("number", new_public_id()[:6])
        with db.owner() as session:
            return cast.insert(session, table, **told)

    def day(self, days: int) -> date:
        """Today and so many days."""
        return self.today + timedelta(days=days)

    def invoice(self, payable: object = 100, due: int | None = 30, paid: object = 0, **values: Any) -> int:
        """An issued invoice, due in so many days, of which something is paid."""
        told = {"kind": "invoice", "state": "issued", "issued_on": self.day(-40), "currency": "EUR", "payable": payable}
        told["due_on"] = None if due is None else self.day(due)
        made = self.add("invoices", **(told | values))
        if paid:
            self.pay(paid, made, currency=(told | values)["currency"])
        return made

    def pay(self, amount: object, invoice: int | None = None, currency: str = "EUR", set_off: object = None) -> int:
        """A payment, set against an invoice if one is given."""
        payment = self.add("payments", received_on=self.today, amount=amount, currency=currency, method="transfer")
        if invoice:
            self.add(
                "allocations", invoice_id=invoice, payment_id=payment, amount=set_off or amount, allocated_on=self.today
            )
        return payment

    def inspection(self, done: int = -10, *results: str, **values: Any) -> int:
        """An inspection done so many days from now, with one line for each result."""
        told = {"state": "done", "done_on": self.day(done), "kind_id": self.kind("inspection", "quarterly")} | values
        made = self.add("inspections", **told)
        for position, result in enumerate(results, start=1):
            self.add(
                "inspection_lines", inspection_id=made, position=position, subject=f"Thing {position}", result=result
            )
        return made

    def quote(self, **values: Any) -> int:
        """A quote that was sent."""
        told = {"subject": "Repairs", "state": "sent", "issued_on": self.day(-5), "currency": "EUR", "gross": 121}
        return self.add("quotes", **(told | values))

    def document(self, kind: str, area: str, title: str = "Paper", **values: Any) -> str:
        """A document with a file, linked to the record of the one column that ends in _id; its public id."""
        links = {name: values.pop(name) for name in list(values) if name.endswith("_id") and name != "site_id"}
        public_id = new_public_id()
        told = {"public_id": public_id, "area": area, "title": title, "kind_id": self.kind("document", kind)}
        document = self.add("documents", **(told | values))
        self.add(
            "document_versions", area=area, document_id=document, version=1, file_name="paper.pdf", size=1000,
            media_type="application/pdf", sha256="0" * 64, storage_key="tests/paper.pdf",
        )  # fmt: skip
        if links:
            self.add("document_links", area=area, document_id=document, **links)
        return public_id

    def kind(self, noun: str, code: str) -> int:
        with db.owner() as session:
            return cast.kind(session, noun, code)


_NUMBERED = {"invoices", "payments", "inspections", "quotes", "contracts", "bookings", "jobs", "orders", "defects"}


def new_client(name: str = "Casa Nova") -> tuple[int, ClientChoice]:
    """A client without anything."""
    with db.owner() as session:
        public_id = new_public_id()
        made = cast.insert(session, "clients", public_id=public_id, name=name, search_text=name.lower())
    return made, ClientChoice(made, public_id, name)


def new_site(client: int, name: str = "New Place", **values: Any) -> Place:
    """A site without any record."""
    with db.owner() as session:
        public_id = new_public_id()
        made = cast.insert(
            session, "sites", public_id=public_id, client_id=client, name=name, search_text=name.lower(), **values
        )
        today: date = session.execute(text("select portal.today()")).scalar_one()
    return Place(client, made, public_id, today)


def whole(place: Place) -> Place:
    """The same client, for records that name no site."""
    return Place(place.client, None, "", place.today)


def person_with(*grants: tuple[int, int | None, list[str]]) -> Viewer:
    """A new person with these grants: client, site or None for all its sites, areas."""
    with db.owner() as session:
        email = f"{new_public_id()}@miramar.example"
        person = cast.insert(session, "people", email=email, name="New Person")
        for client, site, areas in grants:
            cast.insert(session, "grants", person_id=person, client_id=client, site_id=site, areas=areas)
        rows = session.execute(text("select * from portal.person_clients(:p)"), {"p": person}).all()
    clients = tuple(ClientChoice(row.id, row.public_id, row.name) for row in rows)
    areas = frozenset(Area(area) for row in rows for area in row.areas)
    only = clients[0].id if len(clients) == 1 else None
    return Viewer(person, "", "New Person", email, clients=clients, client_id=only, areas=areas)


def site_of(name: str) -> str:
    """The public id of a site of the cast."""
    with db.owner() as session:
        found: str = session.execute(
            text("select public_id from portal.sites where name = :n"), {"n": name}
        ).scalar_one()
    return found


def waiting(board: Dashboard) -> list[str]:
    """What waits, in order."""
    return [one.what for one in board.waiting]


@contextmanager
def statements(pool: str) -> Iterator[list[str]]:
    """The statements sent over a pool meanwhile."""
    sent: list[str] = []
    login, execute = db.engine(pool).url.username, Session.execute

    def noting(session: Session, statement: TextClause, *values: Any) -> Any:
        if session.raw.info.user == login:
            sent.append(statement.text)
        return execute(session, statement, *values)

    with patch.object(Session, "execute", noting):
        yield sent
