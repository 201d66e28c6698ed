"""The decision: which record, site or client a file belongs to, and whether that is certain. In doubt it is not."""

from __future__ import annotations

from collections.abc import Sequence

from data.matching.evidence import Clue, Evidence, Hit, Proposal
from data.matching.kinds import ABOUT, ALONE, OWN_PAPER
from data.matching.numbers import PLAIN_DIGITS, is_weak


def decide(found: Evidence) -> Proposal:
    """The best proposal; its `reason` says why it is not certain.

    Certain is a number that one record alone has, that stands in the file with no other of its kind as well placed, and
    that nothing else in the file contradicts: no client, site or number of somebody else's.
    """
    wanted = _about(found)
    best, others = _best(wanted)
    if best is None:
        return _without_record(found)
    kind = _kind_of(best, found)
    reason = _against(best, others, found) or (None if kind else "kind")
    return Proposal(reason, kind, best.client_id, best.site_id, best)


def _about(found: Evidence) -> list[Hit]:
    """The records that such a paper can be about."""
    if found.kinds is None:
        return list(found.hits)
    nouns = {noun for kind in found.kinds for noun in ABOUT.get(kind, ())}
    return [hit for hit in found.hits if hit.noun in nouns]


def _best(wanted: Sequence[Hit]) -> tuple[Hit | None, list[Hit]]:
    """The record that stands out, and those that stand as high."""
    if not wanted:
        return None, []
    top = max((not is_weak(hit.key), hit.rank) for hit in wanted)
    high = [hit for hit in wanted if (not is_weak(hit.key), hit.rank) == top]
    return high[0], high[1:]


def _kind_of(best: Hit, found: Evidence) -> str | None:
    if found.kinds is None:
        return OWN_PAPER.get(best.noun)
    kinds = [kind for kind in found.kinds if best.noun in ABOUT.get(kind, ())]
    return kinds[0] if len(kinds) == 1 else None


def _against(best: Hit, others: Sequence[Hit], found: Evidence) -> str | None:
    """What speaks against the best record, the weightiest first."""
    same = [hit for hit in found.hits if hit.key == best.key and hit is not best]
    if same:
        return "used_twice"
    if others:
        return "several"
    if not best.in_text and found.readable and any(h.noun == best.noun and h.in_text for h in found.hits):
        return "several"  # the name says one number, the paper itself another
    if is_weak(best.key) and (not best.in_name or len(best.key) < PLAIN_DIGITS):
        return "only_digits"
    if _of_others(best.client_id, found):
        return "other_client"
    sites = {clue.site_id for clue in found.clues if clue.site_id is not None and clue.client_id == best.client_id}
    if sites and best.site_id is not None and best.site_id not in sites:
        return "other_site"
    return None if best.shown else "unpublished"


def _of_others(client: int, found: Evidence) -> bool:
    """Whether a number in the file belongs to other clients and not to this one."""
    owners: dict[str, set[int]] = {}
    said = [(hit.key, hit.client_id) for hit in found.hits if hit.in_name or not is_weak(hit.key)]
    for key, owner in said + [(clue.key, clue.client_id) for clue in found.clues]:
        owners.setdefault(key, set()).add(owner)
    return any(client not in clients for clients in owners.values())


def _without_record(found: Evidence) -> Proposal:
    """A client or site alone: certain for papers that are about no record, where all clues point to one site."""
    kind = next(iter(found.kinds)) if found.kinds is not None and len(found.kinds) == 1 else None
    client = _one_client(found.clues)
    if client is None:
        return Proposal("several" if found.clues or found.hits else "nothing", kind)
    sites = {clue.site_id for clue in found.clues if clue.site_id is not None and clue.client_id == client}
    site = next(iter(sites)) if len(sites) == 1 else None
    if _of_others(client, found):
        reason: str | None = "other_client"
    elif len(sites) > 1:
        reason = "several"
    elif kind in ALONE:
        reason = None if site is not None else "no_record"  # one of the client's things might be meant
    else:
        reason = "no_record" if kind or found.kinds is None else "kind"
    return Proposal(reason, kind, client, site)


def _one_client(clues: Sequence[Clue]) -> int | None:
    """The one client that all clues allow, if there is one."""
    allowed: dict[str, set[int]] = {}
    for clue in clues:
        allowed.setdefault(clue.key, set()).add(clue.client_id)
    common = set.intersection(*allowed.values()) if allowed else set()
    return next(iter(common)) if len(common) == 1 else None
