"""Which certificates still count: one is followed when another takes over its place and lasts longer."""

import re

# True of a document `d` that is a maintenance certificate with a successor: another published one of the same site and
# area lasts longer, and is about the same things. Two certificates of one site are about the same unless one of them
# names an equipment, a job or another record that the other does not; each is of an inspection of its own.
FOLLOWED = """exists (
    select from portal.documents n
     where n.client_id = d.client_id and coalesce(n.site_id, 0) = coalesce(d.site_id, 0)  -- so that it can be hashed
       and n.kind_id = d.kind_id and n.area = d.area and n.valid_until > d.valid_until
       and n.published_at is not null and n.withdrawn_at is null and n.deleted_at is null
       and d.kind_id = (select id from portal.kinds where noun = 'document' and code = 'certificate')
       and not exists (
           select from portal.document_links l
            where l.client_id = d.client_id and l.document_id in (d.id, n.id) and l.inspection_id is null
              and l.published_at is not null and l.withdrawn_at is null and l.deleted_at is null
            group by l.equipment_id, l.defect_id, l.job_id, l.invoice_id, l.payment_id, l.quote_id, l.contract_id,
                     l.order_id, l.booking_id
           having count(distinct l.document_id) < 2))"""


def document_standing(alias: str = "d") -> str:
    """How a document stands in time, as SQL: near or past its last day, or replaced by one that lasts longer."""
    followed = re.sub(r"\bd\.", f"{alias}.", FOLLOWED)
    standing = f"portal.validity_standing({alias}.valid_until, (select portal.today()), :soon)"
    near = f"{alias}.valid_until <= (select portal.today()) + :soon"
    return f"case when {near} and {followed} then 'replaced' else {standing} end"
