"""What the yardstick asks the database, each statement with its client in the WHERE."""

SESSION = """
select p.id, p.name from portal.sessions s join portal.people p on p.id = s.person_id
 where s.token_hash = %(hash)s and s.ended_at is null and s.expires_at > now() and p.disabled_at is null"""
CLIENT = """
select c.id, c.name from portal.grants g join portal.clients c on c.id = g.client_id
 where g.person_id = %(person)s and g.revoked_at is null"""
_SEEN = "published_at is not null and withdrawn_at is null"
_STANDING = """case when i.state = 'cancelled' then 'cancelled' when i.kind in ('proforma', 'receipt') then i.kind
    when i.kind = 'credit_note' then case when i.settled < i.payable then 'credit open' else 'credit used' end
    when i.settled >= i.payable then 'paid' when i.due_on < current_date then 'overdue'
    when i.settled > 0 then 'partly paid' when i.due_on <= current_date + 7 then 'due' else 'unpaid' end"""
INVOICES = f"""
select i.id, i.public_id, i.kind, i.number, i.subject, i.issued_on, i.due_on, i.payable,
       i.payable - i.settled as balance, {_STANDING} as standing, s.name as site
  from portal.invoices i left join portal.sites s on s.id = i.site_id
 where i.client_id = %(client)s and i.published_at is not null and i.withdrawn_at is null and i.state <> 'draft'
   and (i.issued_on, i.id) < (%(issued)s::date, %(id)s::bigint)
 order by i.issued_on desc, i.id desc limit %(limit)s"""
CHIPS = f"""
select standing, count(*) as records from (
    select {_STANDING} as standing from portal.invoices i
     where i.client_id = %(client)s and {_SEEN} and i.state <> 'draft' limit 1001) x
 group by standing order by standing"""
PAPERS = f"""
select l.invoice_id, d.public_id from portal.document_links l join portal.documents d on d.id = l.document_id
 where l.client_id = %(client)s and l.invoice_id = any(%(ids)s) and d.published_at is not null
   and d.withdrawn_at is null and d.deleted_at is null and l.{_SEEN.replace(" and ", " and l.")}"""
SITES = "select public_id, name from portal.sites where client_id = %(client)s order by name limit 50"
SITE = """
select s.id, s.public_id, s.name, s.address, s.city, c.name as client from portal.sites s
  join portal.clients c on c.id = s.client_id where s.client_id = %(client)s and s.public_id = %(site)s"""
_HERE = f"client_id = %(client)s and site_id = %(site)s and {_SEEN}"
BOXES = {
    "bills": f"""select i.public_id, i.number, i.subject, i.issued_on, i.due_on, i.payable, {_STANDING} as standing
        from portal.invoices i where {_HERE} and kind <> 'receipt' and state = 'issued'
        order by issued_on desc, id desc limit 5""",
    "owed": f"""select currency, sum(payable - settled) as total, count(*) as invoices, min(due_on) as due_on,
        coalesce(sum(payable - settled) filter (where due_on < current_date), 0) as overdue
        from portal.invoices where {_HERE} and kind = 'invoice' and state = 'issued' and settled < payable
        group by currency""",
    "waiting_bills": f"""select public_id, number, issued_on, due_on, payable - settled as balance from portal.invoices
        where {_HERE} and kind = 'invoice' and state = 'issued' and settled < payable and due_on <= current_date + 7""",
    "offers": f"""select public_id, number, subject, state, issued_on, valid_until, gross from portal.quotes
        where {_HERE} and state <> 'draft' order by issued_on desc, id desc limit 5""",
    "waiting_offers": f"""select public_id, number, subject, issued_on, valid_until, gross from portal.quotes
        where {_HERE} and state = 'sent' and valid_until >= current_date""",
    "agreements": f"""select public_id, number, title, state, starts_on, ends_on, notice_days from portal.contracts
        where {_HERE} and state in ('sent', 'active', 'ended') order by starts_on desc limit 4""",
    "last": f"""select i.id, i.public_id, i.number, i.done_on, i.inspector, i.result, i.certificate_due_on
        from portal.inspections i where {_HERE} and state = 'done' order by done_on desc, id desc limit 1""",
    "next": f"""select public_id, number, due_month, scheduled_from, scheduled_until from portal.inspections
        where {_HERE} and state in ('planned', 'scheduled')
        order by coalesce(scheduled_from::date, due_month) limit 1""",
    "works": f"""select public_id, number, title, state, scheduled_from, done_on, technician from portal.jobs
        where {_HERE} and state <> 'cancelled' order by state = 'done', done_on desc, id desc limit 4""",
    "things": """select k.names->>'en' as kind, count(*) as total from portal.equipment e
        join portal.kinds k on k.id = e.kind_id where e.client_id = %(client)s and e.site_id = %(site)s
        and e.published_at is not null and e.withdrawn_at is null and e.state <> 'retired'
        group by 1 order by 2 desc""",
    "expiring": f"""select public_id, code, name, retest_on from portal.equipment where {_HERE} and state = 'in_service'
        and retest_on <= current_date + 45 order by retest_on limit 3""",
    "appointments": f"""select public_id, number, service, state, starts_at, ends_at, technician from portal.bookings
        where {_HERE} and state in ('requested', 'confirmed') and starts_at >= now() order by starts_at limit 4""",
    "papers": f"""select public_id, title, issued_on, valid_until from portal.documents
        where {_HERE} and deleted_at is null and published_at > now() - interval '60 days'
        order by published_at desc, issued_on desc nulls last limit 5""",
    "files": """select d.public_id, d.title, v.size from portal.document_links l
        join portal.documents d on d.id = l.document_id join portal.document_versions v on v.document_id = d.id
        where l.client_id = %(client)s and l.site_id = %(site)s and l.inspection_id is not null
        and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null
        order by d.issued_on desc limit 3""",
}
LINES = """
select l.position, l.result, l.remark, l.action, e.public_id, e.code, e.name, e.location from portal.inspection_lines l
  left join portal.equipment e on e.id = l.equipment_id
 where l.client_id = %(client)s and l.inspection_id = %(inspection)s and l.published_at is not null
   and l.withdrawn_at is null order by l.position"""
