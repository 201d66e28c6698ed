"""Files that come in: staged before their bytes are stored, made in one transaction, taken back, given up.

A file's row and its bytes appear together: the staged row names the bytes' place before they are written, and goes in
the transaction that makes the file. Whatever a killed process leaves has a staged row, and the worker clears it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.commands.outbox import Outgoing, queue_message
from data.database import transaction
from data.ids import is_public_id, new_public_id
from data.queries.uploads import record_of, within
from data.records.uploads import ABOUT, LONGEST_DESCRIPTION, Destination, NewFile, Staged, Verdict
from data.search import folded
from data.viewer import Conflict, Forbidden, Invalid, NotFound, Permission, Viewer
from integrations.files import CleanFile
from integrations.language import _, number

_STAGE = text("insert into portal.uploads (public_id, person_id) values (:public_id, :person)")
_KEY = text("select storage_key from portal.uploads where public_id = :public_id")
_UNSTAGE = text("delete from portal.uploads where public_id = :public_id returning public_id")
_SITE = text("select id from portal.sites where public_id = :site and client_id = :client")
_ADD = text("""
    insert into portal.files (public_id, client_id, site_id, origin, description, file_name, media_type, size, sha256,
                              storage_key, added_by, search_text, published_at, scan, virus, inspection_id,
                              equipment_id, defect_id, job_id, invoice_id, quote_id, contract_id, order_id, booking_id)
    values (:public_id, :client, :site, :origin, :description, :file_name, :media_type, :size, :sha256, :key, :person,
            :search_text, portal.now(), :scan, :virus, :inspection, :equipment, :defect, :job, :invoice, :quote,
            :contract, :order, :booking)
""")
_HANDED_OVER = text("""
    insert into portal.events (at, verb, audience, client_id, site_id, area, person_id, file_id, details)
    select portal.now(), 'handed_over', 'client', f.client_id, f.site_id, 'files', cast(:person as bigint), f.id,
           jsonb_build_object('name', f.description) from portal.files f where f.public_id = :public_id
""")
# whoever may see it there, once in ten minutes however many files come
_TO_TELL = text("""
    select p.id, p.name, p.email, coalesce(p.language, c.language) as language, c.name as client,
           c.public_id as client_public_id
      from portal.people p join portal.clients c on c.id = :client
     where p.staff_role is null and p.disabled_at is null and p.mail_bounced_at is null and p.merged_into_id is null
       and p.id in (select g.person_id from portal.grants g left join portal.clients o on o.group_id = g.group_id
                     where coalesce(g.client_id, o.id) = c.id and g.revoked_at is null and 'files' = any (g.areas))
       and exists (select from portal.rights(p.id) r where r.client_id = c.id and r.area = 'files'
                      and (r.site_id is null or r.site_id = cast(:site as bigint)))
       and coalesce((select n.given from portal.consents n where n.person_id = p.id and n.kind = 'email'
                      order by n.at desc, n.id desc limit 1), true)
       and not exists (select from portal.messages m where m.person_id = p.id and m.client_id = c.id
                          and m.template = 'file_received' and m.created_at > portal.now() - interval '10 minutes')
     order by p.id
