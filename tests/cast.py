"""The cast of every test: owner, colleague, stranger, admin, reader, and a small world of records around them.

Grup Miramar has two sites, Hotel and Spa; the owner sees both and everything, the colleague sees only the Spa and
nothing of money. Palazzo is another client with one site, the stranger's. Each site has one record of every noun, named
after its site (`INV-HOTEL`), one more per client without a site (`INV-MIRAMAR`), and in the Hotel drafts and withdrawn
ones (`INV-DRAFT`, `INV-WITHDRAWN`) that no client may meet anywhere. Texts marked CANARY must never leave the server.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import text

from data.ids import new_public_id
from data.session import Session
from data.viewer import Area, ClientChoice, StaffRole, Viewer

PASSWORD = "correct horse battery staple"  # noqa: S105  (the cast's, in throw-away databases)
LIGHT_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CANARY = "CANARY-internal-words"
TECHNICAL = ["inspections", "equipment", "jobs", "documents", "orders", "bookings"]
ALL_AREAS = [area.value for area in Area]
EMAILS = {
    "owner": "owner@miramar.example", "colleague": "colleague@miramar.example",
    "stranger": "stranger@palazzo.example", "admin": "admin@atrio.example", "reader": "reader@atrio.example",
}  # fmt: skip
SETTINGS = {
    "name": "Vigil Fire & Safety", "phone": "+34 932 555 014", "email": "hello@vigil.example",
    "zone": "Europe/Madrid", "language": "en", "currency": "EUR", "challenge": "never"}  # fmt: skip


def insert(session: Session, table: str, **values: Any) -> int:
    """Insert one row as the owner of the schema and answer with its id; a public id is made where none is given."""
    if "public_id" not in values and table not in _WITHOUT_PUBLIC_ID:
        values["public_id"] = new_public_id()
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    statement = text(f"insert into portal.{table} ({names}) values ({places}) returning id")
    return int(session.execute(statement, values).scalar_one())


_WITHOUT_PUBLIC_ID = {"inspection_lines", "invoice_lines", "quote_lines", "allocations", "document_versions",
                      "document_links", "events", "sessions", "sign_in_codes"}  # fmt: skip


def kind(session: Session, noun: str, code: str) -> int:
    """The id of a predefined kind."""
    query = text("select id from portal.kinds where noun = :noun and code = :code")
    return int(session.execute(query, {"noun": noun, "code": code}).scalar_one())


def populate(session: Session, password_hash: str) -> None:
    """Write the cast and its world into an empty, migrated database."""
    for key, value in SETTINGS.items():
        session.execute(text("insert into portal.settings (key, value) values (:k, to_jsonb(cast(:v as text)))"),
                        {"k": key, "v": value})  # fmt: skip
    miramar = insert(session, "clients", name="Grup Miramar S.L.", number="C-001", language="es", city="Barcelona",
                     country="ES", internal_note=CANARY, search_text="grup miramar s.l. c-001")  # fmt: skip
    palazzo = insert(session, "clients", name="Palazzo Vecchio S.p.A.", number="C-002", language="it", city="Firenze",
                     country="IT", internal_note=CANARY, search_text="palazzo vecchio s.p.a. c-002")  # fmt: skip
    hotel = insert(session, "sites", client_id=miramar, name="Hotel Miramar", address="Carrer de Mallorca 214",
                   city="Barcelona", country="ES", internal_note=CANARY, access_note=CANARY,
                   search_text="hotel miramar carrer de mallorca 214 barcelona")  # fmt: skip
    spa = insert(session, "sites", client_id=miramar, name="Spa Miramar", address="Passeig Marítim 3",
                 city="Sitges", country="ES", search_text="spa miramar passeig maritim 3 sitges")  # fmt: skip
    villa = insert(session, "sites", client_id=palazzo, name="Villa Palazzo", address="Via Roma 1", city="Firenze",
                   country="IT", search_text="villa palazzo via roma 1 firenze")  # fmt: skip
    people = {
        role: insert(session, "people", email=email, name=f"{role.title()} Person", password_hash=password_hash,
                     staff_role={"admin": "administrator", "reader": "read_only"}.get(role), language="en")
        for role, email in EMAILS.items()
    }  # fmt: skip
    for role, client, site, areas in (
        ("owner", miramar, None, ALL_AREAS),
        ("colleague", miramar, spa, TECHNICAL),
        ("stranger", palazzo, None, ALL_AREAS),
    ):
        insert(session, "contacts", client_id=client, person_id=people[role], name=f"{role.title()} Person",
               email=EMAILS[role], internal_note=CANARY)  # fmt: skip
        insert(session, "grants", person_id=people[role], client_id=client, site_id=site, areas=areas)
    for name, client, site in (("HOTEL", miramar, hotel), ("SPA", miramar, spa), ("VILLA", palazzo, villa),
                               ("MIRAMAR", miramar, None), ("PALAZZO", palazzo, None)):  # fmt: skip
        records(session, name, client, site)
    records(session, "DRAFT", miramar, hotel, published=False)
    records(session, "WITHDRAWN", miramar, hotel, withdrawn=True)


def records(session: Session, name: str, client: int, site: int | None, *, published: bool = True,
            withdrawn: bool = False) -> dict[str, int]:  # fmt: skip
    """One record of every noun, its number ending in `name`; answers with their ids by table."""
    moment = session.execute(text("select portal.now()")).scalar_one()
    today: date = session.execute(text("select portal.today()")).scalar_one()
    seen = {"client_id": client, "site_id": site, "published_at": moment if published else None,
            "withdrawn_at": moment if withdrawn else None}  # fmt: skip
    note = {**seen, "internal_note": CANARY, "search_text": name.lower()}
    draft = not published
    year = today.year
    made: dict[str, int] = {}
    made["equipment"] = insert(session, "equipment", **note, kind_id=kind(session, "equipment", "extinguisher"),
                               code=f"EXT-{name}", name="Powder extinguisher 6 kg", location="Lobby",
                               installed_on=date(year - 4, 1, 1), retest_on=date(year + 1, 1, 1))  # fmt: skip
    made["contracts"] = insert(session, "contracts", **note, number=f"CON-{name}", title=f"Maintenance {name}",
                               state="draft" if draft else "active", starts_on=date(year, 1, 1),
                               ends_on=date(year, 12, 31), renewal="automatic", notice_days=60, visits_included=4,
                               amount=1200, currency="EUR", period="year")  # fmt: skip
    made["inspections"] = insert(session, "inspections", **note, number=f"INS-{name}", state="done",
                                 kind_id=kind(session, "inspection", "quarterly"), contract_id=made["contracts"],
                                 done_on=today, inspector="Marc Vidal", result="non_compliant")  # fmt: skip
    for position, result in enumerate(("compliant", "non_compliant", "not_reachable"), start=1):
        insert(session, "inspection_lines", **seen, inspection_id=made["inspections"], position=position,
               equipment_id=made["equipment"] if position < 3 else None,
               subject=None if position < 3 else f"Detector {name}", result=result,
               remark=f"Remark {name}")  # fmt: skip
    made["orders"] = insert(session, "orders", **note, number=f"ORD-{name}", subject=f"Order {name}", state="placed",
                            ordered_on=today, amount=300, currency="EUR", cost=111)  # fmt: skip
    made["quotes"] = insert(session, "quotes", **note, number=f"QUO-{name}", subject=f"Repairs {name}",
                            state="draft" if draft else "sent", issued_on=today, currency="EUR", net=100, tax=21,
                            gross=121, cost=77, inspection_id=made["inspections"], order_id=made["orders"])  # fmt: skip
    insert(session, "quote_lines", **seen, quote_id=made["quotes"], position=1, text=f"Quote line {name}", quantity=1,
           unit_price=100, net=100)  # fmt: skip
    made["jobs"] = insert(session, "jobs", **note, number=f"JOB-{name}", title=f"Job {name}", state="done",
                          kind_id=kind(session, "job", "repair"), done_on=today, cost=55,
                          quote_id=made["quotes"])  # fmt: skip
    made["defects"] = insert(session, "defects", **note, number=f"DEF-{name}", title=f"Pressure low {name}",
                             severity="critical", description=f"Seen {name}", action="Replace", found_on=today,
                             quoted_on=today, inspection_id=made["inspections"], equipment_id=made["equipment"],
                             quote_id=made["quotes"], job_id=made["jobs"])  # fmt: skip
    made["bookings"] = insert(session, "bookings", **note, number=f"BOO-{name}", service=f"Visit {name}",
                              state="requested", requested_at=moment, inspection_id=made["inspections"])  # fmt: skip
    made["invoices"] = insert(session, "invoices", **note, kind="invoice", number=f"INV-{name}",
                              state="draft" if draft else "issued", issued_on=today, due_on=today, currency="EUR",
                              subject=f"Invoice {name}", net=100, tax=21, gross=121, payable=121,
                              quote_id=made["quotes"], inspection_id=made["inspections"])  # fmt: skip
    insert(session, "invoice_lines", **seen, invoice_id=made["invoices"], position=1, text=f"Invoice line {name}",
           quantity=1, unit_price=100, net=100)  # fmt: skip
    made["payments"] = insert(session, "payments", **note, number=f"PAY-{name}", received_on=today, amount=21,
                              currency="EUR", method="transfer")  # fmt: skip
    insert(session, "allocations", **seen, invoice_id=made["invoices"], payment_id=made["payments"], amount=21,
           allocated_on=today)  # fmt: skip
    made["documents"] = insert(session, "documents", **note, area="documents", title=f"Manual {name}",
                               kind_id=kind(session, "document", "manual"), issued_on=today)  # fmt: skip
    insert(session, "document_versions", **seen, area="documents", document_id=made["documents"], version=1,
           file_name=f"manual-{name.lower()}.pdf", media_type="application/pdf", size=len(MANUAL), sha256=MANUAL_SHA256,
           storage_key=MANUAL_KEY)  # fmt: skip
    insert(session, "document_links", **seen, area="documents", document_id=made["documents"],
           equipment_id=made["equipment"])  # fmt: skip
    made["files"] = insert(session, "files", **note, origin="company", description=f"File {name}",
                           file_name=f"file-{name.lower()}.pdf", media_type="application/pdf", size=len(MANUAL),
                           sha256=MANUAL_SHA256, storage_key=MANUAL_KEY, added_on=today)  # fmt: skip
    return made


MANUAL = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/MediaBox[0 0 200 200]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
MANUAL_SHA256 = "0" * 64
MANUAL_KEY = "tests/manual.pdf"


def viewer(session: Session, role: str) -> Viewer:
    """One of the cast as the viewer that sign-in would build."""
    row = session.execute(text("select id, public_id, name, email, staff_role from portal.people where email = :e"),
                          {"e": EMAILS[role]}).one()  # fmt: skip
    if row.staff_role:
        return Viewer(row.id, row.public_id, row.name, row.email, staff_role=StaffRole(row.staff_role),
                      areas=frozenset(Area), csrf="test")  # fmt: skip
    clients = session.execute(text("select * from portal.person_clients(:p) where open"), {"p": row.id}).all()
    areas = frozenset(Area(area) for one in clients for area in one.areas)
    choices = tuple(ClientChoice(one.id, one.public_id, one.name, one.exports) for one in clients)
    only = choices[0].id if len(choices) == 1 else None
    return Viewer(row.id, row.public_id, row.name, row.email, clients=choices, client_id=only, areas=areas, csrf="test")
