"""What kind of paper a file is, from words in its name and at the head of its text, in four languages."""

from __future__ import annotations

from collections.abc import Iterable

from integrations.lettering import fold

HEAD = 700  # folded characters of the text in which a paper says what it is
Kinds = frozenset[str]

# words → the kinds they may mean; the first of them in a text speaks, of several at one place the longest
_SAID: dict[tuple[str, ...], str] = {
    ("certificate",): "maintenance certificate, inspection certificate, certificado de mantenimiento, certificado de "
    "revisión, certificado de inspección, certificato di manutenzione, certificato di verifica, certificat de "
    "mentenanță, certificat de verificare, certificat de inspecție",
    ("job_certificate",): "work certificate, installation certificate, certificado de trabajo, certificado de "
    "instalación, certificado de retimbrado, certificato d'intervento, certificato di installazione, dichiarazione di "
    "conformità, certificat de lucrare, certificat de instalare, declarație de conformitate",
    ("certificate", "job_certificate"): "certificate, cert, certificado, certificato, certificat, attestato, atestat",
    ("checklist",): "checklist, check list, lista de comprobación, lista de verificación, hoja de verificación, lista "
    "di controllo, listă de verificare, fișă de verificare",
    ("incident_report",): "incident report, deficiency report, defect report, informe de incidencias, informe de "
    "deficiencias, rapporto di anomalie, rapporto anomalie, raport de neconformități, raport de deficiențe",
    ("job_report",): "work report, service report, job report, parte de trabajo, albarán de trabajo, rapporto "
    "d'intervento, rapporto di intervento, rapporto di lavoro, raport de lucru, raport de intervenție",
    ("incident_report", "job_report"): "report, informe, rapporto, raport",
    ("invoice",): "invoice, tax invoice, proforma, pro forma, credit note, receipt, factura, facturas, factura "
    "proforma, factura rectificativa, abono, recibo, fattura, fattura proforma, nota di credito, ricevuta, factură, "
    "factură proformă, notă de credit, chitanță",
    ("quote",): "quote, quotation, presupuesto, oferta, preventivo, offerta, ofertă, deviz",
    ("contract",): "contract, maintenance contract, contrato, contrato de mantenimiento, contratto, contratto di "
    "manutenzione, contract de mentenanță",
    ("manual",): "manual, user manual, manual de uso, manuale, manuale d'uso, manual de utilizare, instructions for "
    "use, instrucciones de uso, istruzioni per l'uso, instrucțiuni de utilizare",
    ("plan",): "floor plan, site plan, evacuation plan, plano, plano de planta, plano de evacuación, planimetria, "
    "pianta, plan de evacuare, plan de situație",
}  # fmt: skip
PHRASES: dict[str, Kinds] = {
    f" {fold(phrase)} ": frozenset(kinds) for kinds, phrases in _SAID.items() for phrase in phrases.split(",")
}
# the nouns of the records such papers are about; kinds without a line belong to a site or client alone
ABOUT: dict[str, tuple[str, ...]] = {
    "certificate": ("inspection",), "checklist": ("inspection",), "incident_report": ("inspection",),
    "invoice": ("invoice",), "quote": ("quote",), "contract": ("contract",),
    "job_report": ("job",), "job_certificate": ("job",),
}  # fmt: skip
ALONE = frozenset({"manual", "plan"})
# whose day of validity means the document's own; that of a quote stands with the quote
DATED = frozenset({"certificate", "job_certificate", "plan"})
# what a record's own paper is, where nothing in the file says otherwise
OWN_PAPER = {"invoice": "invoice", "quote": "quote", "contract": "contract"}


def kinds_said(name: str, text: str, leave_out: Iterable[str] = ()) -> Kinds | None:
    """The kinds that name and text allow; empty when they contradict each other, None when they say nothing.

    `leave_out` are names, such as the company's own, whose words mean nothing.

    >>> sorted(kinds_said("T-2026-084-certificate.pdf", "Work certificate"))
    ['job_certificate']
    """
    head = f" {fold(text[: 3 * HEAD])} "
    for words in leave_out:
        if plain := fold(words):
            head = head.replace(f" {plain} ", " ")
    in_name, in_text = _first(f" {fold(name.replace('_', ' '))} "), _first(head[:HEAD])
    if in_name is None or in_text is None:
        return in_name if in_text is None else in_text
    return in_name & in_text


def _first(folded: str) -> Kinds | None:
    """What the earliest words mean, the longest where several begin there."""
    found = [(place, -len(phrase), kinds) for phrase, kinds in PHRASES.items() if (place := folded.find(phrase)) >= 0]
    return min(found, key=lambda one: one[:2])[2] if found else None
