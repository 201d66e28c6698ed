"""What must always hold is looked for, and a breach of it is found."""

import pytest
from sqlalchemy import text

from data import database as pools
from data.queries.invariants import INVARIANTS, find_breaches

# invariant -> what breaks it
HARM = {
    "invoices whose stored sum of payments is not their payments": "update portal.invoices set settled = settled + 1",
    "payments set against more than was received": "update portal.payments set amount = 0.01",
    "messages sent that still wait to be sent": """
        insert into portal.messages (public_id, channel, template, language, recipient, message_id, sent_at)
        values ('aaaaaaaaaaaaaaaa', 'email', 'invitation', 'en', 'a@b.example', '<a@b>', now())""",
    "no administrator who can sign in": "update portal.people set disabled_at = now() where staff_role is not null",
    "erased people who are still somebody": "update portal.people set erased_at = now() where staff_role is null",
    "invoice_lines apart from their invoices": "update portal.invoice_lines set site_id = null",
    "visible document_versions of hidden documents": "update portal.documents set withdrawn_at = now()",
}


def test_the_cast_breaks_nothing(database):
    assert find_breaches() == []


@pytest.mark.parametrize("what", list(HARM))
def test_a_breach_is_found_and_named(database, what):
    assert what in INVARIANTS
    with pools.owner() as session:
        session.execute(text(HARM[what]))
    assert what in {breach.what for breach in find_breaches()}