""")
_TAKE_BACK = text("select portal.take_back_file(:file)")
_NO_ROOM, _NOT_THEIRS = "AT413", "42501"


class NoRoom(Invalid):
    """The client has used up what it may upload."""

    status = 422


def find_destination(viewer: Viewer, client_id: int, new: NewFile) -> Destination:
    """Where a file is to go, checked against what the viewer sees.

    Raises Invalid for a missing or overlong description, NotFound for a site or record that is not theirs.
    """
    description = " ".join(new.description.split())
    if not description:
        raise Invalid(_("Say what it is: whoever looks for it later wants to know."), "description")
    if len(description) > LONGEST_DESCRIPTION:
        limit = number(LONGEST_DESCRIPTION)
        raise Invalid(_("Please say it in fewer than %(n)s characters.") % {"n": limit}, "description")
    if viewer.is_staff and not viewer.may(Permission.MANAGE_FILES):
        raise Forbidden
    with transaction(within(viewer, client_id)) as session:
        site_id = None
        if new.site:
            site_id = session.scalar(_SITE, {"site": new.site, "client": client_id}) if is_public_id(new.site) else None
            if site_id is None:
                raise NotFound
        if not new.noun:
            return Destination(client_id, site_id, description)
        if new.noun not in ABOUT or not is_public_id(new.record):
            raise NotFound
        row = session.execute(record_of(new.noun), {"public_id": new.record, "client": client_id}).one_or_none()
        if row is None:
            raise NotFound
        return Destination(client_id, row.site_id, description, new.noun, row.id)


def stage_upload(viewer: Viewer) -> Staged:
    """A place in the store, written down before anything is put there."""
    public_id = new_public_id()
    with transaction(viewer) as session:
        session.execute(_STAGE, {"public_id": public_id, "person": viewer.person_id})
        return Staged(public_id, str(session.execute(_KEY, {"public_id": public_id}).scalar_one()))


def drop_upload(viewer: Viewer, staged: Staged) -> None:
    """Nothing came of it, and nothing of it is in the store."""
    with transaction(viewer) as session:
        session.execute(_UNSTAGE, {"public_id": staged.public_id})


def add_file(
    viewer: Viewer, place: Destination, staged: Staged, name: str, clean: CleanFile, verdict: Verdict
) -> str:  # fmt: skip
    """Make the file whose bytes are at the staged place; its public id. An infected one is kept, and never opened.

    Raises NoRoom when the quota is used up, Invalid where the person may not put it there, Conflict when it took so
    long that the place was cleared.
    """
    public_id = new_public_id()
    values = {
        "public_id": public_id, "client": place.client_id, "site": place.site_id,
        "origin": "company" if viewer.is_staff else "client", "description": place.description, "file_name": name,
        "media_type": clean.media_type, "size": clean.size, "sha256": clean.sha256, "key": staged.storage_key,
        "person": viewer.person_id, "search_text": folded(f"{place.description} {name}"), "scan": verdict.scan,
        "virus": verdict.virus, **dict.fromkeys(ABOUT),
    }  # fmt: skip
    if place.noun:
        values[place.noun] = place.record_id
    try:
        with transaction(within(viewer, place.client_id)) as session:
            session.execute(_ADD, values)
            if viewer.is_staff:
                session.execute(_HANDED_OVER, values)
            if session.execute(_UNSTAGE, {"public_id": staged.public_id}).first() is None:
                raise Conflict(_("This took too long. Please send it again."))
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _NO_ROOM:
            raise NoRoom(_("There is no room left for more files. Please call us.")) from None
        if state == _NOT_THEIRS:
            raise Invalid(_("Choose the site this belongs to."), "site") from None
        raise
    return public_id


def tell_client(viewer: Viewer, place: Destination, portal: str) -> int:
    """Write to the client's people that files wait for them; `portal` is its address. How many were told."""
    with transaction(viewer) as session:
        people = session.execute(_TO_TELL, {"client": place.client_id, "site": place.site_id}).all()
        for one in people:
            queue_message(session, Outgoing(
                "file_received", one.email, one.language, urlsplit(portal).hostname or "localhost", person_id=one.id,
                client_id=place.client_id,
                variables={"name": one.name, "client": one.client,
                           "address": f"{portal}/files?client={one.client_public_id}"},
            ))  # fmt: skip
        return len(people)


def take_back(viewer: Viewer, file: str) -> None:
    """Withdraw an own upload that nobody at the company has looked at. Raises NotFound, or Conflict once it was."""
    if viewer.is_staff or not is_public_id(file):
        raise NotFound
    with transaction(viewer) as session:
        seen = session.execute(text("select 1 from portal.files where public_id = :file"), {"file": file}).first()
        if seen is None:
            raise NotFound
        if not session.scalar(_TAKE_BACK, {"file": file}):
            raise Conflict(_("It has been looked at already and stays where it is. Please call us."))
