"""What the kinds of invoices and the ways of paying are called."""

from integrations.language import N_

KINDS = {
    "invoice": N_("Invoice"),
    "proforma": N_("Proforma"),
    "receipt": N_("Receipt"),
    "credit_note": N_("Credit note"),
}
METHODS = {
    "transfer": N_("Bank transfer"),
    "card": N_("Card"),
    "direct_debit": N_("Direct debit"),
    "cash": N_("Cash"),
    "cheque": N_("Cheque"),
    "other": N_("Other"),
}
