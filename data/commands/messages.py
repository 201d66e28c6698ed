"""Outgoing messages in the worker's hands: leasing one, and writing down what became of it.

The row is the truth: a lost job or a killed worker leaves it queued or leased, and the next sweep takes it up again
with the same Message-ID. Secrets are erased with every final state.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from data.database import worker
from data.records.message import Delivery, Due
from integrations.letters import Letter

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 40
_DELAYS = (5, 15, 30, 60, 60, 120, 300, 600, 1200, 1800)  # seconds after the first, second ... failed attempt
_LEASE = text("""
    update portal.messages set state = 'sending', attempts = attempts + 1,
           leased_until = portal.now() + cast(:lease as interval)
     where id = (select id from portal.messages
                  where id = :id and state in ('queued', 'sending') and next_at <= portal.now()
                    and (leased_until is null or leased_until <= portal.now())
                    and (expires_at is null or expires_at > portal.now())
                    for update skip locked)
    returning id, public_id, channel, template, language, recipient, message_id, attempts, created_at, expires_at,
              variables, template_version_id,
              (select sealed from portal.message_secrets s where s.message_id = messages.id) as sealed,
              channel = 'email' and exists (select from portal.people p where p.id = messages.person_id
                    and p.email = messages.recipient and p.mail_bounced_at is not null) as bounced
""")
_DUE = text("""
    select id, channel from portal.messages
     where state in ('queued', 'sending') and next_at <= portal.now()
       and (leased_until is null or leased_until <= portal.now())
       and (expires_at is null or expires_at > portal.now())
     order by id limit :most
""")
_EXPIRE = text("""
    with over as (
        update portal.messages set state = 'expired', leased_until = null
         where state in ('queued', 'sending') and expires_at <= portal.now()
           and (leased_until is null or leased_until <= portal.now()) returning id)
    delete from portal.message_secrets where message_id in (select id from over) or expires_at <= portal.now()
""")
_END = text("""
    with ended as (
        update portal.messages set state = :state, sent_at = case when :state = 'sent' then portal.now() end,
               leased_until = null, error = :error where id = :id and state = 'sending' returning id)
    delete from portal.message_secrets where message_id = :id
""")
_DELAY = text("""
    update portal.messages set state = 'queued', leased_until = null, error = :error,
           next_at = portal.now() + cast(:wait as interval) where id = :id and state = 'sending'
""")
_PIN = text("update portal.messages set template_version_id = :version where id = :id and template_version_id is null")
_BROKEN = text("""
    update portal.templates set broken_at = portal.now(), broken_why = :why where id = :id and broken_at is null
""")
_KEEP = text("""
    insert into portal.mailbox (message_id, recipient, subject, body_text, body_html, sent_at)
    values (:message_id, :recipient, :subject, :text, :html, portal.now()) on conflict (message_id) do nothing
""")


def pin_template(message_id: int, version_id: int) -> None:
    """Keep which version a message is written with: another try uses the same words."""
    with worker() as session:
        session.execute(_PIN, {"id": message_id, "version": version_id})


def mark_template_broken(template_id: int, why: str) -> None:
    """Staff see it, and the predefined words are used until somebody repairs the template."""
    with worker() as session:
        session.execute(_BROKEN, {"id": template_id, "why": why})


def list_due_messages(most: int = 200) -> list[Due]:
    """What can be sent now, oldest first."""
    with worker() as session:
        return [Due(row.id, row.channel) for row in session.execute(_DUE, {"most": most})]


def lease_message(message_id: int) -> Delivery | None:
    """Take a message in hand; None when it is sent, expired, not due, or in other hands."""
    with worker() as session:
        row = session.execute(_LEASE, {"id": message_id, "lease": LEASE}).one_or_none()
    if row is None:
        return None
    return Delivery(**{**row._mapping, "sealed": None if row.sealed is None else bytes(row.sealed)})


def mark_sent(message_id: int) -> None:
    """The mail server has taken it."""
    _end(message_id, "sent", None)


def mark_suppressed(message_id: int, why: str) -> None:
    """It is not worth sending: the mailbox has refused mail before."""
    _end(message_id, "suppressed", why)


def mark_failed(message_id: int, error: str) -> None:
    """It will never be taken; staff see why."""
    _end(message_id, "failed", error)


def _end(message_id: int, state: str, error: str | None) -> None:
    with worker() as session:
        session.execute(_END, {"id": message_id, "state": state, "error": error})


def delay_message(delivery: Delivery, error: str) -> None:
    """Try again later, later each time; given up after some days of trying."""
    if delivery.attempts >= MOST_ATTEMPTS:
        mark_failed(delivery.id, error)
        return
    wait = timedelta(seconds=_DELAYS[min(delivery.attempts, len(_DELAYS)) - 1])
    with worker() as session:
        session.execute(_DELAY, {"id": delivery.id, "error": error, "wait": wait})


def keep_in_mailbox(delivery: Delivery, letter: Letter) -> None:
    """Demo: the mailbox page instead of a mail server; kept and sent in one transaction."""
    values = {"message_id": delivery.message_id, "recipient": delivery.recipient, "subject": letter.subject,
              "text": letter.text, "html": letter.html}  # fmt: skip
    with worker() as session:
        session.execute(_KEEP, values)
        session.execute(_END, {"id": delivery.id, "state": "sent", "error": None})


def expire_messages() -> int:
    """Give up what has become useless, codes above all, and erase every secret whose time is over; secrets erased."""
    with worker() as session:
        return session.execute(_EXPIRE).rowcount
