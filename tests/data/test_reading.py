"""What a page reads, it reads in one transaction: with the rights of who asks, and failing as it would alone."""

import pytest
from sqlalchemy import text

from data.commands.withdrawal import withdraw_record
from data.database import reading, transaction
from data.viewer import Invalid, NotFound
from tests.doors import scalar, sql

MOMENT = text("select now()::text || pg_backend_pid(), (select count(*) from invoices)")


def look(viewer, **options):
    with transaction(viewer, **options) as session:
        return tuple(session.execute(MOMENT).one())


def test_questions_of_one_person_share_a_moment_and_those_of_another_never_do(database, owner, stranger):
    with reading():
        first, second = look(owner), look(owner)
        foreign = look(stranger)
        again = look(owner)
    assert first == second
    assert foreign[1] == look(stranger)[1]
    assert again[1] == first[1] == look(owner)[1]


def test_what_changes_while_a_page_is_read_is_on_the_next_page(database, owner):
    with reading():
        first = look(owner)
        sql("update portal.invoices set withdrawn_at = now() where number = 'INV-HOTEL'")
        assert look(owner) == first
    assert look(owner)[1] == first[1] - 1


def test_a_question_that_failed_spoils_none_after_it(database, owner):
    with reading():
        with pytest.raises(NotFound), transaction(owner):
            raise NotFound
        with pytest.raises(Invalid), transaction(owner) as session:
            session.execute(text("select 1 / 0"))
        assert look(owner)[1] > 0


def test_nothing_can_be_changed_while_a_page_is_shown(database, admin):
    invoice = scalar("select public_id from portal.invoices where number = 'INV-HOTEL'")
    with reading(), pytest.raises(Exception, match="read-only"):
        withdraw_record(admin, "invoice", invoice, "a reason")
    assert scalar("select withdrawn_at is null from portal.invoices where number = 'INV-HOTEL'")
