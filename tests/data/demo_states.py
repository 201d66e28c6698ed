"""Every state the demo company has to show, as a condition that must hold for something."""

STATES = {
    "a client without sites": "clients c where not exists (select from sites s where s.client_id = c.id)",
    "a site without records": "sites s where not exists (select from equipment e where e.site_id = s.id)"
                              " and not exists (select from inspections i where i.site_id = s.id)",
    "a site without coordinates": "sites where latitude is null",
    "a client group of two": "client_groups g where (select count(*) from clients c where c.group_id = g.id) = 2",
    "an inspection that complied": "inspections where result = 'compliant'",
    "an inspection with something not reachable": "inspections where result = 'with_remarks'",
    "an inspection that failed": "inspections where result = 'non_compliant'",
    "a next visit by month only, ahead": "inspections where state = 'planned' and due_month > today()",
    "a next visit that is late": "inspections where state = 'planned' and due_month < today() - 31",
    "a next visit with its hour": "inspections where state = 'scheduled' and scheduled_from > now()",
    "a cancelled inspection": "inspections where state = 'cancelled'",
    "a certificate due soon": "inspections where certificate_due_on > today()",
    "a certificate that should be here": "inspections where certificate_due_on < today()",
    "a document that ends soon": "documents where valid_until between today() and today() + 45",
    "a document that has ended": "documents where valid_until between today() - 45 and today() - 1",
    "a document of a whole client": "documents where site_id is null",
    "a file a client sent in": "files where origin = 'client' and added_by is not null",
    "a file handed over": "files where origin = 'company'",
    "a picture among the files": "files where media_type = 'image/jpeg'",
    "a file no browser shows": "files where media_type = 'text/csv'",
    "equipment with a retest soon": "equipment where retest_on between today() and today() + 45",
    "equipment past its retest": "equipment where retest_on < today()",
    "equipment out of service": "equipment where state = 'out_of_service'",
    "a draft invoice": "invoices where state = 'draft' and published_at is null",
    "a cancelled invoice": "invoices where state = 'cancelled'",
    "an invoice without a due date": "invoices where kind = 'invoice' and state = 'issued' and due_on is null",
    "an invoice without a site": "invoices where site_id is null",
    "a proforma": "invoices where kind = 'proforma'",
    "a receipt": "invoices where kind = 'receipt'",
    "a credit note set against an invoice": "invoices i where kind = 'credit_note'"
                                            " and exists (select from allocations a where a.credit_note_id = i.id)",
    "a credit note nobody has used": "invoices i where kind = 'credit_note'"
                                     " and not exists (select from allocations a where a.credit_note_id = i.id)",
    "a credit note used in part": "invoices i where kind = 'credit_note' and payable > (select sum(amount)"
                                  " from allocations a where a.credit_note_id = i.id)",
    "an invoice paid in part": "invoices i where kind = 'invoice' and exists (select from payments p join allocations a"
                               " on a.payment_id = p.id where a.invoice_id = i.id) and payable > (select sum(amount)"
                               " from allocations a where a.invoice_id = i.id)",
    "a payment of two invoices": "payments p where (select count(*) from allocations a where a.payment_id = p.id) = 2",
    "two currencies open at one site": "sites s where (select count(distinct currency) from invoices i"
                                       " where kind = 'invoice' and i.site_id = s.id and state = 'issued' and payable >"
                                       " coalesce((select sum(amount) from allocations a where a.invoice_id = i.id), 0)"
                                       ") = 2",
    "a draft quote": "quotes where state = 'draft' and published_at is null",
    "a quote to answer": "quotes where state = 'sent' and valid_until >= today()",
    "a quote that has run out": "quotes where state = 'sent' and valid_until < today()",
    "an accepted quote": "quotes where state = 'accepted'",
    "a declined quote": "quotes where state = 'declined'",
    "a cancelled quote": "quotes where state = 'cancelled'",
    "a draft contract": "contracts where state = 'draft' and published_at is null",
    "a contract to sign": "contracts where state = 'sent'",
    "an ended contract": "contracts where state = 'ended'",
    "a cancelled contract": "contracts where state = 'cancelled'",
    "a contract to renew whose notice can still be given": "contracts where renewal_on - notice_days"
                                                           " between today() and today() + 14",
    "a contract to renew whose notice has passed": "contracts where renewal_on between today() and today() + 45"
                                                   " and renewal_on - notice_days < today()",
    "a requested booking": "bookings where state = 'requested' and wished_from is not null",
    "a confirmed booking": "bookings where state = 'confirmed' and starts_at > now()",
    "a past booking": "bookings where state = 'done'",
    "a cancelled booking": "bookings where state = 'cancelled'",
    **{f"a job that is {state}": f"jobs where state = '{state}'"
       for state in ("planned", "scheduled", "in_progress", "done", "cancelled")},
    **{f"an order that is {state}": f"orders where state = '{state}'"
       for state in ("placed", "in_progress", "delivered", "cancelled")},
    **{f"a defect that is {standing}": "defects where defect_standing(quoted_on, approved_on, scheduled_on, fixed_on,"
                                       f" proven_on, cancelled_on) = '{standing}'"
       for standing in ("found", "quoted", "approved", "scheduled", "fixed", "proven", "cancelled")},
    **{f"an open defect that is {severity}": f"defects where severity = '{severity}' and coalesce(fixed_on, proven_on,"
                                             " cancelled_on) is null" for severity in ("minor", "major", "critical")},
    "a defect with every step": "defects where least(quoted_on, approved_on, scheduled_on, fixed_on, proven_on)"
                                " >= found_on and num_nulls(quoted_on, approved_on, scheduled_on, fixed_on,"
                                " proven_on) = 0",
    "a defect found beside the equipment": "defects where equipment_id is null",
    "a defect with photographs of before and after": "defects d where (select count(*) from document_links l"
                                                     " where l.defect_id = d.id) = 2",
    "an order past its promise": "orders where state = 'in_progress' and promised_on < today()",
    "a withdrawn inspection with its lines": "inspections i where withdrawn_at is not null and not exists"
                                             " (select from inspection_lines l where l.inspection_id = i.id"
                                             " and l.withdrawn_at is null)",
    "an expired grant": "grants where valid_until < today()",
    "a revoked person": "revocations",
}  # fmt: skip
