"""What is done about usage: rolling activity up by day, reminding clients of what waits, the monthly summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import text

from data.commands.accounts import managing
from data.commands.outbox import Outgoing, queue_message
from data.database import transaction, worker
from data.queries.company import company
from data.viewer import Invalid, Viewer
from integrations.language import _

MOST_REMINDED = 200
_ROLL_SECONDS = 120
_DUE = text("select day from portal.usage_days_due(:since)")
_LIMIT = text("select set_config('statement_timeout', :milliseconds, true)")
_ROLL = text("select portal.roll_usage(:day)")
_CLAIM = text("""
    insert into portal.usage_summaries (month, at)
    select date_trunc('month', portal.today() - interval '1 month')::date, portal.now()
     where extract(day from portal.today()) <= 7 and (portal.now() at time zone portal.zone())::time >= '07:00'
    on conflict do nothing returning month
""")
_SENT = text("""
    select exists (select from portal.usage_summaries
                    where month = date_trunc('month', portal.today() - interval '1 month')::date)
           or extract(day from portal.today()) > 7 as done
""")
_MANAGERS = text("""
    select id, email, name, language from portal.people
     where staff_role in ('administrator', 'manager') and disabled_at is null and mail_bounced_at is null order by id
""")
_EVENT = text("""
    insert into portal.events (at, verb, audience, client_id, site_id, person_id, invoice_id, quote_id, details)
    values (portal.now(), 'reminded', 'staff', :client, :site, :by, :invoice, :quote,
            jsonb_build_object('people', cast(:people as int)))
""")
# whoever could open it now, as row security would, and has not said no to notices by e-mail
_TO_WHOM = """
    join lateral (
        select distinct p.id as person_id, p.name as person, p.email, p.language
          from portal.grants g join portal.people p on p.id = g.person_id
          join portal.clients y on y.id = r.client_id
         where (g.client_id = r.client_id or g.group_id = y.group_id) and g.revoked_at is null
           and p.disabled_at is null and p.staff_role is null
           and p.merged_into_id is null and p.mail_bounced_at is null
           and exists (select from portal.rights(p.id) t where t.client_id = r.client_id and t.area = :area
                          and (t.site_id is null or t.site_id = r.site_id))
           and coalesce((select n.given from portal.consents n where n.person_id = p.id and n.kind = 'email'
                          order by n.at desc, n.id desc limit 1), true)
           and not exists (select from portal.messages m where m.person_id = p.id and m.template = 'record_waiting'
                              and m.variables ->> 'address' like '%' || r.public_id
                              and m.created_at > portal.now() - interval '7 days')) w on true"""
_REMINDED = {
    "invoices": text(f"""
        select r.id, r.public_id, r.number, r.client_id, r.site_id, c.name as client, w.*
          from portal.invoices r join portal.clients c on c.id = r.client_id {_TO_WHOM.replace(":area", "'billing'")}
         where r.public_id = any (:records) and r.state = 'issued' and r.published_at is not null
           and r.withdrawn_at is null order by r.id, w.person_id"""),  # noqa: S608
    "quotes": text(f"""
        select r.id, r.public_id, r.number, r.client_id, r.site_id, c.name as client, w.*
          from portal.quotes r join portal.clients c on c.id = r.client_id {_TO_WHOM.replace(":area", "'quotes'")}
         where r.public_id = any (:records) and r.state = 'sent' and r.published_at is not null
           and r.withdrawn_at is null order by r.id, w.person_id"""),  # noqa: S608
}


def roll_up(since: date | None = None) -> Iterator[tuple[date, int]]:
    """Roll up what is due, or every day from one on, oldest first: each day with its rows. Each is a transaction."""
    with worker() as session:
        days = [row.day for row in session.execute(_DUE, {"since": since})]
    for day in days:
        with worker() as session:
            session.execute(_LIMIT, {"milliseconds": str(_ROLL_SECONDS * 1000)})
            yield day, int(session.execute(_ROLL, {"day": day}).scalar_one())


def remind(viewer: Viewer, noun: str, records: Sequence[str], base_url: str, host: str) -> int:
    """Remind the people who may open these invoices or quotes by mail; how many messages.

    Nobody is reminded of the same record twice in a week. Raises Forbidden, Invalid for another noun or too many.
    """
    managing(viewer)
    if noun not in _REMINDED or not 0 < len(records) <= MOST_REMINDED:
        raise Invalid(_("Please choose what to remind of."))
    with transaction(viewer) as session:
        rows = session.execute(_REMINDED[noun], {"records": list(records)}).all()
        for row in rows:
            queue_message(session, Outgoing(
                "record_waiting", row.email, row.language or company().language, host, person_id=row.person_id,
                client_id=row.client_id,
                variables={"name": row.person, "client": row.client, "number": row.number,
                           "address": f"{base_url}/{noun}/{row.public_id}"},
            ))  # fmt: skip
        for record in {row.id: row for row in rows}.values():
            session.execute(_EVENT, {
                "client": record.client_id, "site": record.site_id, "by": viewer.person_id,
                "invoice": record.id if noun == "invoices" else None, "quote": record.id if noun == "quotes" else None,
                "people": sum(row.id == record.id for row in rows),
            })  # fmt: skip
    return len(rows)


def summary_is_due() -> bool:
    """Whether last month's summary may still have to be sent: in the first week of a month, until it was."""
    with worker() as session:
        return not session.execute(_SENT).scalar_one()


def send_summaries(told: Callable[[str], Mapping[str, str]], host: str) -> int:
    """Write last month's summary to every administrator and manager, once; how many. `told` gives the figures in the
    words of a language."""
    with worker() as session:
        if session.execute(_CLAIM).first() is None:
            return 0
        people = session.execute(_MANAGERS).all()
        for one in people:
            language = one.language or company().language
            queue_message(session, Outgoing("usage_summary", one.email, language, host, person_id=one.id,
                                            variables={**told(language), "name": one.name}))  # fmt: skip
    return len(people)
