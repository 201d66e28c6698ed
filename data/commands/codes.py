"""Sign-in codes: asking for one writes code, message and job in one statement; redeeming one begins a session."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.sessions import insert_session
from data.database import door
from data.queries.company import company, rules
from data.records.code import BROWSER_LASTS, AskedCode, SentCode
from data.records.session import StartedSession
from data.viewer import SignedOut
from integrations.telephone import mobile, region_of

# A number counts when staff or the company's own system wrote it, or when its owner has confirmed it.
_NUMBER = text("""
    select phone from portal.people
     where email = :email and (phone_origin in ('staff', 'import') or phone_confirmed_at is not null)
""")

# One statement for everybody: an address that nobody has costs the same as one with a person behind it.
_ASK = text("""
    with person as (
        select p.id, p.email, p.name, p.phone, coalesce(p.language, :language) as language,
               case when p.phone = cast(:phone as text) then 'sms' else 'email' end as channel
          from portal.people p
         where p.email = :email and p.disabled_at is null
           and (p.staff_role is not null or exists (select from portal.person_clients(p.id)))),
    earlier as (
        select c.id, c.attempts, c.created_at, c.used_at is null and c.expires_at > portal.now() as live
          from portal.sign_in_codes c join person p on p.id = c.person_id
         where c.nonce_hash = :nonce and c.purpose = :purpose
           and c.created_at > portal.now() - cast(:together as interval)),
    too_many as (
        update portal.sign_in_codes set expires_at = portal.now()
         where id in (select id from earlier where live order by created_at desc offset :others)),
    code as (
        insert into portal.sign_in_codes (person_id, purpose, channel, nonce_hash, code_hash, created_at, expires_at,
                                          attempts)
        select id, :purpose, channel, :nonce, :code, portal.now(), portal.now() + cast(:lasts as interval),
               coalesce((select max(attempts) from earlier), 0)
          from person),
    message as (
        insert into portal.messages (public_id, channel, template, language, person_id, recipient, variables,
                                     message_id, next_at, created_at, expires_at)
        select :public_id, channel, 'sign_in_code', language, id,
               case channel when 'sms' then cast(:number as text) else email end,
               jsonb_build_object('name', name), :message_id, portal.now(), portal.now(),
               portal.now() + cast(:lasts as interval)
          from person returning id),
    secret as (
        insert into portal.message_secrets (message_id, sealed, expires_at)
        select id, :sealed, portal.now() + cast(:lasts as interval) from message),
    job as (select portal.defer('deliver_message', jsonb_build_object('message', id)) from message)
    select portal.now() as sent_at, portal.now() + cast(:lasts as interval) as valid_until,
           (select count(*) from job) as jobs
""")
# Every look at a code counts as a try, the right one too; so many in all, whatever was asked for in between.
_TRY = text("""
    update portal.sign_in_codes set attempts = attempts + 1
     where id in (
        select c.id from portal.sign_in_codes c join portal.people p on p.id = c.person_id
         where p.email = :email and c.nonce_hash = :nonce and c.purpose = :purpose
           and c.used_at is null and c.expires_at > portal.now() and c.attempts < :most
           and c.created_at < portal.now() + interval '1 minute'  -- a clock put back makes no code hold longer
         order by c.id for update of c)
       and used_at is null and expires_at > portal.now() and attempts < :most
    returning id, person_id, code_hash = :code as matches
""")
_USE = text("update portal.sign_in_codes set used_at = portal.now() where id = :id and used_at is null returning id")
_BURN = text("""
    update portal.sign_in_codes set expires_at = portal.now()
     where person_id = :person and nonce_hash = :nonce and used_at is null and expires_at > portal.now()
""")


def ask_for_code(asked: AskedCode) -> SentCode:
    """Write a code for whoever has this address and may sign in, and the message that brings it; for others nothing.

    The answer is the same for both. Earlier codes of the same browser stay valid, as many as the rules let live.
    """
    held, region = rules(), region_of(company().phone)
    values = {
        "email": asked.email, "nonce": asked.nonce_hash, "code": asked.code_hash, "sealed": asked.sealed,
        "language": asked.language, "public_id": asked.public_id, "message_id": asked.message_id,
        "purpose": asked.purpose, "lasts": held.code_lasts, "together": BROWSER_LASTS, "others": held.live_codes - 1,
    }  # fmt: skip
    with door() as session:
        phone = session.execute(_NUMBER, {"email": asked.email}).scalar()
        number = mobile(phone or "", region) if asked.by_sms else None
        row = session.execute(_ASK, {**values, "phone": phone if number else None, "number": number}).one()
    return SentCode(row.sent_at, row.valid_until)


def redeem_code(
    email: str, nonce_hash: str, code_hash: str, token_hash: str, *, keep: bool, ip: str | None, agent: str | None,
    purpose: str = "sign_in",
) -> StartedSession | None:  # fmt: skip
    """Use a code up and begin the session in the same transaction.

    None when the code is wrong, used, expired, of another browser or purpose, or its person has no access any more.
    """
    values = {"email": email, "nonce": nonce_hash, "code": code_hash, "purpose": purpose, "most": rules().code_tries}
    with door() as session:
        tried = session.execute(_TRY, values).all()
        right = next((row for row in tried if row.matches), None)
        if right is None or session.execute(_USE, {"id": right.id}).first() is None:
            return None
        session.execute(_BURN, {"person": right.person_id, "nonce": nonce_hash})
        try:
            return insert_session(session, right.person_id, token_hash, "code", keep=keep, ip=ip, agent=agent)
        except SignedOut:
            return None
