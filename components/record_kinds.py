"""The kinds of records that have forms: their nouns, and what a new one is called."""

from integrations.language import N_

# kind -> its noun, whose words and states it uses; and what a new one is called
KIND_NOUNS = {
    "equipment": "equipment", "contracts": "contract", "inspections": "inspection", "orders": "order",
    "quotes": "quote", "jobs": "job", "defects": "defect", "bookings": "booking", "invoices": "invoice",
    "payments": "payment",
}  # fmt: skip
NEW = {
    "clients": N_("New client"), "sites": N_("New site"), "contacts": N_("New contact"),
    "equipment": N_("New equipment"), "contracts": N_("New contract"), "inspections": N_("New inspection"),
    "orders": N_("New order"), "quotes": N_("New quote"), "jobs": N_("New job"), "defects": N_("New defect"),
    "bookings": N_("New booking"), "invoices": N_("New invoice"), "payments": N_("New payment"),
}  # fmt: skip
