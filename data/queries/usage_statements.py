"""The statements behind the lists of usage. `{rows}` and `{placed}` are filled by data/queries/usage_lists.py."""

from __future__ import annotations

from data.queries.accounts import OPEN, SEEN, STATE

_MOST_SEARCHES = 500  # the latest ones, whose words are held against documents
# who has used the portal is mostly known by the roll-ups already
_SEEN = f"(exists (select from portal.usage_people u where u.person_id = p.id) or {SEEN})"
_DORMANT_DAYS = 365  # how far back clients are looked for who used to come
_RAW = "cast(:rolled as timestamptz), cast(:live as timestamptz)"
_CLIENT_NAMES = """
    (select string_agg(x.name, ', ' order by x.name) from (select c.name from portal.clients c where c.id in (
        select g.client_id from portal.grants g where g.person_id = {person}
        union select y.id from portal.grants g join portal.clients y on y.group_id = g.group_id
               where g.person_id = {person}
        union select k.client_id from portal.contacts k where k.person_id = {person}) order by c.name limit 3) x)"""
_PERIOD = """{at} >= cast(:since as timestamp) at time zone portal.zone()
       and {at} < (cast(:last as timestamp) + interval '1 day') at time zone portal.zone()"""
_OURS = "not a.is_staff and a.person_id is not null and a.result is null"
PLACED = "({r}.client_id = any (cast(:clients as bigint[])))"
ON_SITE = "{r}.site_id = :site"
_UNREAD = """not exists (select from portal.usage_opened o where o.path = {path})
       and not exists (select from live l where l.path = {path})"""

PEOPLE = f"""
    select p.public_id, p.name, p.email, p.phone, {_CLIENT_NAMES.format(person="p.id")} as clients,
           count(distinct r.day) as days, sum(r.sign_ins) as sign_ins, sum(r.documents) as documents, max(r.day) as last
      from ({{rows}}) r join portal.people p on p.id = r.person_id
     group by p.id order by days desc, p.name, p.id"""  # noqa: S608  (constant text, as all of this module)
SIGN_INS = f"""
    select p.public_id, p.name, p.email, {_CLIENT_NAMES.format(person="p.id")} as clients,
           split_part(c.key, ':', 2) as method, split_part(c.key, ':', 3) as device, sum(c.value::bigint) as times,
           max(r.day) as last
      from ({{rows}}) r cross join lateral jsonb_each_text(r.counts) c join portal.people p on p.id = r.person_id
     where r.sign_ins > 0 and c.key like 'way:%'
     group by p.id, c.key order by last desc, times desc, p.name, p.id"""  # noqa: S608
CLIENTS = """
    select c.public_id, c.name, c.number, c.phone, count(distinct r.person_id) as people, count(distinct r.day) as days,
           count(distinct (r.person_id, r.day)) filter (where r.answered) as answered, sum(r.documents) as documents,
           max(r.day) as last
      from ({rows}) r join portal.clients c on c.id = r.client_id
     group by c.id {having} order by {order} desc, c.name, c.id"""
DOCUMENTS = f"""
    select d.public_id, d.title, c.name as client, k.names as kind, count(*) as times,
           count(distinct a.person_id) as people, max(a.at) as last
      from portal.activity a join portal.documents d on d.id = a.document_id
      join portal.clients c on c.id = d.client_id join portal.kinds k on k.id = d.kind_id
     where a.kind in ('document_opened', 'document_downloaded') and {_OURS} and {_PERIOD.format(at="a.at")} {{placed}}
     group by d.id, c.name, k.names order by times desc, last desc, d.id"""  # noqa: S608
NEVER = f"""
    with accounts as (
        select p.public_id, p.id as person_id, p.name, p.email, p.phone, p.invited_at, p.mail_bounce as bounce,
               {STATE.format(seen=_SEEN)} as state
          from portal.people p
         where p.staff_role is null and p.merged_into_id is null
           and (cast(:members as bigint[]) is null or p.id = any (:members))
        union all
        select k.public_id, null, k.name, k.email, k.phone, null, null, 'none'
          from (select distinct on (k.email) k.* from portal.contacts k
                 where k.email is not null and k.person_id is null
                   and (cast(:clients as bigint[]) is null or k.client_id = any (:clients))
                   and not exists (select from portal.people p where p.email = k.email)
                 order by k.email, k.id) k),
    told as (
        select a.*, case when a.state = 'bounced' then 'bounced' when a.invited_at is null then 'nothing_sent'
                         when l.expires_at > portal.now() and l.used_at is null then 'waiting'
                         when l.opened_at is not null then 'no_code' else 'expired' end as reason
          from accounts a
          left join lateral (select x.expires_at, x.opened_at, x.used_at from portal.access_links x
                              where x.person_id = a.person_id order by x.created_at desc limit 1) l on true
         where (a.state in ('invited', 'ready') or (a.state = 'none' and a.person_id is null)
                or (a.state = 'bounced'
                    and not exists (select from portal.people p where p.id = a.person_id and {_SEEN})))
           and (a.person_id is null or exists (select from portal.grants g where g.person_id = a.person_id and {OPEN})))
    """  # noqa: S608
NEVER_LIST = f"""{NEVER}
    select t.public_id, t.name, t.email, t.phone, t.reason, t.invited_at as invited, t.bounce,
           coalesce({_CLIENT_NAMES.format(person="t.person_id")}, (select string_agg(c.name, ', ') from portal.clients c
               where c.id in (select k.client_id from portal.contacts k where k.email = t.email))) as clients
      from told t where cast(:reason as text) is null or t.reason = :reason
     order by array_position(array['bounced', 'no_code', 'expired', 'nothing_sent', 'waiting'], t.reason),
              lower(t.name), t.public_id"""  # noqa: S608
