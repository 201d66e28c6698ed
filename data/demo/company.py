"""Who the demo company is, and its own people."""

from __future__ import annotations

from typing import Any

from data.commands.company import change_settings
from data.commands.staff import add_staff
from data.viewer import Conflict, StaffRole, Viewer

SETTINGS: dict[str, Any] = {
    "name": "Vigil Fire & Safety", "legal_name": "Vigil Protecció Contra Incendis S.L.", "tax_id": "B66201138",
    "address": "Carrer de Pallars 193, 08005 Barcelona", "phone": "+34 932 555 014", "email": "hello@vigil.example",
    "country": "ES", "zone": "Europe/Madrid", "language": "en", "currency": "EUR",
}  # fmt: skip
_STAFF = (
    ("admin@atrio.example", "Montserrat Bosch", StaffRole.ADMINISTRATOR),
    ("reader@atrio.example", "Pau Vives", StaffRole.READ_ONLY),
)


def found_company(viewer: Viewer, password_hash: str) -> None:
    """Settings and staff; safe to repeat."""
    change_settings(viewer, **SETTINGS)
    for email, name, role in _STAFF:
        try:
            add_staff(email, name, role, "en", password_hash)
        except Conflict:
            continue
