"""A person's own devices and sign-ins, read through the door login: nobody else's can be asked for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from data.database import door
from data.queries.company import rules
from data.records.account import HISTORY_DAYS, SIGN_INS, Device, SignIn
from data.viewer import Forbidden, Viewer

_DEVICES = text("""
    select d.public_id, d.user_agent, d.created_at as first_seen, d.last_seen_at as last_seen,
           coalesce(d.id = (select s.device_id from portal.sessions s where s.id = :session), false) as this_one,
           exists (select from portal.sessions s
                    where s.device_id = d.id and s.ended_at is null and s.expires_at > portal.now()
                      and s.awaits is distinct from 'second_factor'
                      and s.last_seen_at > portal.now() - case when :staff then cast(:staff_idle as interval)
                           when s.keep then cast(:kept_idle as interval) else cast(:idle as interval) end) as open
      from portal.devices d
     where d.person_id = :person and d.forgotten_at is null
     order by this_one desc, d.last_seen_at desc, d.id desc limit 100
""")
_SIGN_INS = text("""
    select a.at, a.kind, a.method, a.result, host(o.ip) as ip, o.user_agent
      from portal.activity a
      left join portal.activity_origins o on o.activity_id = a.id and o.at = a.at
     where a.person_id = :person and a.acting_staff_id is null and a.at > portal.now() - cast(:back as interval)
       and a.kind in ('sign_in', 'sign_in_failed', 'sign_out')
     order by a.at desc, a.id desc limit :most
""")


def list_devices(viewer: Viewer) -> list[Device]:
    """The browsers the person has signed in from, this one first."""
    _own_only(viewer)
    held = rules()
    values = {"person": viewer.person_id, "session": viewer.session_id, "staff": viewer.is_staff,
              "staff_idle": held.staff_idle, "kept_idle": held.kept_idle, "idle": held.idle}  # fmt: skip
    with door() as session:
        return [Device(**row._mapping) for row in session.execute(_DEVICES, values)]


def list_sign_ins(viewer: Viewer) -> list[SignIn]:
    """The person's latest sign-ins, refused ones and sign-outs."""
    _own_only(viewer)
    values = {"person": viewer.person_id, "back": timedelta(days=HISTORY_DAYS), "most": SIGN_INS}
    with door() as session:
        return [SignIn(**row._mapping) for row in session.execute(_SIGN_INS, values)]


def _own_only(viewer: Viewer) -> None:
    if viewer.read_only or viewer.person_id is None:
        raise Forbidden
