"""The addresses that stand on a paper, within the rights of who asks for it."""

from __future__ import annotations

from sqlalchemy import text

from data.database import transaction
from data.records.parties import Parties, Party
from data.records.shared import Place
from data.viewer import NotFound, Viewer

_PARTIES = text("""
select c.id, coalesce(c.legal_name, c.name) as name, c.tax_id, c.address, c.postcode, c.city,
       s.id as site_id, s.name as site_name, s.address as site_address, s.postcode as site_postcode,
       s.city as site_city
  from clients c
  left join sites s on s.client_id = c.id and s.public_id = :site
 where c.public_id = :client""")


def find_parties(viewer: Viewer, place: Place) -> Parties:
    """Client and site of the place. Raises NotFound for a client the viewer may not see."""
    with transaction(viewer) as session:
        row = session.execute(_PARTIES, {"client": place.client, "site": place.site}).first()
    if row is None:
        raise NotFound
    client = Party(row.name, _lines(row.tax_id, row.address, _joined(row.postcode, row.city)))
    if row.site_id is None:
        return Parties(row.id, client)
    site = Party(row.site_name, _lines(row.site_address, _joined(row.site_postcode, row.site_city)))
    return Parties(row.id, client, row.site_id, site)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _lines(*lines: str | None) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
