"""The story's people: who belongs to which client, and who may see what; with the rows of clients and sites."""

from __future__ import annotations

from data.demo.story.places import Client, Site
from data.demo.story.when import day

# client | name | e-mail | title | note
_CONTACTS = """
C01|Laura Puig|owner@miramar.example|Director|internal: prefers to be called before nine
C01|Marc Soler|colleague@miramar.example|Head of maintenance, Hotel Miramar|
C01|Teresa Roig|teresa@miramar.example|Operations|
C01|Comptabilitat Miramar|billing@miramar.example|Accounts|
C01|Pau Ribas|former@miramar.example|Former head of maintenance|internal: left in bad terms, access withdrawn
C01|Anna Serra||Reception, no e-mail|
C02|Núria Vidal i Roca|manager@bellavista.example|Administradora|
C03|Jordi Casademont|jordi@santjordi.example|Gerente|
C04|Íñigo Peña|inigo@talleres-pena.example|Jefe de taller|
C05|Begoña Ibáñez|begona@bodegasibanez.example|Directora|
C06|Vicent Català|vicent@lasenera.example|Responsable técnico|
C06|Administración La Señera|administracion@lasenera.example|Contabilidad|
C07|Mercè Farré|merce@elnuvol.example|Directora|
C08|Alessandra Ferrante|stranger@palazzo.example|Amministratrice|
C08|Giulio Conti|giulio@palazzo.example|Consulente fino a fine incarico|
C09|Nicolò Però|nicolo@cosibuono.example|Responsabile sicurezza|
C10|Chiara Libertà|chiara@villaserenita.example|Direttrice sanitaria|
C11|Ioana Țăranu|ioana@brasovlogistic.example|Administratoare|
C12|Ștefan Mureșan|stefan@uzinamures.example|Inginer-șef|
C13|Ștefania Păun|office@pensiuneastefania.example|Proprietară|
C14|Ana Brânzei|ana@sfantaana.example|Manager|
C15|Antoni Rovira|forn@fornsantantoni.example|Propietario|
C16|Clara Vendrell|clara@noucellerpenedes.example|Gerente|
""".strip()
# e-mail | name | language | client | group | site | areas | from | until (days from the day of seeding)
_GRANTS = """
owner@miramar.example|Laura Puig|en|C01|||full||
colleague@miramar.example|Marc Soler|en|C01||S001|technical||
teresa@miramar.example|Teresa Roig|en|C01||S001|billing||
teresa@miramar.example|Teresa Roig|en|C01||S002|technical||
billing@miramar.example|Comptabilitat Miramar|es|C01|||billing||
former@miramar.example|Pau Ribas|es|C01|||full||
manager@bellavista.example|Núria Vidal i Roca|es|C02|||full||
jordi@santjordi.example|Jordi Casademont|es|C03|||full||
dolors@consultoria.example|Dolors Casals|es|C01|||technical||
dolors@consultoria.example|Dolors Casals|es|C03|||full||
inigo@talleres-pena.example|Íñigo Peña|es|C04|||full||
auditoria@iberfood.example|Auditoría Iberfood|es||G1||inspections, documents, equipment||
begona@bodegasibanez.example|Begoña Ibáñez|es|C05|||full||
vicent@lasenera.example|Vicent Català|es|C06|||technical||
administracion@lasenera.example|Administración La Señera|es|C06|||billing||
merce@elnuvol.example|Mercè Farré|es|C07|||full||
stranger@palazzo.example|Alessandra Ferrante|it|C08|||full||
giulio@palazzo.example|Giulio Conti|it|C08|||full|-400|-30
nicolo@cosibuono.example|Nicolò Però|it|C09|||full||
chiara@villaserenita.example|Chiara Libertà|it|C10|||full||
ioana@brasovlogistic.example|Ioana Țăranu|ro|C11|||full||
stefan@uzinamures.example|Ștefan Mureșan|ro|C12|||full|-10|355
office@pensiuneastefania.example|Ștefania Păun|ro|C13|||full||
ana@sfantaana.example|Ana Brânzei|ro|C14|||full||
forn@fornsantantoni.example|Antoni Rovira|es|C15|||full||
clara@noucellerpenedes.example|Clara Vendrell|es|C16|||full||
""".strip()
_NOTES = {
    "S001": "Service entrance in Carrer de Roger de Llúria; ask at reception for the pump-room key.",
    "S018": "Citofono «Portineria»; il cortile è chiuso dalle 13 alle 15.",
    "S027": "Poarta 2; legitimația se lasă la pază.",
}


def clients(of: list[Client]) -> list[dict[str, str]]:
    """Rows of the client file."""
    return [
        {
            "reference": c.ref, "name": c.name, "number": c.ref, "tax_id": c.tax_id, "group": c.group,
            "group_name": "Iberfood" if c.group else "", "language": c.language, "email": f"info@{c.domain}",
            "phone": c.phone, "address": c.address, "postcode": c.postcode, "city": c.city, "region": c.region,
            "country": c.country, "internal_note": "internal: pays late, call first" if c.ref in ("C01", "C08") else "",
        }
        for c in of
    ]  # fmt: skip


def sites(of: list[Site]) -> list[dict[str, str]]:
    """Rows of the site file."""
    return [
        {
            "reference": s.ref, "client": s.client.ref, "name": s.name, "code": s.code, "address": s.address,
            "postcode": s.postcode, "city": s.city, "region": s.region, "country": s.client.country,
            "latitude": s.latitude, "longitude": s.longitude,
            "zone": {"IT": "Europe/Rome", "RO": "Europe/Bucharest"}.get(s.client.country, ""),
            "access_note": _NOTES.get(s.ref, ""),
            "internal_note": "internal: alarm code with the caretaker" if s.number % 13 == 1 else "",
        }
        for s in of
    ]  # fmt: skip


def contacts() -> list[dict[str, str]]:
    """Rows of the contact file."""
    fields = ("client", "name", "email", "title", "internal_note")
    return [
        {"reference": f"P{count:03d}"} | dict(zip(fields, line.split("|"), strict=True))
        for count, line in enumerate(_CONTACTS.splitlines(), 1)
    ]


def grants() -> list[dict[str, str]]:
    """Rows of the grant file: whole clients, one site, a client group, two halves that must not mix, an expired one."""
    fields = ("email", "name", "language", "client", "group", "site", "areas", "valid_from", "valid_until")
    found = []
    for count, line in enumerate(_GRANTS.splitlines(), 1):
        row = {"reference": f"A{count:03d}"} | dict(zip(fields, line.split("|"), strict=True))
        for column in ("valid_from", "valid_until"):
            row[column] = day(int(row[column])) if row[column] else ""
        found.append(row)
    return found