ADOPTED = f"""
    select p.public_id, p.name, p.email, {_CLIENT_NAMES.format(person="p.id")} as clients, p.invited_at as invited,
           f.first as signed_in,
           (select min(u.day) from portal.usage_people u where u.person_id = p.id
               and u.day between f.first + 1 and f.first + 30) as came_back
      from portal.people p
     cross join lateral (select least((select u.day from portal.usage_people u where u.person_id = p.id
               and u.sign_ins > 0 order by u.day limit 1), (select min(o.day) from portal.usage_of({_RAW}) o
               where o.person_id = p.id and o.sign_ins > 0)) as first) f
     where p.staff_role is null and p.merged_into_id is null and p.invited_at is not null
       and (cast(:members as bigint[]) is null or p.id = any (:members))
     order by p.invited_at desc, p.id"""  # noqa: S608
SEARCHES = f"""
    select s.path, count(*) as times, count(distinct s.person_id) as people, max(s.at) as last,
           (array_agg(distinct p.name))[1:3] as who
      from (select * from portal.usage_searches union all select * from portal.usage_searched({_RAW})) s
      join portal.people p on p.id = s.person_id
     where {_PERIOD.format(at="s.at")} {{placed}}
     group by s.path order by times desc, last desc, s.path"""  # noqa: S608
INVOICES = f"""
    with live as materialized (select * from portal.usage_opened_in({_RAW}))
    select i.public_id, i.number, c.name as client, s.name as site, i.issued_on, i.due_on, i.payable as amount,
           i.currency, c.phone
      from portal.invoices i join portal.clients c on c.id = i.client_id left join portal.sites s on s.id = i.site_id
     where i.state = 'issued' and i.kind = 'invoice' and i.published_at is not null and i.withdrawn_at is null
       and i.issued_on between :since and :last {{placed}}
       and {_UNREAD.format(path="'/invoices/' || i.public_id")}
     order by i.issued_on desc, i.id desc"""  # noqa: S608
QUOTES = f"""
    with live as materialized (select * from portal.usage_opened_in({_RAW}))
    select q.public_id, q.number, q.subject, c.name as client, s.name as site, q.issued_on, q.valid_until,
           q.gross as amount, q.currency, c.phone,
           least((select o.first_at from portal.usage_opened o where o.path = '/quotes/' || q.public_id),
                 (select l.first_at from live l where l.path = '/quotes/' || q.public_id)) as read
      from portal.quotes q join portal.clients c on c.id = q.client_id left join portal.sites s on s.id = q.site_id
     where q.state = 'sent' and portal.quote_standing(q.state, q.valid_until, (select portal.today())) = 'awaiting'
       and q.published_at is not null and q.withdrawn_at is null {{placed}}
       and not ({_UNREAD.format(path="'/quotes/' || q.public_id")})
     order by q.issued_on desc nulls last, q.id desc"""  # noqa: S608
ASKED = f"""
    select s.path, s.client_id as client, max(s.at) as at, (array_agg(s.person_id order by s.at desc))[1] as person
      from ((select * from portal.usage_searches s
              where {_PERIOD.format(at="s.at")} and s.client_id is not null {{placed}}
              order by s.at desc limit {_MOST_SEARCHES})
            union all select * from portal.usage_searched({_RAW}) s
             where {_PERIOD.format(at="s.at")} and s.client_id is not null {{placed}}) s
     group by 1, 2"""  # noqa: S608
_FITS = """d.client_id = q.client and d.search_text like all (q.patterns)
           and d.published_at is not null and d.withdrawn_at is null and d.deleted_at is null"""
_AS_ASKED = """jsonb_to_recordset(cast(:asked as jsonb))
           as q (client bigint, person bigint, at timestamptz, words text, patterns text[])"""
COUNT_LOOKED_FOR = f"""
    select 1 from {_AS_ASKED} where exists (select from portal.documents d where {_FITS})"""  # noqa: S608
LOOKED_FOR = f"""
    select d.public_id, d.title, c.name as client, q.words, p.name as who, p.public_id as person, p.phone,
           q.at as searched, d.published_at as published, d.fitting
      from {_AS_ASKED}
     cross join lateral (
        select d.public_id, d.title, d.published_at, count(*) over () as fitting from portal.documents d
         where {_FITS} order by d.listed_on desc, d.id desc limit 1) d
      join portal.clients c on c.id = q.client join portal.people p on p.id = q.person
     order by q.at desc, p.name, q.words"""  # noqa: S608
# looked up one by one, and few are left; or known already
IDLE = """(select 1 from portal.usage_people u
                     where u.client_id = c.id and u.day between :since and :last limit 1) is null
               and not exists (select from live l where l.client_id = c.id)"""
NOT_ACTIVE = "c.id <> all (cast(:active as bigint[]))"
DORMANT = f"""
    with live as materialized (select * from portal.usage_of({_RAW}) where day between :since and :last)
    select c.public_id, c.name, c.phone, c.email, e.last, e.days, e.people,
           (select string_agg(concat_ws(' ', k.name, k.phone, k.email), '; ' order by k.name) from (
               select * from portal.contacts k where k.client_id = c.id and k.erased_at is null
               order by k.name, k.id limit 5) k) as contacts
      from (select c.* from portal.clients c where {IDLE} {{placed}} offset 0) c
     cross join lateral (select max(u.day) as last, count(distinct u.day) as days, count(distinct u.person_id) as people
                           from portal.usage_people u where u.client_id = c.id
                            and u.day >= cast(:since as date) - {_DORMANT_DAYS} and u.day < :since) e
     where e.days >= 2
     order by e.days desc, c.name, c.id"""  # noqa: S608
