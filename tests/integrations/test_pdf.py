"""Papers: every template in every language, words shown literally, the same bytes again, nothing borrowed."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from integrations.language import LANGUAGES
from integrations.pdf import TEMPLATES, Paper, PaperError, render, word, words
from tests.pdf_text import words_of

MADE = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)
PARTY = {"name": "Clinica Sfânta Ana Iași S.R.L.", "lines": ["Șoseaua Păcurari 145", "L'Hospitalet, Peña, Così è"]}
COMPANY = {"name": "Vigil Fire & Safety", "legal_name": "Vigil S.L.", "tax_id": "B66201138", "address": "Pallars 193",
           "phone": "+34 932 555 014", "email": "hello@vigil.example", "iban": "ES91"}  # fmt: skip
BASE: dict[str, Any] = {"company": COMPANY, "client": PARTY, "site": PARTY, "number": "N-1"}
VISIT = {"visit": "I-1", "done_on": "12/09/2026", "inspector": "Marc Vidal", "kind": "Quarterly"}
CHECKED = {"code": "EXT-014", "name": "CO₂ 5 kg", "location": "Kitchen", "result": "non_compliant",
           "remark": "pressure below range", "action": "Replace"}  # fmt: skip
LINE = {"text": "Retest", "quantity": "2", "unit_price": "€10.00", "tax_rate": "21 %", "net": "€20.00"}
PRICED = {"issued_on": "1", "subject": "Repairs", "lines": [LINE], "net": "€20.00", "tax": "€4.20", "gross": "€24.20"}
FACTS: dict[Paper, dict[str, Any]] = {
    Paper.CERTIFICATE: VISIT | {
        "valid_until": "11/09/2027", "contract": "C-1", "remarks": ["EXT-014: pressure"],
        "kinds": [{"name": "Extinguisher", "checked": "2", "compliant": "1", "non_compliant": "1",
                   "not_reachable": "0"}]},
    Paper.CHECKLIST: VISIT | {"lines": [CHECKED] * 60},
    Paper.INSPECTION: VISIT | {
        "when": "12/09/2026", "result": "Not compliant", "certificate": "", "text": "Some failed.",
        "counts": [{"result": "compliant", "count": "1"}],
        "lines": [CHECKED | {"place": "Kitchen"}] * 60},
    Paper.INCIDENT_REPORT: VISIT | {"lines": [CHECKED], "summary": "Some failed."},
    Paper.INVOICE: PRICED | {"kind": "invoice", "due_on": "31", "po_number": "", "contract": "", "corrects": ""},
    Paper.QUOTE: PRICED | {"valid_until": "31", "visit": "I-1"},
    Paper.CONTRACT: {"title": "Maintenance", "starts_on": "1", "ends_on": "", "renewal": "r", "notice": "60 days",
                     "visits": "4", "price": "€480.00 a year"},
    Paper.JOB_REPORT: {"kind": "job_certificate", "title": "Repair", "done_on": "1", "technician": "Íñigo Muñoz",
                       "summary": "Done.", "quote": "P-1"},
    Paper.LEAFLET: {"title": "In case of fire", "paragraphs": ["Raise the alarm."]},
    Paper.STATEMENT: {
        "as_of": "12/09/2026", "credit": [], "remarks": ["Something."], "currencies": [
            {"code": "EUR", "total": "€1.00", "bands": ["€0.20"] * 5, "open": [],
             "lines": [{"on": "", "title": "Before", "amount": "", "balance": "€1.00"}]}]},
}  # fmt: skip
TITLES = {Paper.JOB_REPORT: "job_certificate", Paper.INSPECTION: "inspection_report"}


def drawn(paper: Paper, language: str = "en", **changed: Any) -> bytes:
    return render(paper, BASE | FACTS[paper] | changed, language=language, made_at=MADE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", Paper)
def test_each_paper_speaks_each_language_with_all_its_letters(paper: Paper, language: str) -> None:
    said = words_of(drawn(paper, language))
    title = FACTS[paper].get("title") if paper is Paper.LEAFLET else word(TITLES.get(paper, paper), language)
    for expected in (title, *PARTY["lines"], "Clinica Sfânta Ana Iași S.R.L.", "Vigil Fire & Safety"):
        assert re.sub(r"\s", "", str(expected)) in said
    assert "\ufffd" not in said


def test_every_word_is_there_in_every_language_with_the_same_placeholders() -> None:
    for key, texts in words().items():
        assert set(texts) == set(LANGUAGES), key
        assert len({tuple(sorted(re.findall(r"\{(\w+)\}", text))) for text in texts.values()}) == 1, key
        assert all(text.strip() for text in texts.values()), key


def test_every_word_a_template_asks_for_exists_and_none_is_left_over() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.typ"))
    asked = set(re.findall(r'"([a-z0-9_]+)"', source))
    composed = {f"clause_{name}{end}" for name in ("scope", "visits", "reports", "access", "payment", "law")
                for end in ("", "_text")}  # fmt: skip
    data = {"compliant", "non_compliant", "not_reachable", "invoice", "receipt", "credit_note", "job_report",
            "renewal_automatic", "renewal_none", "notice_days", "price_year", "copy_made",
            "copy_of_e_invoice"}  # fmt: skip
    assert set(words()) - asked - composed - data == set()


def test_words_of_people_are_shown_literally_and_never_run() -> None:
    nasty = '*bold* #read("/etc/passwd") $x^2$ \\ @preview //comment "quoted"'
    said = words_of(drawn(Paper.INVOICE, subject=nasty))
    assert re.sub(r"\s", "", nasty) in said
    assert "root:" not in said


def test_the_same_facts_give_the_same_bytes_and_other_facts_others() -> None:
    assert drawn(Paper.CERTIFICATE) == drawn(Paper.CERTIFICATE)
    assert drawn(Paper.CERTIFICATE) != drawn(Paper.CERTIFICATE, number="N-2")


def test_a_paper_is_an_archivable_pdf_with_title_and_language() -> None:
    with pikepdf.open(io.BytesIO(drawn(Paper.QUOTE, "ro"))) as document:
        with document.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
            assert told["dc:title"] == "Ofertă N-1"
        assert str(document.Root.Lang) == "ro"
        fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+Inter-", font) for font in fonts)


def test_a_long_checklist_goes_over_several_pages_with_its_head_repeated() -> None:
    pdf = drawn(Paper.CHECKLIST)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    assert pages > 1
    assert words_of(pdf).count("CodeEquipmentLocation") == pages


def test_a_missing_fact_is_an_error_and_not_a_hole() -> None:
    facts = BASE | FACTS[Paper.QUOTE]
    del facts["gross"]
    with pytest.raises(PaperError, match="gross"):
        render(Paper.QUOTE, facts, language="en", made_at=MADE)


def test_a_value_that_is_not_known_leaves_no_label() -> None:
    assert "Purchaseorder" not in words_of(drawn(Paper.INVOICE))
    assert "PurchaseorderPO-9" in words_of(drawn(Paper.INVOICE, po_number="PO-9"))


def test_templates_ask_nobody_else_for_packages() -> None:
    for path in TEMPLATES.glob("*.typ"):
        assert "@" not in path.read_text(encoding="utf-8"), path.name


def test_letters_our_font_lacks_are_refused_in_papers_for_the_archive_and_left_empty_in_copies() -> None:
    facts = BASE | FACTS[Paper.INVOICE] | {"subject": "名前 for Peña"}
    with pytest.raises(PaperError):
        render(Paper.INVOICE, facts, language="en", made_at=MADE)
    assert "forPeña" in words_of(render(Paper.INVOICE, facts, language="en", made_at=MADE, archivable=False))


def test_bank_details_are_left_out_where_none_are_known() -> None:
    assert "Banktransferto" in words_of(drawn(Paper.INVOICE))
    assert "Banktransferto" not in words_of(drawn(Paper.INVOICE, company=COMPANY | {"iban": ""}))
