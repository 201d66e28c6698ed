"""Every sentence an import report can say, by its stable code."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.language import N_, gettext

ERRORS: dict[str, str] = {
    # the file as a whole
    "unknown_columns": N_("The file has columns that %(kind)s do not have: %(names)s."),
    "unmapped_columns": N_(
        "The mapping says nothing about these columns: %(names)s. Name them in fields, report or ignore."
    ),
    "missing_columns": N_("The file lacks the columns %(names)s that the mapping uses."),
    "repeated_columns": N_("The column %(name)s occurs more than once."),
    "no_reference": N_("There is no column with the records' references: “reference”."),
    "no_rows": N_("The file has a heading but no rows."),
    "no_storage": N_("No file storage is configured, so documents cannot be imported."),
    "numbers_ambiguous": N_(
        "The numbers of this column can be read in two ways: %(value)s as %(first)s or as %(second)s. "
        "State the style in a mapping file."
    ),
    "dates_ambiguous": N_(
        "The dates of this column can be read in two ways: %(value)s as %(first)s or as %(second)s. "
        "State the order in a mapping file."
    ),
    # one cell
    "too_many_cells": N_("The row has more cells than there are columns."),
    "formula": N_("The cell holds a formula; put its value there instead."),
    "number": N_("This is not a number written like the others in this column."),
    "whole": N_("This is not a whole number."),
    "date": N_("This is not a date written like the others in this column."),
    "date_with_time": N_("This is a date with a time of day; only the date belongs here."),
    "moment": N_("This is not a date and time."),
    "month": N_("This is not a month; write 2026-12."),
    "choice": N_("This is none of the allowed values: %(allowed)s."),
    "areas": N_("This is neither full, technical nor billing, nor a list of areas: %(allowed)s."),
    "country": N_("This is not a country code of two letters."),
    "currency": N_("This is not a currency code of three letters."),
    "email": N_("This is not an e-mail address."),
    "zone": N_("This is not a time zone."),
    "code": N_("A code has small letters, digits and _ only, and begins with a letter."),
    "too_long": N_("The text is longer than %(limit)s characters."),
    "too_small": N_("The number must be at least %(limit)s."),
    "too_large_number": N_("The number must be at most %(limit)s."),
    "not_positive": N_("The number must be greater than %(limit)s."),
    "places": N_("The number has more than %(limit)s decimals."),
    "digits": N_("The number has too many digits."),
    "value": N_("This value is not allowed here."),
    "no_such_value": N_("The mapping's value table does not know this value."),
    # one record
    "needed": N_("A value is needed here."),
    "needed_new": N_("There is no record with the reference %(reference)s yet, and a new one needs this."),
    "duplicate": N_("The reference occurs twice; it first stood in row %(earlier)s."),
    "apart": N_("Rows of one record must follow each other; the reference first stood in row %(earlier)s."),
    "contradiction": N_("Rows of one record differ here; the first row says “%(first)s”."),
    "unknown_parent": N_("There is no record with this reference among the %(kind)s."),
    "other_client": N_("This record belongs to another client."),
    "no_place": N_("Name the client or the site it belongs to."),
    "client_changed": N_("The record belongs to another client; it cannot move."),
    "unknown_kind": N_("There is no kind with this code. Add kind_name to make it, or use one of: %(known)s."),
    "unknown_group": N_("There is no client group with this reference; add group_name to make it."),
    "draft_again": N_("The record was already %(state)s and cannot become a draft again."),
    "issued_on": N_("Only a draft can be without this date."),
    "done_on": N_("A finished record needs this date."),
    "scheduled": N_("A scheduled record needs its start."),
    "end_first": N_("The end lies before the start."),
    "amount_currency": N_("An amount needs a currency."),
    "payable": N_("There is nothing to pay: give payable, gross, or net and tax."),
    "negative_total": N_("A total below zero is a credit note: state it without the sign, with kind credit_note."),
    "credits_kind": N_("Only a credit note can correct an invoice."),
    "credits_itself": N_("A record cannot refer to itself."),
    "currency_differs": N_("The invoice is in %(currency)s."),
    "draft_paid": N_("A draft cannot be paid."),
    "overpaid": N_("More is set against invoices than was received: %(sum)s of %(amount)s."),
    "credits_over": N_("More is set against the invoice than the note is worth: %(sum)s of %(amount)s."),
    "paid_twice": N_("The payment names this invoice twice."),
    "amount_missing": N_("State how much of the payment goes to each invoice."),
    "grant_target": N_("Name either a client, with or without a site, or a client group."),
    "line_subject": N_("A line needs the equipment checked or a subject."),
    "line_result": N_("A line needs a result."),
    "line_text": N_("A line needs a text."),
    "two_records": N_("A document belongs to one record at most; this row names %(names)s."),
    "no_client": N_("Name the client, the site or the record the document belongs to."),
    "path": N_("The path must stay inside the folder of the imported table."),
    "no_such_file": N_("There is no such file beside the imported table."),
    "staff_person": N_("This address belongs to a member of staff; staff see everything without a grant."),
    "refused_by_database": N_("The database refused the records: %(reason)s."),
}

WARNINGS: dict[str, str] = {
    "zeros": N_("The workbook keeps this as a number; leading zeros may be lost."),
    "tax_id": N_("The check digits of this tax identifier are wrong."),
    "phone": N_("This does not look like a telephone number; it is kept as written."),
    "due_first": N_("It is due before it was issued."),
    "until_first": N_("It ends before it begins."),
    "sums": N_("Net and tax do not make the gross total: %(net)s + %(tax)s is not %(gross)s."),
    "lines_sum": N_("The lines add up to %(sum)s, the net total says %(net)s."),
    "before_found": N_("This day lies before the day it was found."),
    "future": N_("This day is still to come."),
    "shared_mailbox": N_("Several contacts share this mailbox; whoever reads it is one person to the portal."),
    "revoked": N_("Access was withdrawn in the portal; it is not given back."),
    "set_by_staff": N_("This access was set by staff in the portal; it is left as it is."),
    "erased": N_("This person was erased from the portal; the row is left out."),
    "merged": N_("Several rows make one record and differ here; the first is kept."),
    "sheets": N_("The workbook has further sheets; only the first was read."),
}

NOTES: dict[str, str] = {
    "not_imported": N_("Not imported, because nothing here keeps it."),
    "read_as": N_("Read as %(encoding)s text with “%(separator)s” between the cells."),
    "new_kind": N_("A new kind was made: %(name)s."),
    "new_group": N_("A new client group was made: %(name)s."),
}

SENTENCES = ERRORS | WARNINGS | NOTES


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a code in the current language; unknown codes raise KeyError."""
    return gettext(SENTENCES[code]) % params
