"""The story's documents: which papers exist for which record; the seeding draws each of them."""

from __future__ import annotations

from data.demo.story.money import Invoice
from data.demo.story.places import Site
from data.demo.story.visits import Visit
from data.demo.story.when import day, numbered, workday
from data.demo.story.words import text
from data.demo.story.work import Works

Row = dict[str, str]
# the newest certificate of a site is valid for so many days from today, where it is not a year from its visit
_VALID = {"soon": 20, "expired": -12}
_TITLES = {
    "certificate": ("Maintenance certificate", "Certificado de mantenimiento", "Certificato di manutenzione",
                    "Certificat de mentenanță"),
    "checklist": ("Checklist", "Lista de comprobación", "Lista di controllo", "Listă de verificare"),
    "incident_report": ("Incident report", "Informe de incidencias", "Rapporto di anomalie",
                        "Raport de neconformități"),
    "invoice": ("Invoice", "Factura", "Fattura", "Factură"),
    "proforma": ("Proforma", "Factura proforma", "Fattura proforma", "Factură proformă"),
    "receipt": ("Receipt", "Recibo", "Ricevuta", "Chitanță"),
    "credit_note": ("Credit note", "Factura rectificativa", "Nota di credito", "Notă de credit"),
    "quote": ("Quote", "Presupuesto", "Preventivo", "Ofertă"),
    "contract": ("Maintenance contract", "Contrato de mantenimiento", "Contratto di manutenzione",
                 "Contract de mentenanță"),
    "job_report": ("Work report", "Parte de trabajo", "Rapporto d'intervento", "Raport de lucru"),
    "job_certificate": ("Work certificate", "Certificado de trabajo", "Certificato d'intervento",
                        "Certificat de lucrare"),
}  # fmt: skip


def documents(sites: list[Site], done: list[Visit], works: Works, invoices: list[Invoice],
              contracts: list[Row], photos: list[Row]) -> list[Row]:  # fmt: skip
    """Every document, numbered through."""
    language = {site.ref: site.client.language for site in sites}
    found = [row for visit in reversed(done) for row in _of_visit(visit)]
    found += [_row(i.kind, i.client.language, i.number, day(-i.age), invoice=i.ref) for i in invoices
              if "state" not in i.more and i.age < (120 if i.site and i.site.small else 400)]  # fmt: skip
    numbers = {row["reference"]: row["number"] for row in works.quotes if "number" in row}
    found += [_row("quote", q.site.client.language, numbers[q.ref], day(-q.age), quote=q.ref) for q in works.offered
              if q.row["state"] not in ("draft", "cancelled") and q.age < 500]  # fmt: skip
    for contract in (c for c in contracts if c["state"] != "draft"):
        spoken = language.get(contract.get("site", ""), "es")
        found.append(_row("contract", spoken, contract["number"], contract["starts_on"],
                          contract=contract["reference"]))  # fmt: skip
    for job in (job for job in works.done if job.age < 500):
        proven = job.row["kind"] in ("installation", "retest")
        for kind in ("job_report", "job_certificate") if proven else ("job_report",):
            found.append(_row(kind, job.site.client.language, job.row["number"], workday(-job.age), job=job.ref))
    found += _leaflets(sites)
    found += photos
    for count, row in enumerate(found, 1):
        shown = row["number"] or f"{row['kind']}-{count:04d}"
        name = f"{shown}-{row['kind'][4:]}" if row["kind"].startswith("job_") else shown
        row |= {"reference": f"D{count:05d}", "file": row["file"] or f"pdf/{name}.pdf"}
    return [{"reference": row.pop("reference")} | row for row in found]


def _row(kind: str, language: str, number: str, issued_on: str, **more: str) -> Row:
    title = _TITLES[kind][("en", "es", "it", "ro").index(language)]
    code = "invoice" if kind in ("proforma", "receipt", "credit_note") else kind
    named = f"{title} {number}" if number and kind != "certificate" else title
    return {"file": "", "kind": code, "title": named, "number": number, "issued_on": issued_on} | more


def _of_visit(visit: Visit) -> list[Row]:
    """Certificate, checklist and, where something failed, the incident report of the newest visits."""
    site, language = visit.site, visit.site.client.language
    if visit.age > site.last + (0 if site.small else 370):
        return []
    found, issued = [], workday(-max(visit.age - 1, 1))
    if not visit.latest or site.certificate not in ("due", "late"):
        valid = _VALID.get(site.certificate, 364 - visit.age) if visit.latest else 364 - visit.age
        number = numbered("CERT", -visit.age, int(visit.ref[1:]))
        found.append(_row("certificate", language, number, issued, valid_until=day(valid), inspection=visit.ref))
    if not site.small and visit.age <= site.last + 190:
        found.append(_row("checklist", language, "", issued, inspection=visit.ref))
        if visit.failed:
            found.append(_row("incident_report", language, "", issued, inspection=visit.ref))
    return found


def _leaflets(sites: list[Site]) -> list[Row]:
    """What to do in case of fire: for a few sites, for two whole clients, and one beside an alarm panel."""
    found = []
    for site in sites:
        language = site.client.language
        row = {"file": "", "kind": "plan", "number": "", "title": text("plan", language),
               "issued_on": day(-200 + site.number)}  # fmt: skip
        if not site.small and site.equipment and site.number % 2:
            found.append(row | {"site": site.ref, "valid_until": day(160 if site.number % 3 else 30)})
        if site.ref in ("S001", "S018"):
            found.append(row | {"client": site.client.ref, "kind": "manual", "issued_on": day(-4)})
        if site.ref == "S001":
            found.append(row | {"equipment": "E00047", "kind": "manual", "issued_on": day(-2)})
    return found
