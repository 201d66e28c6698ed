"""What the worker does for the database itself: signs of life, clearing away, room for coming activity."""

from __future__ import annotations

from sqlalchemy import text

from data.database import worker

ACTIVITY_MONTHS = 13
_BEAT = text(
    "insert into portal.heartbeats (name, at) values (:name, now()) on conflict (name) do update set at = excluded.at"
)
_EXPIRED = {
    "sessions": text(
        "delete from portal.sessions"
        " where least(expires_at, coalesce(ended_at, expires_at)) < portal.now() - interval '30 days'"
    ),
    # the daily limit counts codes, so they stay longer than they are good for
    "sign_in_codes": text("delete from portal.sign_in_codes where expires_at < portal.now() - interval '2 days'"),
    # long enough to lead whoever follows an old link on to the page they wanted
    "access_links": text("delete from portal.access_links where expires_at < portal.now() - interval '90 days'"),
    "challenges": text("delete from portal.challenges where expires_at < portal.now()"),
    "kept_forms": text("delete from portal.kept_forms where expires_at < portal.now()"),
    "rate_limits": text("delete from portal.rate_limits where updated_at < portal.now() - interval '2 days'"),
    "submissions": text("delete from portal.submissions where created_at < portal.now() - interval '7 days'"),
    "message_secrets": text("delete from portal.message_secrets where expires_at < portal.now()"),
    "usage_searches": text("delete from portal.usage_searches where at < portal.now() - make_interval(months => 13)"),
    "activity_origins": text(
        "delete from portal.activity_origins where at < portal.now() - make_interval(months => 13)"
    ),
}
_ACTIVITY = text("select portal.drop_activity_before((portal.today() - make_interval(months => :months))::date)")
_SWEEP = text("select portal.sweep_erased()")
_MONTHS_AHEAD = text(
    "select portal.make_activity_month((portal.today() + make_interval(months => ahead))::date)"
    " from generate_series(0, 2) ahead"
)


def beat(name: str) -> None:
    """Writes down that the process of that name lives. Raises Unavailable."""
    with worker() as session:
        session.execute(_BEAT, {"name": name})


def clear_expired() -> dict[str, int]:
    """Deletes what is past its time; how many rows (partitions for activity) of what."""
    cleared = {}
    with worker() as session:
        for name, statement in _EXPIRED.items():
            cleared[name] = session.execute(statement).rowcount
        cleared["activity"] = session.scalar(_ACTIVITY, {"months": ACTIVITY_MONTHS}) or 0
    return cleared


def sweep_erased() -> int:
    """Deletes what came into the tables of people after they were erased; how many rows."""
    with worker() as session:
        return int(session.scalar(_SWEEP) or 0)


def prepare_activity() -> None:
    """Makes the partitions of this month and the two after it."""
    with worker() as session:
        session.execute(_MONTHS_AHEAD)
