"""What no imported file can say: passwords, earlier visits, access taken away, a publication taken back."""

from __future__ import annotations

import secrets

from sqlalchemy import text

from data.database import owner

SOURCE = "demo"
REVOKED = "former@miramar.example"
WRITTEN_TO = ("owner@miramar.example", "billing@miramar.example", "manager@bellavista.example")
FIRST_TIMERS = ("forn@fornsantantoni.example", "clara@noucellerpenedes.example")

_PASSWORDS = text("update portal.people set password_hash = :hash")
_EARLIER_VISIT = text("""
    insert into portal.sessions (token_hash, person_id, method, created_at, last_seen_at, expires_at, ended_at)
    select :token || p.id, p.id, 'password', visit.ended - interval '20 minutes', visit.ended,
           visit.ended + interval '1 day', visit.ended
      from portal.people p cross join (select portal.now() - interval '9 days' as ended) visit
     where p.staff_role is null and not p.email = any (:first_timers)
       and not exists (select from portal.sessions s where s.person_id = p.id)
""")
# Two of them get their codes as short messages, which the mailbox page shows.
_PHONES = text("""
    update portal.people p set phone = m.phone, phone_origin = 'import'
      from (values ('teresa@miramar.example', '+34600100102'), ('ioana@brasovlogistic.example', '+40722100103'))
           as m (email, phone)
     where p.email = m.email and p.phone is null
""")
_REVOKE = text("""
    insert into portal.revocations (person_id, client_id, reason)
    select p.id, g.client_id, 'Left the company' from portal.people p join portal.grants g on g.person_id = p.id
     where p.email = :email and g.client_id is not null
    on conflict do nothing
""")
# A visit that was entered for the wrong building.
_WITHDRAW = tuple(text(statement) for statement in (
    "update portal.inspections set withdrawn_at = portal.now() where source = :source and external_ref = 'I-WRONG'",
    "update portal.inspection_lines l set withdrawn_at = portal.now() from portal.inspections i"
    " where i.id = l.inspection_id and i.source = :source and i.external_ref = 'I-WRONG'",
))  # fmt: skip
# Files that clients sent in by themselves.
_SENT_IN = text("""
    update portal.files f set origin = 'client', added_by = (
           select p.id from portal.grants g join portal.people p on p.id = g.person_id
            where g.client_id = f.client_id and g.site_id is null and 'files' = any (g.areas) order by p.id limit 1)
     where f.source = :source and (f.file_name like 'meter-%' or f.file_name like 'floor-plan-%')
""")
# The import publishes everything now; what clients meet as new is what was published since they were here.
_SINCE = tuple(text(statement) for statement in (
    "update portal.documents set published_at = least(published_at,"
    " (coalesce(issued_on, portal.today()) + time '17:00') at time zone portal.zone()) where source = :source",
    "update portal.document_versions v set published_at = d.published_at from portal.documents d"
    " where d.id = v.document_id and d.source = :source",
    "update portal.document_links l set published_at = d.published_at from portal.documents d"
    " where d.id = l.document_id and d.source = :source",
    "update portal.files set published_at = least(published_at, (added_on + time '17:00') at time zone portal.zone())"
    " where source = :source",
    "update portal.contracts set published_at = portal.now() - interval '6 days'"
    " where source = :source and state = 'sent'",
))  # fmt: skip

# Some agreed to be told by mail of what is new.
_AGREED = text("""
    insert into portal.consents (person_id, kind, given, origin)
    select p.id, 'email', true, 'import' from portal.people p
     where p.email = any (:some) and not exists (select from portal.consents c where c.person_id = p.id)
""")
# What was sent to some of them since then; one of them mistyped their address.
_MESSAGES = text("""
    insert into portal.messages (public_id, channel, template, language, person_id, recipient, variables, state,
                                 attempts, message_id, created_at, next_at, sent_at, error)
    select portal.new_public_id(), 'email', m.kind, coalesce(p.language, 'en'), p.id, p.email,
           jsonb_build_object('name', p.name), m.state, m.attempts,
           '<demo-' || m.kind || '-' || p.id || '@atrio.example>',
           portal.now() - m.age, portal.now() - m.age, case when m.state = 'sent' then portal.now() - m.age end, m.error
      from portal.people p
      join (values ('invitation', 'sent', 1, interval '9 days 3 hours', null, false),
                   ('new_device', 'sent', 1, interval '9 days', null, false),
                   ('password_changed', 'sent', 2, interval '2 days', null, false),
                   ('access_given', 'failed', 1, interval '1 day', '550 5.1.1 no such user', true))
                   as m (kind, state, attempts, age, error, mistyped)
        on m.mistyped = (p.email = any (:first_timers))
     where p.staff_role is null and p.email = any (:some) on conflict (message_id) do nothing
""")


def settle_afterwards(password_hash: str) -> None:
    """Everything at once; safe to repeat. Every person of the demo company has the one password."""
    with owner() as session:
        session.execute(_PASSWORDS, {"hash": password_hash})
        session.execute(_EARLIER_VISIT, {"token": f"{secrets.token_hex(24)}-", "first_timers": list(FIRST_TIMERS)})
        session.execute(_PHONES)
        session.execute(_REVOKE, {"email": REVOKED})
        session.execute(_AGREED, {"some": list(WRITTEN_TO)})
        session.execute(_MESSAGES, {"first_timers": list(FIRST_TIMERS), "some": [*WRITTEN_TO, FIRST_TIMERS[0]]})
        for statement in (*_WITHDRAW, _SENT_IN, *_SINCE):
            session.execute(statement, {"source": SOURCE})
