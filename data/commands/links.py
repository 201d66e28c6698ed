"""Writing an access link with the messages that bring it, in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import text

from data.commands.outbox import Outgoing, queue_message
from data.queries.company import company, rules
from data.records.link import NewLink
from data.session import Session
from data.viewer import Invalid, NotFound
from integrations.language import _
from integrations.telephone import mobile, region_of

# Staff may not enter by links, and are not sent any.
_PERSON = text("""
    select id, name, email, phone, language from portal.people
     where id = :person and disabled_at is null and staff_role is null
""")
# an earlier link of the same kind ends with the next one: the newest message is the one that works
_END = text("""
    update portal.access_links set expires_at = portal.now()
     where person_id = :person and purpose = :purpose and used_at is null and expires_at > portal.now()
""")
_WRITE = text("""
    insert into portal.access_links (person_id, purpose, token_hash, code_hash, nonce_hash, wanted, by_person_id,
                                     created_at, expires_at)
    values (:person, :purpose, :token, :code, :nonce, :wanted, :by, portal.now(),
            portal.now() + cast(:lasts as interval))
""")


def write_link(session: Session, link: NewLink) -> None:
    """Write a link and queue its messages, of the kind named by its purpose; earlier links of that purpose end.

    Raises NotFound without such a person (staff are none), Invalid when a channel has no address.
    """
    person = session.execute(_PERSON, {"person": link.person_id}).one_or_none()
    if person is None:
        raise NotFound
    number = mobile(person.phone or "", region_of(company().phone))
    if "sms" in link.channels and number is None:
        raise Invalid(_("There is no mobile number to send an SMS to."), "channel")
    lasts = rules().link_lasts
    session.execute(_END, {"person": person.id, "purpose": link.purpose})
    session.execute(_WRITE, {
        "person": person.id, "purpose": link.purpose, "token": link.secrets.token_hash, "code": link.secrets.code_hash,
        "nonce": link.nonce_hash, "wanted": link.wanted, "by": link.by_person_id, "lasts": lasts,
    })  # fmt: skip
    for channel in link.channels:
        queue_message(session, Outgoing(
            link.purpose, person.email if channel == "email" else str(number), person.language or company().language,
            link.host, channel, person.id, variables={"name": person.name}, sealed=link.secrets.sealed, lasts=lasts,
        ))  # fmt: skip
