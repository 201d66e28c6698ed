"""The first page of staff: each kind of thing that waits comes and goes, visits stand in the day of their site."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from data.queries.visits import find_visits
from data.queries.waiting import ASKED, find_waiting, list_waiting
from data.records.waiting import MOST
from data.viewer import Forbidden, NotFound, Permission, Viewer
from tests.doors import move_clock, sql

SignIn = Callable[[FlaskClient, str], FlaskClient]
HOTEL = "(select id from portal.sites where name = 'Hotel Miramar')"
PLAN = "insert into portal.{0} (public_id, client_id, site_id, number, published_at, {1}) select 'aaaaaaaaaaaaaaaa', " \
       f"client_id, id, 'NEW-1', now(), {{2}} from portal.sites where id = {HOTEL}"  # noqa: S608  # fmt: skip
VISIT = PLAN.format("inspections", "state, scheduled_from", "'scheduled', cast(:at as timestamptz)")
# kind -> what makes one wait, and what ends it
WAITS = {
    "inspections": (PLAN.format("inspections", "state, due_month", "'planned', date_trunc('month', portal.today()) - "
                                "interval '1 month'"),
                    "update portal.inspections set due_month = date_trunc('month', portal.today()) "
                    "where number = 'NEW-1'"),
    "reports": (VISIT.replace(":at", "portal.now() - interval '30 hours'"),
                "update portal.inspections set state = 'done', done_on = portal.today() where number = 'NEW-1'"),
    "certificates": ("update portal.inspections set certificate_due_on = portal.today() - 1 "
                     "where number = 'INS-HOTEL'",
                     "insert into portal.document_links (client_id, site_id, area, document_id, inspection_id, "
                     "published_at) select d.client_id, d.site_id, 'documents', d.id, i.id, now() "
                     "from portal.documents d, portal.inspections i, portal.kinds k where d.title = 'Manual HOTEL' "
                     "and i.number = 'INS-HOTEL' and k.id = d.kind_id"),
    "defects": ("update portal.defects set quoted_on = null where number = 'DEF-HOTEL'",
                "update portal.defects set cancelled_on = portal.today() where number = 'DEF-HOTEL'"),
    "bookings": ("update portal.bookings set state = 'requested' where number = 'BOO-HOTEL'",
                 "update portal.bookings set state = 'cancelled' where number = 'BOO-HOTEL'"),
    "quotes": ("update portal.quotes set valid_until = portal.today() - 1 where number = 'QUO-HOTEL'",
               "update portal.quotes set state = 'declined' where number = 'QUO-HOTEL'"),
    "contracts": ("update portal.contracts set renewal_on = portal.today() + 65, notice_days = 60 "
                  "where number = 'CON-HOTEL'",
                  "update portal.contracts set renewal = 'none' where number = 'CON-HOTEL'"),
    "bounced": ("update portal.people set mail_bounced_at = portal.now() where email = 'owner@miramar.example'",
                "update portal.people set disabled_at = portal.now() where email = 'owner@miramar.example'"),
    "messages": ("insert into portal.messages (public_id, channel, template, language, recipient, message_id, state) "
                 "values ('bbbbbbbbbbbbbbbb', 'email', 'password_changed', 'en', 'x@y.example', '<1@x>', 'failed')",
                 "update portal.messages set state = 'sent'"),
    "templates": ("insert into portal.templates (public_id, kind, channel, name, broken_at) "
                  "values ('cccccccccccccccc', 'invitation', 'email', 'Own', portal.now())",
                  "update portal.templates set broken_at = null"),
}  # fmt: skip


def waiting(viewer: Viewer, kind: str) -> list[str]:
    return [one.title for one in list_waiting(viewer, kind)[0]]


@pytest.mark.parametrize("kind", WAITS)
def test_a_thing_waits_until_it_is_done(admin: Viewer, kind: str) -> None:
    begin, end = WAITS[kind]
    sql("update portal.bookings set state = 'done', starts_at = now()")
    sql("update portal.contracts set renewal = 'none' where number <> 'CON-HOTEL'")
    if kind == "certificates":
        sql("update portal.documents set kind_id = (select id from portal.kinds where noun = 'document' and "
            "code = 'certificate') where title = 'Manual HOTEL'")  # fmt: skip
    before = waiting(admin, kind)
    sql(begin)
    found = waiting(admin, kind)
    assert len(found) == len(before) + 1
    assert kind in {line.kind for line in find_waiting(admin)}
    sql(end)
    assert waiting(admin, kind) == before


def test_a_draft_waits_after_a_week_and_no_more_once_it_is_published(admin: Viewer) -> None:
    assert waiting(admin, "drafts") == []
    move_clock("8 days")
    found = waiting(admin, "drafts")
    assert "INV-DRAFT" in found
    assert not [title for title in found if "DRAFT" not in title.upper()]
    sql("update portal.invoices set state = 'issued', published_at = now() where number = 'INV-DRAFT'")
    assert "INV-DRAFT" not in waiting(admin, "drafts")


def test_the_kind_with_the_oldest_thing_stands_first_and_counting_stops(admin: Viewer) -> None:
    sql("update portal.defects set quoted_on = null, found_on = portal.today() - 400 where number = 'DEF-SPA'")
    sql("insert into portal.bookings (public_id, client_id, number, service, state, requested_at, published_at) "
        "select left(translate(md5(n::text), '0189', 'abcd'), 16), c.id, 'B' || n, 'Visit', 'requested', now(), now() "
        "from generate_series(1, 120) n, portal.clients c where c.number = 'C-001'")  # fmt: skip
    lines = find_waiting(admin)
    assert lines[0].kind == "defects"
    assert lines[0].oldest.client_name == "Grup Miramar S.L."
    bookings = next(line for line in lines if line.kind == "bookings")
    assert (bookings.total, bookings.capped) == (MOST, True)
    assert len(list_waiting(admin, "bookings")[0]) == MOST


@pytest.mark.only_reads
def test_only_staff_ask_and_read_only_staff_hear_nothing_of_messages(
    stranger: Viewer, reader: Viewer, client: FlaskClient, sign_in: SignIn
) -> None:
    with pytest.raises(Forbidden):
        find_waiting(stranger)
    with pytest.raises(Forbidden):
        find_visits(stranger)
    for kind, asked in ASKED.items():
        if asked.permission == Permission.SEE_MESSAGES:
            with pytest.raises(NotFound):
                list_waiting(reader, kind)
    sign_in(client, "reader")
    page = client.get("/staff").text
    assert "5 bookings wait for a date" in page
    assert "<form" not in page[page.index('id="page"') : page.index("</main>")]


@pytest.mark.parametrize(
    ("zone", "at", "there"),
    [
        ("Pacific/Auckland", "2026-03-09 20:00 Z", True),  # the 10th at nine in the morning there
        ("Pacific/Auckland", "2026-03-10 12:00 Z", False),  # an hour into the 11th there
        (None, "2026-03-10 22:30 Z", True),  # half past eleven at night in Madrid
        (None, "2026-03-10 23:30 Z", False),
    ],
)
def test_a_visit_is_today_where_its_site_is(
    admin: Viewer, client: FlaskClient, sign_in: SignIn, zone: str | None, at: str, there: bool
) -> None:
    sql("update portal.clock set shift = timestamptz '2026-03-10 08:00 Z' - now()")
    sql(f"update portal.sites set zone = :zone where id = {HOTEL}", zone=zone)
    sql(VISIT, at=at)
    found = find_visits(admin)
    assert [one.site_name for one in found.found] == (["Hotel Miramar"] if there else [])
    if there:
        sign_in(client, "admin")
        page = client.get("/staff").text
        assert ("09:00" if zone else "23:30") in page
        assert "Carrer de Mallorca 214, Barcelona" in page


def test_a_booking_for_an_inspection_is_that_visit_and_an_empty_day_names_the_next(admin: Viewer) -> None:
    sql("update portal.clock set shift = timestamptz '2026-03-10 08:00 Z' - now()")
    sql(VISIT, at="2026-03-10 10:00 Z")
    sql("update portal.bookings set state = 'confirmed', starts_at = '2026-03-10 10:00 Z', inspection_id = "
        "(select id from portal.inspections where number = 'NEW-1') where number = 'BOO-HOTEL'")  # fmt: skip
    assert [one.noun for one in find_visits(admin).found] == ["inspection"]
    sql("update portal.inspections set state = 'cancelled' where number = 'NEW-1'")
    assert [one.noun for one in find_visits(admin).found] == ["booking"]
    sql("update portal.bookings set starts_at = '2026-03-13 10:00 Z' where number = 'BOO-HOTEL'")
    found = find_visits(admin)
    assert (found.found, str(found.next_day)) == ((), "2026-03-13")
