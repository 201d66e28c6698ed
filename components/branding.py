"""The company's mark: its logo where it has one, else the portal's shield."""

from __future__ import annotations

from components.html import Img, Span, Tree, icon
from data.records.company import Company


def logo_url(company: Company) -> str:
    """The address of the logo, another one for another picture; empty without a logo."""
    return f"/logo.{company.logo[:12]}.{company.logo.rpartition('.')[2]}" if company.logo else ""


def brand_mark(company: Company) -> Tree:
    """What stands before the company's name."""
    if address := logo_url(company):
        return Img(src=address, alt="", className="brand-logo")
    return Span(icon("shield-check"), className="brand-mark")
